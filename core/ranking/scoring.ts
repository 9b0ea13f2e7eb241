import { type GameName, type MatchmakingName } from '../ids';
import { type BoardDeclaration, defaultBoards } from './boards';
import { type Season } from './periods';

/** What a backend's definition says of counting finished matches. */
export interface Scoring {
  boardsOf(game: GameName): readonly BoardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  /** Commands that every seat must have played for a match of the game to be rated. */
  minimumCommands(game: GameName): number;
  /** So many matches of the same opponents are rated within 24 hours. */
  ratedWithinDay(matchmaking: MatchmakingName | null): number;
}

/** So many, unless a matchmaking says otherwise. */
export const defaultRatedWithinDay = 10;

/** The scoring of a backend whose team says nothing of it. */
export const defaultScoring: Scoring = {
  boardsOf: defaultBoards,
  seasons: [],
  minimumCommands: () => 0,
  ratedWithinDay: () => defaultRatedWithinDay,
};
