import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sumOf } from '../core/ranking/counting-tree';
import { type IndexLayout, layoutText, readLayout } from '../core/ranking/index-layout';
import { nodeName, type ScorePath } from '../core/ranking/score-paths';
import { batchGet } from './batch-get';
import { type LeaderboardPeriod, type LeaderboardPeriods, periodCacheMs } from './leaderboard-periods';
import { type RetryPolicy, whileContended } from './contention';
import { createEntryMoves, type EntryMoves, type MovePass } from './entry-moves';
import { rankRows } from './keys';
import { countersOf } from './rank-places';
import { type RankTables } from './table';

/**
 * Rebuilds the index of a period from its entries, while results arrive and ranks are read. A new generation
 * of counters begins empty. Each entry is moved into it by one write that changes only the entry's layout.
 * The stream counts that like any change: out of the old generation, into the new one. Readers sum both. It
 * ends when a look at all entries finds none outside of the new generation, whose counters have as many
 * players as that look has found. So the remaining counts of the old generation were errors.
 */
export interface Reindex {
  /** Begins. @returns false when the period is already being moved, or changed in between */
  begin(period: LeaderboardPeriod, layout: Pick<IndexLayout, 'lanes' | 'shards'>): Promise<boolean>;
  /**
   * Continues until `isTime`; call it again until the state is `steady`.
   * @param isTime whether to stop
   */
  step(period: LeaderboardPeriod, isTime: () => boolean): Promise<ReindexStep>;
}

export type ReindexStep =
  | { readonly state: 'steady' | 'announced' | 'moving' | 'settling' | 'clearing' }
  /** The error of the old generation's counters: 0 when they were right. */
  | { readonly state: 'done'; readonly drift: number };

/**
 * No entry moves before every process knows the new layout, and entries are looked at again only after the
 * index shows the last move. Both take seconds; a minute is safe.
 */
export const reindexSettlingMs = 6 * periodCacheMs;
/** The maximum number of requests of a BatchWriteItem (API reference). */
const batchWrites = 25;

/** The number of subtrees of a node that are deleted concurrently. */
const clearedAtOnce = 8;
/**
 * When the counters of the new generation still lack entries after this time, entries are looked at again:
 * some may have been taken off the leaderboard since.
 */
const lookAgainMs = 60 * 60_000;

/** The tables, periods and moves that a rebuild works with. */
interface Rebuilding extends RankTables {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly periods: LeaderboardPeriods;
  readonly moves: EntryMoves;
}

/** @param names real names of the tables @param now epoch milliseconds */
export function createReindex(
  client: DynamoDBDocumentClient,
  names: { readonly leaderboards: string; readonly ranks: string },
  periods: LeaderboardPeriods,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): Reindex {
  const moves = createEntryMoves(client, names, { retry, now });
  const parts: Rebuilding = { moves, now, client, names, retry, periods };
  return {
    begin: (period, layout) => begin(parts, period, layout),
    step: (period, isTime) => step(parts, period, isTime),
  };
}

async function begin(
  { periods }: Rebuilding,
  period: LeaderboardPeriod,
  layout: Pick<IndexLayout, 'lanes' | 'shards'>,
): Promise<boolean> {
  if (period.layouts.length > 1) return false;
  const [current] = period.layouts;
  const { lanes, shards } = layout;
  const next = { ...current, lanes, shards, generation: current.generation + 1 };
  return periods.relay(period, [current, next]);
}

async function step(
  parts: Rebuilding,
  period: LeaderboardPeriod,
  isTime: () => boolean,
): Promise<ReindexStep> {
  const [from, to] = period.layouts;
  if (to === undefined) return { state: 'steady' };
  if (parts.now() - period.since < reindexSettlingMs) return { state: 'announced' };
  const pass = await moveEntries(parts, period, to, isTime);
  if (typeof pass === 'string') return { state: pass };
  const drift = await playersIn(parts, period, from);
  // Entries show whether the stream has counted the moves. A generation that counts no player has nothing to
  // wait for.
  if (!pass.clearing && drift > 0 && (await playersIn(parts, period, to)) < pass.still)
    return { state: 'settling' };
  await parts.moves.keep(period, { ...pass, clearing: true });
  // Readers count both generations until the old one is gone, so its drift disappears with it.
  const old = new Map(
    [from, ...pass.left.flatMap((text) => readLayout(text) ?? [])].map((layout) => [
      layoutText(layout),
      layout,
    ]),
  );
  old.delete(layoutText(to));
  for (const layout of old.values())
    if (!(await clear(parts, period, layout, [], isTime))) return { state: 'clearing' };
  await parts.periods.relay(period, [to]);
  await parts.moves.forget(period);
  return { state: 'done', drift };
}

/** The last pass, once it has found no entry left to move, or what there is to wait for. */
async function moveEntries(
  { moves, now }: Rebuilding,
  period: LeaderboardPeriod,
  to: IndexLayout,
  isTime: () => boolean,
): Promise<MovePass | 'moving' | 'settling'> {
  const last = await moves.last(period, to);
  const since = last?.endedAt === undefined ? undefined : now() - last.endedAt;
  if (last !== undefined && since !== undefined) {
    if (last.clearing) return last;
    if (since < (last.moved === 0 ? lookAgainMs : reindexSettlingMs))
      return last.moved === 0 ? last : 'settling';
  }
  const pass = await moves.pass(period, to, isTime);
  if (pass.endedAt === undefined) return 'moving';
  return pass.moved === 0 ? pass : 'settling';
}

async function nodesOf(
  { client, names, retry }: Rebuilding,
  { leaderboard, period }: LeaderboardPeriod,
  layout: IndexLayout,
  digits: ScorePath,
): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> {
  return batchGet(
    client,
    names.ranks,
    retry,
    Array.from({ length: layout.lanes }, (_, lane) =>
      rankRows.node.key({ leaderboard, period, layout: layoutText(layout), lane, node: nodeName(digits) }),
    ),
    true,
  );
}

/** Deletes a node and its subtree, the lowest nodes first. @returns false when it had to stop */
async function clear(
  parts: Rebuilding,
  period: LeaderboardPeriod,
  layout: IndexLayout,
  digits: ScorePath,
  isTime: () => boolean,
): Promise<boolean> {
  const rows = await nodesOf(parts, period, layout, digits);
  const children = new Set(rows.flatMap((row) => [...countersOf(row).keys()]));
  const below = [...children];
  for (let from = 0; from < below.length; from += clearedAtOnce) {
    if (isTime()) return false;
    const cleared = await Promise.all(
      below
        .slice(from, from + clearedAtOnce)
        .map((child) => clear(parts, period, layout, [...digits, child], isTime)),
    );
    if (cleared.includes(false)) return false;
  }
  for (let from = 0; from < rows.length; from += batchWrites)
    await whileContended(parts.retry, () =>
      parts.client.send(
        new BatchWriteCommand({
          RequestItems: {
            [parts.names.ranks]: rows
              .slice(from, from + batchWrites)
              .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
          },
        }),
      ),
    );
  return true;
}

async function playersIn(parts: Rebuilding, period: LeaderboardPeriod, layout: IndexLayout): Promise<number> {
  const root = await nodesOf(parts, period, layout, []);
  return root.reduce((sum, row) => sum + sumOf(countersOf(row)), 0);
}
