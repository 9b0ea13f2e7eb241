import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  asSteps,
  maxScoreSteps,
  orderKey,
  scoreKey,
  scoreOf,
  stepsOf,
} from '../../../core/ranking/score-order';
import { usualChildren } from '../../../core/ranking/score-bands';
import { counterDigit, counterName, type ScorePath, ScorePaths } from '../../../core/ranking/score-paths';
import { anySteps, ranges, rangeAndSteps } from './any-scores';

const usual = new ScorePaths();

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
    expect([-1, -4096, -100_000, maxScoreSteps].map(nodes)).toEqual([2, 2, 3, 8]);
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

  it('rounds to the decimals of the leaderboard, and refuses what is not finite', () => {
    const leaderboard = { id: 'race.lap', decimals: 3 };
    expect(stepsOf(leaderboard, 12.3456)).toBe(12_346);
    expect(scoreOf(leaderboard, stepsOf(leaderboard, 12.3456))).toBe(12.346);
    expect(Object.is(stepsOf({ id: 'b', decimals: 0 }, -0.2), 0)).toBe(true);
    expect(stepsOf(leaderboard, -1e300)).toBe(-maxScoreSteps);
    for (const score of [Number.NaN, Infinity, -Infinity])
      expect(() => stepsOf(leaderboard, score)).toThrow(RangeError);
    for (const at of [-1, 0.5, 2 ** 48])
      expect(() => orderKey('highest', asSteps(1), at)).toThrow(RangeError);
  });
});
