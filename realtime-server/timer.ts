import { type Clock } from '../core/clock';

/** The maximum wait in ms: Node's timers are limited to 2³¹ − 1, and deadlines may be many days away. */
const longestWait = 86_400_000;

/** Calls back at a time that may change. It decides nothing: the callee checks the match. */
export class Timer {
  readonly #clock: Clock;
  readonly #due: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** @param at epoch milliseconds; null: never. It replaces the earlier time. */
  set(at: number | null): void {
    this.stop();
    if (at === null) return;
    const wait = Math.min(longestWait, Math.max(0, at - this.#clock.now()));
    this.#cancel = this.#clock.after(wait, () => {
      if (this.#clock.now() >= at) this.#due();
      else this.set(at);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
