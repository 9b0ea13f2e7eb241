import { bestMoves, type SearchBounds } from '../../../core/bots/alpha-beta';
import { type Bot } from '../../../core/bots/bot';
import { squareName } from '../../../core/squares';
import { ReversiPosition } from './position';
import { type ReversiCommand, type ReversiView } from './rules';

const strengths: readonly (SearchBounds & { readonly name: string })[] = [
  { name: 'easy', maxDepth: 1, maxPositions: 200, slice: 200 },
  { name: 'medium', maxDepth: 3, maxPositions: 4_000, slice: 200 },
  { name: 'hard', maxDepth: 60, maxPositions: 40_000, slice: 200 },
];

/** Alpha-beta search over mobility and corners; the strong level solves the end of the game. */
export const reversiBot: Bot<ReversiView, ReversiCommand> = {
  levels: strengths.map(({ name }) => name),

  *think({ view: { size, cells }, seat, level, random }) {
    const bounds = strengths[level] ?? strengths[0];
    if (bounds === undefined) return;
    const position = new ReversiPosition(size, cells, seat);
    for (const cell of bestMoves(position, bounds, random)) {
      const index = position.indexOf(cell);
      yield { square: squareName({ column: index % size, row: Math.floor(index / size) }) };
    }
  },
};
