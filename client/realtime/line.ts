/** The address of a game session, and its player session. */
export interface RealtimeEndpoint {
  readonly ipAddress: string;
  /** Fleets without TLS have one as well; with TLS, it is the name of the certificate. */
  readonly dnsName?: string | undefined;
  /** The fleet has a certificate. */
  readonly tls: boolean;
  readonly port: number;
  readonly playerSessionId: string;
}

/** The transport of a Realtime connection. */
export interface RealtimeOptions {
  /** Uses datagrams where the platform and the server have them, on connections without TLS. */
  readonly udp?: boolean;
  /** PEM of a certificate authority to trust besides the usual ones. */
  readonly ca?: string;
  /** Milliseconds from opening to the login result. Default 10,000. */
  readonly loginTimeoutMs?: number;
}

/** The receiver of the messages of a Realtime connection. */
export interface RealtimeListener {
  /**
   * A message of the game. It may arrive before the login result, when the script sends while it accepts the
   * player.
   */
  message(opCode: number, payload: Uint8Array, sender: number): void;
  /** Called once, when the connection is gone. */
  closed(reason: string): void;
  /** Datagrams may be used from now on, or no longer. */
  fast?(open: boolean): void;
}

/** One connection to a Realtime server. */
export interface RealtimeLine {
  /**
   * Resolves with the peer id after the login; rejects with Disconnected when the server refuses or
   * disconnects.
   */
  readonly ready: Promise<number>;
  /** Whether datagrams are in use. */
  readonly isFast: boolean;
  /**
   * Sends a message to the script.
   * @param intent `fast`: as a datagram where possible, which may be lost; `reliable`: over TCP, in order
   */
  send(opCode: number, payload: string, intent?: 'reliable' | 'fast'): void;
  /** Closes the connection; `closed` of its listener is called. */
  close(): void;
}
