import { type Backend } from './define-backend';
import { type Scoring } from '../core/ranking/scoring';

/** The parts of the definition that the store needs to count results. */
export function scoringOf({
  games,
  matchmakings,
  leaderboards,
  seasons,
}: Pick<Backend, 'games' | 'matchmakings' | 'leaderboards' | 'seasons'>): Scoring {
  const leaderboardsOfGame = new Map(
    [...games.keys()].map((name) => [name, leaderboards.filter(({ game }) => game === name)]),
  );
  return {
    leaderboardsOf: (game) => leaderboardsOfGame.get(game) ?? [],
    seasons,
    minimumCommands: (game) => games.get(game)?.minimumCommands ?? 0,
    ratedWithinDay: (matchmaking) =>
      (matchmaking === null ? undefined : matchmakings.get(matchmaking))?.ratedWithinDay ?? Infinity,
  };
}
