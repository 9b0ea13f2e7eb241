import { describe, expect, it } from '@jest/globals';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { describeRules } from '../../../testing/describe-rules';
import { reversi } from './index';
import { type ReversiState } from './rules';

describeRules(reversi, { longest: 96 });

const { rules } = reversi;
const chance = new MatchChance(seededChance('reversi'));
const opened = (size: 6 | 8 | 10): ReversiState =>
  rules.setup(chance, { seats: 2, teams: [0, 1], options: { size } });

function drawn(...rows: readonly string[]): ReversiState {
  const cells = [...rows.join('')].map((mark) => (mark === '.' ? null : Number(mark)));
  return { size: rows.length, cells, turn: 0, passed: null };
}

function played(state: ReversiState, seat: number, square: string): ReversiState {
  const applied = rules.apply(state, seat, { square }, chance);
  if ('illegal' in applied) throw new Error(applied.illegal.message);
  return applied.state;
}

/** The number of sequences of `moves` moves. */
function sequences(state: ReversiState, moves: number): number {
  if (moves === 0 || state.turn === null) return 1;
  const { turn } = state;
  return rules
    .legalCommands(state, turn)
    .reduce((sum, { square }) => sum + sequences(played(state, turn, square), moves - 1), 0);
}

describe('reversi', () => {
  it('has as many openings as are published: 4, 12, 56, 244, 1396, 8200', () => {
    // Perft of Othello, counted by many programs. The start position is mirrored here, the counts are the
    // same.
    expect([1, 2, 3, 4, 5, 6].map((moves) => sequences(opened(8), moves))).toEqual([
      4, 12, 56, 244, 1396, 8200,
    ]);
  });

  it('turns runs in every direction at once', () => {
    const state = drawn('0.0.0.', '.111..', '01.1..', '.111..', '0.0.0.', '......');
    const next = played(state, 0, 'c3');
    expect(next.cells.filter((holder) => holder === 1)).toEqual([1]);
    expect(next.cells[9]).toBe(0);
  });

  it('skips a seat that cannot move, says so, and ends when neither can', () => {
    const passing = played(drawn('.10...', '......', '......', '......', '......', '....10'), 0, 'a1');
    // Seat 1 has one disc, walled in by the edge: it cannot move; seat 0 can turn it.
    expect(passing).toMatchObject({ turn: 0, passed: 1 });
    const over = played(passing, 0, 'd6');
    expect(rules.toAct(over)).toEqual([]);
    expect(rules.result(over)).toEqual({ places: [1, 2], scores: [6, 0], reason: 'no-moves' });
  });

  it('refuses a disc that turns nothing, lies off the board, or comes from the other seat', () => {
    const state = opened(6);
    const code = (seat: number, square: string): string | undefined => {
      const applied = rules.apply(state, seat, { square }, chance);
      return 'illegal' in applied ? applied.illegal.code : undefined;
    };
    expect(code(0, 'a1')).toBe('turns-nothing');
    expect(code(0, 'g7')).toBe('off-board');
    expect(code(1, 'b3')).toBe('not-your-turn');
  });

  it('says a move in words that follow a name', () => {
    expect(reversi.display?.words?.({ square: 'd3' })).toBe('placed a disc on d3');
  });
});
