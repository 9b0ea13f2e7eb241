import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type PlayerEvent, playerEventSource } from '../../../contract/player-events';

/** The bus that takes events of players. */
export interface Bus {
  /**
   * Puts events on the bus. A batch that is handled again puts its events again, with the same ids: a bus
   * delivers at least once in any case.
   * @throws Error when the bus refused some: the batch has to come again
   */
  put(events: readonly PlayerEvent[]): Promise<void>;
}

/** The maximum of PutEvents (EventBridge API reference). */
const maxEntries = 10;

/** A bus of EventBridge. */
export function createBus(client: EventBridgeClient, name: string): Bus {
  async function putSome(events: readonly PlayerEvent[]): Promise<void> {
    const { FailedEntryCount = 0, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: name,
          Source: playerEventSource,
          DetailType: event.type,
          Time: new Date(event.timestamp),
          Detail: JSON.stringify(event),
        })),
      }),
    );
    if (FailedEntryCount === 0) return;
    const failed = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
    throw new Error(
      `the bus refused ${FailedEntryCount} events: ${failed?.ErrorCode ?? ''}: ${failed?.ErrorMessage ?? ''}`,
    );
  }

  return {
    async put(events) {
      for (let start = 0; start < events.length; start += maxEntries)
        await putSome(events.slice(start, start + maxEntries));
    },
  };
}
