/** An entry's place in the order of a leaderboard. */
export interface Ordered {
  /** Greater for a better score, equal for the same score. */
  readonly scoreKey: string;
}

/**
 * Ranks of consecutive entries of a leaderboard (standard competition ranking: 1, 2, 2, 4), when the rank of
 * one score in it is known.
 * @param entries in the leaderboard's order, without gaps
 * @param known the rank of a score and how many players have it
 * @param rankOfFirst rank of the first entry's score; needed only when entries before it have the same score
 */
export function ranksOf(
  entries: readonly Ordered[],
  known: { readonly scoreKey: string; readonly rank: number; readonly same: number },
  rankOfFirst?: number,
): readonly number[] {
  const better = entries.filter(({ scoreKey }) => scoreKey > known.scoreKey).length;
  const ranks: number[] = [];
  for (const [index, { scoreKey }] of entries.entries()) {
    const before = entries[index - 1];
    const rankBefore = ranks[index - 1];
    if (scoreKey === known.scoreKey) ranks.push(known.rank);
    else if (before?.scoreKey === scoreKey && rankBefore !== undefined) ranks.push(rankBefore);
    // The nearest better entry is just before the known rank, and so on upwards.
    else if (scoreKey > known.scoreKey)
      ranks.push(
        index === 0 && rankOfFirst !== undefined ? rankOfFirst : Math.max(1, known.rank - better + index),
      );
    else {
      const first = entries.findIndex((entry) => entry.scoreKey < known.scoreKey);
      ranks.push(known.rank + known.same + index - first);
    }
  }
  return ranks;
}
