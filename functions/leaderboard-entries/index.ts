import backend from '../../game';
import { onlyImproves } from '../../core/ranking/improving';
import { createLeaderboardEntries } from '../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { readEnvironment } from '../shared/environment';
import { leaderboardEntries as declaration } from './declaration';
import { followPlayers } from './follow';

const { playersTable, leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const client = createDocumentClient();
const now = Date.now;
const entries = createLeaderboardEntries(
  client,
  { players: playersTable, leaderboards: leaderboardsTable },
  backend.leaderboards.map((leaderboard) => ({ ...leaderboard, onlyImproves: onlyImproves(leaderboard) })),
  createLeaderboardPeriods(client, ranksTable, retry, now),
  { retry, now },
);

/** The stream of the players table calls this. */
export const handler = (event: unknown): Promise<void> => followPlayers(entries, backend.leaderboards, event);
