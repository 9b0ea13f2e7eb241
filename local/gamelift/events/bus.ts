import { type EventEnvelope, matchmakingDetailType, placementDetailType } from '../../../contract/events';
import { type TaskClock } from '../task-clock';
import { type Ids, type AccountRegion } from '../identity';
import { Ring } from '../ring';
import { type EventDelivery } from './delivery';

/** Publishes all events; how they are delivered is up to the bus. */
export interface EventPublisher {
  /** An event of a matchmaker: `detail` carries `type` and the keys of its type. */
  matchmaking(configurationArn: string, detail: object, notificationTarget?: string): void;
  /** An event of a queue. */
  placement(queueArn: string, detail: object, notificationTarget?: string): void;
  /** The last events sent, oldest first. */
  sent(): readonly EventEnvelope[];
}

const maxEvents = 50_000;

/**
 * Wraps events in the EventBridge envelope, remembers them and passes them to delivery: always to
 * EventBridge, and to a topic when the configuration or the queue names one.
 * @param delivery absent when there is no receiver
 */
export function createEventBus(
  place: AccountRegion,
  clock: TaskClock,
  ids: Ids,
  delivery: EventDelivery | undefined,
): EventPublisher {
  const ring = new Ring<EventEnvelope>(maxEvents);
  const send = (detailType: string, resource: string, detail: object, topic: string | undefined): void => {
    const envelope: EventEnvelope = {
      version: '0',
      id: ids.uuid(),
      'detail-type': detailType,
      source: 'aws.gamelift',
      account: place.account,
      time: new Date(clock.now()).toISOString(),
      region: place.region,
      resources: [resource],
      detail,
    };
    ring.add(envelope);
    delivery?.add({ envelope });
    if (topic !== undefined) delivery?.add({ envelope, topic });
  };
  return {
    matchmaking: (arn, detail, topic) => send(matchmakingDetailType, arn, detail, topic),
    placement: (arn, detail, topic) => send(placementDetailType, arn, detail, topic),
    sent: () => ring.list(),
  };
}
