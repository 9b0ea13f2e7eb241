import { describe, expect, it } from '@jest/globals';
import { botCommand, levelOf } from '../../../core/bots/bot';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { tournament } from '../../../testing/tournament';
import { ticTacToeBot } from './bot';
import { ticTacToe } from './index';
import { type TicTacToeState } from './rules';

const { rules } = ticTacToe;
const chance = new MatchChance(seededChance('tic-tac-toe'));
const perfect = levelOf(ticTacToeBot, 'perfect');

function played(state: TicTacToeState, seat: number, cell: number): TicTacToeState {
  const applied = rules.apply(state, seat, { cell }, chance);
  if ('illegal' in applied) throw new Error(applied.illegal.message);
  return applied.state;
}

/** Plays the bot against every way in which another can play; counts the matches that the bot loses. */
function lossesOf(state: TicTacToeState, bot: number, answers: Map<string, number>): number {
  const result = rules.result(state);
  if (result !== undefined) return result.places[bot] === 2 ? 1 : 0;
  const [seat = 0] = rules.toAct(state);
  const legal = rules.legalCommands(state, seat);
  if (seat !== bot)
    return legal.reduce((sum, { cell }) => sum + lossesOf(played(state, seat, cell), bot, answers), 0);
  const key = state.cells.map((holder) => holder ?? '.').join('');
  const cell =
    answers.get(key) ??
    botCommand(ticTacToeBot, {
      view: rules.view(state, seat),
      seat,
      seats: 2,
      legal,
      level: perfect,
      random: chance,
    }).cell;
  answers.set(key, cell);
  return lossesOf(played(state, seat, cell), bot, answers);
}

describe('bot of tic-tac-toe', () => {
  it('never loses at its best level, against any play of the other seat', () => {
    const opened = rules.setup(chance, { seats: 2, teams: [0, 1], options: {} });
    expect([0, 1].map((bot) => lossesOf(opened, bot, new Map()))).toEqual([0, 0]);
  });

  it('beats its easy level', () => {
    const { wins, losses } = tournament(ticTacToe, { matches: 20, levels: ['perfect', 'easy'] });
    expect(wins).toBeGreaterThan(8);
    expect(losses).toBe(0);
  });
});
