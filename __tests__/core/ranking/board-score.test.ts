import { describe, expect, it } from '@jest/globals';
import { boardScore } from '../../../core/ranking/boards';
import { maxScoreSteps } from '../../../core/ranking/score-order';

describe('a board score', () => {
  it('is rounded to its decimals, within limits, and never minus zero', () => {
    expect([boardScore(1.005, 0), boardScore(-1.25, 1), boardScore(2.345, 2)]).toEqual([1, -1.2, 2.35]);
    expect(Object.is(boardScore(-0.2, 0), 0)).toBe(true);
    expect(boardScore(1e300, 0)).toBe(maxScoreSteps);
    expect(boardScore(-1e300, 0)).toBe(-maxScoreSteps);
    expect(Math.abs(boardScore(1e300, 3)) * 1000).toBeLessThanOrEqual(maxScoreSteps);
  });
});
