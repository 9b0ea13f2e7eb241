import { type Event } from '../model/shapes';
import { type Collection, type Index } from '../state/collection';
import { type State } from '../state/state';

interface LoggedEvent {
  readonly fleetId: string;
  readonly event: Event & { readonly EventId: string };
}

/** Maximum number of events of a fleet. */
const maxEvents = 500;

/**
 * The events of all fleets, one record each, so that a fleet whose script crashes in a loop only writes small
 * lines.
 */
export class EventLog {
  readonly #events: Collection<LoggedEvent>;
  readonly #ofFleet: Index<LoggedEvent>;

  constructor(state: State) {
    this.#events = state.collection<LoggedEvent>('fleet-events');
    this.#ofFleet = this.#events.index(({ fleetId }) => [fleetId]);
  }

  add(fleetId: string, event: LoggedEvent['event']): void {
    this.#events.put(event.EventId, { fleetId, event });
    if (this.#ofFleet.count(fleetId) <= maxEvents) return;
    const [oldest] = this.#ofFleet.get(fleetId);
    if (oldest) this.#events.delete(oldest.event.EventId);
  }

  /** Oldest first. */
  list(fleetId: string): Event[] {
    return this.#ofFleet.get(fleetId).map(({ event }) => event);
  }

  forget(fleetId: string): void {
    for (const { event } of this.#ofFleet.get(fleetId)) this.#events.delete(event.EventId);
  }
}
