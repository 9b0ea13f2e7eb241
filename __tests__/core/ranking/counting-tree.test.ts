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
import { asSteps, type Steps } from '../../../core/ranking/score-order';
import { nodeName, type ScorePath, ScorePaths } from '../../../core/ranking/score-paths';
import { rangeAndSteps } from './any-scores';

const usual = new ScorePaths();

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
