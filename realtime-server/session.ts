/**
 * The Realtime script's side of the service, as far as we use it (GameLift Realtime guide, "Realtime script
 * reference"): the session object given to `init`, and what the callbacks get. Everything here is the
 * service's, so fields may be absent.
 */
export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface RealtimeSession {
  getLogger(): Logger;
  getServerId(): number;
  getGameSessionId(): string;
  /** The message is the service's own object: only handed back to it. */
  newTextGameMessage(opCode: number, sender: number, payload: string): object;
  /**
   * Over TCP: ordered, never lost while the connection lives. An unknown peer is only logged by the service.
   */
  sendReliableMessage(message: object, targetPeerId: number): void;
  /** Tells the service that this process is about to end; without it the game session lingers as a zombie. */
  processEnding(): Promise<unknown>;
}

export interface ConnectedPlayer {
  readonly peerId: number;
  readonly playerSessionId: string;
}

export interface IncomingMessage {
  readonly opCode: number;
  /** Peer id, set by the service: a player cannot pretend to be another. */
  readonly sender: number;
  readonly payload: Uint8Array;
}

/** The callbacks that we give the service. */
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
