import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { type RandomSource } from '../games/game-rules';

/** State of the generator (xoroshiro128+), plain numbers: it is part of the match. */
export type ChanceState = readonly number[];

/**
 * The generator's four words are four steps of SplitMix32, as the authors of xoroshiro recommend ("Remarks",
 * prng.di.unimi.it): a seed put into the state as it is leaves it mostly zeros, and then near seeds draw
 * nearly the same at first.
 * @param seed 32-bit unsigned
 */
export function seededChance(seed: number): ChanceState {
  let counter = seed;
  const word = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [word(), word(), word(), word()];
}

/**
 * Chance for one step of a match: draws move `state` on; a step that draws nothing leaves it and costs
 * nothing.
 */
export class Chance implements RandomSource {
  readonly #before: ChanceState;

  #generator: ReturnType<typeof xoroshiro128plusFromState> | undefined;

  constructor(before: ChanceState) {
    this.#before = before;
  }

  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1)
      throw new RangeError(`chance is drawn below a whole number of at least 1, not ${bound}`);
    this.#generator ??= xoroshiro128plusFromState(this.#before);
    return uniformInt(this.#generator, 0, bound - 1);
  }

  /** The state after what was drawn. */
  get state(): ChanceState {
    return this.#generator?.getState() ?? this.#before;
  }
}
