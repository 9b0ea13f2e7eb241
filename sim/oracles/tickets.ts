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

/** Checks the functions' requests to FlexMatch for tickets, and their answers to players. */
export class TicketOracle {
  readonly #parts: TicketParts;
  /** Tickets whose players' answers have reached GameLift. */
  readonly #acceptances = new Set<string>();
  /** When the client of a ticket asked for it and was answered, or opened it. */
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
      violation('a row before its ticket', `ticket ${ticketId} starts without a row`);
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

  /** A function has answered a player. */
  answered({ pathname, status, since }: TimedAnswer): void {
    const [, ticketId, acceptance] = /^\/v1\/tickets\/([^/]+)(\/acceptance)?$/.exec(pathname) ?? [];
    if (ticketId === undefined || status >= 300) return;
    if (acceptance === undefined) this.#read(ticketId, since);
    else if (!this.#acceptances.has(ticketId))
      this.#parts.violation('answers are passed on', `GameLift heard no answer of ticket ${ticketId}`);
  }

  /** The ticket of a player shows that another player has left its match. */
  #read(ticketId: string, since: number): void {
    this.#askedAt.set(ticketId, this.#parts.now());
    const made = this.#made.get(ticketId);
    if (made === undefined) return;
    const { matchId, at } = made;
    if (Math.max(at, this.#voidedAt.get(matchId) ?? Infinity) < since)
      this.#parts.violation(
        'a left match is told',
        `ticket ${ticketId} waits for match ${matchId}, which is void`,
      );
  }

  /** FlexMatch has made a match: of no ticket whose client has been silent for its lease and a sweep. */
  happened({ time, detail }: EventEnvelope): void {
    const { newestFault, violation } = this.#parts;
    const event = matchmakingDetail.safeParse(detail).data;
    if (event?.type !== 'PotentialMatchCreated') return;
    for (const { ticketId } of event.tickets) {
      const askedAt = this.#askedAt.get(ticketId) ?? Infinity;
      const over = Math.max(askedAt + ticketLeaseMs, newestFault()) + sweepMs + maxSweepMs;
      if (Date.parse(time) > over)
        violation(
          'silent tickets end',
          `ticket ${ticketId} of a client that is gone since ${askedAt} is matched`,
        );
    }
  }
}
