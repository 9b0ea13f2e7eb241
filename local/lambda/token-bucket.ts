/** API Gateway's throttle of a route: a bucket of tokens, filled at a steady rate. */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  constructor(
    private readonly requestsPerSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {
    this.#tokens = burst;
    this.#filledAt = now();
  }

  /** Takes a token; false when there is none. */
  take(): boolean {
    const at = this.now();
    this.#tokens = Math.min(
      this.burst,
      this.#tokens + ((at - this.#filledAt) / 1000) * this.requestsPerSecond,
    );
    this.#filledAt = at;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
