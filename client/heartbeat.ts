import { type Transports } from './transports';

/** A ping goes out so often, in milliseconds. */
export const pingEveryMs = 2_500;
/** Intervals in which nothing came, although a ping had gone out: then the server does not answer. */
const mostMissed = 3;

export interface HeartbeatEnds {
  /** Sends a ping; the answer to it has the same number. */
  ping(n: number): void;
  /** Once: the server has answered nothing for about eight seconds, ten at most. */
  silent(): void;
}

/**
 * Notices a server that answers nothing although the connection stands: a frozen process, a cut line. It
 * counts intervals, not time, so that a device that slept does not take its own sleep for the server's.
 */
export class Heartbeat {
  readonly #transports: Pick<Transports, 'after'>;
  readonly #ends: HeartbeatEnds;
  #cancel: () => void = () => undefined;
  #pings = 0;
  #missed = 0;
  #heard = true;

  constructor(transports: Pick<Transports, 'after'>, ends: HeartbeatEnds) {
    this.#transports = transports;
    this.#ends = ends;
    this.#wait();
  }

  /** Something came from the server. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#transports.after(pingEveryMs, () => this.#beat());
  }

  #beat(): void {
    this.#missed = this.#heard ? 0 : this.#missed + 1;
    if (this.#missed >= mostMissed) return this.#ends.silent();
    this.#heard = false;
    this.#pings += 1;
    this.#ends.ping(this.#pings);
    this.#wait();
  }
}
