import { type RandomSource } from '../game-rules';

/**
 * Randomness for a bot's own playouts: many times faster than the seeded randomness of a match, and good
 * enough for sampling. The generator is xorshift32 (Marsaglia, "Xorshift RNGs", 2003); its bias is below
 * 2^-24 for small bounds.
 */
export class QuickChance implements RandomSource {
  #word: number;

  /** @param random draws the first word */
  constructor(random: RandomSource) {
    this.#word = 1 + random.below(2 ** 32 - 1);
  }

  /**
   * A whole number from 0 to below the bound.
   * @param bound whole number from 1 to 256 × 256
   */
  below(bound: number): number {
    let word = this.#word;
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    this.#word = word;
    return Math.floor(((word >>> 0) / 2 ** 32) * bound);
  }
}
