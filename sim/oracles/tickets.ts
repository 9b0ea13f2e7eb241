import { type EventEnvelope } from '../../contract/events';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { ticketLeaseMs, sweepMs } from '../../contract/ticket-lease';
import { type Write } from '../dynamodb/table';
import { type TimedAnswer } from '../lambda/gateway';
import { asTicket, isTicket, type Rows, voidedBy } from './rows';

/** A sweep takes less than this time without faults. */
const maxSweepMs = 30_000;

export interface TicketParts {
  readonly rows: Rows;
  /** Virtual epoch milliseconds. */
  now(): number;
  /** Virtual epoch milliseconds of the newest fault; 0: there was none. */
  newestFault(): number;
  violation(oracle: string, message: string): void;
}

/** Checks the functions' requests to FlexMatch for tickets, and their HTTP responses to players. */
export class TicketOracle {
  readonly #parts: TicketParts;
  /** Tickets of which GameLift has received an acceptance or a rejection. */
  readonly #acceptances = new Set<string>();
  /** When a client opened its ticket, or last received it. */
  readonly #askedAt = new Map<string, number>();
  /** When a match became void. */
  readonly #voidedAt = new Map<string, number>();
  /** The newest match of a ticket that waits for a server, and since when its row says so. */
  readonly #made = new Map<string, { readonly matchId: string; readonly at: number }>();

  constructor(parts: TicketParts) {
    this.#parts = parts;
  }

  /** A call reaches GameLift: a starting ticket must have its row. */
  asked(action: string, input: object): void {
    const { rows, violation, now } = this.#parts;
    const ticketId = String(Reflect.get(input, 'TicketId'));
    if (action === 'AcceptMatch') this.#acceptances.add(ticketId);
    if (action !== 'StartMatchmaking') return;
    this.#askedAt.set(ticketId, now());
    if (rows.ticket(ticketId) === undefined)
      violation('a ticket has a row when it starts', `ticket ${ticketId} starts without a row`);
  }

  committed({ table: { table }, after }: Write): void {
    if (after === undefined) return;
    const at = this.#parts.now();
    const voided = table === 'matches' ? voidedBy(after) : undefined;
    if (voided !== undefined && !this.#voidedAt.has(voided)) this.#voidedAt.set(voided, at);
    if (table !== 'tickets' || !isTicket(after)) return;
    const { ticketId, status, made: matchId } = asTicket(after);
    if (status !== 'placing' || matchId === undefined) this.#made.delete(ticketId);
    else if (this.#made.get(ticketId)?.matchId !== matchId) this.#made.set(ticketId, { matchId, at });
  }

  /** A function has responded to a request of a player. */
  answered({ pathname, status, since }: TimedAnswer): void {
    const [, ticketId, acceptance] = /^\/v1\/tickets\/([^/]+)(\/acceptance)?$/.exec(pathname) ?? [];
    if (ticketId === undefined || status >= 300) return;
    if (acceptance === undefined) this.#read(ticketId, since);
    else if (!this.#acceptances.has(ticketId))
      this.#parts.violation(
        'acceptances reach GameLift',
        `GameLift received no acceptance of ticket ${ticketId}`,
      );
  }

  /**
   * Notes that the client received its ticket. A request after a match became void must not find the ticket
   * waiting for that match.
   */
  #read(ticketId: string, since: number): void {
    this.#askedAt.set(ticketId, this.#parts.now());
    const made = this.#made.get(ticketId);
    if (made === undefined) return;
    const { matchId, at } = made;
    if (Math.max(at, this.#voidedAt.get(matchId) ?? Infinity) < since)
      this.#parts.violation(
        'no ticket waits for a void match',
        `ticket ${ticketId} waits for match ${matchId}, which is void`,
      );
  }

  /** FlexMatch has made a match. A client that is silent ends its ticket within its lease and a sweep. */
  happened({ time, detail }: EventEnvelope): void {
    const { newestFault, violation } = this.#parts;
    const event = matchmakingDetail.safeParse(detail).data;
    if (event?.type !== 'PotentialMatchCreated') return;
    for (const { ticketId } of event.tickets) {
      const askedAt = this.#askedAt.get(ticketId) ?? Infinity;
      const latestEndAt = Math.max(askedAt + ticketLeaseMs, newestFault()) + sweepMs + maxSweepMs;
      if (Date.parse(time) > latestEndAt)
        violation(
          'silent tickets end',
          `ticket ${ticketId} of a client that is silent since ${askedAt} is matched`,
        );
    }
  }
}
