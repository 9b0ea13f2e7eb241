import { randomUUID } from 'node:crypto';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore } from '../../store/players';
import { createTicketStore } from '../../store/tickets';
import { list, readEnvironment } from '../shared/environment';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createMatchmakingApp } from './app';

const { playersTable, ticketsTable, matchesTable, resourcePrefix, locations } = readEnvironment(
  'playersTable',
  'ticketsTable',
  'matchesTable',
  'resourcePrefix',
  'locations',
);
const documents = createDocumentClient();

export const handler = lambdaHandler(
  createMatchmakingApp({
    players: createPlayerStore(documents, { players: playersTable }),
    tickets: createTicketStore(documents, { tickets: ticketsTable }),
    matches: createMatchStore(documents, { matches: matchesTable }),
    gamelift: new GameLiftClient(),
    backend,
    resourcePrefix,
    locations: list(locations),
    now: Date.now,
    newId: randomUUID,
  }),
);
