import { type PlayerSession } from '@aws-sdk/client-gamelift';
import { type MatchId, type PlayerId } from '../../core/ids';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { type GameSessionCalls } from './hosting';

export interface RejoinParts {
  readonly matches: Pick<MatchStore, 'get' | 'newest' | 'startPlacing' | 'markAsleep'>;
  readonly hosting: GameSessionCalls;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The report of a returning player. */
export interface RejoinReport {
  readonly playerId: PlayerId;
  /** The player's connection is open, or could not be made, and the server of the match does not answer. */
  readonly unresponsive: boolean;
}

/** A seat on a game session. */
export interface RejoinedSeat {
  readonly gameSessionArn: string;
  readonly session: PlayerSession;
}

/**
 * A server that wrote to the log, claimed the match or reported itself alive within this time is not replaced
 * because of a player's report. While a clock of minutes runs, a server reports every eight seconds
 * (`aliveEveryMs`). So a player who reports a live server gains neither another server nor time on a clock.
 * The time doubles with each attempt, five times at most, so that false reports cost at most a few processes.
 */
export const silentMs = (attempt: number): number => 10_000 * 2 ** Math.min(attempt, 5);
/** A process that is gone this soon after its claim is replaced only after a pause. */
export const youngMs = 10_000;
/** How often a match may change while a request reads it. */
const maxReads = 5;

/**
 * Where a player comes back to: the live game session of the match, or exactly one new placement, however
 * many players ask.
 *
 * The attempt is a number of the match's row, raised by a conditional write, and the placement's id follows
 * from it. When a caller dies between that write and the placement, the next caller starts the placement. A
 * placement that was already started is found by its id. A server that is suspected wrongly is only replaced:
 * the claim of the new one fences it.
 * @throws ApiProblem `match-ended`, `game-session-full`, `match-resuming` or `no-capacity`, the last three
 * with Retry-After
 */
export async function seatOfRejoin(
  parts: RejoinParts,
  id: MatchId,
  rejoinReport: RejoinReport,
): Promise<RejoinedSeat> {
  const step = new RejoinStep(parts, rejoinReport);
  for (let read = 0; read < maxReads; read += 1) {
    const match = await parts.matches.get(id);
    if (match === undefined) throw new ApiProblem('match-not-found');
    if (match.status !== 'active') throw new ApiProblem('match-ended');
    const seat = await step.from(match);
    if (seat !== 'read again') return seat;
  }
  throw resuming();
}

/** One step of a rejoin from the current state of the match. */
class RejoinStep {
  readonly #parts: RejoinParts;
  readonly #rejoinReport: RejoinReport;

  constructor(parts: RejoinParts, rejoinReport: RejoinReport) {
    this.#parts = parts;
    this.#rejoinReport = rejoinReport;
  }

  from(match: MatchRecord): Promise<RejoinedSeat | 'read again'> {
    const { hosting } = match;
    switch (hosting.kind) {
      case 'live':
        return this.#fromLive(match);
      case 'placing':
        return this.#fromPlacing(match);
      case 'asleep': {
        const wait = hosting.retryAt - this.#parts.now();
        if (wait > 0) throw new ApiProblem('no-capacity', undefined, {}, retryAfter(wait));
        return this.#placeAgain(match);
      }
    }
  }

  async #fromLive(match: MatchRecord): Promise<RejoinedSeat | 'read again'> {
    const { gameSessionId, hosting } = match;
    if (this.#rejoinReport.unresponsive && (await this.#isSilent(match))) return this.#placeAgain(match);
    if (gameSessionId === undefined) return this.#placeAgain(match);
    const seat = await this.#reserve(gameSessionId, match);
    if (seat !== 'gone') return seat;
    return this.#parts.now() < hosting.since + youngMs && hosting.attempt > 0
      ? this.#markAsleep(match)
      : this.#placeAgain(match);
  }

  async #fromPlacing(match: MatchRecord): Promise<RejoinedSeat | 'read again'> {
    const { hosting } = this.#parts;
    const placementId = placementIdOf(match);
    const placement = await hosting.placement(placementId);
    switch (placement.kind) {
      case 'unknown':
        // The caller that raised the attempt died before it started the placement.
        await hosting.place(placementId, match.header);
        throw resuming();
      case 'pending':
        throw resuming();
      case 'failed':
        return this.#markAsleep(match);
      case 'fulfilled': {
        const seat = await this.#reserve(placement.gameSessionArn, match);
        return seat === 'gone' ? this.#markAsleep(match) : seat;
      }
    }
  }

  /** @throws ApiProblem `game-session-full` */
  async #reserve(gameSessionArn: string, { header }: MatchRecord): Promise<RejoinedSeat | 'gone'> {
    const reserved = await this.#parts.hosting.reserve(gameSessionArn, this.#rejoinReport.playerId, header);
    switch (reserved.kind) {
      case 'reserved':
        return { gameSessionArn, session: reserved.session };
      case 'full':
        throw new ApiProblem('game-session-full', undefined, {}, { 'retry-after': '2' });
      case 'gone':
        return 'gone';
    }
  }

  /** The server neither wrote nor claimed for a while. A player's report alone replaces nothing. */
  async #isSilent({ header, hosting, aliveAt = 0 }: MatchRecord): Promise<boolean> {
    const before = this.#parts.now() - silentMs(hosting.attempt);
    if (Math.max(hosting.since, aliveAt) > before) return false;
    const newest = await this.#parts.matches.newest(header.matchId);
    return (newest?.at ?? header.startedAt) <= before;
  }

  /** Exactly one caller raises the attempt; the others read again. */
  async #placeAgain(match: MatchRecord): Promise<'read again'> {
    const { matches, hosting, now } = this.#parts;
    const placing = await matches.startPlacing(match, now());
    if (placing === undefined) return 'read again';
    await hosting.place(placementIdOf(placing), placing.header);
    throw resuming();
  }

  /** Delays the next attempt: longer after each one. */
  async #markAsleep(match: MatchRecord): Promise<'read again'> {
    const { matches, now } = this.#parts;
    await matches.markAsleep(match, now(), now() + backOff(match.hosting.attempt));
    return 'read again';
  }
}

/** The id of a match's newest placement. GameLift takes at most 48 characters: a UUID has 36. */
export function placementIdOf({ header, hosting }: MatchRecord): string {
  return `${header.matchId}-${hosting.attempt}`;
}

const leastBackOffMs = 2_000;
const maxBackOffMs = 60_000;

/** Milliseconds from a failed attempt to the next: 2 s, doubled with each attempt, up to a minute. */
export function backOff(attempt: number): number {
  return Math.min(maxBackOffMs, leastBackOffMs * 2 ** Math.max(0, attempt - 1));
}

const resuming = (): ApiProblem => new ApiProblem('match-resuming', undefined, {}, { 'retry-after': '1' });

/** Whole seconds, at least one. */
const retryAfter = (waitMs: number) => ({
  'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
});
