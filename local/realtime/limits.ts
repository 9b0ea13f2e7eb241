/** What one script process bears from its clients. */
export interface HostLimits {
  /**
   * Largest WebSocket message taken (bytes); a longer one is refused by its header, nothing of it is kept.
   * The client sends at most 4,096 of payload.
   */
  readonly frameBytes: number;
  /**
   * Messages a second of one client that are read; a faster client is read later (TCP) or loses datagrams
   * (UDP).
   */
  readonly messagesPerSecond: number;
  /** Messages that a client may send at once before the rate counts. */
  readonly messageBurst: number;
  /**
   * Packets of one client that wait for the script or for the rate. At this many TCP is not read and
   * datagrams are dropped.
   */
  readonly waitingPackets: number;
  /** Bytes waiting for one client from which fast messages to it are dropped. */
  readonly outboundFastBytes: number;
  /** Bytes waiting for one client from which it is disconnected. */
  readonly outboundBytes: number;
  /**
   * Connections that have not logged in yet; for one more the oldest of the address with most of them goes.
   */
  readonly pendingLogins: number;
  /** The same of one address; for one more its oldest goes. */
  readonly pendingLoginsPerAddress: number;
  /** Groups that exist at once, by any player's request. */
  readonly groups: number;
}

export const defaultLimits: HostLimits = {
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

/** Milliseconds, as on the service unless said otherwise; tests shorten them. */
export interface HostTiming {
  /** Between two onHealthCheck calls; GameLift: 60 s. */
  readonly healthInterval: number;
  /** For the answer of one; GameLift: 60 s. */
  readonly healthTimeout: number;
  /** From the start of a process to ProcessReady. */
  readonly startTimeout: number;
  /** For a promise of onProcessTerminate; GameLift: 5 min. */
  readonly terminateGrace: number;
  /** From processEnding() to the exit that the script owes; ours. */
  readonly endingGrace: number;
  /** For onProcessTerminate when the whole fleet closes; ours. */
  readonly closeGrace: number;
  /** From a connection to its login; ours. */
  readonly loginTimeout: number;
  /**
   * Before a process is started after one that failed; doubles with each failure in a row, up to 60 times.
   */
  readonly restartDelay: number;
}

export const defaultTiming: HostTiming = {
  healthInterval: 60_000,
  healthTimeout: 60_000,
  startTimeout: 60_000,
  terminateGrace: 300_000,
  endingGrace: 5_000,
  closeGrace: 2_000,
  loginTimeout: 15_000,
  restartDelay: 500,
};
