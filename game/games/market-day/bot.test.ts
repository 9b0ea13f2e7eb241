import { describe, expect, it } from '@jest/globals';
import { tournament } from '../../../testing/tournament';
import { marketDay } from './index';

describe('bot of market day', () => {
  it('plays better at each level, for two seats and for four', () => {
    const four = { seats: 4, teams: [0, 1, 2, 3], options: {} };
    expect(tournament(marketDay, { matches: 60, levels: ['medium', 'easy'] }).wins).toBeGreaterThan(36);
    expect(
      tournament(marketDay, { matches: 60, levels: ['medium', 'easy'], setup: four }).meanPlace,
    ).toBeLessThan(2.2);
    expect(tournament(marketDay, { matches: 32, levels: ['hard', 'medium'] }).wins).toBeGreaterThan(18);
    expect(
      tournament(marketDay, { matches: 24, levels: ['hard', 'medium'], setup: four }).meanPlace,
    ).toBeLessThan(2.2);
  });
});
