import { type Seat } from '../core/ids';

/**
 * The teams of our rule sets (matchmaking/rule-sets), one player each, in the order of the seats: team
 * `first` is seat 0.
 */
export const teamNames = ['first', 'second'] as const;

/** The seat of a team's player; undefined for a team that our rule sets do not have. */
export function seatOfTeam(team: string | undefined): Seat | undefined {
  const seat = teamNames.findIndex((name) => name === team);
  return seat === -1 ? undefined : seat;
}
