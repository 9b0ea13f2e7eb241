import backend from '../../game';
import { scoreChanges } from '../../core/ranking/leaderboards';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createLeaderboardStore } from '../../store/leaderboards';
import { readStanding } from '../../store/standings';
import { readEnvironment } from '../shared/environment';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createLeaderboardsApp } from './app';
import { leaderboards as declaration } from './declaration';

const { playersTable, leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const client = createDocumentClient();
const { leaderboards, seasons } = backend;

export const handler = lambdaHandler(
  createLeaderboardsApp({
    leaderboards: createLeaderboardStore(
      client,
      { leaderboards: leaderboardsTable, ranks: ranksTable },
      {
        async latest(playerId, game) {
          const standing = await readStanding(client, playersTable, playerId, game, retry);
          return standing === undefined ? [] : scoreChanges(standing, leaderboards);
        },
        now: Date.now,
      },
    ),
    declared: leaderboards,
    seasons,
    now: Date.now,
  }),
);
