import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Metric } from '../../../core/ranking/leaderboards';
import { onlyImproves } from '../../../core/ranking/improving';
import { ranksOf } from '../../../core/ranking/neighbours';
import {
  asSteps,
  maxScoreSteps,
  orderKey,
  scoreKey,
  scoreKeyLength,
  scoreOf,
  stepsOf,
  stepsOfKey,
} from '../../../core/ranking/score-order';

/** A leaderboard, best score first: each score with its rank and how many have it. */
function leaderboardOf(scores: readonly number[]) {
  return [...scores]
    .sort((one, other) => other - one)
    .map((score, _, all) => ({
      scoreKey: String(score).padStart(2, '0'),
      rank: 1 + all.filter((other) => other > score).length,
      same: all.filter((other) => other === score).length,
    }));
}
const ranks = (of: readonly { readonly rank: number }[]) => of.map(({ rank }) => rank);

describe('ranks of consecutive entries', () => {
  it('follow from the rank of any score among them, and the rank of the first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        fc.nat(11),
        fc.nat(11),
        (scores, from, length, at) => {
          const shown = leaderboardOf(scores)
            .slice(from % scores.length)
            .slice(0, length + 1);
          const known = shown[at % shown.length];
          if (known === undefined) throw new Error('an entry');
          expect(ranksOf(shown, known, shown[0]?.rank)).toEqual(ranks(shown));
        },
      ),
    );
  });

  it('follow without the rank of the first when it is the first of its score', () => {
    const leaderboard = leaderboardOf([9, 9, 7, 7, 7, 5, 4, 4]);
    for (const known of leaderboard) expect(ranksOf(leaderboard, known)).toEqual(ranks(leaderboard));
    expect(ranks(leaderboard)).toEqual([1, 1, 3, 3, 3, 6, 7, 7]);
  });

  it('are never above the first while the index is behind', () => {
    const leaderboard = leaderboardOf([9, 8, 7, 6]);
    expect(ranksOf(leaderboard, { scoreKey: '06', rank: 2, same: 1 })).toEqual([1, 1, 1, 2]);
  });

  it('of a score that none of them has are counted from it', () => {
    const leaderboard = leaderboardOf([9, 7, 5, 5]);
    expect(ranksOf(leaderboard, { scoreKey: '06', rank: 13, same: 2 }, 11)).toEqual([11, 12, 15, 15]);
    expect(ranksOf([], { scoreKey: '06', rank: 3, same: 0 })).toEqual([]);
  });
});

describe('entries that only improve', () => {
  const metrics: ReadonlyArray<readonly [Metric, boolean]> = [
    [{ kind: 'wins' }, true],
    [{ kind: 'best-score' }, true],
    [{ kind: 'fastest-win' }, true],
    [{ kind: 'longest-streak' }, true],
    [{ kind: 'best', number: 'n' }, true],
    [{ kind: 'rating' }, false],
    [{ kind: 'points' }, false],
    [{ kind: 'sum', number: 'n' }, false],
    [{ kind: 'last', number: 'n' }, false],
  ];
  it.each(metrics)('%j: %s', (metric, improves) => {
    expect(onlyImproves({ metric, hidesProvisional: false })).toBe(improves);
    expect(onlyImproves({ metric, hidesProvisional: true })).toBe(false);
  });
});

describe('the key of a score', () => {
  it('is read back, for any size and direction, also from the key of its order', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.constantFrom('highest' as const, 'lowest' as const),
        (score, end) => {
          const steps = asSteps(score);
          const key = scoreKey(end, steps);
          expect(key).toHaveLength(scoreKeyLength);
          expect(stepsOfKey(end, key)).toBe(steps);
          expect(stepsOfKey(end, orderKey(end, steps, 7))).toBe(steps);
          expect(orderKey(end, steps, 2 ** 48 - 1)).toBe(`${key}000000000000`);
        },
      ),
    );
    for (const end of ['highest', 'lowest'] as const)
      for (const steps of [0, maxScoreSteps, -maxScoreSteps].map(asSteps))
        expect(Object.is(stepsOfKey(end, scoreKey(end, steps)), steps)).toBe(true);
  });

  it('is of a finite number and a time, or the error says what was given', () => {
    const leaderboard = { id: 'race.lap', decimals: 0 };
    expect(() => stepsOf(leaderboard, NaN)).toThrow(
      'a score of leaderboard race.lap must be a finite number, not NaN',
    );
    expect(() => orderKey('highest', asSteps(1), -1)).toThrow(
      'the time of a score must be a whole number in 0 … 2^48-1, not -1',
    );
  });

  it('of a leaderboard without decimals keeps large scores exact', () => {
    expect(scoreOf({ decimals: 0 }, asSteps(maxScoreSteps))).toBe(maxScoreSteps);
    expect(scoreOf({ decimals: 2 }, asSteps(-105))).toBe(-1.05);
  });
});
