import { type GameResult } from '../game-rules';
import { type Seat } from '../ids';

/**
 * The result of a match that ends because seats have left: teams with a remaining seat share the first place.
 * Of the others, the team that stayed longer is before the team that left earlier.
 * @param teams team of each seat, seat 0 first
 * @param left seats in the order in which they left
 * @param together how many of them, the last ones, left at the same moment
 */
export function resultOfLeaving(
  teams: readonly number[],
  left: readonly Seat[],
  reason: string,
  together = 1,
): GameResult {
  const moment = (order: number): number => Math.min(order, left.length - together);
  const stayed = teams.map((team) =>
    teams.some((other, seat) => other === team && !left.includes(seat))
      ? Infinity
      : Math.max(...left.flatMap((seat, order) => (teams[seat] === team ? [moment(order)] : []))),
  );
  return { places: stayed.map((long) => 1 + stayed.filter((other) => other > long).length), reason };
}

/**
 * The result when a match ends because a seat leaves: its whole team is last, the others share the first
 * place.
 */
export function lostBy(teams: readonly number[], loser: Seat, reason: string): GameResult {
  return resultOfLeaving(
    teams,
    teams.flatMap((team, seat) => (team === teams[loser] ? [seat] : [])),
    reason,
  );
}

/**
 * The result when the match ends because several seats leave at the same moment. Their teams are last and
 * share their place, the others share the first.
 */
export function lostTogether(teams: readonly number[], losers: readonly Seat[], reason: string): GameResult {
  const lost = new Set(losers.map((seat) => teams[seat]));
  const stayed = teams.filter((team) => !lost.has(team)).length;
  return { places: teams.map((team) => (lost.has(team) ? stayed + 1 : 1)), reason };
}

/** Teams with at least one remaining seat. */
export function teamsPresent(teams: readonly number[], left: readonly Seat[]): number {
  return new Set(teams.filter((_, seat) => !left.includes(seat))).size;
}
