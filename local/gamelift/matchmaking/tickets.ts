import { isOver, type TicketStep, take, type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { type Collection, type Index } from '../state/collection';

/** How long a finished ticket can be described, in seconds. */
const retentionSeconds = 24 * 3600;

/** Every ticket, by id, player, matchmaker and game session. All changes of status go through it. */
export class GameLiftTickets {
  readonly #context: Context;
  readonly #due: (ticketId: string) => void;

  readonly rows: Collection<Ticket>;
  /** Unfinished tickets. */
  readonly ofPlayer: Index<Ticket>;
  readonly ofConfiguration: Index<Ticket>;
  readonly backfillOf: Index<Ticket>;
  readonly #deadlines = new Map<string, () => void>();

  /** @param due called when the request time of an unfinished ticket has passed */
  constructor(context: Context, due: (ticketId: string) => void) {
    this.#context = context;
    this.#due = due;

    this.rows = context.state.collection('tickets');
    this.ofPlayer = this.rows.index(({ status, players }) =>
      isOver(status) ? [] : players.map(({ playerId }) => playerId),
    );
    this.ofConfiguration = this.rows.index(({ status, configurationName }) =>
      isOver(status) ? [] : [configurationName],
    );
    this.backfillOf = this.rows.index(({ status, backfill }) =>
      isOver(status) || backfill?.gameSessionArn === undefined ? [] : [backfill.gameSessionArn],
    );
  }

  recover(): void {
    for (const ticket of this.rows.values()) {
      if (isOver(ticket.status)) this.#forgetLater(ticket);
      else this.#watch(ticket);
    }
  }

  get(ticketId: string): Ticket | undefined {
    return this.rows.get(ticketId);
  }

  /** The known ones of these ids, in their order. */
  list(ticketIds: readonly string[]): Ticket[] {
    return ticketIds.map((id) => this.rows.get(id)).filter((ticket) => ticket !== undefined);
  }

  add(ticket: Ticket): Ticket {
    this.rows.put(ticket.ticketId, ticket);
    this.#watch(ticket);
    return ticket;
  }

  /** The ticket after the step. @throws RangeError when its status does not allow it */
  take(ticket: Ticket, step: TicketStep): Ticket {
    const next = this.rows.put(ticket.ticketId, take(ticket, step));
    if (isOver(next.status)) {
      this.#deadlines.get(ticket.ticketId)?.();
      this.#deadlines.delete(ticket.ticketId);
      this.#forgetLater(next);
    }
    // Its deadline may have come while it was in a match.
    else if (step.kind === 'return') this.#watch(next);
    return next;
  }

  #watch({ ticketId, deadline }: Ticket): void {
    this.#deadlines.get(ticketId)?.();
    this.#deadlines.set(
      ticketId,
      this.#context.clock.at(deadline * 1000, () => this.#due(ticketId)),
    );
  }

  #forgetLater({ ticketId, endTime, startTime }: Ticket): void {
    this.#context.clock.at(((endTime ?? startTime) + retentionSeconds) * 1000, () => {
      this.rows.delete(ticketId);
    });
  }
}
