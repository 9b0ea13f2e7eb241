import { gameName, type Seat } from '../../../core/ids';
import { type GameResult, type GameRules } from '../../../core/game-rules';
import { readWholeNumbers } from '../../../core/reading';
import { drawnPlaces, placesOfWinners } from '../../../core/results';

export const columns = 7;
export const rows = 6;

export type ConnectFourState = {
  /** Who holds each cell: `cells[row * 7 + column]`, row 0 at the bottom. */
  readonly cells: readonly (Seat | null)[];
  /** Discs in the board; even: seat 0 drops next. */
  readonly moves: number;
  /** The winner's four (or more) cells, once there is a winner. */
  readonly line: readonly number[] | null;
};
export type ConnectFourCommand = { readonly column: number };
export type ConnectFourView = {
  readonly cells: readonly (Seat | null)[];
  readonly turn: Seat | null;
  readonly line: readonly number[] | null;
};

const seats: readonly (readonly Seat[])[] = [[0], [1]];
const noSeats: readonly Seat[] = [];
/** One step to the right, up, up-right, down-right. */
const directions: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
];

const finished = (state: ConnectFourState): boolean => state.line !== null || state.moves === columns * rows;

/** Lowest free row of a column, or `rows` when it is full. */
function landing(cells: ConnectFourState['cells'], column: number): number {
  let row = 0;
  while (row < rows && cells[row * columns + column] !== null) row += 1;
  return row;
}

/** How many cells beyond a disc, in one direction, hold the same colour without a gap. */
function reach(
  cells: ConnectFourState['cells'],
  column: number,
  row: number,
  right: number,
  up: number,
  seat: Seat,
): number {
  let steps = 0;
  for (
    let x = column + right, y = row + up;
    x >= 0 && x < columns && y >= 0 && y < rows && cells[y * columns + x] === seat;
    x += right, y += up
  )
    steps += 1;
  return steps;
}

/** The line of four or more that runs through a disc, lowest cell number first; null when there is none. */
function lineThrough(
  cells: ConnectFourState['cells'],
  column: number,
  row: number,
  seat: Seat,
): readonly number[] | null {
  for (const [right, up] of directions) {
    const ahead = reach(cells, column, row, right, up, seat);
    const behind = reach(cells, column, row, -right, -up, seat);
    if (ahead + behind < 3) continue;
    return Array.from(
      { length: ahead + behind + 1 },
      (_, step) => (row + (step - behind) * up) * columns + column + (step - behind) * right,
    ).sort((a, b) => a - b);
  }
  return null;
}

export const connectFour: GameRules<ConnectFourState, ConnectFourCommand, ConnectFourView> = {
  name: gameName('connect-four'),
  version: 2,
  seats: 2,

  setup: () => ({ cells: Array.from({ length: columns * rows }, () => null), moves: 0, line: null }),

  toAct: (state) => (finished(state) ? noSeats : (seats[state.moves % 2] ?? noSeats)),

  legalCommands(state, seat) {
    if (finished(state) || seat !== state.moves % 2) return [];
    const open: ConnectFourCommand[] = [];
    for (let column = 0; column < columns; column += 1) {
      if (state.cells[(rows - 1) * columns + column] === null) open.push({ column });
    }
    return open;
  },

  parseCommand: (value) => readWholeNumbers(value, { column: { least: 0, most: columns - 1 } }),

  apply(state, seat, { column }) {
    if (finished(state)) return { illegal: { code: 'finished', message: 'the game is over' } };
    if (seat !== state.moves % 2)
      return { illegal: { code: 'not-your-turn', message: 'the other seat moves now' } };
    const row = landing(state.cells, column);
    if (row === rows) return { illegal: { code: 'column-full', message: `column ${column} is full` } };
    const cells = state.cells.slice();
    cells[row * columns + column] = seat;
    return { state: { cells, moves: state.moves + 1, line: lineThrough(cells, column, row, seat) } };
  },

  view: (state) => ({ cells: state.cells, turn: finished(state) ? null : state.moves % 2, line: state.line }),

  result(state): GameResult | undefined {
    if (state.line !== null) return { places: placesOfWinners(2, [(state.moves - 1) % 2]), reason: 'line' };
    return state.moves === columns * rows ? { places: drawnPlaces(2), reason: 'board-full' } : undefined;
  },
};
