import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded randomness for populations: equal seeds draw equal values. */
export class Dice {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** @param seed 32-bit; every seed is an independent stream */
  constructor(seed: number) {
    // spreads consecutive seeds
    this.#generator = xoroshiro128plus(Math.imul(seed ^ 0x5bf03635, 0x9e3779b1));
    // a fresh state is mostly zeros, so its first numbers are not random yet
    for (let early = 0; early < 64; early += 1) this.#generator.next();
  }

  /** At least 0, below 1. */
  fraction(): number {
    return uniformFloat64(this.#generator);
  }

  /** Mean 0, standard deviation 1 (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()));
    return radius * Math.cos(2 * Math.PI * this.fraction());
  }

  /** Mean 1: the gaps of a Poisson process. */
  exponential(): number {
    return -Math.log(1 - this.fraction());
  }

  /** A whole number of at least 0 and below the bound. */
  below(bound: number): number {
    return Math.min(bound - 1, Math.floor(this.fraction() * bound));
  }

  /**
   * One of the options, with probability by weight.
   * @throws RangeError when no option has a weight above 0
   */
  pick<Option extends { readonly weight: number }>(options: readonly Option[]): Option {
    const total = options.reduce((sum, option) => sum + option.weight, 0);
    let left = this.fraction() * total;
    for (const option of options) {
      left -= option.weight;
      if (left < 0 && option.weight > 0) return option;
    }
    const last = options.findLast((option) => option.weight > 0);
    if (last === undefined) throw new RangeError('nothing can be picked: no option has a weight above 0');
    return last;
  }
}
