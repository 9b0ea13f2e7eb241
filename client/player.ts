import { type z as rest } from '@hono/zod-openapi';
import * as z from 'zod/mini';
import { type seatCommandSchema } from '../contract/rest/seats';
import { type Result } from '../contract/realtime/to-player';
import { hasEnded } from '../contract/ticket-status';
import { pause } from '../core/clock';
import { type Json } from '../core/json';
import { type ToldMatch } from '../core/match/verify';
import { Account } from './account';
import { ArrangedMatches } from './arranged-matches';
import { type Credentials, type Tokens } from './credentials';
import { ApiError, MatchAbandoned, NoMatch } from './errors';
import { type CommandOf, type ViewOf } from './game-types';
import { LiveMatch } from './live-match';
import { type LiveMatchOptions } from './live-match-events';
import * as read from './rest/documents';
import { type Http, type Request } from './rest/http';
import { toldMatch } from './told-match';

export interface FollowOptions {
  /** Cancels the ticket. */
  readonly signal?: AbortSignal;
  /** Called with the ticket each time it was read. */
  readonly onTicket?: (ticket: read.TicketDocument) => void;
  /** Whether to accept a match that requires acceptance. Default: yes. */
  readonly accept?: (ticket: read.TicketDocument) => boolean | Promise<boolean>;
}

export interface FindMatchOptions extends FollowOptions {
  readonly game: string;
  /** A matchmaking of the game; absent: its first. */
  readonly matchmaking?: string;
  /** Options of the match, by the game's own names; an absent option has the game's default. */
  readonly options?: Readonly<Record<string, Json>>;
  /** Measured round trip to each AWS location, whole milliseconds. */
  readonly latencyMs?: Readonly<Record<string, number>>;
}

/** A match that waits for the player. */
export interface FoundMatch {
  readonly ticketId: string;
  readonly matchId: string;
  readonly seat: number;
  readonly connection: read.Connection;
  /** Time from opening the ticket, or from following an open one, to its connection. */
  readonly waitedMs: number;
}

/**
 * An action of a seat in a sleeping match. `seen`: the newest sequence number that was known when it was
 * chosen.
 */
export type SeatAction = rest.infer<typeof seatCommandSchema>['action'];

const anything: z.ZodMiniType<unknown> = z.unknown();
/** The timeout of a new placement: a queue finds a place within seconds, or fails within minutes. */
const resumingMs = 60_000;

/** A signed-in player. */
export class Player extends ArrangedMatches {
  readonly #http: Http;
  readonly #credentials: Credentials;

  constructor(http: Http, credentials: Credentials) {
    super({
      transports: http.transports,
      playerId: credentials.playerId,
      patiently: (attempt) => http.patiently(attempt),
      ask: (path, answer, request) =>
        credentials.use((token) => http.ask(path, answer, { ...request, token })),
    });
    this.#http = http;
    this.#credentials = credentials;

    this.account = new Account(http, credentials);
  }

  /** The player's sign-in, and the account's deletion. */
  readonly account: Account;

  get playerId(): string {
    return this.#credentials.playerId;
  }

  /** Tokens that sign the player in again later (Turnlift.signIn); they change with every renewal. */
  get tokens(): Tokens {
    return this.#credentials.tokens;
  }

  /** The player's profile, running matches (come back with `rejoin`) and open tickets. */
  me(): Promise<read.MeDocument> {
    return this.#get('/v1/players/me', read.me);
  }

  rename(displayName: string): Promise<read.PlayerDocument> {
    return this.#ask('/v1/players/me', read.player, { method: 'PATCH', body: { displayName } });
  }

  /** Another player's public profile. */
  profile(playerId: string): Promise<read.PlayerDocument> {
    return this.#get(`/v1/players/${encodeURIComponent(playerId)}`, read.player);
  }

  /**
   * Opens a ticket and follows it until there is a match.
   * @throws NoMatch when the ticket failed, timed out or was cancelled (also by `signal`); ApiError
   */
  async findMatch(options: FindMatchOptions): Promise<FoundMatch> {
    const since = this.#http.transports.now();
    return this.#follow(await this.#openTicket(options), since, options);
  }

  /**
   * Follows a ticket that is already open, for example one of `me`, until there is a match.
   * @throws as `findMatch`
   */
  async followTicket(ticketId: string, options: FollowOptions = {}): Promise<FoundMatch> {
    const since = this.#http.transports.now();
    return this.#follow(await this.ticket(ticketId), since, options);
  }

