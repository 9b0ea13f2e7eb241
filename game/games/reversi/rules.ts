import * as z from 'zod/mini';
import { type GameRules, type IllegalCommand } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { placesFromScores } from '../../../core/results';
import { squareName, squareOf } from '../../../core/squares';

/** `size`: squares of a side of the board. */
export const reversiOptions = z.strictObject({ size: z._default(z.literal([6, 8, 10]), 8) });
export type ReversiOptions = z.output<typeof reversiOptions>;

/** Who holds each square: `cells[row * size + column]`, row 0 at the top. */
export type ReversiCells = readonly (Seat | null)[];

export type ReversiState = {
  readonly size: number;
  readonly cells: ReversiCells;
  /** The seat that moves; null once neither seat can. */
  readonly turn: Seat | null;
  /** The seat that could not move, so that the other moves again; null otherwise. */
  readonly passed: Seat | null;
};

/** The square of the new disc: column `a` to `j`, row `1` to `10`. */
export type ReversiCommand = { readonly square: string };
export type ReversiView = ReversiState & {
  /** Discs of each seat on the board, seat 0 first. */
  readonly discs: readonly number[];
};

const maxSize = 10;

type Board = { readonly size: number; readonly cells: ReversiCells };

/** One step to each of the eight neighbours: columns, rows. */
const directions = [-1, 0, 1].flatMap((right) =>
  [-1, 0, 1].flatMap((down) => (right === 0 && down === 0 ? [] : [[right, down] as const])),
);

/** How many discs in a row, from a cell on in one direction, a disc of this seat on the cell turns. */
function runFrom({ size, cells }: Board, cell: number, seat: Seat, right: number, down: number): number {
  let column = (cell % size) + right;
  let row = Math.floor(cell / size) + down;
  for (let run = 0; column >= 0 && column < size && row >= 0 && row < size; run += 1) {
    const holder = cells[row * size + column];
    if (holder === null) return 0;
    if (holder === seat) return run;
    column += right;
    row += down;
  }
  return 0;
}

/** The discs of the other seat that a disc on this cell turns; empty exactly when the move is illegal. */
export function turnedBy(board: Board, cell: number, seat: Seat): readonly number[] {
  if (board.cells[cell] !== null) return [];
  return directions.flatMap(([right, down]) =>
    Array.from(
      { length: runFrom(board, cell, seat, right, down) },
      (_, index) => cell + (index + 1) * (down * board.size + right),
    ),
  );
}

/** The cells on which a disc of this seat turns discs. */
function openCells(board: Board, seat: Seat): number[] {
  return board.cells.flatMap((holder, cell) =>
    holder === null && directions.some(([right, down]) => runFrom(board, cell, seat, right, down) > 0)
      ? [cell]
      : [],
  );
}

const discsOf = (cells: ReversiCells): readonly number[] =>
  [0, 1].map((seat) => cells.filter((holder) => holder === seat).length);

const illegal = (code: string, message: string): { readonly illegal: IllegalCommand } => ({
  illegal: { code, message },
});

export const reversi: GameRules<ReversiState, ReversiCommand, ReversiView, ReversiOptions> = {
  name: gameName('reversi'),
  version: 1,
  seats: 2,

  setup(_random, { options: { size } }) {
    const cells: (Seat | null)[] = Array.from({ length: size * size }, () => null);
    const middle = size / 2;
    for (const [column, row, seat] of [
      [middle - 1, middle - 1, 1],
      [middle, middle - 1, 0],
      [middle - 1, middle, 0],
      [middle, middle, 1],
    ] as const)
      cells[row * size + column] = seat;
    return { size, cells, turn: 0, passed: null };
  },

  toAct: ({ turn }) => (turn === null ? [] : [turn]),

  legalCommands(state, seat) {
    if (seat !== state.turn) return [];
    const { size } = state;
    return openCells(state, seat).map((cell) => ({
      square: squareName({ column: cell % size, row: Math.floor(cell / size) }),
    }));
  },

  parseCommand(value) {
    const given = z.strictObject({ square: z.string() }).safeParse(value);
    const square = squareOf(given.data?.square, maxSize, maxSize);
    return square === undefined
      ? illegal('invalid-command', 'the command must be { "square": … } with a square from "a1" to "j10"')
      : { command: { square: squareName(square) } };
  },

  apply(state, seat, { square }) {
    const { size, turn } = state;
    if (turn === null) return illegal('finished', 'the game is over');
    if (seat !== turn) return illegal('not-your-turn', 'the other seat moves now');
    const at = squareOf(square, size, size);
    if (at === undefined) return illegal('off-board', `${square} is not on the board of ${size} × ${size}`);
    const cell = at.row * size + at.column;
    const turned = turnedBy(state, cell, seat);
    if (turned.length === 0) return illegal('turns-nothing', `a disc on ${square} turns no disc`);
    const cells = state.cells.map((holder, index) =>
      index === cell || turned.includes(index) ? seat : holder,
    );
    const other = 1 - seat;
    if (openCells({ size, cells }, other).length > 0)
      return { state: { size, cells, turn: other, passed: null } };
    const again = openCells({ size, cells }, seat).length > 0;
    return { state: { size, cells, turn: again ? seat : null, passed: again ? other : null } };
  },

  view: (state) => ({ ...state, discs: discsOf(state.cells) }),

  result({ turn, cells }) {
    if (turn !== null) return undefined;
    const scores = discsOf(cells);
    const reason = cells.includes(null) ? 'no-moves' : 'board-full';
    return { places: placesFromScores(scores), scores, reason };
  },
};
