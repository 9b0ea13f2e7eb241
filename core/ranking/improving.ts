import { type LeaderboardDeclaration } from './leaderboards';

/**
 * True when an entry of a leaderboard can only get better within a period: a result that leaves it unchanged
 * then needs no write. Ratings and last numbers can fall; sums can fall when a number is negative. A player
 * who has not played for long is provisional again, and leaves a leaderboard that hides such players.
 */
export function onlyImproves({
  metric,
  hidesProvisional,
}: Pick<LeaderboardDeclaration, 'metric' | 'hidesProvisional'>): boolean {
  if (hidesProvisional) return false;
  switch (metric.kind) {
    case 'wins':
    case 'best-score':
    case 'fastest-win':
    case 'longest-streak':
    case 'best':
      return true;
    case 'rating':
    case 'points':
    case 'sum':
    case 'last':
      return false;
  }
}
