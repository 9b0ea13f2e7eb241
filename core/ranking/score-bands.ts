import { maxScoreSteps } from './score-order';

/** The scores that developers expect on a leaderboard, in steps. Both ends are included. */
export interface ScoreRange {
  readonly from: number;
  readonly to: number;
}

/** Neighbouring children of the root whose subtrees have the same shape. */
export interface Band {
  /** First score below the first child. */
  readonly start: number;
  /** First child of the root. */
  readonly first: number;
  readonly children: number;
  /** Children of a node on each level below the root. */
  readonly fans: readonly number[];
  /** Scores below one child: the product of `fans`. */
  readonly width: number;
  /** The scores whose paths lead through the band: scores of a declared range have a band of their own. */
  readonly lowest: number;
  readonly highest: number;
}

type Shape = readonly [children: number, ...fans: number[]];

const fan = 128;

/** Children of the root, grouped by the shape of their subtrees: upwards from 0, and downwards from -1. */
const upwards: readonly Shape[] = [
  [64, fan], // below 8,192
  [128, fan, fan], // below 2.1 million
  [448, 2 * fan, fan], // below 2^24: sparsely populated, so that wider nodes stay within 1 KB
  [32, fan, fan, fan], // below 84 million
  [8, fan, fan, fan, fan], // below 2.2 billion: seconds since 1970
  [2, fan, fan, fan, fan, fan, fan], // below 8.8 trillion: milliseconds since 1970
  [16, fan, fan, fan, fan, fan, fan, fan], // below 2^53
];
const downwards: readonly Shape[] = [
  [32, fan],
  [32, fan, fan],
  [8, fan, fan, fan],
  [4, fan, fan, fan, fan],
  [1, fan, fan, fan, fan, fan, fan],
  [16, fan, fan, fan, fan, fan, fan, fan],
];

const product = (fans: readonly number[]): number => fans.reduce((width, children) => width * children, 1);
const childrenOf = (shapes: readonly Shape[]): number =>
  shapes.reduce((sum, [children]) => sum + children, 0);

function bandsFrom(start: number, first: number, shapes: readonly Shape[]): readonly Band[] {
  let [score, child] = [start, first];
  return shapes.map(([children, ...fans]): Band => {
    const width = product(fans);
    const band = { start: score, first: child, children, fans, width };
    score += children * width;
    child += children;
    return {
      ...band,
      lowest: Math.max(band.start, -maxScoreSteps),
      highest: Math.min(score - 1, maxScoreSteps),
    };
  });
}

const below = childrenOf(downwards);
const lowestStart = -downwards.reduce((sum, [children, ...fans]) => sum + children * product(fans), 0);

/** The bands of a leaderboard whose developers declare no range. */
export const usualBands: readonly Band[] = [
  ...bandsFrom(lowestStart, 0, [...downwards].reverse()),
  ...bandsFrom(0, below, upwards),
];
/** The number of children that the root can have by them. */
export const usualChildren = below + childrenOf(upwards);

/**
 * Children of the root for a declared range. A root of ten million players then stays within 4 KB, which half
 * a read unit reads.
 */
const rangeChildren = 500;
/**
 * The children of a node whose range has so large a number of scores that they can only be thinly populated.
 * A hundred players below each are a leaf within 1 KB.
 */
const sparseFan = 320;
/** Children of a leaf, at most: even if each had players, its row would stay within DynamoDB's 400 KB. */
const maxLeafWidth = 36 ** 3;
/**
 * The root's children for the lowest 128th of a wide range, the next one, the next two, four, and so on. In
 * most games many players have low scores and few have high ones. All are even, to be halved.
 */
const graded = [64, 48, 48, 48, 56, 64, 72, 100] as const;

/** The number of scores of the widest range that paths of three nodes can distinguish. */
export const maxRangeScores = 2 * 100 * sparseFan * maxLeafWidth;

/** Whether leaves of a range have many more children than players. */
export function isSparse({ from, to }: ScoreRange): boolean {
  return to - from >= rangeChildren * fan * fan;
}

/** Wide scores away from one end: thinly populated, and the more so the farther. */
function gradedShapes(scores: number, share: 1 | 2): readonly Shape[] {
  return graded.map((children, octave) => {
    const wanted = scores / 2 ** Math.min(graded.length - 1, graded.length - octave);
    return [children / share, sparseFan, Math.ceil((wanted * share) / (children * sparseFan))];
  });
}

/** The bands of a declared range: two nodes for up to 64,000 scores, otherwise three. */
function rangeBands({ from, to }: ScoreRange): readonly Band[] {
  const scores = to - from + 1;
  const leaves = Math.ceil(scores / fan);
  if (leaves <= rangeChildren) return bandsFrom(from, usualChildren, [[leaves, fan]]);
  if (!isSparse({ from, to })) {
    const nodes = Math.ceil(leaves / rangeChildren);
    return bandsFrom(from, usualChildren, [[Math.ceil(leaves / nodes), nodes, fan]]);
  }
  const [less, more] = [Math.min(-from, to), Math.max(-from, to)];
  // Gains and losses are many around 0.
  if (less * 16 < more || more >= maxRangeScores / 2)
    return bandsFrom(from, usualChildren, gradedShapes(scores, 1));
  const losses = [...gradedShapes(-from, 2)].reverse();
  const width = losses.reduce((sum, [children, ...fans]) => sum + children * product(fans), 0);
  return bandsFrom(-width, usualChildren, [...losses, ...gradedShapes(to + 1, 2)]);
}

/** The bands of a leaderboard with a declared range: scores beyond it keep the usual ones, and stay exact. */
export function bandsOf(range: ScoreRange): readonly Band[] {
  const within = rangeBands(range);
  const [first, last] = [within[0]?.lowest ?? range.from, within.at(-1)?.highest ?? range.to];
  const clipped = (lowest: number, highest: number, shift: number): readonly Band[] =>
    usualBands
      .map((band) => ({
        ...band,
        first: band.first + shift,
        lowest: Math.max(band.lowest, lowest),
        highest: Math.min(band.highest, highest),
      }))
      .filter((band) => band.lowest <= band.highest);
  return [
    ...clipped(-maxScoreSteps, first - 1, 0),
    ...within,
    ...clipped(last + 1, maxScoreSteps, usualChildren + rangeChildren),
  ];
}
