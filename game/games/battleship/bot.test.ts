import { describe, expect, it } from '@jest/globals';
import { tournament } from '../../../testing/tournament';
import { battleship } from './index';

describe('bot of battleship', () => {
  it('plays better at each level', () => {
    expect(tournament(battleship, { matches: 10, levels: ['medium', 'easy'] }).wins).toBeGreaterThanOrEqual(
      9,
    );
    expect(tournament(battleship, { matches: 20, levels: ['hard', 'medium'] }).wins).toBeGreaterThanOrEqual(
      13,
    );
  });
});
