import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment } from '../environment';
import { type SweepReport, sweepTickets } from './sweep';

const { ticketsTable, matchesTable } = readEnvironment('ticketsTable', 'matchesTable');
const documents = createDocumentClient();
const tickets = createTicketStore(documents, { tickets: ticketsTable });
const matches = createMatchStore(documents, { matches: matchesTable });
const gamelift = new GameLiftClient();

/** EventBridge calls this every minute. */
export async function handler(): Promise<SweepReport> {
  return sweepTickets({ tickets, matches, gamelift, now: Date.now });
}
