import { type SearchPosition } from '../../../core/bots/alpha-beta';
import { type Seat } from '../../../core/ids';
import { type ReversiCells } from './rules';

const empty = 2;
const edge = 3;

/**
 * A board of Reversi for the search: one ring of edge cells around it, so that a run of discs needs no check
 * of its column and row.
 */
export class ReversiPosition implements SearchPosition<number> {
  toMove: Seat;

  readonly #width: number;

  readonly #cells: Int8Array;

  /** The inner cells, corners first and their neighbours last: the order in which moves are tried. */
  readonly #order: readonly number[];

  readonly #directions: readonly number[];

  /** Each corner with its three neighbours. */
  readonly #corners: readonly { readonly corner: number; readonly beside: readonly number[] }[];

  readonly #played: { readonly mover: Seat; readonly cell: number; readonly turned: readonly number[] }[] =
    [];

  constructor(
    readonly size: number,
    cells: ReversiCells,
    turn: Seat,
  ) {
    this.toMove = turn;
    const width = size + 2;
    this.#width = width;
    this.#cells = new Int8Array(width * width).fill(edge);
    const inner = cells.map((holder, index) => {
      const cell = this.cellOf(index);
      this.#cells[cell] = holder ?? empty;
      return cell;
    });
    this.#directions = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
    this.#corners = [
      { corner: width + 1, right: 1, down: width },
      { corner: width + size, right: -1, down: width },
      { corner: size * width + 1, right: 1, down: -width },
      { corner: size * width + size, right: -1, down: -width },
    ].map(({ corner, right, down }) => ({
      corner,
      beside: [corner + right + down, corner + right, corner + down],
    }));
    const rank = new Map<number, number>();
    for (const { corner, beside } of this.#corners) {
      rank.set(corner, -1);
      for (const cell of beside) rank.set(cell, 1);
    }
    this.#order = [...inner].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  }

  /** The inner cell of an index of the view, and back by `indexOf`. */
  cellOf(index: number): number {
    return (Math.floor(index / this.size) + 1) * this.#width + (index % this.size) + 1;
  }

  indexOf(cell: number): number {
    return (Math.floor(cell / this.#width) - 1) * this.size + (cell % this.#width) - 1;
  }

  moves(): readonly number[] {
    return this.#movesOf(this.toMove);
  }

  play(cell: number): void {
    const mover = this.toMove;
    const turned = this.#turnedBy(cell, mover);
    this.#cells[cell] = mover;
    for (const other of turned) this.#cells[other] = mover;
    this.#played.push({ mover, cell, turned });
    const next = 1 - mover;
    this.toMove = this.#canMove(next) || !this.#canMove(mover) ? next : mover;
  }

  undo(): void {
    const last = this.#played.pop();
    if (last === undefined) return;
    this.#cells[last.cell] = empty;
    for (const cell of last.turned) this.#cells[cell] = 1 - last.mover;
    this.toMove = last.mover;
  }

  /** Discs decide a finished game; before, mobility and corners predict more than discs do. */
  score(): number {
    const mine = this.#movesOf(0).length;
    const theirs = this.#movesOf(1).length;
    if (mine === 0 && theirs === 0) return 10_000 * this.#lead();
    let score = (100 * (mine - theirs)) / (mine + theirs + 2);
    for (const { corner, beside } of this.#corners) {
      const holder = this.#cells[corner];
      if (holder !== empty) {
        score += holder === 0 ? 40 : -40;
        continue;
      }
      // A disc beside an empty corner offers the corner; the diagonal one most.
      beside.forEach((cell, index) => {
        const cost = index === 0 ? 18 : 7;
        if (this.#cells[cell] === 0) score -= cost;
        else if (this.#cells[cell] === 1) score += cost;
      });
    }
    return score;
  }

  #lead(): number {
    let lead = 0;
    for (const cell of this.#order) {
      if (this.#cells[cell] === 0) lead += 1;
      else if (this.#cells[cell] === 1) lead -= 1;
    }
    return lead;
  }

  #movesOf(seat: Seat): number[] {
    return this.#order.filter((cell) => this.#cells[cell] === empty && this.#turnsAny(cell, seat));
  }

  #canMove(seat: Seat): boolean {
    return this.#order.some((cell) => this.#cells[cell] === empty && this.#turnsAny(cell, seat));
  }

  #turnsAny(cell: number, seat: Seat): boolean {
    return this.#directions.some((step) => this.#runOf(cell, step, seat) > 0);
  }

  #turnedBy(cell: number, seat: Seat): readonly number[] {
    const turned: number[] = [];
    for (const step of this.#directions) {
      const run = this.#runOf(cell, step, seat);
      for (let count = 1; count <= run; count += 1) turned.push(cell + count * step);
    }
    return turned;
  }

  /** How many discs of the other seat lie between a cell and the next disc of this seat in one direction. */
  #runOf(cell: number, step: number, seat: Seat): number {
    const other = 1 - seat;
    let run = 0;
    let at = cell + step;
    while (this.#cells[at] === other) {
      run += 1;
      at += step;
    }
    return run > 0 && this.#cells[at] === seat ? run : 0;
  }
}
