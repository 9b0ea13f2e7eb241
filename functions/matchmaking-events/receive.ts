import { countedLogLines } from '../../contract/log-lines';
import {
  matchmakingDetail,
  matchmakingEvent,
  type MatchmakingEvent,
} from '../../contract/matchmaking-events';
import { type MatchStore } from '../../store/matches';
import { type TicketStore } from '../../store/tickets';
import { log } from '../log';
import { effectsOf, type EventEffects } from './changes';
import { isOwnEvent } from './own-event';

const knownTypes = new Set<unknown>(
  matchmakingDetail.options.flatMap((option) => [...option.shape.type.values]),
);

/**
 * Handles one event of matchmaking. Handling it again, or after a newer one, changes nothing. An event that is
 * malformed, or of a configuration that is not ours, is dropped and counted: trying it again would not make
 * it better, and nothing of it may reach a table.
 * @param envelope what EventBridge delivered
 * @param configurations names of our FlexMatch configurations
 * @throws what the tables throw: EventBridge tries again, then the dead-letter queue keeps the event
 */
export async function receiveMatchmakingEvent(
  envelope: unknown,
  configurations: readonly string[],
  tickets: TicketStore,
  matches: MatchStore,
): Promise<void> {
  if (!isOwnEvent(envelope, configurations)) return drop(envelope, 'its configuration is not ours');
  const type = typeOf(envelope);
  if (type !== undefined && !knownTypes.has(type)) {
    log('warn', 'an event of a type that we do not know was passed over', { type });
    return;
  }
  const read = understood(envelope);
  if ('malformed' in read) return drop(envelope, read.malformed);
  const { event, effects } = read;
  const { seats, changes } = effects;
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

function understood(
  envelope: unknown,
): { readonly event: MatchmakingEvent; readonly effects: EventEffects } | { readonly malformed: string } {
  const parsed = matchmakingEvent.safeParse(envelope);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { malformed: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` };
  }
  try {
    return { event: parsed.data, effects: effectsOf(parsed.data) };
  } catch (error) {
    return { malformed: error instanceof Error ? error.message : String(error) };
  }
}

function drop(envelope: unknown, why: string): void {
  const { id, account, resources }: Record<string, unknown> = Object(envelope);
  log('error', countedLogLines.droppedEvent, { why, id, account, resources });
}

function typeOf(envelope: unknown): unknown {
  if (typeof envelope !== 'object' || envelope === null || !('detail' in envelope)) return undefined;
  const { detail } = envelope;
  return typeof detail === 'object' && detail !== null && 'type' in detail ? detail.type : undefined;
}
