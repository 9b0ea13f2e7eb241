import { type Clock } from '../core/clock';
import { type Limits } from './limits';
import { Timer } from './timer';

/** A match that could not be laid down is tried again after so many ms. */
const retryMs = 1000;

/** Calls when nobody has been connected to a match for a while; only for matches that sleep unattended. */
export class Slumber {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #timer: Timer | undefined;

  /**
   * @param sleeps false: it never calls
   * @param due called when it is time; it decides nothing
   */
  constructor(sleeps: boolean, clock: Clock, limits: Limits, due: () => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#timer = sleeps ? new Timer(clock, due) : undefined;
    // Players are on their way.
    this.#in(limits.arrivalMs);
  }

  /** The last connection has ended. */
  deserted(): void {
    this.#in(this.#limits.sleepMs);
  }

  retry(): void {
    this.#in(retryMs);
  }

  /** Somebody is here, or nothing is to sleep any more. */
  stop(): void {
    this.#timer?.stop();
  }

  #in(milliseconds: number): void {
    this.#timer?.set(this.#clock.now() + milliseconds);
  }
}
