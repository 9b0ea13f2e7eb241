import { DescribeGameSessionsCommand } from '@aws-sdk/client-gamelift';
import { MatchmakerDataError } from '../../../contract/matchmaker-data';
import { type Backend } from '../../../definition';
import { placedMatch, type PlacedMatch } from '../../../definition/placed-match';
import { isRefusal } from '../aws/failures';
import { type GameLiftRegions, regionOf } from '../aws/gamelift-regions';

/** The match of a game session, or the reason why there is none. */
export type PlacedMatchReading = { readonly match: PlacedMatch } | { readonly problem: string };

/** Reads the match of a game session from GameLift. */
export interface PlacedMatches {
  /** @throws the error of GameLift; a retry may succeed */
  of(gameSessionArn: string): Promise<PlacedMatchReading>;
}

/** @param prefix `<project>-<environment>`, which the names of the FlexMatch configurations begin with */
export function createPlacedMatches(
  gamelift: GameLiftRegions,
  { matchmakings }: Pick<Backend, 'matchmakings'>,
  prefix: string,
): PlacedMatches {
  return {
    async of(gameSessionArn) {
      try {
        const { GameSessions } = await gamelift
          .in(regionOf(gameSessionArn))
          .send(new DescribeGameSessionsCommand({ GameSessionId: gameSessionArn }));
        return { match: placedMatch(matchmakings, prefix, GameSessions?.[0]?.MatchmakerData) };
      } catch (error) {
        if (error instanceof MatchmakerDataError) return { problem: error.message };
        if (isRefusal(error, 'NotFoundException')) return { problem: 'the game session is gone' };
        throw error;
      }
    },
  };
}
