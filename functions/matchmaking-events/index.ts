import { configurationArn } from '../../contract/names';
import backend from '../../game';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { createGameLiftRegions } from '../shared/aws/gamelift-regions';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { createPlacedMatches } from '../shared/flexmatch/placed-matches';
import { matchmakingEvents as declaration } from './declaration';
import { receiveMatchmakingEvent } from './receive';

const { ticketsTable, matchesTable, resourcePrefix, gameliftArn } = readEnvironment(
  ...declaration.environment,
);
const documents = createDocumentClient();
const tickets = createTicketStore(documents, { tickets: ticketsTable });
const matches = createMatchStore(documents, { matches: matchesTable });
const gamelift = createGameLiftRegions();
const placed = createPlacedMatches(gamelift, backend, resourcePrefix);
const configurations = [...backend.matchmakings.keys()].map((key) =>
  configurationArn(gameliftArn, resourcePrefix, key),
);
const certificates = createFleetCertificates(gamelift);

/** EventBridge calls this with each event of matchmaking, and retries after an exception. */
export async function handler(envelope: unknown): Promise<void> {
  await receiveMatchmakingEvent(envelope, {
    configurations,
    tickets,
    matches,
    gamelift: gamelift.home,
    placed,
    certificates,
  });
}
