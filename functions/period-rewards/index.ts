import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createRewardStore } from '../../store/rewards';
import { readEnvironment } from '../shared/environment';
import { giveRewards } from './give-rewards';

const { playersTable, leaderboardsTable } = readEnvironment('playersTable', 'leaderboardsTable');
const documents = createDocumentClient();
const rewards = createRewardStore(documents, { players: playersTable });
const leaderboards = createLeaderboardStore(
  documents,
  { leaderboards: leaderboardsTable },
  backend.games.keys(),
);

/** EventBridge calls this every hour. */
export async function handler(): Promise<{ readonly given: number }> {
  const given = await giveRewards({
    boards: backend.boards,
    seasons: backend.seasons,
    rewards,
    places: ({ board }, period, page) => leaderboards.top(board, period, page),
    now: Date.now,
  });
  return { given };
}
