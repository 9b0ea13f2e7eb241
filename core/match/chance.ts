import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';
import { type RandomSource } from '../game-rules';

/** State of a match's randomness; it is part of the match. */
export interface ChanceState {
  readonly seed: string;
  /** How many 32-bit words were drawn so far. */
  readonly drawn: number;
}

/**
 * The state of a random sequence that follows from the seed alone.
 * @param seed any text; a match's is 128 bits as 32 hexadecimal digits
 */
export function seededChance(seed: string): ChanceState {
  return { seed, drawn: 0 };
}

const wordsInBlock = 8;
const wordRange = 2 ** 32;
/** Largest bound of one draw: a number holds integers of 53 bits exactly. */
const maxBound = 2 ** 53;

/**
 * Randomness for one step of a match. A draw advances `state`; a step that draws nothing leaves it unchanged
 * and costs nothing.
 *
 * Word n (32 bits, big-endian) is the (n mod 8)th of SHA-256 of the text `<seed>:<floor(n / 8)>`. So players
 * who see many draws cannot predict the next ones, and anyone who knows the seed can repeat them.
 *
 * `below` takes one word for a bound up to 2^32. For a larger bound it takes the upper 21 bits of a first
 * word and all 32 of a second: a number of 53 bits. It draws again where the number is not below the largest
 * multiple of the bound, so that all results are equally likely.
 */
export class MatchChance implements RandomSource {
  readonly #seed: string;
  #drawn: number;

  constructor({ seed, drawn }: ChanceState) {
    this.#seed = seed;
    this.#drawn = drawn;
  }

  /** @throws RangeError when the bound is not a whole number from 1 to 2^53 */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > maxBound)
      throw new RangeError(`chance is drawn below a whole number from 1 to 2^53, not ${bound}`);
    const range = bound <= wordRange ? wordRange : maxBound;
    const fair = range - (range % bound);
    for (;;) {
      const drawn = range === wordRange ? this.#word() : (this.#word() >>> 11) * wordRange + this.#word();
      if (drawn < fair) return drawn % bound;
    }
  }

  /** The state after what was drawn. */
  get state(): ChanceState {
    return { seed: this.#seed, drawn: this.#drawn };
  }

  #word(): number {
    const words = blockOf(this.#seed, Math.floor(this.#drawn / wordsInBlock));
    const word = words.getUint32((this.#drawn % wordsInBlock) * 4);
    this.#drawn += 1;
    return word;
  }
}

/**
 * The newest block of eight words, with its seed and number. Each command has a `MatchChance` of its own, and
 * most commands draw from the block that the command before them drew from.
 */
let newest: { readonly seed: string; readonly index: number; readonly words: DataView } | undefined;

function blockOf(seed: string, index: number): DataView {
  if (newest?.seed !== seed || newest.index !== index) {
    const hash = sha256(utf8ToBytes(`${seed}:${index}`));
    newest = { seed, index, words: new DataView(hash.buffer, hash.byteOffset, hash.byteLength) };
  }
  return newest.words;
}
