import { type Context } from '../context';
import { type GameSessionRow } from '../sessions/rows';
import { type PlacementRow, type QueueRow } from './rows';

const types = {
  FULFILLED: 'PlacementFulfilled',
  CANCELLED: 'PlacementCancelled',
  TIMED_OUT: 'PlacementTimedOut',
  FAILED: 'PlacementFailed',
} as const;
const iso = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString();

/** Publishes the event of a placement that ended (GameLift guide, "queue-events"). */
export function announcePlacement(
  context: Pick<Context, 'events' | 'clock'>,
  queue: QueueRow | undefined,
  row: PlacementRow,
  session: GameSessionRow | undefined,
): void {
  if (row.status === 'PENDING') return;
  context.events.placement(
    row.queueArn,
    {
      placementId: row.placementId,
      ...(session === undefined
        ? {}
        : {
            ...(session.port === undefined ? {} : { port: String(session.port) }),
            gameSessionArn: session.gameSessionId,
            ...(session.ipAddress === undefined ? {} : { ipAddress: session.ipAddress }),
            ...(session.dnsName === undefined ? {} : { dnsName: session.dnsName }),
            gameSessionRegion: session.location,
            gameSessionLocation: session.location,
            placedPlayerSessions: row.placed ?? [],
          }),
      type: types[row.status],
      startTime: iso(row.startTime),
      endTime: iso(row.endTime ?? context.clock.seconds()),
      ...(queue?.customEventData === undefined ? {} : { customEventData: queue.customEventData }),
    },
    queue?.notificationTarget,
  );
}
