import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createLeaderboardStore } from '../../store/leaderboards';
import { readEnvironment } from '../shared/environment';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createLeaderboardsApp } from './app';

const { leaderboardsTable } = readEnvironment('leaderboardsTable');

export const handler = lambdaHandler(
  createLeaderboardsApp(
    createLeaderboardStore(createDocumentClient(), { leaderboards: leaderboardsTable }, backend.games.keys()),
  ),
);
