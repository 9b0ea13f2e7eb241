import { describe, expect, it } from '@jest/globals';
import { tournament } from '../../../testing/tournament';
import { rockfall } from './index';

describe('bot of rockfall', () => {
  it('plays better at each level', () => {
    // Of three seats one wins by chance in a third of the matches.
    expect(tournament(rockfall, { matches: 100, levels: ['medium', 'easy'] }).meanPlace).toBeLessThan(1.8);
    expect(tournament(rockfall, { matches: 40, levels: ['hard', 'medium'] }).meanPlace).toBeLessThan(1.9);
  });
});
