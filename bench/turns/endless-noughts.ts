import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { readWholeNumbers } from '../../core/reading';

type Board = {
  /** -1: free. */
  readonly board: readonly number[];
  readonly turn: Seat;
  /** Moves so far. */
  readonly n: number;
};
type Move = { readonly cell: number };

const lines = ['012', '345', '678', '036', '147', '258', '048', '246'].map((three) =>
  Array.from(three, Number),
);
const empty: readonly number[] = Array.from({ length: 9 }, () => -1);

/**
 * Noughts and crosses whose board is cleared when a seat has a line, or it is full. The match has no end,
 * and the rivals of this bench play the same game.
 */
const rules: GameRules<Board, Move, Board> = {
  name: gameName('endless-noughts'),
  version: 1,
  seats: 2,
  setup: () => ({ board: empty, turn: 0, n: 0 }),
  toAct: ({ turn }) => [turn],
  legalCommands: ({ board, turn }, seat) =>
    seat === turn ? board.flatMap((holder, cell) => (holder === -1 ? [{ cell }] : [])) : [],
  parseCommand: (value) => readWholeNumbers(value, { cell: { least: 0, most: 8 } }),
  apply({ board, n }, seat, { cell }) {
    if (board[cell] !== -1) return { illegal: { code: 'cell-taken', message: `cell ${cell} is taken` } };
    const next = board.with(cell, seat);
    const over =
      lines.some((line) => line.every((each) => next[each] === seat)) ||
      next.every((holder) => holder !== -1);
    return { state: { board: over ? empty : next, turn: 1 - seat, n: n + 1 } };
  },
  view: (state) => state,
  result: () => undefined,
};

export const endlessNoughts = defineGame({
  rules,
  timeControl: { kind: 'fischer', baseMs: 3_600_000, incrementMs: 3000 },
});
