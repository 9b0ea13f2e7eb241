import { type GameName, type MatchmakingName } from '../ids';
import { type BoardDeclaration, defaultBoards } from './boards';
import { type Season } from './periods';

/** How a backend's definition counts finished matches. */
export interface Scoring {
  /** The boards that a game declares. */
  boardsOf(game: GameName): readonly BoardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  /** Commands that every seat must have played for a match of the game to be rated. */
  minimumCommands(game: GameName): number;
  /** Limit of rated matches between the same opponents within 24 hours. */
  ratedWithinDay(matchmaking: MatchmakingName | null): number;
}

/** The limit of `ratedWithinDay` where the matchmaking has none of its own. */
export const defaultRatedWithinDay = 10;

/** The scoring of a backend whose team declares none. */
export const defaultScoring: Scoring = {
  boardsOf: defaultBoards,
  seasons: [],
  minimumCommands: () => 0,
  ratedWithinDay: () => defaultRatedWithinDay,
};
