import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { sumOf } from '../core/ranking/counting-tree';
import { type IndexLayout, layoutText } from '../core/ranking/index-layout';
import { nodeName, type ScorePath } from '../core/ranking/score-paths';
import { batchGet } from './batch-get';
import { type BoardPeriod, type BoardPeriods, periodCacheMilliseconds } from './board-periods';
import { entryKey, indexPartitions, readIndexed } from './boards';
import { ifItHolds, type RetryPolicy, whileContended } from './contention';
import { rankPartition, rankRows, type RowKey, shardOf } from './keys';
import { countersOf } from './rank-places';
import { readRow } from './read-row';
import { fieldsOf } from './row-fields';

/**
 * Rebuilds the index of a period from its entries, while results arrive and ranks are read. A new generation
 * of counters begins empty. Each entry is moved into it by one write that changes only the entry's layout.
 * The stream counts that like any change: out of the old generation, into the new one. Readers sum both. At
 * the end the old generation has no entry left, so its remaining counts were errors.
 */
export interface Reindex {
  /** Begins. @returns false when the period is already being moved, or changed in between */
  begin(period: BoardPeriod, layout: Pick<IndexLayout, 'lanes' | 'shards'>): Promise<boolean>;
  /**
   * Continues until `isTime`; call it again until the state is `steady`.
   * @param isTime whether to stop
   */
  step(period: BoardPeriod, isTime: () => boolean): Promise<ReindexStep>;
}

export type ReindexStep =
  | { readonly state: 'steady' | 'announced' | 'moving' | 'settling' | 'clearing' }
  /** The error of the old generation's counters: 0 when they were right. */
  | { readonly state: 'done'; readonly drift: number };

/**
 * No entry moves before every process knows the new layout, and the old one is deleted only after the stream
 * has counted the last move. Both take seconds; a minute is safe.
 */
export const settlingMilliseconds = 6 * periodCacheMilliseconds;
/** The maximum number of requests of a BatchWriteItem (API reference). */
const batchWrites = 25;

/** The number of subtrees of a node that are deleted concurrently. */
const clearedAtOnce = 8;
/** The number of entries that are moved concurrently. */
const movedAtOnce = 50;

/** The progress of moving a period's entries. */
interface Progress {
  readonly partition: number;
  readonly after?: string;
  /** Epoch milliseconds at which the last entry was moved. */
  readonly movedAt?: number;
}

