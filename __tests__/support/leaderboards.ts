import { type GameName } from '../../core/ids';
import { type LeaderboardDeclaration, defaultLeaderboards } from '../../core/ranking/leaderboards';

/** The first leaderboard of a game that declares none, changed by what a test gives. */
export function aRatingLeaderboard(
  game: GameName,
  fields: Partial<LeaderboardDeclaration> = {},
): LeaderboardDeclaration {
  const [leaderboard] = defaultLeaderboards(game);
  if (leaderboard === undefined) throw new Error(`${game} has no leaderboard`);
  return { ...leaderboard, ...fields };
}
