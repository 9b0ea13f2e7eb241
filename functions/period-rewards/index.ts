import { randomBytes } from 'node:crypto';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createRewardStore } from '../../store/rewards';
import { readEnvironment } from '../shared/environment';
import { periodRewards as declaration } from './declaration';
import { type GivenRewards, giveRewards } from './give-rewards';
import { loggingRejections } from './logging-rejections';

const { playersTable, leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const documents = createDocumentClient();
const rewards = createRewardStore(documents, { players: playersTable });
// Cursors are used only within a run.
const cursorKey = randomBytes(32);
const leaderboards = createLeaderboardStore(
  documents,
  { leaderboards: leaderboardsTable, ranks: ranksTable },
  { cursorKey: () => Promise.resolve(cursorKey) },
);

/**
 * EventBridge calls this every hour. Refused rewards count among the function's errors, which have an alarm;
 * the calls by which EventBridge repeats it find the periods complete.
 * @throws when rewards were refused, or the database failed
 */
export async function handler(): Promise<GivenRewards> {
  const sum = await loggingRejections(() =>
    giveRewards({
      leaderboards: backend.leaderboards,
      seasons: backend.seasons,
      rewards,
      places: (leaderboard, period, page) =>
        leaderboards.page(leaderboard, period, page, { from: 'the best' }),
      now: Date.now,
    }),
  );
  if (sum.refused > 0) throw new Error(`${sum.refused} rewards were refused: the log names each`);
  return sum;
}
