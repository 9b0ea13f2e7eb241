import { type ConsoleDelivery, type EventRow, type EventsDocument } from '../../contract/console/events';
import { playerEvent, type PlayerEvent } from '../../contract/player-events';
import { type DeliveryStore } from '../../store/deliveries';
import { type BusEvent } from '../messages';
import { type PlayerNames } from './player-names';

/** The sources of events of players. */
export interface EventSources {
  /** Name of the bus. */
  readonly bus: string;
  readonly webhooks: EventsDocument['webhooks'];
  /** Events that were put on the bus since the start, oldest first. */
  readonly put: () => readonly BusEvent[];
}

const maxEvents = 100;

/** The newest events of players, with their delivery to each webhook. */
export async function recentEvents(
  { bus, webhooks, put }: EventSources,
  deliveries: Pick<DeliveryStore, 'ofEvent'>,
  names: PlayerNames,
  of: string | undefined,
): Promise<EventsDocument> {
  const known = new Map<
    string,
    { event: PlayerEvent; at: number; timesSent: number; webhooks: readonly string[] }
  >();
  for (const { at, detail, webhooks: takers } of put()) {
    const parsed = playerEvent.safeParse(detail);
    if (!parsed.success) continue;
    const event = parsed.data;
    if (of !== undefined && !JSON.stringify(event).includes(of)) continue;
    const before = known.get(event.id);
    known.set(event.id, {
      event,
      at: before?.at ?? at,
      timesSent: (before?.timesSent ?? 0) + 1,
      webhooks: takers,
    });
  }
  const newest = [...known.values()].sort((one, other) => other.at - one.at).slice(0, maxEvents);
  const named = await names.of(
    newest.flatMap(({ event: { data } }) => ('from' in data ? [data.playerId, data.from] : [data.playerId])),
  );
  const events = await Promise.all(
    newest.map(async ({ event, at, timesSent, webhooks: takers }): Promise<EventRow> => {
      const { id, type, data } = event;
      return {
        id,
        type,
        at,
        timesSent,
        player: named(data.playerId),
        game: data.game,
        ...('from' in data ? { from: named(data.from) } : {}),
        ...('outcome' in data ? { outcome: `${data.outcome}, ${data.reason.replaceAll('-', ' ')}` } : {}),
        ...('matchId' in data ? { matchId: data.matchId } : {}),
        body: JSON.stringify(event),
        deliveries: await deliveriesOf(id, takers, deliveries),
      };
    }),
  );
  return { bus, webhooks, events };
}

async function deliveriesOf(
  eventId: string,
  takers: readonly string[],
  deliveries: Pick<DeliveryStore, 'ofEvent'>,
): Promise<readonly ConsoleDelivery[]> {
  if (takers.length === 0) return [];
  const rows = await deliveries.ofEvent(eventId);
  return takers.map((webhook) => {
    const row = rows.find((found) => found.webhook === webhook);
    if (row === undefined) return { webhook, status: 'queued', attempts: 0 };
    const { status, attempts, answer } = row;
    return { webhook, status, attempts, ...(answer === undefined ? {} : { answer }) };
  });
}
