import { bestMoves, type SearchBounds, type SearchPosition } from '../../../core/bots/alpha-beta';
import { type Bot } from '../../../core/bots/bot';
import { type Seat } from '../../../core/ids';
import { lines, type TicTacToeCommand, type TicTacToeView } from './rules';

class TicTacToePosition implements SearchPosition<number> {
  readonly #cells: (Seat | null)[];

  readonly #played: number[] = [];

  constructor(
    cells: TicTacToeView['cells'],
    public toMove: Seat,
  ) {
    this.#cells = [...cells];
  }

  moves(): readonly number[] {
    if (this.#winner() !== undefined) return [];
    return this.#cells.flatMap((holder, cell) => (holder === null ? [cell] : []));
  }

  play(cell: number): void {
    this.#cells[cell] = this.toMove;
    this.#played.push(cell);
    this.toMove = 1 - this.toMove;
  }

  undo(): void {
    const cell = this.#played.pop();
    if (cell === undefined) return;
    this.#cells[cell] = null;
    this.toMove = 1 - this.toMove;
  }

  /** A win is worth more the sooner it comes. */
  score(): number {
    const winner = this.#winner();
    if (winner === undefined) return 0;
    const free = 1 + this.#cells.filter((holder) => holder === null).length;
    return winner === 0 ? free : -free;
  }

  #winner(): Seat | undefined {
    for (const [a, b, c] of lines) {
      const holder = this.#cells[a] ?? null;
      if (holder !== null && holder === this.#cells[b] && holder === this.#cells[c]) return holder;
    }
    return undefined;
  }
}

const strengths: readonly (SearchBounds & { readonly name: string })[] = [
  { name: 'easy', maxDepth: 1, maxPositions: Infinity },
  { name: 'perfect', maxDepth: 9, maxPositions: Infinity },
];

/** `easy` sees a move that wins at once; `perfect` searches the whole game and never loses. */
export const ticTacToeBot: Bot<TicTacToeView, TicTacToeCommand> = {
  levels: strengths.map(({ name }) => name),

  *think({ view: { cells }, seat, level, random }) {
    const bounds = strengths[level] ?? strengths[0];
    if (bounds === undefined) return;
    for (const cell of bestMoves(new TicTacToePosition(cells, seat), bounds, random)) yield { cell };
  },
};
