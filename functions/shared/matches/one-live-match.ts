import { type MatchId, type PlayerId } from '../../../core/ids';
import { type Backend, type Matchmaking } from '../../../definition';
import { type MatchRecord, type MatchStore } from '../../../store/matches';
import { type TicketRecord } from '../../../store/ticket-record';
import { ApiProblem } from '../http/problem';

/** The stores that know a player's running matches. */
export interface LiveMatchParts {
  readonly matches: Pick<MatchStore, 'running' | 'get'>;
  readonly matchmakings: Backend['matchmakings'];
}

/** The server of a new match claims it within this time, or never. */
const claimedWithinMs = 120_000;

/**
 * Refuses a player who has as many running matches as the matchmaking allows. Matchmakings that allow one
 * match count together; a matchmaking that allows more counts its own matches.
 * @throws ApiProblem `match-running`, naming a match to come back to
 */
export async function refuseWhilePlaying(
  { matches, matchmakings }: LiveMatchParts,
  playerId: PlayerId,
  matchmaking: Matchmaking,
): Promise<void> {
  const maxMatches = matchmaking.concurrentMatches;
  if (maxMatches === Infinity) return;
  const counted = (await matches.running(playerId)).filter(({ header }) => {
    // Matches that players arranged have a separate limit.
    if (header.matchmaking === null) return false;
    return maxMatches === 1
      ? (matchmakings.get(header.matchmaking)?.concurrentMatches ?? 1) === 1
      : header.matchmaking === matchmaking.key;
  });
  const [oldest] = counted.toSorted(byStart);
  if (oldest !== undefined && counted.length >= maxMatches) throw running(oldest.header.matchId);
}

/**
 * Refuses a player whose earlier ticket became a match between the check above and the new ticket: its server
 * may not have claimed the match yet.
 * @param before the ticket that the new one follows
 * @param now epoch milliseconds
 * @throws ApiProblem `match-running` with the id of that match
 */
export async function refuseWhileMade(
  { matches, matchmakings }: LiveMatchParts,
  before: TicketRecord,
  matchmaking: Matchmaking,
  now: number,
): Promise<void> {
  if (matchmaking.concurrentMatches !== 1 || before.match === undefined || before.status !== 'completed')
    return;
  if ((matchmakings.get(before.matchmaking)?.concurrentMatches ?? 1) !== 1) return;
  const { matchId } = before.match;
  const found = await matches.get(matchId);
  const isMade = found === undefined && now < (before.completedAt ?? 0) + claimedWithinMs;
  if (isMade || found?.status === 'active') throw running(matchId);
}

const byStart = (one: MatchRecord, other: MatchRecord): number =>
  one.header.startedAt - other.header.startedAt;

const running = (matchId: MatchId): ApiProblem =>
  new ApiProblem('match-running', `Match ${matchId} is running.`, { matchId });
