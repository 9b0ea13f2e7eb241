import { type LeaderboardStretchDocument } from '../../client/index';

/**
 * Scores and ranks of a leaderboard are read one after the other. While a result is being counted, a player
 * may have the new score and the rank of the old one. Such a leaderboard is not shown.
 */
export function untorn<Shown extends Pick<LeaderboardStretchDocument, 'items'>>(
  leaderboard: Shown | undefined,
): Shown | undefined {
  return leaderboard === undefined || isTorn(leaderboard.items) ? undefined : leaderboard;
}

/** Whether ranks and scores cannot be of one moment. The items follow each other on the leaderboard. */
function isTorn(
  items: readonly Pick<LeaderboardStretchDocument['items'][number], 'rank' | 'score'>[],
): boolean {
  const directions = new Set<number>();
  let [sharing, isFirst] = [1, true];
  for (const [index, { rank, score }] of items.entries()) {
    const before = items[index - 1];
    if (before === undefined) continue;
    if ((rank === before.rank) !== (score === before.score)) return true;
    if (rank === before.rank) {
      sharing += 1;
      continue;
    }
    directions.add(Math.sign(score - before.score));
    // Others who share the first rank may stand before the first item.
    const next = before.rank + sharing;
    if (directions.size > 1 || rank < next || (!isFirst && rank > next)) return true;
    [sharing, isFirst] = [1, false];
  }
  return false;
}
