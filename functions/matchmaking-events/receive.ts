import { matchmakingDetail, matchmakingEvent } from '../../contract/matchmaking-events';
import { type MatchStore } from '../../store/matches';
import { type TicketStore } from '../../store/tickets';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { type PlacedMatches, type Placement } from '../shared/flexmatch/placed-matches';
import { log } from '../shared/log';
import { effectsOf } from './changes';

export interface EventDependencies {
  readonly tickets: TicketStore;
  readonly matches: MatchStore;
  readonly placed: PlacedMatches;
  readonly certificates: FleetCertificates;
}

const knownTypes = new Set<unknown>(
  matchmakingDetail.options.flatMap((option) => [...option.shape.type.values]),
);

/**
 * Handles one event of matchmaking. Handling it again, or after a newer one, changes nothing.
 * @param envelope what EventBridge delivered
 * @throws ZodError when an event of a known type lacks what it must have: EventBridge tries again, then the
 *   dead-letter queue keeps it
 */
export async function receiveMatchmakingEvent(
  envelope: unknown,
  { tickets, matches, placed, certificates }: EventDependencies,
): Promise<void> {
  const type = typeOf(envelope);
  if (type !== undefined && !knownTypes.has(type)) {
    log('warn', 'an event of a type that we do not know was passed over', { type });
    return;
  }
  const event = matchmakingEvent.parse(envelope);
  const { seats, changes, problems } = await effectsOf(
    event,
    (arn) =>
      arn === undefined
        ? Promise.resolve<Placement>({ problem: 'the event names no game session' })
        : placed.of(arn),
    (arn) => certificates.tlsOf(arn),
  );
  for (const problem of problems)
    log('error', 'a match was placed that cannot be played', { problem, event: event.id });
  if (seats !== undefined) await matches.seatPlayerSessions(seats.matchId, seats.sessions);
  await Promise.all(
    changes.map(async (change) => {
      const changed = await tickets.change(change);
      log('info', changed ? 'a ticket changed' : 'a ticket knew that, or something newer', {
        ticketId: change.ticketId,
        status: change.status,
        event: event.id,
      });
    }),
  );
}

function typeOf(envelope: unknown): unknown {
  if (typeof envelope !== 'object' || envelope === null || !('detail' in envelope)) return undefined;
  const { detail } = envelope;
  return typeof detail === 'object' && detail !== null && 'type' in detail ? detail.type : undefined;
}
