import { type GameResult } from '../game-rules';
import { type Seat } from '../ids';

/**
 * The result of a match that ends because seats have left: teams with a seat at the table share the first
 * place. Of the others, the team that stayed longer is before the team that left earlier.
 * @param teams team of each seat, seat 0 first
 * @param left seats in the order of their leaving
 */
export function resultOfLeaving(teams: readonly number[], left: readonly Seat[], reason: string): GameResult {
  const stayed = teams.map((team) =>
    teams.some((other, seat) => other === team && !left.includes(seat))
      ? Infinity
      : Math.max(...left.flatMap((seat, order) => (teams[seat] === team ? [order] : []))),
  );
  return { places: stayed.map((long) => 1 + stayed.filter((other) => other > long).length), reason };
}

/** The result when a match ends because a seat leaves: its whole team is last, the others share the first place. */
export function lostBy(teams: readonly number[], loser: Seat, reason: string): GameResult {
  return resultOfLeaving(
    teams,
    teams.flatMap((team, seat) => (team === teams[loser] ? [seat] : [])),
    reason,
  );
}

/** Teams that have a seat at the table. */
export function teamsPresent(teams: readonly number[], left: readonly Seat[]): number {
  return new Set(teams.filter((_, seat) => !left.includes(seat))).size;
}
