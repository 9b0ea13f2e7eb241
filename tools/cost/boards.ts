import { hoursPerMonth, prices } from '../../config/prices';
import { firstLayout, type IndexLayout } from '../../core/ranking/index-layout';
import { boardUnits } from './units';

/** What one period of a board costs that is laid out for so many changes a second (docs/leaderboards.md). */
export interface BoardCost {
  readonly updatesPerSecond: number;
  readonly layout: IndexLayout;
  /** Read units of a player's rank, of scores between 8,192 and 16.7 million. */
  readonly rankReads: number;
  /** Read units of a page of twenty. */
  readonly pageReads: number;
  /** Dollars a month when the changes come at that rate all the time. */
  readonly monthDollars: number;
  readonly millionRanksDollars: number;
}

const nodesOfPath = 3;

/** @param updatesPerSecond what the board declares */
export function boardCost(updatesPerSecond: number): BoardCost {
  const layout = firstLayout({ updatesPerSecond });
  // The standing, the entry, and in each lane the nodes of the score's path.
  const rankReads = 1 + 0.5 + 0.5 * nodesOfPath * layout.lanes;
  const changes = updatesPerSecond * 3600 * hoursPerMonth;
  const unitsPerChange = boardUnits.entry.write + boardUnits.counters.write;
  return {
    updatesPerSecond,
    layout,
    rankReads,
    // Twenty entries of some 220 bytes are more than 4 KB in one shard, less in each of several.
    pageReads: Math.max(1, 0.5 * layout.shards),
    monthDollars: (changes * unitsPerChange * prices.dynamodbWriteMillion) / 1e6,
    millionRanksDollars: rankReads * prices.dynamodbReadMillion,
  };
}
