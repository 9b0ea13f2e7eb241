import * as z from 'zod/mini';
import { hasEnded } from '../contract/ticket-status';
import { pause } from '../core/clock';
import { type Json } from '../core/json';
import { ApiError, NoMatch } from './errors';
import * as read from './rest/documents';
import { type Request } from './rest/http';
import { throughOutage } from './rest/outage';
import { type Transports } from './transports';

/** How a ticket is followed until it has a match. */
export interface FollowOptions {
  /** Cancels the ticket. */
  readonly signal?: AbortSignal;
  /** Called with the ticket each time it was read. */
  readonly onTicket?: (ticket: read.TicketDocument) => void;
  /** Whether to accept a match that requires acceptance. Default: yes. */
  readonly accept?: (ticket: read.TicketDocument) => boolean | Promise<boolean>;
}

/** How a ticket is cancelled. */
export interface CancelOptions {
  /** The page is being closed: a browser sends the request all the same. */
  readonly leaving?: boolean;
}

/** The match that a player searches for. */
export interface FindMatchOptions extends FollowOptions {
  readonly game: string;
  /** A matchmaking of the game; absent: its first. */
  readonly matchmaking?: string;
  /** Options of the match, by the game's own names; an absent option has the game's default. */
  readonly options?: Readonly<Record<string, Json>>;
  /** Measured round trip to each AWS location, whole milliseconds. */
  readonly latencyMs?: Readonly<Record<string, number>>;
}

/** A ticket that has found its match. Without a connection its player session has run out. */
export interface CompletedTicket {
  readonly ticketId: string;
  readonly match: NonNullable<read.TicketDocument['match']>;
  readonly connection: read.ConnectionDocument | undefined;
}

/** The part of the client that tickets use. */
export interface TicketRequests {
  readonly transports: Transports;
  /** A request of the signed-in player. */
  ask<Answer>(path: string, answer: z.ZodMiniType<Answer>, request: Request): Promise<Answer>;
  /** Repeats an attempt while the API cannot be reached. */
  patiently<Answer>(attempt: () => Promise<Answer>): Promise<Answer>;
}

const anything: z.ZodMiniType<unknown> = z.unknown();
// The API recommends a poll about once a second; the first ones are faster, since an opponent may be waiting.
const pauses = { first: 100, growth: 1.5, max: 1000 };

/** Opens a player's tickets and follows them to their match. */
export class PlayerTickets {
  readonly #requests: TicketRequests;

  constructor(requests: TicketRequests) {
    this.#requests = requests;
  }

  ticket(ticketId: string): Promise<read.TicketDocument> {
    return this.#requests.patiently(() =>
      this.#requests.ask(`/v1/tickets/${ticketId}`, read.ticket, { query: {} }),
    );
  }

  cancel(ticketId: string, { leaving = false }: CancelOptions = {}): Promise<read.TicketDocument> {
    const path = `/v1/tickets/${ticketId}`;
    return this.#requests.ask(path, read.ticket, { method: 'DELETE', outlivesPage: leaving });
  }

  /** Opens a ticket. @throws ApiError */
  async open({ game, matchmaking, options, latencyMs }: FindMatchOptions): Promise<read.TicketDocument> {
    // Undefined fields are not in the JSON.
    const body = { game, matchmaking, options, latencyMs };
    let unanswered = false;
    return this.#requests.patiently(async () => {
      try {
        return await this.#requests.ask('/v1/tickets', read.ticket, { method: 'POST', body });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // An earlier attempt without an answer may have opened the ticket that is now in the way.
        const { ticketId } = error.problem;
        if (unanswered && error.code === 'ticket-open' && typeof ticketId === 'string')
          return this.ticket(ticketId);
        unanswered ||= error.status === 0 || error.status >= 500;
        throw error;
      }
    });
  }

  /**
   * Follows a ticket until there is a match, and answers its proposals.
   * @throws NoMatch when the ticket failed, timed out or was cancelled (also by `signal`); ApiError
   */
  async follow(opened: read.TicketDocument, options: FollowOptions): Promise<CompletedTicket> {
    let ticket = opened;
    let answered: string | undefined;
    for (let wait = pauses.first; ; wait = Math.min(pauses.max, wait * pauses.growth)) {
      options.onTicket?.(ticket);
      const { ticketId, match, connection } = ticket;
      if (ticket.status === 'completed' && match !== undefined) return { ticketId, match, connection };
      if (hasEnded(ticket.status)) throw new NoMatch(ticket);
      if (options.signal?.aborted !== true) {
        // Two proposals may follow each other between two polls: the status is equal then, the match differs.
        const proposal =
          ticket.status === 'requires-acceptance' ? (ticket.proposedMatchId ?? 'not known yet') : undefined;
        const isNew = proposal !== undefined && proposal !== answered;
        answered = proposal;
        if (isNew) await this.#answer(ticket, await (options.accept?.(ticket) ?? true));
        await this.#pauseOrAbort(wait, options.signal);
      }
      ticket = await this.#next(ticketId, options.signal);
    }
  }

  /**
   * The ticket as it is now; once the signal is aborted, cancelled. That waits out an outage as well: a
   * ticket that is left open takes the next player into a match without an opponent.
   */
  async #next(ticketId: string, signal: AbortSignal | undefined): Promise<read.TicketDocument> {
    const { transports } = this.#requests;
    const isAborted = (): boolean => signal?.aborted === true;
    if (!isAborted())
      try {
        return await throughOutage(transports, () => this.ticket(ticketId), signal);
      } catch (error) {
        if (!isAborted()) throw error;
      }
    return throughOutage(transports, () => this.#stopLooking(ticketId));
  }

  /** Cancels the ticket; a match that is being placed, but has not begun, becomes void. */
  async #stopLooking(ticketId: string): Promise<read.TicketDocument> {
    try {
      return await this.cancel(ticketId);
    } catch (error) {
      if (!(error instanceof ApiError) || (error.code !== 'ticket-placing' && error.code !== 'ticket-ended'))
        throw error;
      await pause(this.#requests.transports, 250);
      return this.ticket(ticketId);
    }
  }

  async #answer({ ticketId }: read.TicketDocument, accept: boolean): Promise<void> {
    try {
      await this.#requests.ask(`/v1/tickets/${ticketId}/acceptance`, anything, {
        method: 'POST',
        body: { accept },
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'acceptance-not-pending') throw error;
    }
  }

  #pauseOrAbort(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#requests.transports.after(delayMs, done);
      signal?.addEventListener('abort', done);
    });
  }
}