  async #follow(opened: read.TicketDocument, since: number, options: FollowOptions): Promise<FoundMatch> {
    const { transports } = this.#http;
    let ticket = opened;
    let answered: string | undefined;
    // The API recommends a poll about once a second; the first ones are faster, since an opponent may be
    // waiting.
    for (let wait = 100; ; wait = Math.min(1000, wait * 1.5)) {
      options.onTicket?.(ticket);
      if (ticket.status === 'completed' && ticket.connection !== undefined && ticket.match !== undefined) {
        return {
          ticketId: ticket.ticketId,
          ...ticket.match,
          connection: ticket.connection,
          waitedMs: transports.now() - since,
        };
      }
      // Read so late that its player session ran out: the player still has the seat.
      if (ticket.status === 'completed' && ticket.match !== undefined) {
        const { match } = ticket;
        const connection = await this.#whileResuming(() => this.#wayBack(match.matchId).rejoin(false));
        return { ticketId: ticket.ticketId, ...match, connection, waitedMs: transports.now() - since };
      }
      if (hasEnded(ticket.status)) throw new NoMatch(ticket);
      if (options.signal?.aborted === true) {
        ticket = await this.#stopLooking(ticket);
        continue;
      }
      // Two proposals can follow each other between two polls, so the match tells them apart, not the status.
      const proposal =
        ticket.status === 'requires-acceptance' ? (ticket.proposedMatchId ?? 'not known yet') : undefined;
      const isNew = proposal !== undefined && proposal !== answered;
      answered = proposal;
      if (isNew) {
        await this.#answer(ticket, await (options.accept?.(ticket) ?? true));
      }
      await this.#pauseOrAbort(wait, options.signal);
      ticket = await this.ticket(ticket.ticketId);
    }
  }

  ticket(ticketId: string): Promise<read.TicketDocument> {
    return this.#get(`/v1/tickets/${ticketId}`, read.ticket);
  }

  cancelTicket(ticketId: string): Promise<read.TicketDocument> {
    return this.#ask(`/v1/tickets/${ticketId}`, read.ticket, { method: 'DELETE' });
  }

  /**
   * Takes the player's seat in a found match. Name the game's rules for views and commands of its types:
   * `player.connect<typeof rules>(found)`, with `import type` of the rules.
   * @throws Disconnected, CommandRefused, MatchAbandoned
   */
  connect<Game = unknown>(
    found: Pick<FoundMatch, 'matchId' | 'connection'>,
    options: LiveMatchOptions = {},
  ): Promise<LiveMatch<ViewOf<Game>, CommandOf<Game>>> {
    return LiveMatch.open(found.connection, this.#http.transports, this.#wayBack(found.matchId), options);
  }

  /**
   * Comes back to the player's seat in a running match, and waits while another server of it is being
   * started; types as in `connect`.
   * @throws ApiError, Disconnected, CommandRefused, MatchAbandoned
   */
  async rejoin<Game = unknown>(
    matchId: string,
    options: LiveMatchOptions = {},
  ): Promise<LiveMatch<ViewOf<Game>, CommandOf<Game>>> {
    const back = this.#wayBack(matchId);
    const endpoint = await this.#whileResuming(() => back.rejoin(false));
    return LiveMatch.open(endpoint, this.#http.transports, back, options);
  }

  /** Repeats a request while another server of the match is being started. */
  async #whileResuming<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const until = this.#http.transports.now() + resumingMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'match-resuming') throw error;
        if (this.#http.transports.now() >= until) throw error;
        await pause(this.#http.transports, (error.retryAfter ?? 1) * 1000);
      }
    }
  }

  /** The player's seat in a match: its state and possible actions, without a connection. */
  seat(matchId: string): Promise<read.MatchSeatDocument> {
    return this.#get(`/v1/matches/${matchId}/seat`, read.matchSeat);
  }

  /**
   * A command in a sleeping match: one of days, while no player is connected. While the API cannot be
   * reached, it is sent again as the same command.
   * @throws ApiError `match-live`: a server runs the match, come back with `rejoin`; `command-refused`
   */
  command(matchId: string, action: SeatAction): Promise<read.CommandedDocument> {
    const body = { commandId: this.#http.transports.newId(), action };
    return this.#http.patiently(() =>
      this.#ask(`/v1/matches/${matchId}/commands`, read.commanded, { method: 'POST', body }),
    );
  }

  match(matchId: string): Promise<read.MatchDocument> {
    return this.#get(`/v1/matches/${matchId}`, read.match);
  }

  /** A page of a match's log: entries after a sequence number. */
  matchLog(
    matchId: string,
    page: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<read.MatchLogDocument> {
    return this.#get(`/v1/matches/${matchId}/log`, read.matchLog, page);
  }

  /**
   * An ended match with its whole log, to be replayed or verified.
   * @throws ApiError; StillPlayed while the match is being played
   */
  async toldMatch(matchId: string): Promise<ToldMatch> {
    const match = await this.match(matchId);
    const entries: read.MatchLogDocument['entries'] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: read.MatchLogDocument = await this.matchLog(matchId, { after, limit: 500 });
      entries.push(...page.entries);
      after = page.next;
    }
    return toldMatch(match, entries);
  }

  /** A player's finished matches, newest first; absent id: this player's. */
  history(
    page: { readonly playerId?: string; readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<read.PageDocument<read.HistoryEntryDocument>> {
    const { playerId = this.playerId, limit, cursor } = page;
    return this.#get(`/v1/players/${encodeURIComponent(playerId)}/matches`, read.history, { limit, cursor });
  }

  /** A player's statistics in a game; absent id: this player's. @throws ApiError `not-played` */
  statistics(game: string, playerId = this.playerId): Promise<read.StatisticsDocument> {
    return this.#get(`/v1/players/${encodeURIComponent(playerId)}/statistics/${game}`, read.statistics);
  }

  /** The course of a player's rating in a game, day by day. @param months such as `2026-11` */
  ratingCurve(
    game: string,
    months: { readonly playerId?: string; readonly from?: string; readonly to?: string } = {},
  ): Promise<read.RatingCurveDocument> {
    const { playerId = this.playerId, from, to } = months;
    const path = `/v1/players/${encodeURIComponent(playerId)}/ratings/${game}`;
    return this.#get(path, read.ratingCurve, { from, to });
  }

  /** The results of this player and another one against each other. */
  headToHead(opponent: string): Promise<read.HeadToHeadDocument> {
    return this.#get(
      `/v1/players/${this.playerId}/opponents/${encodeURIComponent(opponent)}`,
      read.headToHead,
    );
  }

  /** Gets new tokens immediately; otherwise they are renewed automatically. */
  renew(): Promise<void> {
    return this.#credentials.renew();
  }

  /** Ends this session, or every session of the player. */
  async signOut({ everywhere = false } = {}): Promise<void> {
    await this.#credentials.use((token) =>
      this.#http.send('/v1/sessions', {
        method: 'DELETE',
        token,
        ...(everywhere ? { query: { all: 'true' } } : {}),
      }),
    );
  }

  async #openTicket({
    game,
    matchmaking,
    options,
    latencyMs,
  }: FindMatchOptions): Promise<read.TicketDocument> {
    // Undefined fields are not in the JSON.
    const body = { game, matchmaking, options, latencyMs };
    let unanswered = false;
    return this.#http.patiently(async () => {
      try {
        return await this.#ask('/v1/tickets', read.ticket, { method: 'POST', body });
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

  /** Cancels the ticket; a match that is being placed, but has not begun, becomes void. */
  async #stopLooking(ticket: read.TicketDocument): Promise<read.TicketDocument> {
    try {
      return await this.cancelTicket(ticket.ticketId);
    } catch (error) {
      if (!(error instanceof ApiError) || (error.code !== 'ticket-placing' && error.code !== 'ticket-ended'))
        throw error;
      await pause(this.#http.transports, 250);
      return this.ticket(ticket.ticketId);
    }
  }

  async #answer({ ticketId }: read.TicketDocument, accept: boolean): Promise<void> {
    try {
      await this.#ask(`/v1/tickets/${ticketId}/acceptance`, anything, { method: 'POST', body: { accept } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'acceptance-not-pending') throw error;
    }
  }

  #pauseOrAbort(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#http.transports.after(milliseconds, done);
      signal?.addEventListener('abort', done);
    });
  }

  #wayBack(matchId: string) {
    return {
      rejoin: async (unresponsive: boolean) =>
        (
          await this.#ask(`/v1/matches/${matchId}/rejoin`, read.rejoined, {
            method: 'POST',
            ...(unresponsive ? { body: { unresponsive } } : {}),
          })
        ).connection,
      ending: async (): Promise<Result | MatchAbandoned | undefined> => {
        const { result, lastSequence, reason, game } = await this.match(matchId);
        if (reason === 'rules-failed') return new MatchAbandoned(reason, `the rules of ${game} failed`);
        return result === undefined ? undefined : { ...result, commands: lastSequence };
      },
    };
  }

  /** Reading is safe to repeat. */
  #get<Answer>(path: string, answer: z.ZodMiniType<Answer>, query: Request['query'] = {}): Promise<Answer> {
    return this.#http.patiently(() => this.#ask(path, answer, { query }));
  }

  #ask<Answer>(path: string, answer: z.ZodMiniType<Answer>, request: Request): Promise<Answer> {
    return this.#credentials.use((token) => this.#http.ask(path, answer, { ...request, token }));
  }
}
