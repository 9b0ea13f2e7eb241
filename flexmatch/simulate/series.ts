/** Number of intervals of the clock, unless they would be shorter than a minute. */
const seriesBuckets = 60;
const leastBucketSeconds = 60;

interface Bucket {
  readonly from: number;
  arrived: number;
  matches: number;
  timedOut: number;
  /** Ticket seconds in the pool. */
  area: number;
}

/** The counts of each interval of a simulation's clock. */
export class SeriesRecorder {
  readonly #seconds: number;
  readonly #bucketSeconds: number;
  readonly #buckets: Bucket[];

  /** @param seconds length of the simulation */
  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#bucketSeconds = Math.max(Math.min(leastBucketSeconds, seconds), Math.ceil(seconds / seriesBuckets));
    this.#buckets = Array.from({ length: Math.ceil(seconds / this.#bucketSeconds) }, (_, index) => ({
      from: index * this.#bucketSeconds,
      arrived: 0,
      matches: 0,
      timedOut: 0,
      area: 0,
    }));
  }

  /** Adds to a count of the interval of a time. */
  add(count: 'arrived' | 'matches' | 'timedOut', time: number, amount = 1): void {
    const bucket = this.#buckets[Math.min(this.#buckets.length - 1, Math.floor(time / this.#bucketSeconds))];
    if (bucket !== undefined) bucket[count] += amount;
  }

  /** Adds tickets that waited between two times. */
  addWaiting(tickets: number, from: number, to: number): void {
    for (let at = from; at < to;) {
      const index = Math.floor(at / this.#bucketSeconds);
      const end = Math.min(to, (index + 1) * this.#bucketSeconds);
      const bucket = this.#buckets[index];
      if (bucket !== undefined) bucket.area += tickets * (end - at);
      at = end;
    }
  }

  /** The mean number of waiting tickets over the whole simulation. */
  meanWaiting(): number {
    const area = this.#buckets.reduce((sum, bucket) => sum + bucket.area, 0);
    return Math.round((area / this.#seconds) * 100) / 100;
  }

  /** The intervals, each with the mean number of waiting tickets as `pool`. */
  report() {
    return {
      bucketSeconds: this.#bucketSeconds,
      buckets: this.#buckets.map(({ area, ...bucket }) => ({
        ...bucket,
        pool: Math.round((area / Math.min(this.#bucketSeconds, this.#seconds - bucket.from)) * 100) / 100,
      })),
    };
  }
}
