import { type Clock } from '../core/clock';

/** The maximum wait in ms: Node's timers are limited to 2³¹ − 1, and deadlines may be many days away. */
const maxWaitMs = 86_400_000;

/** Calls back at a time that may change. It decides nothing: the callee checks the match. */
export class Timer {
  readonly #clock: Clock;
  readonly #due: () => void;
  #cancel: (() => void) | undefined;
  /** The time at which it is to call; null: never. */
  #at: number | null = null;
  /** The time at which the clock wakes it. */
  #wakesAt = 0;

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /**
   * A deadline moves with each command, mostly to a later time: then the clock's call is left as it is, and
   * waits again when it comes.
   * @param at epoch milliseconds; null: never. It replaces the earlier time.
   */
  set(at: number | null): void {
    this.#at = at;
    if (at === null) return this.stop();
    if (this.#cancel !== undefined && this.#wakesAt <= at) return;
    this.#cancel?.();
    const now = this.#clock.now();
    const wait = Math.min(maxWaitMs, Math.max(0, at - now));
    this.#wakesAt = now + wait;
    this.#cancel = this.#clock.after(wait, this.#wake);
  }

  readonly #wake = (): void => {
    this.#cancel = undefined;
    if (this.#at === null) return;
    if (this.#clock.now() < this.#at) return this.set(this.#at);
    this.#at = null;
    this.#due();
  };

  stop(): void {
    this.#at = null;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
