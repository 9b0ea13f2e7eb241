import backend from '../../game';
import { createBoardPeriods } from '../../store/board-periods';
import { createCheckStates } from '../../store/check-states';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createRankCheck } from '../../store/rank-check';
import { createReindex } from '../../store/reindex';
import { readEnvironment } from '../shared/environment';
import { checkBoards } from './check';
import { leaderboardCheck as declaration } from './declaration';
import { leaderboardCheck } from './declaration';

const { leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const client = createDocumentClient();
const now = Date.now;
const names = { leaderboards: leaderboardsTable, ranks: ranksTable };
const periods = createBoardPeriods(client, ranksTable, retry, now);
const dependencies = {
  boards: backend.boards,
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
  await checkBoards(dependencies, () => now() >= end);
}
