import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** Deliberate faults of delivery: the service guarantees neither order nor exactly one copy. */
export const deliveryFaults = ['duplicate', 'reorder', 'delay'] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

const maxReorderMs = 400;
const maxDelayMs = 5000;

/** Decides when each copy of an event is delivered; the faults can be changed at any time. */
export class FaultyDelivery {
  readonly #upTo: (most: number) => number;
  ways: readonly DeliveryFault[];

  /** @param seed repeats the decisions */
  constructor(ways: readonly DeliveryFault[], seed: number) {
    const random = xoroshiro128plus(seed);
    this.#upTo = (most) => uniformInt(random, 0, most);
    this.ways = ways;
  }

  /** Delays of each copy, in milliseconds from now; `[0]` is a delivery without a fault. */
  copies(): readonly number[] {
    if (this.ways.length === 0) return [0];
    const twice = this.ways.includes('duplicate') && this.#upTo(2) === 0;
    return twice ? [this.#wait(), this.#wait()] : [this.#wait()];
  }

  #wait(): number {
    return (
      (this.ways.includes('reorder') ? this.#upTo(maxReorderMs) : 0) +
      (this.ways.includes('delay') && this.#upTo(2) === 0 ? this.#upTo(maxDelayMs) : 0)
    );
  }
}
