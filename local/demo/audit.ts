import { type HistoryEntryDocument, type Player } from '../../client/node';
import { type LeagueOutcome } from './league';

/**
 * Holds what the bots saw against what the backend says: every finished match once in both histories, with the same outcomes,
 * and wins + draws + losses = seats.
 * @returns what does not add up; empty when all does
 */
export async function audit(league: LeagueOutcome, game: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const seen = new Map<string, Map<string, string>>();
  let standings = 0;
  for (const player of league.players) {
    const entries = await wholeHistory(player);
    for (const entry of entries) {
      const outcomes = seen.get(entry.matchId) ?? new Map<string, string>();
      if (outcomes.has(player.playerId)) problems.push(`match ${entry.matchId} is twice in the history of ${player.playerId}`);
      outcomes.set(player.playerId, entry.outcome);
      seen.set(entry.matchId, outcomes);
    }
    const standing = (await player.me()).standings.find((candidate) => candidate.game === game);
    const counted = standing === undefined ? 0 : standing.wins + standing.losses + standing.draws;
    if (counted !== entries.length) problems.push(`${player.playerId} has ${counted} matches in the standing and ${entries.length} in the history`);
    standings += counted;
  }
  for (const match of league.matches.values()) {
    const outcomes = seen.get(match.matchId);
    if (outcomes?.size !== 2) problems.push(`match ${match.matchId} is in ${outcomes?.size ?? 0} of 2 histories`);
    for (const [seat, playerId] of match.seats) {
      if (outcomes?.get(playerId) !== match.outcomes[seat]) problems.push(`match ${match.matchId}: ${playerId} saw ${match.outcomes[seat]}, the history says ${outcomes?.get(playerId) ?? 'nothing'}`);
    }
  }
  // A match whose end nobody saw (its server died right after) is in the histories all the same, and counts there.
  const unseen = [...seen.keys()].filter((matchId) => !league.matches.has(matchId)).length;
  const seats = (league.matches.size + unseen) * 2;
  if (standings !== seats) problems.push(`wins + draws + losses = ${standings}, but ${league.matches.size + unseen} matches have ${seats} seats`);
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
