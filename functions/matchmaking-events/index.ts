import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { list, readEnvironment } from '../environment';
import { receiveMatchmakingEvent } from './receive';

const { ticketsTable, matchesTable, matchmakingConfiguration } = readEnvironment(
  'ticketsTable',
  'matchesTable',
  'matchmakingConfiguration',
);
const configurations = list(matchmakingConfiguration);
const documents = createDocumentClient();
const tickets = createTicketStore(documents, { tickets: ticketsTable });
const matches = createMatchStore(documents, { matches: matchesTable });

/** EventBridge calls this with each event of matchmaking; what it throws is tried again. */
export async function handler(envelope: unknown): Promise<void> {
  await receiveMatchmakingEvent(envelope, configurations, tickets, matches);
}
