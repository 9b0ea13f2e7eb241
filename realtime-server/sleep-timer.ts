import { type Clock } from '../core/clock';
import { type ScriptLimits } from './limits';
import { Timer } from './timer';

/** The pause in ms before another attempt to put a match to sleep. */
const retryMs = 1000;

/**
 * Calls back when no player has been connected to a match for a while; only for matches that sleep
 * unattended.
 */
export class SleepTimer {
  readonly #clock: Clock;
  readonly #limits: ScriptLimits;
  readonly #timer: Timer | undefined;

  /**
   * @param sleeps false: it never calls
   * @param due called at the time; the callee decides
   */
  constructor(sleeps: boolean, clock: Clock, limits: ScriptLimits, due: () => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#timer = sleeps ? new Timer(clock, due) : undefined;
    // Players are expected.
    this.#startIn(limits.arrivalMs);
  }

  /** Called when the last connection has ended. */
  deserted(): void {
    this.#startIn(this.#limits.sleepMs);
  }

  retry(): void {
    this.#startIn(retryMs);
  }

  /** Called when a player is connected, or when the match must not sleep any more. */
  stop(): void {
    this.#timer?.stop();
  }

  #startIn(delayMs: number): void {
    this.#timer?.set(this.#clock.now() + delayMs);
  }
}
