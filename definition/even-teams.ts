import { type Game } from '../core/define';
import { type Backend, defaultMatchmaking } from './define-backend';

/**
 * The teams of a match that no matchmaking forms, seat 0 first: as many as the game's own matchmaking has, as even
 * as the seats allow. In a game without teams every seat is a team of its own.
 */
export function evenTeams(
  backend: Pick<Backend, 'matchmakings'>,
  game: Pick<Game, 'name' | 'teams'>,
  seats: number,
): readonly number[] {
  const teams = game.teams
    ? Math.min(seats, defaultMatchmaking(backend, game.name)?.ruleSet.teams.length ?? seats)
    : seats;
  return Array.from({ length: seats }, (_, seat) => Math.floor((seat * teams) / seats));
}
