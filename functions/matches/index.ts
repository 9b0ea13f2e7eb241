import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { queueName } from '../../contract/names';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { lambdaHandler } from '../shared/http/app';
import { createMatchesApp } from './app';
import { createHosting } from './hosting';

const { matchesTable, resourcePrefix } = readEnvironment('matchesTable', 'resourcePrefix');
const gamelift = new GameLiftClient();

export const handler = lambdaHandler(
  createMatchesApp({
    matches: createMatchStore(createDocumentClient(), { matches: matchesTable }),
    hosting: createHosting(gamelift, queueName(resourcePrefix)),
    games: backend.games,
    certificates: createFleetCertificates(gamelift),
    now: Date.now,
  }),
);
