import { type GameLiftClient } from '@aws-sdk/client-gamelift';
import { fieldsOf } from '../../core/fields-of';
import { countedLogLines } from '../../contract/log-lines';
import {
  matchmakingDetail,
  matchmakingEvent,
  type MatchmakingEvent,
} from '../../contract/matchmaking-events';
import { hasEnded } from '../../contract/ticket-status';
import { type MatchStore } from '../../store/matches';
import { type TicketChange } from '../../store/ticket-record';
import { type TicketStore } from '../../store/tickets';
import { type FleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { type PlacedMatches, type PlacedMatchReading } from '../shared/flexmatch/placed-matches';
import { log } from '../shared/log';
import { stopPlacement } from '../shared/tickets/void-match';
import { withdrawTicket } from '../shared/tickets/withdrawal';
import { effectsOf, type EventEffects } from './changes';
import { isOwnEvent } from './own-event';

export interface EventDependencies {
  /** ARNs of our FlexMatch configurations. */
  readonly configurations: readonly string[];
  readonly tickets: TicketStore;
  readonly matches: MatchStore;
  readonly gamelift: GameLiftClient;
  readonly placed: PlacedMatches;
  readonly certificates: FleetCertificates;
}

const knownTypes = new Set<unknown>(
  matchmakingDetail.options.flatMap((option) => [...option.shape.type.values]),
);

/**
 * Handles one event of matchmaking. Handling it again, or after a newer one, changes nothing. An event that
 * is malformed, or of a configuration that is not ours, is dropped and counted. A retry could not succeed,
 * and no part of such an event may reach a table.
 * @param envelope what EventBridge delivered
 * @throws what the tables or GameLift throw: EventBridge retries, then the dead-letter queue keeps the event
 */
export async function receiveMatchmakingEvent(
  envelope: unknown,
  dependencies: EventDependencies,
): Promise<void> {
  const { configurations, tickets, matches } = dependencies;
  if (!isOwnEvent(envelope, configurations)) return drop(envelope, 'its configuration is not ours');
  const type = typeOf(envelope);
  if (type !== undefined && !knownTypes.has(type)) {
    log('warn', 'an event of a type that we do not know was passed over', { type });
    return;
  }
  const read = await readEvent(envelope, dependencies);
  if ('malformed' in read) return drop(envelope, read.malformed);
  const { event, effects } = read;
  const { seats, changes, problems } = effects;
  for (const problem of problems)
    log('error', 'a match was placed that cannot be played', { problem, event: event.id });
  if (seats !== undefined) await matches.seatPlayerSessions(seats.matchId, seats.sessions);
  await Promise.all(
    changes.map(async (change) => {
      const changed = await tickets.change(change);
      log('info', changed ? 'a ticket changed' : 'an event changed no ticket: its row is as new, or newer', {
        ticketId: change.ticketId,
        status: change.status,
        event: event.id,
      });
      if (!changed && !hasEnded(change.status)) await withdrawIfEnded(dependencies, change);
    }),
  );
}

/**
 * Takes a ticket out of matchmaking whose row has ended. FlexMatch still has such a ticket when a player left
 * a match, and the placement timed out before this backend could stop it. FlexMatch then puts all tickets of
 * the match back into the pool, and may make another match of them at once.
 */
async function withdrawIfEnded(
  { tickets, matches, gamelift }: EventDependencies,
  { ticketId, made }: TicketChange,
): Promise<void> {
  const row = await tickets.get(ticketId);
  if (row === undefined || row.status === 'completed' || !hasEnded(row.status)) return;
  // The event may come late: then FlexMatch has ended the ticket, too.
  const withdrawal = await withdrawTicket({ gamelift, matches }, { ticketId, made });
  if (withdrawal.kind === 'voided') await stopPlacement(gamelift, withdrawal.matchId);
  log('info', 'a ticket that has ended was in matchmaking', { ticketId, withdrawal: withdrawal.kind });
}

type EventReading =
  { readonly event: MatchmakingEvent; readonly effects: EventEffects } | { readonly malformed: string };

/** @throws the error of GameLift: the event may be valid, and a retry may succeed */
async function readEvent(
  envelope: unknown,
  { placed, certificates, matches }: Pick<EventDependencies, 'placed' | 'certificates' | 'matches'>,
): Promise<EventReading> {
  const parsed = matchmakingEvent.safeParse(envelope);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { malformed: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` };
  }
  try {
    const effects = await effectsOf(parsed.data, {
      placement: (arn) =>
        arn === undefined
          ? Promise.resolve<PlacedMatchReading>({ problem: 'the event names no game session' })
          : placed.of(arn),
      tlsOf: (arn) => certificates.tlsOf(arn),
      isVoid: (id) => matches.isVoid(id),
    });
    return { event: parsed.data, effects };
  } catch (error) {
    // The id does not have the form of our ids.
    if (error instanceof RangeError) return { malformed: error.message };
    throw error;
  }
}

function drop(envelope: unknown, why: string): void {
  const { id, account, resources } = fieldsOf(envelope);
  log('error', countedLogLines.droppedEvent, { why, id, account, resources });
}

function typeOf(envelope: unknown): unknown {
  if (typeof envelope !== 'object' || envelope === null || !('detail' in envelope)) return undefined;
  const { detail } = envelope;
  return typeof detail === 'object' && detail !== null && 'type' in detail ? detail.type : undefined;
}
