import {
  type DeclaredLeaderboardDocument,
  type LeaderboardStretchDocument,
  type PlayerDocument,
} from '../../client/index';
import { scoreText } from './rating-words';

type Seat = Pick<PlayerDocument, 'playerId'> & {
  readonly standings: readonly Pick<PlayerDocument['standings'][number], 'game' | 'rating' | 'provisional'>[];
};

/**
 * Whether a leaderboard of ratings has the present ratings of players. A match changes the ratings of all its
 * seats at once; leaderboards follow some time later, one player after the other. Other leaderboards tell
 * nothing of this.
 * @param items the places of these players
 */
export function hasScores(
  leaderboard: Pick<DeclaredLeaderboardDocument, 'game' | 'metric' | 'decimals'>,
  items: readonly Pick<LeaderboardStretchDocument['items'][number], 'playerId' | 'score'>[],
  players: readonly Seat[],
): boolean {
  if (leaderboard.metric !== 'rating') return true;
  const seats = players.flatMap(({ playerId, standings }) => {
    const standing = standings.find(({ game }) => game === leaderboard.game);
    return standing === undefined
      ? []
      : [{ standing, place: items.find((item) => item.playerId === playerId) }];
  });
  // A leaderboard may hide players whose rating is not certain: all of them, or none.
  const showsAll = seats.some(({ standing, place }) => standing.provisional && place !== undefined);
  return seats.every(({ standing, place }) =>
    place === undefined
      ? standing.provisional && !showsAll
      : scoreText(leaderboard, place.score) === scoreText(leaderboard, standing.rating),
  );
}
