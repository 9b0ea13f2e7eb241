import { GameLiftClient } from '@aws-sdk/client-gamelift';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createMatchesApp } from './app';

const { matchesTable } = readEnvironment('matchesTable');
const gamelift = new GameLiftClient();

export const handler = lambdaHandler(
  createMatchesApp({
    matches: createMatchStore(createDocumentClient(), { matches: matchesTable }),
    gamelift,
    games: backend.games,
    certificates: createFleetCertificates(gamelift),
  }),
);
