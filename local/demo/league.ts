import { ApiError, Disconnected, NoMatch, type Player, playMatch, type Turnlift } from '../../client/node';
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
  readonly random: RandomSource;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** How long a bot retries when the backend does not answer. */
  readonly patienceMs: number;
  readonly onProgress: (league: Progress) => void;
}

export interface Progress {
  readonly finished: number;
  readonly wanted: number;
  readonly turns: number;
  readonly interrupted: number;
}

/** A match that some of its bots saw. */
export interface PlayedMatch {
  readonly matchId: string;
  /** Commands in its log, the last included. */
  readonly commands: number;
  readonly seats: ReadonlyMap<number, string>;
  readonly outcomes: readonly SeatOutcome[];
}

export interface LeagueOutcome {
  readonly players: readonly Player[];
  readonly matches: ReadonlyMap<string, PlayedMatch>;
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

/**
 * Lets bots play until this many matches are finished. A bot whose server dies checks whether its match has a
 * result; if not, it takes a new ticket, so that the number of finished matches is as requested. A restart
 * may separate two opponents (one has its result, the other lost its ticket), and so may a player from
 * outside the league: a bot without an opponent stops waiting once all matches are finished.
 */
export async function playLeague(backend: Turnlift, options: LeagueOptions): Promise<LeagueOutcome> {
  const { now, seats: seatsOfMatch = 2 } = options;
  const wanted = {
    game: options.game,
    ...(options.matchmaking === undefined ? {} : { matchmaking: options.matchmaking }),
  };
  const matches = new Map<
    string,
    {
      matchId: string;
      commands: number;
      seats: Map<number, string>;
      outcomes: readonly SeatOutcome[];
    }
  >();
  const interrupted = new Set<string>();
  const waiting = new Set<AbortController>();
  const errors: string[] = [];
  const toFirstTurn: number[] = [];
  const turnTrips: number[] = [];
  let seatsLeft = options.matches * seatsOfMatch;
  let turns = 0;
  let refused = 0;

  const report = (): void =>
    options.onProgress({
      finished: matches.size,
      wanted: options.matches,
      turns,
      interrupted: interrupted.size,
    });

  /** Retries calls that a dead backend refuses, until it is up again. */
  async function insist<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    const until = now() + options.patienceMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof ApiError) || !error.isTransient || now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, (error.retryAfter ?? 0) * 1000 || retryMs));
      }
    }
  }

  function record(
    matchId: string,
    seat: number,
    playerId: string,
    commands: number,
    outcomes: PlayedMatch['outcomes'],
  ): void {
    const known = matches.get(matchId) ?? { matchId, commands, seats: new Map<number, string>(), outcomes };
    known.seats.set(seat, playerId);
    matches.set(matchId, known);
    if (matches.size >= options.matches) for (const ticket of waiting) ticket.abort();
    report();
  }

  /** One seat of one match. True when the match has a result. */
  async function playOne(player: Player): Promise<boolean> {
    const since = now();
    const found = await findMatch(player);
    if (found === undefined) return false;
    try {
      const match = await player.connect(found, { udp: options.udp });
      match.on('timing', ({ milliseconds }) => {
        turnTrips.push(milliseconds);
        turns += 1;
      });
      match.on('refused', () => {
        refused += 1;
      });
      let first = true;
      const result = await playMatch(match, ({ legal }) => {
        if (first) {
          toFirstTurn.push(now() - since);
          first = false;
        }
        return legal[options.random.below(legal.length)] ?? 'resign';
      });
      match.leave();
      record(match.matchId, match.seat, player.playerId, result.commands, result.outcomes);
      return true;
    } catch (error) {
      // The server may have died after the result was stored: then the match counts.
      const match = await insist(() => player.match(found.matchId)).catch(() => undefined);
      if (match?.result !== undefined) {
        record(found.matchId, found.seat, player.playerId, match.lastSequence, match.result.outcomes);
        return true;
      }
      if (!(error instanceof Disconnected) && !(error instanceof ApiError)) throw error;
      interrupted.add(found.matchId);
      report();
      return false;
    }
  }

  async function findMatch(player: Player) {
    const ticket = new AbortController();
    waiting.add(ticket);
    try {
      return await insist(() => player.findMatch({ ...wanted, signal: ticket.signal }));
    } catch (error) {
      if (error instanceof NoMatch) {
        // A restart may end a ticket; the bot takes another.
        if (error.ticket.status !== 'completed') return undefined;
      }
      if (
        error instanceof ApiError &&
        error.code === 'ticket-open' &&
        typeof error.problem['ticketId'] === 'string'
      ) {
        const { ticketId } = error.problem;
        await insist(() => player.cancelTicket(String(ticketId))).catch(() => undefined);
        return undefined;
      }
      throw error;
    } finally {
      waiting.delete(ticket);
    }
  }

  async function bot(player: Player): Promise<void> {
    while (seatsLeft > 0 && matches.size < options.matches) {
      seatsLeft -= 1;
      const done = await playOne(player).catch((error: unknown) => {
        errors.push(
          `${player.playerId}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
        );
        return undefined;
      });
      if (done === undefined) return; // this bot gives up; the summary says why
      if (!done) seatsLeft += 1;
    }
  }

  const bots = Math.min(options.concurrency, options.matches) * seatsOfMatch;
  const players: Player[] = [];
  for (let index = 0; index < bots; index += 1) {
    players.push((await insist(() => backend.register({ displayName: `Bot ${index + 1}` }))).player);
  }
  report();
  await Promise.all(players.map(bot));
  return { players, matches, interrupted: interrupted.size, turns, refused, toFirstTurn, turnTrips, errors };
}
