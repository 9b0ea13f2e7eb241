import { type Game } from '../core/define';
import { type Backend } from './define-backend';
import { evenTeams } from './rule-set';

/**
 * Teams of the seats of a match that is not made by matchmaking, seat 0 first. They are formed as the first
 * matchmaking of the game for this number of players would form them. In a game without teams every seat is a
 * team of its own.
 */
export function arrangedTeams(
  { matchmakings }: Pick<Backend, 'matchmakings'>,
  { name, teams }: Pick<Game, 'name' | 'teams'>,
  seats: number,
): readonly number[] {
  const alone = Array.from({ length: seats }, (_, seat) => seat);
  if (!teams) return alone;
  const formed = [...matchmakings.values()].flatMap(({ games, ruleSet }) =>
    games.includes(name) ? [evenTeams(ruleSet, seats)] : [],
  );
  return formed.find((each) => each !== undefined) ?? alone;
}
