import backend from '../../game';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { createCheckStates } from '../../store/check-states';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createRankCheck } from '../../store/rank-check';
import { createReindex } from '../../store/reindex';
import { readEnvironment } from '../shared/environment';
import { checkLeaderboards } from './check';
import { leaderboardCheck as declaration } from './declaration';
import { leaderboardCheck } from './declaration';

const { leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const client = createDocumentClient();
const now = Date.now;
const names = { leaderboards: leaderboardsTable, ranks: ranksTable };
const periods = createLeaderboardPeriods(client, ranksTable, retry, now);
const dependencies = {
  leaderboards: backend.leaderboards,
  periods,
  states: createCheckStates(client, ranksTable, retry),
  check: createRankCheck(client, names, retry),
  reindex: createReindex(client, names, periods, { retry, now }),
  now,
};

/** A step under way at the end of the run must still complete within the timeout. */
const reservedMs = 60_000;

/** EventBridge calls this every five minutes. */
export async function handler(): Promise<void> {
  const end = now() + leaderboardCheck.timeoutSeconds * 1000 - reservedMs;
  await checkLeaderboards(dependencies, () => now() >= end);
}
