import { type Band, bandsOf, type ScoreRange, usualBands } from './score-bands';
import { asSteps, type Steps } from './score-order';

/**
 * The position of a score in the counting tree: the digits that lead from the root to its own counter. The
 * first digit is a child of the root. All scores below one child have paths of one length, so the path
 * follows from the score alone, and one request can read all its nodes. Small scores, which are most, have
 * short paths: a rating needs two nodes. The same holds for a declared range of any scores.
 */
export type ScorePath = readonly number[];

/** The paths of the scores of a leaderboard and period. */
export class ScorePaths {
  readonly #bands: readonly Band[];

  /** @param range that the leaderboard declares */
  constructor(range?: ScoreRange) {
    this.#bands = range === undefined ? usualBands : bandsOf(range);
  }

  /**
   * The path of a score. Without a range: 2 digits below 8,192, 3 below 2^24, at most 8.
   * @throws RangeError for a score beyond the limits of a leaderboard
   */
  of(steps: Steps): ScorePath {
    const band = this.#bands.find(({ lowest, highest }) => steps >= lowest && steps <= highest);
    if (band === undefined) throw new RangeError(`score ${steps} is in no band`);
    const child = Math.floor((steps - band.start) / band.width);
    const path = [band.first + child];
    let rest = steps - band.start - child * band.width;
    let { width } = band;
    for (const fans of band.fans) {
      width /= fans;
      const digit = Math.floor(rest / width);
      path.push(digit);
      rest -= digit * width;
    }
    return path;
  }

  /**
   * Number of nodes on a path through this child of the root, the root included.
   * @throws RangeError when the root has no such child
   */
  levelsBelow(child: number): number {
    return this.#bandOf(child).fans.length + 1;
  }

  /**
   * The score at the end of a whole path.
   * @throws RangeError when the digits are not a path
   */
  scoreAt(path: ScorePath): Steps {
    const [child = -1, ...digits] = path;
    const { start, first, fans, width, lowest, highest } = this.#bandOf(child);
    const rest = digits.reduce((sum, digit, level) => sum * (fans[level] ?? 0) + digit, 0);
    const score = start + (child - first) * width + rest;
    const isPath =
      digits.length === fans.length &&
      digits.every((digit, level) => digit >= 0 && digit < (fans[level] ?? 0));
    if (!isPath || score < lowest || score > highest)
      throw new RangeError(`${path.join('.')} is not the path of a score`);
    return asSteps(score);
  }

  /**
   * The lowest and the highest score below a child of the root. @throws RangeError when there is no such
   * child
   */
  scoresBelow(child: number): { readonly lowest: Steps; readonly highest: Steps } {
    const { start, first, width, lowest, highest } = this.#bandOf(child);
    const score = start + (child - first) * width;
    return {
      lowest: asSteps(Math.max(lowest, score)),
      highest: asSteps(Math.min(highest, score + width - 1)),
    };
  }

  #bandOf(child: number): Band {
    const band = this.#bands.find(({ first, children }) => child >= first && child < first + children);
    if (band === undefined) throw new RangeError(`the root of a counting tree has no child ${child}`);
    return band;
  }
}

/** A node's name: the digits that lead to it; the root's is `root`. */
export function nodeName(digits: ScorePath): string {
  return digits.length === 0 ? 'root' : digits.map(counterName).join('.');
}

/** Two lower-case letters or digits are a counter up to here: `pk` and `sk`, the keys, are greater. */
const firstUpperCase = 900;

/**
 * The attribute of a child's counter in its node: the digit in base 36. It is short, because a node repeats
 * it a hundred times. Greater ones are in capitals, so that none is another attribute of the row.
 */
export function counterName(digit: number): string {
  const name = digit.toString(36);
  return digit < firstUpperCase ? name : name.toUpperCase();
}

/** The digit of a counter's attribute; undefined for another attribute of a node. */
export function counterDigit(name: string): number | undefined {
  if (!/^(?:[0-9a-z]{1,2}|[0-9A-Z]{2,3})$/.test(name)) return undefined;
  const digit = parseInt(name, 36);
  return counterName(digit) === name ? digit : undefined;
}
