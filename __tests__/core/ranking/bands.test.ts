import { describe, expect, it } from '@jest/globals';
import { ChangeSum, together } from '../../../core/ranking/counting-tree';
import { asSteps } from '../../../core/ranking/score-order';
import { counterDigit, counterName, ScorePaths } from '../../../core/ranking/score-paths';
import storedPaths from './stored-paths.json';

/**
 * Paths are keys and attributes of rows that exist: a score of a layout has the same path in every version.
 */
describe('the path of a score that is stored', () => {
  it.each(storedPaths)('of $range', ({ range, paths }) => {
    const of = new ScorePaths(range);
    for (const [score, path] of paths)
      expect([score, of.of(asSteps(Number(score))).join('.')]).toEqual([score, path]);
  });

  it('is in no band beyond the precision of numbers', () => {
    expect(() => new ScorePaths().of(asSteps(2 ** 53))).toThrow(`score ${2 ** 53} is in no band`);
  });

  it('is not one with digits of another place', () => {
    const paths = new ScorePaths({ from: 0, to: 40_000 });
    const [child = 0] = paths.of(asSteps(40_000));
    for (const digits of [[child, 128], [child, -1], [child], [child, 0, 0]])
      expect(() => paths.scoreAt(digits)).toThrow(`${digits.join('.')} is not the path of a score`);
    expect(() => paths.scoreAt([])).toThrow('the root of a counting tree has no child -1');
    expect(() => paths.levelsBelow(-1)).toThrow('the root of a counting tree has no child -1');
  });

  it('has digits whose names are attributes of a counter alone', () => {
    expect([899, 900].map(counterName)).toEqual(['oz', 'P0']);
    for (const name of ['a.', '.a', 'abc', 'ABCD', 'aB', ' a', 'a\n'])
      expect(counterDigit(name)).toBeUndefined();
  });
});

describe('counters of several lanes', () => {
  it('are added by child; those of one lane are taken as they are', () => {
    const one = new Map([
      [1, 2],
      [3, 4],
    ]);
    expect(together([one])).toBe(one);
    expect(together([one, new Map([[3, -1]]), new Map([[5, 6]])])).toEqual(
      new Map([
        [1, 2],
        [3, 3],
        [5, 6],
      ]),
    );
    expect(together([])).toEqual(new Map());
  });

  it('count players who come and go in every node of the path', () => {
    const sum = new ChangeSum();
    sum.count(asSteps(5));
    const counted = new Map([...sum.changes()].map(([name, node]) => [name, new Map(node)]));
    const moved = new ChangeSum();
    moved.move({ before: undefined, after: asSteps(5) });
    expect(moved.changes()).toEqual(counted);
    moved.move({ before: asSteps(5), after: undefined });
    expect([...moved.changes().values()].map((node) => node.size)).toEqual([0, 0]);
  });
});