/** @param names real names of the tables @param now epoch milliseconds */
export function createReindex(
  client: DynamoDBDocumentClient,
  names: { readonly leaderboards: string; readonly ranks: string },
  periods: BoardPeriods,
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): Reindex {
  const progressKey = ({ board, period }: BoardPeriod): RowKey =>
    rankRows.check.key({ board, period: `${period}#move` });

  async function progressOf(period: BoardPeriod): Promise<Progress> {
    const Item = await readRow(client, names.ranks, retry, progressKey(period));
    if (Item === undefined) return { partition: 0 };
    const fields = fieldsOf(Item, 'progress');
    const [after, movedAt] = [fields.optionalText('after'), fields.optionalNumber('movedAt')];
    return {
      partition: fields.number('partition'),
      ...(after === undefined ? {} : { after }),
      ...(movedAt === undefined ? {} : { movedAt }),
    };
  }

  async function keep(period: BoardPeriod, progress: Progress): Promise<void> {
    await whileContended(retry, () =>
      client.send(new PutCommand({ TableName: names.ranks, Item: { ...progressKey(period), ...progress } })),
    );
  }

  /**
   * Moves the entries of one page of the old index. @returns the last key; undefined: it was the last page
   */
  async function movePage(
    { board, period }: BoardPeriod,
    [from, to]: readonly [IndexLayout, IndexLayout],
    gpk: string,
    after: string | undefined,
  ): Promise<string | undefined> {
    const { Items, LastEvaluatedKey } = await whileContended(retry, () =>
      client.send(
        new QueryCommand({
          TableName: names.leaderboards,
          IndexName: 'rank',
          KeyConditionExpression: after === undefined ? 'gpk = :gpk' : 'gpk = :gpk AND gsk > :after',
          ExpressionAttributeValues: { ':gpk': gpk, ...(after === undefined ? {} : { ':after': after }) },
          Limit: movedAtOnce,
        }),
      ),
    );
    const entries = (Items ?? []).map(readIndexed);
    await Promise.all(
      entries.map(({ playerId }) =>
        ifItHolds(retry, () =>
          client.send(
            new UpdateCommand({
              TableName: names.leaderboards,
              Key: entryKey({ board, period, playerId }),
              UpdateExpression: 'SET g = :to, gpk = :gpk',
              // An entry that was written since has already moved, or has left the board.
              ConditionExpression: 'g = :from AND attribute_exists(gsk)',
              ExpressionAttributeValues: {
                ':from': layoutText(from),
                ':to': layoutText(to),
                ':gpk': rankPartition({ board, period, shard: shardOf(playerId, to.shards) }),
              },
            }),
          ),
        ),
      ),
    );
    return LastEvaluatedKey === undefined ? undefined : entries.at(-1)?.gsk;
  }

  async function move(
    period: BoardPeriod,
    layouts: readonly [IndexLayout, IndexLayout],
    isTime: () => boolean,
  ): Promise<boolean> {
    let progress = await progressOf(period);
    const partitions = indexPartitions(period.board, period.period, [layouts[0]]);
    while (progress.movedAt === undefined) {
      if (isTime()) return false;
      const gpk = partitions[progress.partition];
      if (gpk === undefined) {
        progress = { ...progress, movedAt: now() };
      } else {
        const after = await movePage(period, layouts, gpk, progress.after);
        progress =
          after === undefined
            ? { partition: progress.partition + 1 }
            : { partition: progress.partition, after };
      }
      await keep(period, progress);
    }
    return now() - progress.movedAt >= settlingMilliseconds;
  }

  async function nodesOf(
    { board, period }: BoardPeriod,
    layout: IndexLayout,
    digits: ScorePath,
  ): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> {
    return batchGet(
      client,
      names.ranks,
      retry,
      Array.from({ length: layout.lanes }, (_, lane) =>
        rankRows.node.key({ board, period, layout: layoutText(layout), lane, node: nodeName(digits) }),
      ),
      true,
    );
  }

  /** Deletes a node and its subtree, the lowest nodes first. @returns false when it had to stop */
  async function clear(
    period: BoardPeriod,
    layout: IndexLayout,
    digits: ScorePath,
    isTime: () => boolean,
  ): Promise<boolean> {
    const rows = await nodesOf(period, layout, digits);
    const children = new Set(rows.flatMap((row) => [...countersOf(row).keys()]));
    const below = [...children];
    for (let from = 0; from < below.length; from += clearedAtOnce) {
      if (isTime()) return false;
      const cleared = await Promise.all(
        below
          .slice(from, from + clearedAtOnce)
          .map((child) => clear(period, layout, [...digits, child], isTime)),
      );
      if (cleared.includes(false)) return false;
    }
    for (let from = 0; from < rows.length; from += batchWrites)
      await whileContended(retry, () =>
        client.send(
          new BatchWriteCommand({
            RequestItems: {
              [names.ranks]: rows
                .slice(from, from + batchWrites)
                .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
            },
          }),
        ),
      );
    return true;
  }

  async function forget(period: BoardPeriod): Promise<void> {
    await whileContended(retry, () =>
      client.send(
        new BatchWriteCommand({
          RequestItems: { [names.ranks]: [{ DeleteRequest: { Key: { ...progressKey(period) } } }] },
        }),
      ),
    );
  }

  return {
    async begin(period, layout) {
      if (period.layouts.length > 1) return false;
      const [current] = period.layouts;
      const { lanes, shards } = layout;
      const next = { ...current, lanes, shards, generation: current.generation + 1 };
      return periods.relay(period, [current, next]);
    },

    async step(period, isTime) {
      const [from, to] = period.layouts;
      if (to === undefined) return { state: 'steady' };
      if (now() - period.since < settlingMilliseconds) return { state: 'announced' };
      if (!(await move(period, [from, to], isTime)))
        return { state: (await progressOf(period)).movedAt === undefined ? 'moving' : 'settling' };
      const root = await nodesOf(period, from, []);
      const drift = root.reduce((sum, row) => sum + sumOf(countersOf(row)), 0);
      // Readers count both generations until the old one is gone, so its drift disappears with it.
      if (!(await clear(period, from, [], isTime))) return { state: 'clearing' };
      await periods.relay(period, [to]);
      await forget(period);
      return { state: 'done', drift };
    },
  };
}
