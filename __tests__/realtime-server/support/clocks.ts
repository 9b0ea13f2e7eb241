import { type Clock } from '../../../core/clock';

/** A clock that stands still until it is advanced. */
export class StoppedClock implements Clock {
  readonly #timers = new Map<number, { readonly at: number; readonly call: () => void }>();
  #time = 1_700_000_000_000;
  #count = 0;

  now(): number {
    return this.#time;
  }

  after(delayMs: number, call: () => void): () => void {
    const id = (this.#count += 1);
    this.#timers.set(id, { at: this.#time + delayMs, call });
    return () => {
      this.#timers.delete(id);
    };
  }

  get waiting(): number {
    return this.#timers.size;
  }

  advance(delayMs: number): void {
    const target = this.#time + delayMs;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, { at }]) => at <= target)
        .sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#time = due[1].at;
      due[1].call();
    }
    this.#time = target;
  }
}

/** A clock whose pauses are over at once: for tests of retries. */
export const hastyClock: Clock = {
  now: () => Date.now(),
  after(delayMs, call) {
    // Longer timers are those that give a player up, which must not happen meanwhile.
    if (delayMs > 5000) return () => undefined;
    const timer = setImmediate(call);
    return () => clearImmediate(timer);
  },
};
