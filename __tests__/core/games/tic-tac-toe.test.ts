import { describe, expect, it } from '@jest/globals';
import { ticTacToe, type TicTacToeState } from '../../../core/games/tic-tac-toe';
import { Chance, seededChance } from '../../../core/match/chance';
import { describeRules } from './rules-properties';

describeRules(ticTacToe, { longest: 9 });

const chance = new Chance(seededChance(1));
function played(...cells: number[]): TicTacToeState {
  return cells.reduce((state, cell, index) => {
    const applied = ticTacToe.apply(state, index % 2, { cell }, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    return applied.state;
  }, ticTacToe.setup(chance));
}

describe('tic-tac-toe', () => {
  it('is won by three in a row', () => {
    const state = played(0, 3, 1, 4, 2);
    expect(ticTacToe.result(state)).toEqual({ outcomes: ['win', 'loss'], reason: 'line' });
    expect(state.line).toEqual([0, 1, 2]);
    expect(ticTacToe.result(played(0, 2, 1, 4, 8, 6))).toEqual({ outcomes: ['loss', 'win'], reason: 'line' });
  });

  it('is a draw on a full board without a line, and a win when the last cell makes one', () => {
    expect(ticTacToe.result(played(0, 1, 2, 4, 3, 5, 7, 6, 8))).toEqual({
      outcomes: ['draw', 'draw'],
      reason: 'board-full',
    });
    expect(ticTacToe.result(played(0, 1, 2, 3, 5, 6, 4, 7, 8))).toEqual({
      outcomes: ['win', 'loss'],
      reason: 'line',
    });
  });

  it('has 255,168 games: 131,184 won by the first seat, 77,904 by the second, 46,080 drawn', () => {
    // Counted exhaustively elsewhere (OEIS and every textbook); a rule that is slightly wrong gives other
    // numbers.
    const ends = { first: 0, second: 0, drawn: 0 };
    const explore = (state: TicTacToeState): void => {
      const result = ticTacToe.result(state);
      if (result !== undefined) {
        ends[result.outcomes[0] === 'draw' ? 'drawn' : result.outcomes[0] === 'win' ? 'first' : 'second'] +=
          1;
        return;
      }
      const [seat = 0] = ticTacToe.toAct(state);
      for (const command of ticTacToe.legalCommands(state, seat)) {
        const applied = ticTacToe.apply(state, seat, command, chance);
        if ('state' in applied) explore(applied.state);
      }
    };
    explore(ticTacToe.setup(chance));
    expect(ends).toEqual({ first: 131_184, second: 77_904, drawn: 46_080 });
  });

  it('names the field and its limits when a command is none', () => {
    expect(ticTacToe.parseCommand({ cell: 9 })).toEqual({
      illegal: {
        code: 'invalid-command',
        message: 'cell must be a whole number from 0 to 8; it is the number 9',
      },
    });
    expect(ticTacToe.parseCommand({ cell: 1, extra: true })).toEqual({
      illegal: { code: 'invalid-command', message: 'unknown field "extra": the command has cell' },
    });
    expect(ticTacToe.parseCommand([])).toEqual({
      illegal: { code: 'invalid-command', message: 'the command must be an object with cell; it is a list' },
    });
  });
});
