import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** How rude delivery is on purpose: the real one promises neither order nor exactly one copy. */
export const rudeWays = ['duplicate', 'reorder', 'delay'] as const;
export type RudeWay = (typeof rudeWays)[number];

const reorderWithin = 400;
const delayWithin = 5000;

/** Decides when each copy of an event is delivered; its ways may change at any time. */
export class Rudeness {
  readonly #upTo: (most: number) => number;
  ways: readonly RudeWay[];

  /** @param seed repeats the decisions */
  constructor(ways: readonly RudeWay[], seed: number) {
    const random = xoroshiro128plus(seed);
    this.#upTo = (most) => uniformInt(random, 0, most);
    this.ways = ways;
  }

  /** When to deliver each copy, in milliseconds from now; `[0]` is politeness itself. */
  copies(): readonly number[] {
    if (this.ways.length === 0) return [0];
    const twice = this.ways.includes('duplicate') && this.#upTo(2) === 0;
    return twice ? [this.#wait(), this.#wait()] : [this.#wait()];
  }

  #wait(): number {
    return (
      (this.ways.includes('reorder') ? this.#upTo(reorderWithin) : 0) +
      (this.ways.includes('delay') && this.#upTo(2) === 0 ? this.#upTo(delayWithin) : 0)
    );
  }
}
