import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment } from '../environment';
import { createFleetCertificates } from '../flexmatch/fleet-certificates';
import { receiveMatchmakingEvent } from './receive';

const { ticketsTable, matchesTable } = readEnvironment('ticketsTable', 'matchesTable');
const documents = createDocumentClient();
const tickets = createTicketStore(documents, { tickets: ticketsTable });
const matches = createMatchStore(documents, { matches: matchesTable });
const certificates = createFleetCertificates(new GameLiftClient());

/** EventBridge calls this with each event of matchmaking; what it throws is tried again. */
export async function handler(envelope: unknown): Promise<void> {
  await receiveMatchmakingEvent(envelope, tickets, matches, certificates);
}
