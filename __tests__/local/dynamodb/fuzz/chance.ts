import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded choices: the same seed gives the same choices. */
export class FuzzChance {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from 0 to `below` - 1. */
  upTo(below: number): number {
    return uniformInt(this.#generator, 0, below - 1);
  }

  of<const Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number] {
    return values[this.upTo(values.length)];
  }

  /** True once in this many times. */
  oneIn(times: number): boolean {
    return this.upTo(times) === 0;
  }

  some<Value>(least: number, most: number, make: () => Value): Value[] {
    return Array.from({ length: least + this.upTo(most - least + 1) }, make);
  }
}
