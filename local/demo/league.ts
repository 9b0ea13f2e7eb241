import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import {
  ApiError,
  type ChooseCommand,
  Disconnected,
  type FoundMatch,
  type LiveMatch,
  NoMatch,
  type Player,
  playMatch,
  type Turnlift,
} from '../../client/node';
import { type RandomSource } from '../../core/game-rules';
import { type SeatOutcome } from '../../core/results';

/** The settings of a league of bots. */
export interface LeagueOptions {
  readonly matches: number;
  readonly game: string;
  /** Absent: the game's own. */
  readonly matchmaking?: string;
  /** Maximum number of seats of a match; absent: two. */
  readonly seats?: number;
  /** Concurrent matches; the number of bots is this times their seats. */
  readonly concurrency: number;
  readonly udp: boolean;
  /** Called before each turn: a bot thinks for up to this many milliseconds. Absent: it plays at once. */
  readonly thinkMs?: () => number;
  readonly random: RandomSource;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** How long a bot retries when the backend does not answer. */
  readonly maxRetryMs: number;
  /** Ends the league early; its bots leave their matches. */
  readonly signal?: AbortSignal;
  /** Called at each turn, and when a bot comes to a match or ends one. */
  readonly onProgress: (league: LeagueProgress) => void;
}

/** Counts so far; `interrupted` are matches whose server died, and which are played again. */
export interface LeagueProgress {
  readonly finished: number;
  readonly wanted: number;
  /** Seats whose bots are connected to a match now. */
  readonly playing: number;
  readonly turns: number;
  readonly interrupted: number;
}

/** A match that some of its bots saw. */
export interface LeagueMatch {
  readonly matchId: string;
  /** Commands in its log, the last included. */
  readonly commands: number;
  readonly seats: ReadonlyMap<number, string>;
  readonly outcomes: readonly SeatOutcome[];
}

/** The record of a league, for the audit of its leaderboards. */
export interface LeagueOutcome {
  readonly players: readonly Player[];
  readonly matches: ReadonlyMap<string, LeagueMatch>;
  /** Matches that ended without a result because their server died. They were played again. */
  readonly interrupted: number;
  readonly turns: number;
  readonly refused: number;
  /** Milliseconds from opening a ticket to being able to play, one a seat. */
  readonly toFirstTurn: readonly number[];
  /** Milliseconds from sending a command to its event, one a turn. */
  readonly turnTrips: readonly number[];
  readonly errors: readonly string[];
}

const retryMs = 250;

