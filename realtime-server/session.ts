/**
 * The part of the service's interface that the script uses (GameLift Realtime guide, "Realtime script
 * reference"): the session object given to `init`, and the arguments of the callbacks. The service makes all
 * of these objects, so fields may be absent.
 */
export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** The session object of the Realtime service, as far as the script uses it. */
export interface RealtimeSession {
  getLogger(): Logger;
  getServerId(): number;
  getGameSessionId(): string;
  /** The message is the service's own object, and is only passed back to it. */
  newTextGameMessage(opCode: number, sender: number, payload: string): object;
  /**
   * Over TCP: ordered, and never lost while the connection lives. For an unknown peer the service only writes
   * a log line.
   */
  sendReliableMessage(message: object, targetPeerId: number): void;
  /**
   * Notifies the service that this process is about to end; without it the game session stays open without a
   * process.
   */
  processEnding(): Promise<unknown>;
}

/** A connection: its peer id is new for each connection, its player session is that of the seat. */
export interface ConnectedPlayer {
  readonly peerId: number;
  readonly playerSessionId: string;
}

/** A message of a player to the script. */
export interface IncomingMessage {
  readonly opCode: number;
  /** Peer id, set by the service: a player cannot forge it. */
  readonly sender: number;
  readonly payload: Uint8Array;
}

/** The callbacks that the service calls. */
export interface RealtimeScript {
  readonly configuration: { readonly pingIntervalTime: number; readonly maxPlayers: number };
  init(session: RealtimeSession): void;
  onProcessStarted(launchParameters: string | readonly string[]): boolean;
  onHealthCheck(): boolean;
  onStartGameSession(gameSession: unknown): void;
  onPlayerConnect(connectMessage: unknown): boolean;
  onPlayerAccepted(player: ConnectedPlayer): void;
  onMessage(message: IncomingMessage): void;
  onSendToPlayer(message: unknown): boolean;
  onSendToGroup(message: unknown): boolean;
  onPlayerJoinGroup(groupId: number, peerId: number): boolean;
  onPlayerLeaveGroup(groupId: number, peerId: number): boolean;
  onPlayerDisconnect(peerId: number): void;
  onProcessTerminate(): void;
}
