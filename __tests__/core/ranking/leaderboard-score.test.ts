import { describe, expect, it } from '@jest/globals';
import { leaderboardScore } from '../../../core/ranking/leaderboards';
import { maxScoreSteps } from '../../../core/ranking/score-order';

describe('a leaderboard score', () => {
  it('is rounded to its decimals, within limits, and never minus zero', () => {
    expect([leaderboardScore(1.005, 0), leaderboardScore(-1.25, 1), leaderboardScore(2.345, 2)]).toEqual([
      1, -1.2, 2.35,
    ]);
    expect(Object.is(leaderboardScore(-0.2, 0), 0)).toBe(true);
    expect(leaderboardScore(1e300, 0)).toBe(maxScoreSteps);
    expect(leaderboardScore(-1e300, 0)).toBe(-maxScoreSteps);
    expect(Math.abs(leaderboardScore(1e300, 3)) * 1000).toBeLessThanOrEqual(maxScoreSteps);
  });
});
