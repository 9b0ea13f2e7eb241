import { describe, expect, it } from '@jest/globals';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { describeRules } from '../../../testing/describe-rules';
import { ticTacToe as rules, type TicTacToeState } from './rules';
import { ticTacToe } from '.';

describeRules(ticTacToe, { longest: 9 });

const match = { seats: 2, teams: [0, 1], options: {} };
const chance = new MatchChance(seededChance('1'));
function played(...cells: number[]): TicTacToeState {
  return cells.reduce(
    (state, cell, index) => {
      const applied = rules.apply(state, index % 2, { cell }, chance);
      if ('illegal' in applied) throw new Error(applied.illegal.message);
      return applied.state;
    },
    rules.setup(chance, match),
  );
}

describe('tic-tac-toe', () => {
  it('is won by three in a row', () => {
    const state = played(0, 3, 1, 4, 2);
    expect(rules.result(state)).toEqual({ places: [1, 2], reason: 'line' });
    expect(state.line).toEqual([0, 1, 2]);
    expect(rules.result(played(0, 2, 1, 4, 8, 6))).toEqual({ places: [2, 1], reason: 'line' });
  });

  it('is a draw on a full board without a line, and a win when the last cell makes one', () => {
    expect(rules.result(played(0, 1, 2, 4, 3, 5, 7, 6, 8))).toEqual({
      places: [1, 1],
      reason: 'board-full',
    });
    expect(rules.result(played(0, 1, 2, 3, 5, 6, 4, 7, 8))).toEqual({
      places: [1, 2],
      reason: 'line',
    });
  });

  it('has 255,168 games: 131,184 won by the first seat, 77,904 by the second, 46,080 drawn', () => {
    // Counted exhaustively elsewhere (OEIS and every textbook); a rule that is slightly wrong gives other
    // numbers.
    const ends = { first: 0, second: 0, drawn: 0 };
    const explore = (state: TicTacToeState): void => {
      const result = rules.result(state);
      if (result !== undefined) {
        ends[result.places[1] === 1 ? (result.places[0] === 1 ? 'drawn' : 'second') : 'first'] += 1;
        return;
      }
      const [seat = 0] = rules.toAct(state);
      for (const command of rules.legalCommands(state, seat)) {
        const applied = rules.apply(state, seat, command, chance);
        if ('state' in applied) explore(applied.state);
      }
    };
    explore(rules.setup(chance, match));
    expect(ends).toEqual({ first: 131_184, second: 77_904, drawn: 46_080 });
  });

  it('names the field and its limits when a command is none', () => {
    expect(rules.parseCommand({ cell: 9 })).toEqual({
      illegal: {
        code: 'invalid-command',
        message: 'cell must be a whole number from 0 to 8; it is the number 9',
      },
    });
    expect(rules.parseCommand({ cell: 1, extra: true })).toEqual({
      illegal: { code: 'invalid-command', message: 'unknown field "extra": the command has cell' },
    });
    expect(rules.parseCommand([])).toEqual({
      illegal: { code: 'invalid-command', message: 'the command must be an object with cell; it is a list' },
    });
  });

  it('says a mark in words that follow a name', () => {
    expect(ticTacToe.display?.words?.({ cell: 5 })).toBe('marked row 2, column 3');
  });
});
