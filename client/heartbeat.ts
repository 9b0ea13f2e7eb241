import { type Transports } from './transports';

/** The interval of pings in milliseconds. */
export const pingEveryMs = 2_500;
/** After this many intervals without any message since a ping, the server counts as silent. */
const maxMissedBeats = 3;

/** The connection that a heartbeat watches. */
export interface HeartbeatEnds {
  /** Sends a ping; the answer to it has the same number. */
  ping(n: number): void;
  /** Called once, when the server has been silent for about eight seconds, ten at most. */
  silent(): void;
}

/**
 * Detects a server that is silent although the connection is open: a frozen process, a cut line. It counts
 * intervals, not time, so that a device that slept does not mistake its own sleep for the server's.
 */
export class Heartbeat {
  readonly #transports: Pick<Transports, 'after'>;
  readonly #ends: HeartbeatEnds;
  #cancel: () => void = () => undefined;
  #pings = 0;
  #missed = 0;
  #received = true;

  constructor(transports: Pick<Transports, 'after'>, ends: HeartbeatEnds) {
    this.#transports = transports;
    this.#ends = ends;
    this.#wait();
  }

  /** To be called for every message of the server. */
  received(): void {
    this.#received = true;
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#transports.after(pingEveryMs, () => this.#beat());
  }

  #beat(): void {
    this.#missed = this.#received ? 0 : this.#missed + 1;
    if (this.#missed >= maxMissedBeats) return this.#ends.silent();
    this.#received = false;
    this.#pings += 1;
    this.#ends.ping(this.#pings);
    this.#wait();
  }
}
