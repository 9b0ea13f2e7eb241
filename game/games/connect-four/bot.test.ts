import { describe, expect, it } from '@jest/globals';
import { botCommand } from '../../../core/bots/bot';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { tournament } from '../../../testing/tournament';
import { connectFourBot } from './bot';
import { connectFour } from './index';

const { rules } = connectFour;
const chance = new MatchChance(seededChance('connect four'));

/** The column that the bot plays after these columns. */
function answer(level: number, ...columns: readonly number[]): number {
  let state = rules.setup(chance, { seats: 2, teams: [0, 1], options: {} });
  for (const column of columns) {
    const applied = rules.apply(state, rules.toAct(state)[0] ?? 0, { column }, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    ({ state } = applied);
  }
  const [seat = 0] = rules.toAct(state);
  return botCommand(connectFourBot, {
    view: rules.view(state, seat),
    seat,
    seats: 2,
    legal: rules.legalCommands(state, seat),
    level,
    random: chance,
  }).column;
}

describe('bot of connect four', () => {
  it('wins at once where it can, and stops a line of three', () => {
    expect(answer(0, 0, 6, 0, 6, 0, 6)).toBe(0);
    expect(answer(1, 0, 6, 0, 6, 0)).toBe(0);
  });

  it('begins in the middle, the only first move that wins', () => {
    // Solved by Allis and by Allen in 1988.
    expect(answer(2)).toBe(3);
  });

  it('plays better at each level', () => {
    const medium = tournament(connectFour, { matches: 12, levels: ['medium', 'easy'] });
    expect(medium.wins).toBeGreaterThanOrEqual(9);
    const hard = tournament(connectFour, { matches: 4, levels: ['hard', 'medium'] });
    expect(hard.wins).toBeGreaterThanOrEqual(3);
  });
});
