import { type Backend } from './define-backend';
import { type Scoring } from '../core/ranking/scoring';

/** The parts of the definition that the store needs to count results. */
export function scoringOf({
  games,
  matchmakings,
  boards,
  seasons,
}: Pick<Backend, 'games' | 'matchmakings' | 'boards' | 'seasons'>): Scoring {
  const boardsOfGame = new Map(
    [...games.keys()].map((name) => [name, boards.filter(({ game }) => game === name)]),
  );
  return {
    boardsOf: (game) => boardsOfGame.get(game) ?? [],
    seasons,
    minimumCommands: (game) => games.get(game)?.minimumCommands ?? 0,
    ratedWithinDay: (matchmaking) =>
      (matchmaking === null ? undefined : matchmakings.get(matchmaking))?.ratedWithinDay ?? Infinity,
  };
}
