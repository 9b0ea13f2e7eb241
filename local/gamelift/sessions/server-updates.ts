import { type Context } from '../context';
import { type Collection } from '../state/collection';

const maxUpdates = 1000;

/**
 * An update as onUpdateGameSession would send it to a game server. Realtime scripts have no such callback, so
 * updates are only kept, for developers to look at.
 */
export interface ServerUpdate {
  readonly time: number;
  readonly gameSessionId: string;
  readonly reason:
    'MATCHMAKING_DATA_UPDATED' | 'BACKFILL_FAILED' | 'BACKFILL_TIMED_OUT' | 'BACKFILL_CANCELLED';
  readonly backfillTicketId: string;
  readonly matchmakerData?: string;
}

/** The newest updates, in the order in which they were sent. */
export class ServerUpdates {
  readonly #context: Context;
  readonly #rows: Collection<ServerUpdate>;

  constructor(context: Context) {
    this.#context = context;
    this.#rows = context.state.collection('serverUpdates');
  }

  get size(): number {
    return this.#rows.size;
  }
  values(): IterableIterator<ServerUpdate> {
    return this.#rows.values();
  }

  add(update: Omit<ServerUpdate, 'time'>): void {
    this.#rows.put(this.#context.ids.uuid(), { time: this.#context.clock.seconds(), ...update });
    for (const [oldest] of this.#rows.entries()) {
      if (this.#rows.size <= maxUpdates) break;
      this.#rows.delete(oldest);
    }
  }
}
