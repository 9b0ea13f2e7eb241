import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ChangeSum,
  childAt,
  isTorn,
  type NodeCounts,
  nodesOnPath,
  placeOf,
  placeOfPercentile,
  sumOf,
} from '../../../core/ranking/counting-tree';
import {
  asSteps,
  mostSteps,
  orderKey,
  scoreKey,
  scoreOf,
  type Steps,
  stepsOf,
} from '../../../core/ranking/score-order';
import { mostRangeScores, type ScoreRange, usualChildren } from '../../../core/ranking/score-bands';
import {
  counterDigit,
  counterName,
  nodeName,
  type ScorePath,
  ScorePaths,
} from '../../../core/ranking/score-paths';

/** Integers of every size, including the values at which paths change their length. */
const anySteps: fc.Arbitrary<Steps> = fc
  .oneof(
    fc.integer({ min: -10, max: 10 }),
    fc.integer({ min: -20_000, max: 20_000 }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(
      8191,
      8192,
      2_105_343,
      2_105_344,
      2 ** 24 - 1,
      2 ** 24,
      16_785_407,
      16_785_408,
      83_894_271,
      83_894_272,
      mostSteps,
      -mostSteps,
      2 ** 53 - 2,
      -4096,
      -4097,
    ),
  )
  .map(asSteps);

const usual = new ScorePaths();

/** Ranges of every kind: paths of two nodes, of three, thinly populated, and at the ends of what is possible. */
const ranges: readonly ScoreRange[] = [
  { from: 0, to: 40_000 },
  { from: -1000, to: 1000 },
  { from: 1_790_000_000, to: 1_797_999_999 },
  { from: 0, to: 2_200_000_000 },
  { from: -1_000_000_000, to: 1_000_000_000 },
  { from: -mostSteps, to: -mostSteps + mostRangeScores - 1 },
  { from: mostSteps - 9_000_000, to: mostSteps },
];
/** A range or none, with scores inside, outside and at the ends. */
const rangeAndSteps = (count: number) =>
  fc.constantFrom(undefined, ...ranges).chain((range) =>
    fc.tuple(
      fc.constant(range),
      fc.array(
        range === undefined
          ? anySteps
          : fc.oneof(
              anySteps,
              fc
                .oneof(
                  fc.integer({ min: range.from, max: range.to }),
                  fc.constantFrom(range.from - 1, range.from, range.from + 1, range.to, range.to + 1),
                )
                .filter((steps) => Math.abs(steps) <= mostSteps)
                .map(asSteps),
            ),
        { minLength: count, maxLength: count },
      ),
    ),
  );

const compare = (one: ScorePath, other: ScorePath): number => {
  for (let level = 0; level < Math.max(one.length, other.length); level += 1) {
    const difference = (one[level] ?? -1) - (other[level] ?? -1);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
};

describe('the path of a score', () => {
  it('is reversible, and as long as its first digit says', () => {
    fc.assert(
      fc.property(rangeAndSteps(1), ([range, [steps = asSteps(0)]]) => {
        const paths = new ScorePaths(range);
        const path = paths.of(steps);
        expect(paths.scoreAt(path)).toBe(steps);
        expect(path).toHaveLength(paths.levelsBelow(path[0] ?? -1));
        const { lowest, highest } = paths.scoresBelow(path[0] ?? -1);
        expect(steps >= lowest && steps <= highest).toBe(true);
        for (const end of [lowest, highest]) expect(paths.of(end)[0]).toBe(path[0]);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('is ordered like the scores', () => {
    fc.assert(
      fc.property(rangeAndSteps(2), ([range, [one = asSteps(0), other = asSteps(0)]]) => {
        const paths = new ScorePaths(range);
        expect(compare(paths.of(one), paths.of(other))).toBe(Math.sign(one - other));
      }),
      { numRuns: 2000, seed: 2 },
    );
  });

  it('has two nodes, or three, for the scores of a declared range', () => {
    for (const range of ranges) {
      const paths = new ScorePaths(range);
      const nodes = [range.from, Math.round((range.from + range.to) / 2), range.to].map(
        (score) => paths.of(asSteps(score)).length,
      );
      expect(new Set(nodes)).toEqual(new Set([range.to - range.from < 64_000 ? 2 : 3]));
    }
  });

  it('is short for the scores that most games have', () => {
    const nodes = (score: number): number => usual.of(asSteps(score)).length;
    expect([0, 1500, 8191].map(nodes)).toEqual([2, 2, 2]);
    expect([8192, 100_000, 2_000_000, 2 ** 24 - 1].map(nodes)).toEqual([3, 3, 3, 3]);
    expect([20_000_000, Date.UTC(2026, 10, 28) / 1000, Date.UTC(2026, 10, 28)].map(nodes)).toEqual([4, 5, 7]);
    expect([-1, -4096, -100_000, mostSteps].map(nodes)).toEqual([2, 2, 3, 8]);
  });

  it('gives counters names that differ from all attributes of a node', () => {
    const names = Array.from({ length: 36 ** 3 }, (_, digit) => counterName(digit));
    expect(names.map(counterDigit)).toEqual(names.map((_, digit) => digit));
    expect(new Set(names).size).toBe(names.length);
    expect(['pk', 'sk', 'PK0x', 'at0', 'n', 'expiresAt', '', '00', '0A'].map(counterDigit)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      23,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    // Two letters, as long as a root has but usual children: indexes of earlier versions are read.
    expect(names.slice(0, usualChildren)).toEqual(
      Array.from({ length: usualChildren }, (_, digit) => digit.toString(36)),
    );
  });

  it('refuses digits that lead nowhere', () => {
    for (const path of [[], [-1], [usualChildren], [100], [100, 128], [100, -1], [100, 1, 1]])
      expect(() => usual.scoreAt(path)).toThrow(RangeError);
    // Scores of a range are not below the usual children.
    expect(() => new ScorePaths({ from: 0, to: 40_000 }).scoreAt(usual.of(asSteps(100)))).toThrow(RangeError);
  });
});

describe('the order of scores', () => {
  it('keeps numbers in order as text, for any size and sign', () => {
    fc.assert(
      fc.property(anySteps, anySteps, fc.nat(1e9), (one, other, at) => {
        const [a, b] = [orderKey('highest', one, at), orderKey('highest', other, at)];
        expect(a > b).toBe(one > other);
        expect(orderKey('lowest', one, at) > orderKey('lowest', other, at)).toBe(one < other);
        expect(orderKey('highest', one, at) > orderKey('highest', one, at + 1)).toBe(true);
        expect(a.startsWith(scoreKey('highest', one))).toBe(true);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('rounds to the decimals of the board, and refuses what is not finite', () => {
    const board = { board: 'race.lap', decimals: 3 };
    expect(stepsOf(board, 12.3456)).toBe(12_346);
    expect(scoreOf(board, stepsOf(board, 12.3456))).toBe(12.346);
    expect(Object.is(stepsOf({ board: 'b', decimals: 0 }, -0.2), 0)).toBe(true);
    expect(stepsOf(board, -1e300)).toBe(-mostSteps);
    for (const score of [Number.NaN, Infinity, -Infinity])
      expect(() => stepsOf(board, score)).toThrow(RangeError);
    for (const at of [-1, 0.5, 2 ** 48])
      expect(() => orderKey('highest', asSteps(1), at)).toThrow(RangeError);
  });
});

/** A counting tree in memory. */
class Tree {
  readonly #nodes = new Map<string, Map<number, number>>();
  apply(sum: ChangeSum): void {
    for (const [name, counters] of sum.changes()) {
      const node = this.#nodes.get(name) ?? new Map<number, number>();
      for (const [digit, change] of counters) node.set(digit, (node.get(digit) ?? 0) + change);
      this.#nodes.set(name, node);
    }
  }
  node(name: string): NodeCounts {
    return this.#nodes.get(name) ?? new Map<number, number>();
  }
  onPath(path: ScorePath): readonly NodeCounts[] {
    return nodesOnPath(path).map((name) => this.node(name));
  }
}

describe('the place of a percentile', () => {
  it('is the last place whose share is below it, or the first place', () => {
    const wrong: unknown[] = [];
    for (let players = 1; players <= 60; players += 1)
      for (let tenths = 0; tenths <= 1000; tenths += 1) {
        const place = placeOfPercentile(tenths / 10, players);
        const stands = (below: number): boolean => 1000 * below >= tenths * players;
        const isRight = place === 1 || stands(players - place);
        const isLast = place === players || !stands(players - place - 1);
        if (!isRight || !isLast) wrong.push({ players, tenths, place });
      }
    expect(wrong).toEqual([]);
    expect([0, 10, 50, 70, 80, 90, 100].map((one) => placeOfPercentile(one, 10))).toEqual([
      10, 9, 5, 3, 2, 1, 1,
    ]);
    expect(placeOfPercentile(99.9999, 10_000_000)).toBe(10);
  });
});

describe('a counting tree', () => {
  it('answers every rank, count and place like a sorted list, in both directions', () => {
    fc.assert(
      fc.property(
        rangeAndSteps(60),
        fc.array(fc.tuple(fc.nat(20), fc.nat(61)), { maxLength: 60 }),
        fc.constantFrom('highest' as const, 'lowest' as const),
        fc.integer({ min: 1, max: 10 }),
        ([range, steps], choices, direction, batch) => {
          const paths = new ScorePaths(range);
          const pool = [...steps, asSteps(7), asSteps(8)];
          const writes = choices.map(([player, at]) => [player, pool[at] ?? asSteps(7)] as const);
          const tree = new Tree();
          const scores = new Map<number, Steps>();
          for (let from = 0; from < writes.length; from += batch) {
            const sum = new ChangeSum(range);
            for (const [player, steps] of writes.slice(from, from + batch)) {
              sum.move({ before: scores.get(player), after: steps });
              scores.set(player, steps);
            }
            tree.apply(sum);
          }
          const sorted = [...scores.values()].sort((one, other) =>
            direction === 'highest' ? other - one : one - other,
          );
          const isBetter = (one: number, other: number) =>
            direction === 'highest' ? one > other : one < other;
          for (const steps of [...sorted, asSteps(0), asSteps(-5)]) {
            const nodes = tree.onPath(paths.of(steps));
            expect(isTorn(paths.of(steps), nodes)).toBe(false);
            expect(placeOf(paths.of(steps), nodes, direction)).toEqual({
              better: sorted.filter((other) => isBetter(other, steps)).length,
              same: sorted.filter((other) => other === steps).length,
              total: sorted.length,
            });
          }
          for (const [index, steps] of sorted.entries()) {
            let path: ScorePath = [];
            let place = index + 1;
            do {
              const step = childAt(tree.node(nodeName(path)), place, direction);
              expect(step).toBeDefined();
              path = [...path, step?.child ?? 0];
              place = step?.place ?? 0;
            } while (path.length < paths.levelsBelow(path[0] ?? 0));
            expect(paths.scoreAt(path)).toBe(steps);
          }
          expect(childAt(tree.node('root'), sorted.length + 1, direction)).toBeUndefined();
        },
      ),
      { numRuns: 150, seed: 4 },
    );
  });

  it('writes the node at which two scores part, and the nodes below it', () => {
    const written = (...moves: ReadonlyArray<readonly [before: number | undefined, after: number]>) => {
      const sum = new ChangeSum();
      for (const [before, after] of moves)
        sum.move({ before: before === undefined ? undefined : asSteps(before), after: asSteps(after) });
      return new Map([...sum.changes()].map(([node, counters]) => [node, [...counters.values()]]));
    };
    const [leaf, next] = [5, 130].map((score) => nodeName(usual.of(asSteps(score)).slice(0, 1)));
    expect(written([5, 9])).toEqual(new Map([[leaf, [-1, 1]]]));
    expect(written([5, 130])).toEqual(
      new Map([
        ['root', [-1, 1]],
        [leaf, [-1]],
        [next, [1]],
      ]),
    );
    expect(written([undefined, 5])).toEqual(
      new Map([
        ['root', [1]],
        [leaf, [1]],
      ]),
    );
    // Changes that cancel out are still written for their time: a reader must know that its own score is
    // counted.
    expect(written([5, 9], [9, 5])).toEqual(new Map([[leaf, []]]));
  });

  it('sees nodes that are not of one state', () => {
    const path = usual.of(asSteps(100));
    const [root = 0, leaf = 0] = path;
    const nodes = (below: number, above: number): readonly NodeCounts[] => [
      new Map([[root, above]]),
      new Map([[leaf, below]]),
    ];
    expect(isTorn(path, nodes(3, 3))).toBe(false);
    expect(isTorn(path, nodes(3, 4))).toBe(true);
    expect(sumOf(new Map())).toBe(0);
  });
});
