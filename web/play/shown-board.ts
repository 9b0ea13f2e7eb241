import { type LeaderboardEntryDocument } from '../../client/index';
import { backend } from './account';

/** The part of a game's board that the page shows. */
export interface ShownBoard {
  readonly name: string;
  readonly entries: readonly LeaderboardEntryDocument[];
}

const mostEntries = 5;

/**
 * The first board of a game that has entries: a board of ratings hides players until their rating is certain.
 * @returns undefined when no board has entries
 * @throws ApiError
 */
export async function boardOf(game: string): Promise<ShownBoard | undefined> {
  const boards = (await backend.leaderboards()).filter((board) => board.game === game);
  for (const { board, metric } of boards) {
    const { items } = await backend.leaderboard(board, { limit: mostEntries });
    if (items.length > 0) return { name: metric, entries: items };
  }
  return undefined;
}
