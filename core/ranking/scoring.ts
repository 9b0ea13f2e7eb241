import { type GameName, type MatchmakingName } from '../ids';
import { type LeaderboardDeclaration, defaultLeaderboards } from './leaderboards';
import { type Season } from './periods';

/** How a backend's definition counts finished matches. */
export interface Scoring {
  /** The leaderboards that a game declares. */
  leaderboardsOf(game: GameName): readonly LeaderboardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  /** Commands that every seat must have played for a match of the game to be rated. */
  minimumCommands(game: GameName): number;
  /** Limit of rated matches between the same opponents within 24 hours. */
  ratedWithinDay(matchmaking: MatchmakingName | null): number;
}

/** The limit of `ratedWithinDay` where the matchmaking has none of its own. */
export const defaultRatedWithinDay = 10;

/** The scoring of a backend whose developers declare none. */
export const defaultScoring: Scoring = {
  leaderboardsOf: defaultLeaderboards,
  seasons: [],
  minimumCommands: () => 0,
  ratedWithinDay: () => defaultRatedWithinDay,
};
