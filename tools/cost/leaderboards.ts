import { hoursPerMonth, prices } from '../../config/prices';
import { firstLayout, type IndexLayout } from '../../core/ranking/index-layout';
import { leaderboardUnits, indexWritesByRate } from './units';

/** The cost of one period of a leaderboard, at a number of changes per second (docs/leaderboards.md). */
export interface LeaderboardCost {
  readonly updatesPerSecond: number;
  readonly layout: IndexLayout;
  /** Read units for a player's rank, for scores between 8,192 and 16.7 million. */
  readonly rankReads: number;
  /** Read units for a page of twenty. */
  readonly pageReads: number;
  /** Read units for a page of twenty at a rank or percentile. */
  readonly jumpReads: number;
  /** Read units for five players before and five after one. */
  readonly aroundReads: number;
  /** Dollars per month at a constant rate of changes. */
  readonly monthDollars: number;
  readonly millionRanksDollars: number;
}

const nodesOfPath = 3;

/** @param updatesPerSecond as declared by the leaderboard */
export function leaderboardCost(updatesPerSecond: number): LeaderboardCost {
  const layout = firstLayout({ id: 'any', decimals: 0, updatesPerSecond });
  // The player's record, the entry, and in each lane the nodes of the score's path.
  const pathReads = 0.5 * nodesOfPath * layout.lanes;
  const rankReads = 1 + 0.5 + pathReads;
  // Twenty entries of some 220 bytes are more than 4 KB in one shard, less in each of several.
  const pageReads = Math.max(1, 0.5 * layout.shards);
  const changes = updatesPerSecond * 3600 * hoursPerMonth;
  const unitsPerChange = leaderboardUnits.entry.write + indexWrites(updatesPerSecond);
  return {
    updatesPerSecond,
    layout,
    rankReads,
    pageReads,
    jumpReads: pathReads + pageReads,
    // Both directions of each shard.
    aroundReads: rankReads + 2 * 0.5 * layout.shards,
    monthDollars: (changes * unitsPerChange * prices.dynamodbWriteMillion) / 1e6,
    millionRanksDollars: rankReads * prices.dynamodbReadMillion,
  };
}

/** Write units of a change in the index, by the nearest rate below that was measured. */
function indexWrites(updatesPerSecond: number): number {
  const measured = indexWritesByRate.filter(({ rate }) => rate <= updatesPerSecond);
  return (measured.at(-1) ?? indexWritesByRate[0])?.write ?? 0;
}
