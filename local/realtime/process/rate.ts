/** A rate limit: `burst` at once, `perSecond` in the long run. Times are milliseconds of any steady clock. */
export class Rate {
  #tokens: number;
  #at: number;

  constructor(
    readonly perSecond: number,
    readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes one; returns 0 when allowed, else the milliseconds until it is. */
  take(now: number): number {
    this.#tokens = Math.min(this.burst, this.#tokens + (Math.max(0, now - this.#at) * this.perSecond) / 1000);
    this.#at = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.perSecond));
  }
}

/**
 * Allows one line per key in `every` milliseconds, so that a flood of messages is not a flood of log lines.
 */
export class Seldom {
  readonly #last = new Map<string, number>();

  constructor(readonly every: number) {}

  allows(key: string, now: number): boolean {
    const last = this.#last.get(key);
    if (last !== undefined && now - last < this.every) return false;
    if (this.#last.size > 1000) this.#last.clear();
    this.#last.set(key, now);
    return true;
  }
}
