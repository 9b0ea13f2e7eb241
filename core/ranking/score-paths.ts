import { asSteps, type Steps } from './score-order';

/**
 * The position of a score in the counting tree: the digits that lead from the root to its own counter. The
 * first digit is a child of the root. All scores below one child have paths of one length, so the path
 * follows from the score alone, and one request can read all its nodes. Small scores, which are most, have
 * short paths: a rating needs two nodes.
 */
export type ScorePath = readonly number[];

/** Neighbouring children of the root whose subtrees have the same shape. */
interface Band {
  /** First score below the first child. */
  readonly start: number;
  /** First child of the root. */
  readonly first: number;
  readonly children: number;
  /** Children of a node on each level below the root. */
  readonly fans: readonly number[];
  /** Scores below one child: the product of `fans`. */
  readonly width: number;
}

const fan = 128;

/** Children of the root, grouped by the shape of their subtrees: upwards from 0, and downwards from -1. */
const upwards: ReadonlyArray<readonly [children: number, ...fans: number[]]> = [
  [64, fan], // below 8,192
  [128, fan, fan], // below 2.1 million
  [448, 2 * fan, fan], // below 2^24: sparsely populated, so that wider nodes stay within 1 KB
  [32, fan, fan, fan], // below 84 million
  [8, fan, fan, fan, fan], // below 2.2 billion: seconds since 1970
  [2, fan, fan, fan, fan, fan, fan], // below 8.8 trillion: milliseconds since 1970
  [16, fan, fan, fan, fan, fan, fan, fan], // below 2^53
];
const downwards: ReadonlyArray<readonly [children: number, ...fans: number[]]> = [
  [32, fan],
  [32, fan, fan],
  [8, fan, fan, fan],
  [4, fan, fan, fan, fan],
  [1, fan, fan, fan, fan, fan, fan],
  [16, fan, fan, fan, fan, fan, fan, fan],
];

const product = (fans: readonly number[]): number => fans.reduce((width, fans_) => width * fans_, 1);
const firstNonNegative = downwards.reduce((sum, [children]) => sum + children, 0);
const bands: readonly Band[] = [...bandsDown(), ...bandsUp()];

/** Number of children that the root can have. */
export const rootChildren = upwards.reduce((sum, [children]) => sum + children, firstNonNegative);

function bandsUp(): readonly Band[] {
  let start = 0;
  let first = firstNonNegative;
  return upwards.map(([children, ...fans]): Band => {
    const band = { start, first, children, fans, width: product(fans) };
    start += children * band.width;
    first += children;
    return band;
  });
}

function bandsDown(): readonly Band[] {
  let end = 0;
  let next = firstNonNegative;
  return downwards.map(([children, ...fans]): Band => {
    const width = product(fans);
    end -= children * width;
    next -= children;
    return { start: end, first: next, children, fans, width };
  });
}

/** The path of a score: 2 digits below 8,192, 3 below 2^24, at most 8. */
export function pathOf(steps: Steps): ScorePath {
  const band = bands.find(
    ({ start, children, width }) => steps >= start && (steps - start) / width < children,
  );
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
export function levelsBelow(child: number): number {
  return bandOf(child).fans.length + 1;
}

function bandOf(child: number): Band {
  const band = bands.find(({ first, children }) => child >= first && child < first + children);
  if (band === undefined) throw new RangeError(`the root of a counting tree has no child ${child}`);
  return band;
}

/**
 * The score at the end of a whole path.
 * @throws RangeError when the digits are not a path
 */
export function scoreAt(path: ScorePath): Steps {
  const [child = -1, ...digits] = path;
  const { start, first, fans, width } = bandOf(child);
  if (digits.length !== fans.length || digits.some((digit, level) => digit >= (fans[level] ?? 0)))
    throw new RangeError(`${path.join('.')} is not the path of a score`);
  const rest = digits.reduce((sum, digit, level) => sum * (fans[level] ?? 0) + digit, 0);
  return asSteps(start + (child - first) * width + rest);
}

/** The lowest and the highest score below a child of the root. @throws RangeError when there is no such child */
export function scoresBelow(child: number): { readonly lowest: Steps; readonly highest: Steps } {
  const { start, first, width } = bandOf(child);
  const lowest = start + (child - first) * width;
  return { lowest: asSteps(lowest), highest: asSteps(lowest + width - 1) };
}

/** A node's name: the digits that lead to it, in base 36; the root's is `root`. */
export function nodeName(digits: ScorePath): string {
  return digits.length === 0 ? 'root' : digits.map(counterName).join('.');
}

/**
 * The attribute of a child's counter in its node: the digit in base 36. It is short, because a node repeats
 * it a hundred times.
 */
export function counterName(digit: number): string {
  return digit.toString(36);
}
