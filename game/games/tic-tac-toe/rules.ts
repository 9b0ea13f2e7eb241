import { gameName, type Seat } from '../../../core/ids';
import { type GameResult, type GameRules } from '../../../core/game-rules';
import { readWholeNumbers } from '../../../core/reading';
import { drawnPlaces, placesOfWinners } from '../../../core/results';

/** Who holds each of the nine cells, row by row from the top left. */
type Cells = readonly (Seat | null)[];

export type TicTacToeState = {
  readonly cells: Cells;
  /** Marks on the board; even: seat 0 moves next. */
  readonly moves: number;
  /** The three cells of the winner, once there is one. */
  readonly line: readonly number[] | null;
};
export type TicTacToeCommand = { readonly cell: number };
export type TicTacToeView = {
  readonly cells: Cells;
  readonly turn: Seat | null;
  readonly line: readonly number[] | null;
};

/** The eight lines of three. */
export const lines: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];
const seats: readonly (readonly Seat[])[] = [[0], [1]];
const noSeats: readonly Seat[] = [];

const finished = (state: TicTacToeState): boolean => state.line !== null || state.moves === 9;

export const ticTacToe: GameRules<TicTacToeState, TicTacToeCommand, TicTacToeView> = {
  name: gameName('tic-tac-toe'),
  version: 1,
  seats: 2,

  setup: () => ({ cells: Array.from({ length: 9 }, () => null), moves: 0, line: null }),

  toAct: (state) => (finished(state) ? noSeats : (seats[state.moves % 2] ?? noSeats)),

  legalCommands(state, seat) {
    if (finished(state) || seat !== state.moves % 2) return [];
    return state.cells.flatMap((holder, cell) => (holder === null ? [{ cell }] : []));
  },

  parseCommand: (value) => readWholeNumbers(value, { cell: { least: 0, most: 8 } }),

  apply(state, seat, { cell }) {
    if (finished(state)) return { illegal: { code: 'finished', message: 'the game is over' } };
    if (seat !== state.moves % 2)
      return { illegal: { code: 'not-your-turn', message: 'the other seat moves now' } };
    if (state.cells[cell] !== null)
      return { illegal: { code: 'cell-taken', message: `cell ${cell} is taken` } };
    const cells = state.cells.slice();
    cells[cell] = seat;
    const line = lines.find((three) => three.every((place) => cells[place] === seat)) ?? null;
    return { state: { cells, moves: state.moves + 1, line } };
  },

  view: (state) => ({ cells: state.cells, turn: finished(state) ? null : state.moves % 2, line: state.line }),

  result(state): GameResult | undefined {
    if (state.line !== null) return { places: placesOfWinners(2, [(state.moves - 1) % 2]), reason: 'line' };
    return state.moves === 9 ? { places: drawnPlaces(2), reason: 'board-full' } : undefined;
  },
};
