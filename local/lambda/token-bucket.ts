/** API Gateway's throttle of a route: a bucket of tokens, filled at a steady rate. */
export class TokenBucket {
  readonly #requestsPerSecond: number;
  readonly #burst: number;
  readonly #now: () => number;

  #tokens: number;
  #filledAt: number;

  constructor(requestsPerSecond: number, burst: number, now: () => number) {
    this.#requestsPerSecond = requestsPerSecond;
    this.#burst = burst;
    this.#now = now;

    this.#tokens = burst;
    this.#filledAt = now();
  }

  /** Takes a token; false when the bucket is empty. */
  take(): boolean {
    const at = this.#now();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((at - this.#filledAt) / 1000) * this.#requestsPerSecond,
    );
    this.#filledAt = at;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
