import { mayTake, type TicketStep, type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { type Sessions } from '../sessions/sessions';
import { type Announcements } from './announcements';
import { type Configurations } from './configurations';
import { type Matches } from './matches';
import { type Pools } from './pools';
import { type ConfigurationRow, type PendingMatchRow } from './rows';
import { type GameLiftTickets } from './tickets';

type CancelReason = Extract<TicketStep, { kind: 'cancel' }>['because'];
type ReturnReason = Extract<TicketStep, { kind: 'return' }>['because'];

/** The parts of matchmaking that a withdrawn ticket concerns. */
export interface WithdrawalParts {
  readonly context: Pick<Context, 'clock' | 'log'>;
  readonly sessions: Sessions;
  readonly configurations: Configurations;
  readonly tickets: GameLiftTickets;
  readonly matches: Matches;
  readonly pools: Pools;
  readonly announcements: Announcements;
}

/**
 * Takes tickets out of matchmaking by cancellation or timeout, and returns tickets of failed matches to the
 * pool.
 */
export class Withdrawals {
  readonly #parts: WithdrawalParts;

  constructor(parts: WithdrawalParts) {
    this.#parts = parts;
  }

  /** Removes a ticket from where it waits: from the pool, or from a proposal that is dropped with it. */
  cancel(ticket: Ticket, because: CancelReason): void {
    if (!mayTake(ticket, 'cancel')) return;
    const { context, configurations, tickets, pools, announcements } = this.#parts;
    const configuration = configurations.get(ticket.configurationName);
    const metrics = pools.metrics(ticket);
    const cancelled = tickets.take(ticket, { kind: 'cancel', time: context.clock.seconds(), because });
    pools.leave(ticket);
    this.#notifyServerOfCancellation(ticket, because);
    if (configuration === undefined) return;
    if (because === 'requested') announcements.cancelled(configuration, cancelled, metrics);
    const match = this.#proposalWith(ticket);
    if (match !== undefined) this.#dropWith(ticket, configuration, match);
  }

  /** The request time of a ticket has passed. In a proposal or a placement it waits for the outcome. */
  due(ticketId: string): void {
    const ticket = this.#parts.tickets.get(ticketId);
    if (ticket === undefined || (ticket.status !== 'QUEUED' && ticket.status !== 'SEARCHING')) return;
    const configuration = this.#parts.configurations.get(ticket.configurationName);
    if (configuration !== undefined) this.#timeOut(configuration, ticket);
  }

  /** Lets tickets search for another match. A ticket after its deadline times out instead. */
  backToPool(configuration: ConfigurationRow, returning: readonly Ticket[], because: ReturnReason): void {
    const { context, tickets, pools } = this.#parts;
    for (const ticket of returning) {
      if (!mayTake(ticket, 'return')) continue;
      const returned = tickets.take(ticket, { kind: 'return', because });
      if (context.clock.seconds() >= ticket.deadline) this.#timeOut(configuration, returned);
      else pools.arrive(returned);
    }
  }

  #timeOut(configuration: ConfigurationRow, ticket: Ticket): void {
    const { context, sessions, tickets, pools, announcements } = this.#parts;
    const metrics = pools.metrics(ticket);
    const over = tickets.take(ticket, { kind: 'time-out', time: context.clock.seconds() });
    pools.leave(ticket);
    announcements.timedOut(configuration, over, metrics);
    const gameSessionId = ticket.backfill?.gameSessionArn;
    if (gameSessionId !== undefined)
      sessions.serverUpdates.add({
        gameSessionId,
        reason: 'BACKFILL_TIMED_OUT',
        backfillTicketId: ticket.ticketId,
      });
  }

  #notifyServerOfCancellation({ ticketId, backfill }: Ticket, because: CancelReason): void {
    const gameSessionId = backfill?.gameSessionArn;
    if (gameSessionId === undefined || because === 'session-ended') return;
    this.#parts.sessions.serverUpdates.add({
      gameSessionId,
      reason: 'BACKFILL_CANCELLED',
      backfillTicketId: ticketId,
    });
    if (because === 'duplicate-player')
      this.#parts.context.log(
        `backfill of ${gameSessionId} ended: one of its players started a ticket of their own`,
      );
  }

  #proposalWith({ status, matchId }: Ticket): PendingMatchRow | undefined {
    return status === 'REQUIRES_ACCEPTANCE' && matchId !== undefined
      ? this.#parts.matches.get(matchId)
      : undefined;
  }

  /** Drops a proposal because of one ticket. The others search again, whether they had answered or not. */
  #dropWith({ ticketId }: Ticket, configuration: ConfigurationRow, match: PendingMatchRow): void {
    const { tickets, matches, announcements } = this.#parts;
    matches.end(match, 'dropped');
    announcements.acceptanceCompleted(configuration, tickets.list(match.ticketIds), match, 'Rejected');
    const others = tickets.list(match.ticketIds).filter((other) => other.ticketId !== ticketId);
    this.backToPool(configuration, others, 'others-refused');
  }
}
