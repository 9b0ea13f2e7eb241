import { type z as rest } from '@hono/zod-openapi';
import { type ZodMiniType } from 'zod/mini';
import { type seatCommandSchema } from '../contract/rest/seats';
import { type Result } from '../contract/realtime/to-player';
import { pause } from '../core/clock';
import { type RecordedMatch } from '../core/match/verify';
import { Account } from './account';
import { ArrangedMatches } from './arranged-matches';
import { type Credentials, type Tokens } from './credentials';
import { ApiError, MatchAbandoned } from './errors';
import { type CommandOf, type ViewOf } from './game-types';
import { LiveMatch } from './live-match';
import { type LiveMatchOptions, type RejoinOptions } from './live-match-events';
import { PlayerLeaderboards } from './player-leaderboards';
import * as read from './rest/documents';
import { type Http, type Request } from './rest/http';
import {
  type CancelOptions,
  type CompletedTicket,
  type FindMatchOptions,
  type FollowOptions,
  PlayerTickets,
} from './tickets';

/** A match that waits for the player. */
export interface FoundMatch {
  readonly ticketId: string;
  readonly matchId: string;
  readonly seat: number;
  readonly connection: read.ConnectionDocument;
  /** Time from opening the ticket, or from following an open one, to its connection. */
  readonly waitedMs: number;
}

/**
 * An action of a seat in a sleeping match. `seen`: the newest sequence number that was known when it was
 * chosen.
 */
export type SeatAction = rest.infer<typeof seatCommandSchema>['action'];

/** The timeout of a new placement: a queue finds a place within seconds, or fails within minutes. */
const resumingMs = 60_000;

/** A signed-in player. */
export class Player extends ArrangedMatches {
  readonly #http: Http;
  readonly #credentials: Credentials;
  readonly #tickets: PlayerTickets;

  /** @internal Turnlift makes it. */
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

    this.#tickets = new PlayerTickets({
      transports: http.transports,
      patiently: (attempt) => http.patiently(attempt),
      ask: (path, answer, request) => this.#ask(path, answer, request),
    });
    this.account = new Account(http, credentials);
    this.leaderboards = new PlayerLeaderboards((path, answer, query) => this.#get(path, answer, query));
  }

  /** The player's sign-in, and the account's deletion. */
  readonly account: Account;

  /** Leaderboards, and the player's place on them. */
  readonly leaderboards: PlayerLeaderboards;

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

  /** Changes the display name. @throws ApiError `invalid-request` with the reason */
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
    const opened = await this.#tickets.open(options);
    return this.#takeMatch(await this.#tickets.follow(opened, options), since);
  }

  /**
   * Follows a ticket that is already open, for example one of `me`, until there is a match.
   * @throws as `findMatch`
   */
  async followTicket(ticketId: string, options: FollowOptions = {}): Promise<FoundMatch> {
    const since = this.#http.transports.now();
    return this.#takeMatch(await this.#tickets.follow(await this.ticket(ticketId), options), since);
  }

  /** The match of a completed ticket, with a player session for the seat. */
  async #takeMatch({ ticketId, match, connection }: CompletedTicket, since: number): Promise<FoundMatch> {
    // Read so late that its player session ran out: the player still has the seat.
    const opened =
      connection ?? (await this.#whileResuming(() => this.#wayBack(match.matchId).rejoin(false)));
    return { ticketId, ...match, connection: opened, waitedMs: this.#http.transports.now() - since };
  }

  /** A ticket of this player. @throws ApiError `ticket-not-found` */
  ticket(ticketId: string): Promise<read.TicketDocument> {
    return this.#tickets.ticket(ticketId);
  }

  /** Cancels a ticket. @throws ApiError `ticket-ended`, `ticket-placing` */
  cancelTicket(ticketId: string, options: CancelOptions = {}): Promise<read.TicketDocument> {
    return this.#tickets.cancel(ticketId, options);
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
   * Comes back to the player's seat in a running match. It waits while another server of the match is being
   * started. Types are as in `connect`.
   * @throws ApiError, Disconnected, CommandRefused, MatchAbandoned
   */
  async rejoin<Game = unknown>(
    matchId: string,
    { onWait, ...options }: RejoinOptions = {},
  ): Promise<LiveMatch<ViewOf<Game>, CommandOf<Game>>> {
    const back = this.#wayBack(matchId);
    const endpoint = await this.#whileResuming(() => back.rejoin(false), onWait);
    return LiveMatch.open(endpoint, this.#http.transports, back, options);
  }

  /** Repeats a request while another server of the match is being started. */
  async #whileResuming<Answer>(ask: () => Promise<Answer>, onWait?: () => void): Promise<Answer> {
    const until = this.#http.transports.now() + resumingMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'match-resuming') throw error;
        if (this.#http.transports.now() >= until) throw error;
        onWait?.();
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

  /** A match: its players, its state and its result. @throws ApiError `match-not-found` */
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
  async recordedMatch(matchId: string): Promise<RecordedMatch> {
    const match = await this.match(matchId);
    const entries: read.MatchLogDocument['entries'] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: read.MatchLogDocument = await this.matchLog(matchId, { after, limit: 500 });
      entries.push(...page.entries);
      after = page.next;
    }
    // Loaded on demand: few programs read whole logs, and a page should not carry it.
    const { recordedMatch } = await import('./recorded-match.js');
    return recordedMatch(match, entries);
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

  /** Ends this session, or every session of the player. This client does not sign in again by itself. */
  async signOut({ everywhere = false } = {}): Promise<void> {
    await this.#credentials.useLast((token) =>
      this.#http.send('/v1/sessions', {
        method: 'DELETE',
        token,
        ...(everywhere ? { query: { all: 'true' } } : {}),
      }),
    );
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
        if (result === undefined) return undefined;
        const ending = { ...result, commands: lastSequence };
        return result.counted === 'void' ? { ...ending, void: true } : ending;
      },
    };
  }

  /** Reading is safe to repeat. */
  #get<Answer>(path: string, answer: ZodMiniType<Answer>, query: Request['query'] = {}): Promise<Answer> {
    return this.#http.patiently(() => this.#ask(path, answer, { query }));
  }

  #ask<Answer>(path: string, answer: ZodMiniType<Answer>, request: Request): Promise<Answer> {
    return this.#credentials.use((token) => this.#http.ask(path, answer, { ...request, token }));
  }
}
