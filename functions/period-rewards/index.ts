import { randomBytes } from 'node:crypto';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createRewardStore } from '../../store/rewards';
import { readEnvironment } from '../shared/environment';
import { giveRewards } from './give-rewards';

const { playersTable, leaderboardsTable, ranksTable } = readEnvironment(
  'playersTable',
  'leaderboardsTable',
  'ranksTable',
);
const documents = createDocumentClient();
const rewards = createRewardStore(documents, { players: playersTable });
// Cursors are used only within a run.
const cursorKey = randomBytes(32);
const leaderboards = createLeaderboardStore(
  documents,
  { leaderboards: leaderboardsTable, ranks: ranksTable },
  { cursorKey: () => Promise.resolve(cursorKey) },
);

/** EventBridge calls this every hour. */
export async function handler(): Promise<{ readonly given: number }> {
  const given = await giveRewards({
    boards: backend.boards,
    seasons: backend.seasons,
    rewards,
    places: (board, period, page) => leaderboards.page(board, period, page, { from: 'the best' }),
    now: Date.now,
  });
  return { given };
}
