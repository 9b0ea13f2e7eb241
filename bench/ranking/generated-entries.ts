import * as z from 'zod';
import { type IndexLayout, layoutText } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { indexKeys } from '../../store/stored-entries';
import { readEntrySort, shardOf } from '../../store/keys';
import { type Columns, indexOf, playerOf } from './columns';
import { type Row } from './memory-rows';

/** A query of the leaderboard's order in one shard, in the form that the store sends. */
export const entryQuery = z.object({
  ExpressionAttributeValues: z.object({ ':gpk': z.string(), ':after': z.string().optional() }),
  ScanIndexForward: z.boolean(),
  Limit: z.number(),
});

/** The source of the entries of a leaderboard. */
export interface EntrySource {
  readonly leaderboard: RankedLeaderboard;
  readonly layout: IndexLayout;
  readonly periods: ReadonlyMap<string, Columns>;
}

/** Rows of a leaderboard's entries, which are made from columns when they are asked for. */
export class GeneratedEntries {
  readonly #options: EntrySource;

  constructor(options: EntrySource) {
    this.#options = options;
  }

  /** @returns undefined when the player has no score in the period */
  get(pk: string, sk: string): Row | undefined {
    const period = readEntrySort(sk)?.period ?? '';
    const player = indexOf(pk);
    const columns = this.#options.periods.get(period);
    const steps = columns?.steps(player);
    if (columns === undefined || steps === undefined) return undefined;
    const { leaderboard, layout } = this.#options;
    const at = columns.at(player);
    const playerId = playerOf(player);
    return {
      pk,
      sk,
      playerId,
      v: 1,
      s: steps,
      k: steps,
      t: at,
      w: at,
      g: layoutText(layout),
      n: 'Ada Augusta Byron',
      c: 'GB',
      ...indexKeys(leaderboard, layout, { period, playerId, steps, at }),
    };
  }

  query({ ExpressionAttributeValues, ScanIndexForward, Limit }: z.infer<typeof entryQuery>): readonly Row[] {
    const { ':gpk': gpk, ':after': after } = ExpressionAttributeValues;
    const [, period = '', shard] = gpk.split('#');
    const { leaderboard, layout } = this.#options;
    const columns = this.#options.periods.get(period);
    const order = columns?.order ?? new Uint32Array(0);
    const row = (player: number): Row =>
      this.get(`P#${playerOf(player)}`, `E#${leaderboard.id}#${period}`) ?? {};
    const step = ScanIndexForward ? -1 : 1;
    let at = after === undefined ? 0 : firstBelow(order, (player) => String(row(player).gsk), after);
    // Upwards from the first entry at or above the key.
    if (ScanIndexForward) at -= 1;
    const items: Row[] = [];
    for (; at >= 0 && at < order.length && items.length < Limit; at += step) {
      const player = order[at] ?? 0;
      if (shardOf(playerOf(player), layout.shards) !== Number(shard)) continue;
      const { pk, sk, gpk: partition, gsk, s, t, n, c } = row(player);
      if (gsk === after) continue;
      items.push({ pk, sk, gpk: partition, gsk, s, t, n, c });
    }
    return items;
  }
}

/** The first index whose key is not above `after`, in descending order of keys. */
function firstBelow(order: Uint32Array, keyOf: (player: number) => string, after: string): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(order[middle] ?? 0) >= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
