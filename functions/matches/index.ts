import { randomUUID } from 'node:crypto';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { queueName } from '../../contract/names';
import { scoringOf } from '../../definition/boards';
import backend from '../../game';
import { createAccountStore } from '../../store/accounts';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createMatchesApp } from './app';
import { createHosting } from './hosting';

const { matchesTable, playersTable, resourcePrefix } = readEnvironment(
  'matchesTable',
  'playersTable',
  'resourcePrefix',
);
const documents = createDocumentClient();
const gamelift = new GameLiftClient();

export const handler = lambdaHandler(
  createMatchesApp({
    matches: createMatchStore(
      documents,
      { matches: matchesTable, players: playersTable },
      { scoring: scoringOf(backend) },
    ),
    hosting: createHosting(gamelift, queueName(resourcePrefix)),
    games: backend.games,
    certificates: createFleetCertificates(gamelift),
    accounts: createAccountStore(documents, { players: playersTable }),
    now: Date.now,
    newId: randomUUID,
  }),
);
