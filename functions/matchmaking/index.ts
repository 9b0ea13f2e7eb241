import { randomBytes, randomUUID } from 'node:crypto';
import { readSearchSeconds } from '../../contract/search-seconds';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore } from '../../store/players';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import { createGameLiftRegions } from '../shared/aws/gamelift-regions';
import { commaSeparated, readEnvironment } from '../shared/environment';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createMatchmakingApp } from './app';
import { matchmaking as declaration } from './declaration';

const { playersTable, ticketsTable, matchesTable, resourcePrefix, locations, searchSeconds } =
  readEnvironment(...declaration.environment);
const documents = createDocumentClient();

export const handler = lambdaHandler(
  createMatchmakingApp({
    players: createPlayerStore(documents, { players: playersTable }),
    sessions: createSessionStore(documents, { players: playersTable }),
    tickets: createTicketStore(documents, { tickets: ticketsTable }),
    matches: createMatchStore(documents, { matches: matchesTable, players: playersTable }),
    gamelift: createGameLiftRegions(),
    backend,
    resourcePrefix,
    locations: commaSeparated(locations),
    searchSeconds: readSearchSeconds(searchSeconds),
    now: Date.now,
    newId: randomUUID,
    newSeed: () => randomBytes(16).toString('hex'),
  }),
);
