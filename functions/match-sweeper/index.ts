import { randomUUID } from 'node:crypto';
import { scoringOf } from '../../definition/scoring';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { createGameLiftRegions } from '../shared/aws/gamelift-regions';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { createPlacedMatches } from '../shared/flexmatch/placed-matches';
import { matchSweeper as declaration } from './declaration';
import { type MatchSweep, sweepMatches } from './matches';
import { sweepTickets, type TicketSweep } from './tickets';

const { ticketsTable, matchesTable, playersTable, resourcePrefix } = readEnvironment(
  ...declaration.environment,
);
const documents = createDocumentClient();
const tickets = createTicketStore(documents, { tickets: ticketsTable });
const matches = createMatchStore(
  documents,
  { matches: matchesTable, players: playersTable },
  { scoring: scoringOf(backend) },
);
const gamelift = createGameLiftRegions();
const placed = createPlacedMatches(gamelift, backend, resourcePrefix);
const certificates = createFleetCertificates(gamelift);

/** EventBridge calls this every minute. */
export async function handler(): Promise<{ readonly tickets: TicketSweep; readonly matches: MatchSweep }> {
  // Tickets and matches are swept independently. The invocation fails when one of them failed, so that the
  // failure is seen.
  const [ticketSweep, matchSweep] = await Promise.allSettled([
    sweepTickets({ tickets, matches, gamelift: gamelift.home, placed, certificates, now: Date.now }),
    sweepMatches({ matches, gamelift, games: backend.games, now: Date.now, newId: randomUUID }),
  ]);
  if (ticketSweep.status === 'rejected') throw ticketSweep.reason;
  if (matchSweep.status === 'rejected') throw matchSweep.reason;
  return { tickets: ticketSweep.value, matches: matchSweep.value };
}
