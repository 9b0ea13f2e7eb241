import { bestMoves, type SearchBounds } from '../../../core/bots/alpha-beta';
import { type Bot } from '../../../core/bots/bot';
import { ConnectFourPosition } from './position';
import { type ConnectFourCommand, type ConnectFourView } from './rules';

const strengths: readonly (SearchBounds & { readonly name: string })[] = [
  { name: 'easy', maxDepth: 1, maxPositions: 100 },
  { name: 'medium', maxDepth: 4, maxPositions: 5_000 },
  { name: 'hard', maxDepth: 42, maxPositions: 150_000 },
];

/** Alpha-beta search that counts the lines of four which either seat can still make. */
export const connectFourBot: Bot<ConnectFourView, ConnectFourCommand> = {
  levels: strengths.map(({ name }) => name),

  *think({ view: { cells }, seat, level, random }) {
    const bounds = strengths[level] ?? strengths[0];
    if (bounds === undefined) return;
    for (const column of bestMoves(new ConnectFourPosition(cells, seat), bounds, random)) yield { column };
  },
};
