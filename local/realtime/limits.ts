/** The limits of one script process for its clients. */
export interface HostLimits {
  /**
   * Maximum size of a WebSocket message in bytes; a longer one is refused by its header, and nothing of it is
   * kept. The client sends at most 4,096 bytes of payload.
   */
  readonly frameBytes: number;
  /**
   * Messages per second that are read from one client; messages of a faster client are read later (TCP) or
   * dropped (UDP).
   */
  readonly messagesPerSecond: number;
  /** Burst of messages of a client before the rate applies. */
  readonly messageBurst: number;
  /**
   * Packets of one client that wait for the script or for the rate. At this number, TCP is not read and
   * datagrams are dropped.
   */
  readonly waitingPackets: number;
  /** Bytes waiting for one client at which fast messages to it are dropped. */
  readonly outboundFastBytes: number;
  /** Bytes waiting for one client at which it is disconnected. */
  readonly outboundBytes: number;
  /** Connections before login; for another one, the oldest of the address with the most is closed. */
  readonly pendingLogins: number;
  /** The same limit for one address; for another one, its oldest is closed. */
  readonly pendingLoginsPerAddress: number;
  /** Number of groups, which any player can create. */
  readonly groups: number;
}

export const defaultHostLimits: HostLimits = {
  frameBytes: 64 * 1024,
  messagesPerSecond: 500,
  messageBurst: 1000,
  waitingPackets: 64,
  outboundFastBytes: 256 * 1024,
  outboundBytes: 1024 * 1024,
  pendingLogins: 1024,
  pendingLoginsPerAddress: 256,
  groups: 4096,
};

/** Milliseconds, as on the service unless stated otherwise; tests shorten them. */
export interface HostTiming {
  /** Between two onHealthCheck calls; GameLift: 60 s. */
  readonly healthIntervalMs: number;
  /** Timeout of its answer; GameLift: 60 s. */
  readonly healthTimeoutMs: number;
  /** From the start of a process to ProcessReady. */
  readonly startTimeoutMs: number;
  /** Timeout of a promise of onProcessTerminate; GameLift: 5 min. */
  readonly terminateGraceMs: number;
  /** From processEnding() to the exit of the script; this project's choice. */
  readonly endingGraceMs: number;
  /** For onProcessTerminate when the whole fleet closes; this project's choice. */
  readonly closeGraceMs: number;
  /** From a connection to its login; this project's choice. */
  readonly loginTimeoutMs: number;
  /**
   * Delay before the next start after a failure; it doubles with each consecutive failure, up to 60 times.
   */
  readonly restartDelayMs: number;
}

export const defaultTiming: HostTiming = {
  healthIntervalMs: 60_000,
  healthTimeoutMs: 60_000,
  startTimeoutMs: 60_000,
  terminateGraceMs: 300_000,
  endingGraceMs: 5_000,
  closeGraceMs: 2_000,
  loginTimeoutMs: 15_000,
  restartDelayMs: 500,
};
