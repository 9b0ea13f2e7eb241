import { GameLiftClient } from '@aws-sdk/client-gamelift';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createPlayerStore } from '../../store/players';
import { createTicketStore } from '../../store/tickets';
import { list, readEnvironment } from '../environment';
import { lambdaHandler } from '../http/app';
import { createMatchmakingApp } from './app';

const { playersTable, ticketsTable, matchmakingConfiguration, locations } = readEnvironment(
  'playersTable',
  'ticketsTable',
  'matchmakingConfiguration',
  'locations',
);
const documents = createDocumentClient();

export const handler = lambdaHandler(
  createMatchmakingApp({
    players: createPlayerStore(documents, { players: playersTable }),
    tickets: createTicketStore(documents, { tickets: ticketsTable }),
    gamelift: new GameLiftClient(),
    games: backend.games,
    configuration: matchmakingConfiguration,
    locations: list(locations),
    now: Date.now,
  }),
);
