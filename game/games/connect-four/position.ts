import { type SearchPosition } from '../../../core/bots/alpha-beta';
import { type Seat } from '../../../core/ids';
import { columns, type ConnectFourView, rows } from './rules';

/** Worth of a line that holds discs of one seat alone, by their number. */
const worth = [0, 1, 6, 30, 10_000];
const won = 10_000;

/** Every line of four cells. */
const lines: readonly (readonly number[])[] = Array.from(
  { length: columns * rows },
  (_, cell) => cell,
).flatMap((cell) =>
  [
    [1, 0],
    [0, 1],
    [1, 1],
    [-1, 1],
  ].flatMap(([right = 0, up = 0]) => {
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    const fits = column + 3 * right >= 0 && column + 3 * right < columns && row + 3 * up < rows;
    return fits ? [[0, 1, 2, 3].map((step) => cell + step * (up * columns + right))] : [];
  }),
);
/** Numbers of the lines through each cell. */
const linesThrough: readonly (readonly number[])[] = Array.from({ length: columns * rows }, (_, cell) =>
  lines.flatMap((line, index) => (line.includes(cell) ? [index] : [])),
);
/** Middle columns first: they take part in most lines. */
const order = [3, 2, 4, 1, 5, 0, 6];

/**
 * A board of Connect Four for the search. Each line of four counts the discs of both seats, so that a disc
 * changes the score of at most thirteen lines and no board is ever scanned.
 */
export class ConnectFourPosition implements SearchPosition<number> {
  readonly #heights: number[] = Array.from({ length: columns }, () => 0);

  readonly #counts: readonly [Int8Array, Int8Array] = [
    new Int8Array(lines.length),
    new Int8Array(lines.length),
  ];

  readonly #played: number[] = [];

  /** Sum of the worth of all lines, seat 0's less seat 1's. */
  #lead = 0;

  /** Lines of four; the game is finished when there is one. */
  #complete = 0;

  #free = columns * rows;

  constructor(
    cells: ConnectFourView['cells'],
    public toMove: Seat,
  ) {
    cells.forEach((holder, cell) => {
      if (holder !== null) this.#put(cell, holder, 1);
    });
  }

  moves(): readonly number[] {
    return this.#complete > 0 ? [] : order.filter((column) => (this.#heights[column] ?? rows) < rows);
  }

  play(column: number): void {
    this.#put((this.#heights[column] ?? 0) * columns + column, this.toMove, 1);
    this.#played.push(column);
    this.toMove = 1 - this.toMove;
  }

  undo(): void {
    const column = this.#played.pop();
    if (column === undefined) return;
    this.toMove = 1 - this.toMove;
    this.#put(((this.#heights[column] ?? 1) - 1) * columns + column, this.toMove, -1);
  }

  /** A win is worth more the sooner it comes. */
  score(): number {
    if (this.#complete > 0) return this.toMove === 1 ? won + this.#free : -won - this.#free;
    return this.#free === 0 ? 0 : this.#lead;
  }

  /** Puts a disc on a cell (`by` 1) or takes it away (-1). */
  #put(cell: number, seat: Seat, by: 1 | -1): void {
    const [mine, theirs] = seat === 0 ? this.#counts : [this.#counts[1], this.#counts[0]];
    const sign = seat === 0 ? 1 : -1;
    for (const line of linesThrough[cell] ?? []) {
      const before = mine[line] ?? 0;
      const after = before + by;
      const other = theirs[line] ?? 0;
      mine[line] = after;
      this.#lead += lineWorth(sign, after, other) - lineWorth(sign, before, other);
      if (before === 4) this.#complete -= 1;
      if (after === 4) this.#complete += 1;
    }
    const column = cell % columns;
    this.#heights[column] = (this.#heights[column] ?? 0) + by;
    this.#free -= by;
  }
}

/**
 * The value for seat 0 of a line with `mine` discs of one seat (`sign` 1: seat 0) and `theirs` of the other.
 */
function lineWorth(sign: number, mine: number, theirs: number): number {
  if (mine > 0 && theirs > 0) return 0;
  return sign * ((worth[mine] ?? 0) - (worth[theirs] ?? 0));
}