/** @param signal ends the pause early */
const pause = (delayMs: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(delayMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

/**
 * Lets bots play until this many matches are finished. A bot whose server dies checks whether its match has a
 * result; if not, it takes a new ticket, so that the number of finished matches is as requested. A restart or
 * a player from outside the league may separate two opponents: one has its result, the other lost its ticket.
 * A bot without an opponent stops waiting once all matches are finished.
 */
export const playLeague = (backend: Turnlift, options: LeagueOptions): Promise<LeagueOutcome> =>
  new League(backend, options).play();

class League {
  readonly #backend: Turnlift;
  readonly #options: LeagueOptions;
  readonly #seatsOfMatch: number;
  readonly #matches = new Map<string, LeagueMatch & { readonly seats: Map<number, string> }>();
  readonly #interrupted = new Set<string>();
  readonly #waiting = new Set<AbortController>();
  readonly #playing = new Set<LiveMatch>();
  readonly #errors: string[] = [];
  readonly #toFirstTurn: number[] = [];
  readonly #turnTrips: number[] = [];
  #seatsLeft: number;
  #turns = 0;
  #refused = 0;

  constructor(backend: Turnlift, options: LeagueOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#seatsOfMatch = options.seats ?? 2;
    this.#seatsLeft = options.matches * this.#seatsOfMatch;
    // Each bot that thinks listens to it.
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
  }

  async play(): Promise<LeagueOutcome> {
    const { concurrency, matches } = this.#options;
    const bots = Math.min(concurrency, matches) * this.#seatsOfMatch;
    const players: Player[] = [];
    for (let number = 1; number <= bots; number += 1) {
      const displayName = `Bot ${number}`;
      players.push((await this.#insist(() => this.#backend.register({ displayName }))).player);
    }
    this.#report();
    await Promise.race([Promise.all(players.map((player) => this.#bot(player))), this.#ended()]);
    return {
      players,
      matches: this.#matches,
      interrupted: this.#interrupted.size,
      turns: this.#turns,
      refused: this.#refused,
      toFirstTurn: this.#toFirstTurn,
      turnTrips: this.#turnTrips,
      errors: this.#errors,
    };
  }

  /** Settles when the league is ended early, once its bots have left. */
  async #ended(): Promise<void> {
    const { signal } = this.#options;
    await new Promise<void>((resolve) => {
      if (this.#isEnded) resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    for (const ticket of this.#waiting) ticket.abort();
    for (const match of this.#playing) match.leave();
  }

  /** Plays one match after another. */
  async #bot(player: Player): Promise<void> {
    while (this.#seatsLeft > 0 && !this.#isFinished) {
      this.#seatsLeft -= 1;
      const done = await this.#playOne(player).catch((error: unknown) => {
        const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        this.#errors.push(`${player.playerId}: ${words}`);
        return undefined;
      });
      if (done === undefined) return; // this bot gives up; the summary says why
      if (!done) this.#seatsLeft += 1;
    }
  }

  /** One seat of one match. True when the match has a result. */
  async #playOne(player: Player): Promise<boolean> {
    const since = this.#options.now();
    const found = await this.#findMatch(player);
    if (found === undefined) return false;
    try {
      const match = await player.connect(found, { udp: this.#options.udp });
      const result = await this.#playSeat(match, since);
      this.#record(match, player.playerId, result.commands, result.outcomes);
      return true;
    } catch (error) {
      // The server may have died after the result was stored: then the match counts.
      const match = await this.#insist(() => player.match(found.matchId)).catch(() => undefined);
      if (match?.result !== undefined) {
        this.#record(found, player.playerId, match.lastSequence, match.result.outcomes);
        return true;
      }
      if (!(error instanceof Disconnected) && !(error instanceof ApiError)) throw error;
      this.#interrupted.add(found.matchId);
      this.#report();
      return false;
    }
  }

  /**
   * Plays random legal commands to the end. @param since when the bot asked for a match, on the options'
   * clock
   */
  async #playSeat(match: LiveMatch, since: number): ReturnType<typeof playMatch> {
    const { now, random, signal, thinkMs = () => 0 } = this.#options;
    this.#playing.add(match);
    this.#report();
    match.on('timing', ({ milliseconds }) => {
      this.#turnTrips.push(milliseconds);
      this.#turns += 1;
      this.#report();
    });
    match.on('refused', () => {
      this.#refused += 1;
    });
    let first = true;
    const choose: ChooseCommand = async ({ legal }) => {
      if (first) this.#toFirstTurn.push(now() - since);
      first = false;
      const most = thinkMs();
      if (most > 0) await pause(random.below(most + 1), signal);
      return legal[random.below(legal.length)] ?? 'resign';
    };
    try {
      return await playMatch(match, choose);
    } finally {
      match.leave();
      this.#playing.delete(match);
    }
  }

  /** Undefined when the bot has to take another ticket, or none. */
  async #findMatch(player: Player): Promise<FoundMatch | undefined> {
    const { game, matchmaking } = this.#options;
    const ticket = new AbortController();
    const wanted = { game, ...(matchmaking === undefined ? {} : { matchmaking }), signal: ticket.signal };
    this.#waiting.add(ticket);
    try {
      return await this.#insist(() => player.findMatch(wanted));
    } catch (error) {
      // A restart may end a ticket; the bot takes another.
      if (error instanceof NoMatch && error.ticket.status !== 'completed') return undefined;
      if (!(error instanceof ApiError) || error.code !== 'ticket-open') throw error;
      const { ticketId } = error.problem;
      if (typeof ticketId !== 'string') throw error;
      await this.#insist(() => player.cancelTicket(ticketId)).catch(() => undefined);
      return undefined;
    } finally {
      this.#waiting.delete(ticket);
    }
  }

  /** Retries calls that a dead backend refuses, until it is up again. */
  async #insist<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    const { now, maxRetryMs } = this.#options;
    const until = now() + maxRetryMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const isOver = now() > until || this.#isEnded;
        if (!(error instanceof ApiError) || !error.isTransient || isOver) throw error;
        await pause((error.retryAfter ?? 0) * 1000 || retryMs);
      }
    }
  }

  #record(
    { matchId, seat }: { readonly matchId: string; readonly seat: number },
    playerId: string,
    commands: number,
    outcomes: LeagueMatch['outcomes'],
  ): void {
    const known = this.#matches.get(matchId) ?? { matchId, commands, seats: new Map(), outcomes };
    known.seats.set(seat, playerId);
    this.#matches.set(matchId, known);
    if (this.#isFinished) for (const ticket of this.#waiting) ticket.abort();
    this.#report();
  }

  get #isFinished(): boolean {
    return this.#matches.size >= this.#options.matches || this.#isEnded;
  }

  get #isEnded(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #report(): void {
    this.#options.onProgress({
      finished: this.#matches.size,
      wanted: this.#options.matches,
      playing: this.#playing.size,
      turns: this.#turns,
      interrupted: this.#interrupted.size,
    });
  }
}
