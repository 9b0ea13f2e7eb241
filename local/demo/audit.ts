import { type HistoryEntryDocument, type Player } from '../../client/node';
import { type Counting } from '../../core/results';
import { type LeagueOutcome } from './league';

/** Matches that are wins, draws and losses of a standing (core/results.ts). */
const inStatistics: ReadonlySet<Counting> = new Set<Counting>(['rated', 'too-short', 'same-opponents']);

/**
 * Compares what the bots saw with what the backend reports. Every finished match must be once in the
 * histories of all its bots, with the same outcomes, and wins + draws + losses must be the seats of the matches
 * that count in statistics. Other players may have taken part; their histories are not checked.
 * @returns the contradictions; empty when everything adds up
 */
export async function audit(league: LeagueOutcome, game: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const seen = new Map<string, Map<string, string>>();
  let standings = 0;
  const ours = new Set<string>(league.players.map((player) => player.playerId));
  /** This league's bots in a match, according to any of them. */
  const seated = new Map<string, Set<string>>();
  const uncounted = new Set<string>();
  const sat = (matchId: string, ...playerIds: readonly string[]): void => {
    const bots = seated.get(matchId) ?? new Set<string>();
    for (const playerId of playerIds) if (ours.has(playerId)) bots.add(playerId);
    seated.set(matchId, bots);
  };
  for (const player of league.players) {
    const entries = await wholeHistory(player);
    for (const entry of entries) {
      const outcomes = seen.get(entry.matchId) ?? new Map<string, string>();
      if (outcomes.has(player.playerId))
        problems.push(`match ${entry.matchId} is twice in the history of ${player.playerId}`);
      outcomes.set(player.playerId, entry.outcome);
      seen.set(entry.matchId, outcomes);
      sat(entry.matchId, player.playerId, ...entry.opponents);
      if (!inStatistics.has(entry.counted)) uncounted.add(entry.matchId);
    }
    const standing = (await player.me()).standings.find((candidate) => candidate.game === game);
    const counted = standing === undefined ? 0 : standing.wins + standing.losses + standing.draws;
    const counting = entries.filter((entry) => inStatistics.has(entry.counted)).length;
    if (counted !== counting)
      problems.push(
        `${player.playerId} has ${counted} matches in the standing and ${counting} in the history that count`,
      );
    standings += counted;
  }
  for (const match of league.matches.values()) sat(match.matchId, ...match.seats.values());
  for (const [matchId, bots] of seated) {
    const histories = seen.get(matchId)?.size ?? 0;
    if (histories !== bots.size)
      problems.push(`match ${matchId} is in ${histories} of ${bots.size} histories`);
  }
  for (const match of league.matches.values()) {
    const outcomes = seen.get(match.matchId);
    for (const [seat, playerId] of match.seats) {
      const told = outcomes?.get(playerId);
      if (told !== 'void' && told !== match.outcomes[seat])
        problems.push(
          `match ${match.matchId}: ${playerId} saw ${match.outcomes[seat]}, the history says ${told ?? 'nothing'}`,
        );
    }
  }
  // A match whose end no bot saw (its server died right after) is in the histories all the same, and counts
  // there.
  const counting = [...seated].filter(([matchId]) => !uncounted.has(matchId));
  const seats = counting.reduce((sum, [, bots]) => sum + bots.size, 0);
  if (standings !== seats)
    problems.push(
      `wins + draws + losses = ${standings}, but our bots had ${seats} seats in ${counting.length} matches that count`,
    );
  return problems;
}

async function wholeHistory(player: Player): Promise<readonly HistoryEntryDocument[]> {
  const entries: HistoryEntryDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await player.history({ limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    entries.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return entries;
}
