import type { EventEnvelope } from '../../../contract/events';

/** Where everything that happens is announced; delivery is the bus's own business. */
export interface EventBus {
  /** An event of a matchmaker: `detail` carries `type` and the keys of its type. */
  matchmaking(configurationArn: string, detail: object, notificationTarget?: string): void;
  /** An event of a queue. */
  placement(queueArn: string, detail: object, notificationTarget?: string): void;
  /** The last events sent, oldest first. */
  sent(): readonly EventEnvelope[];
}
