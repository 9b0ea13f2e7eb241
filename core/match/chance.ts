import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { type RandomSource } from '../games/game-rules';

/** State of the generator (xoroshiro128+), plain numbers: it is part of the match. */
export type ChanceState = readonly number[];

/** @param seed 32-bit unsigned */
export function seededChance(seed: number): ChanceState {
  return xoroshiro128plus(seed).getState();
}

/** Chance for one step of a match: draws move `state` on; a step that draws nothing leaves it and costs nothing. */
export class Chance implements RandomSource {
  private generator: ReturnType<typeof xoroshiro128plusFromState> | undefined;

  constructor(private readonly before: ChanceState) {}

  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1) throw new RangeError(`chance is drawn below a whole number of at least 1, not ${bound}`);
    this.generator ??= xoroshiro128plusFromState(this.before);
    return uniformInt(this.generator, 0, bound - 1);
  }

  /** The state after what was drawn. */
  get state(): ChanceState {
    return this.generator?.getState() ?? this.before;
  }
}
