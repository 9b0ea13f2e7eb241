import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { type IndexLayout, layoutText, readLayout } from '../core/ranking/index-layout';
import { batchGet } from './batch-get';
import { type LeaderboardPeriod } from './leaderboard-periods';
import { entryKey, readStoredEntry, readIndexed } from './stored-entries';
import { ifItHolds, type RetryPolicy, whileContended } from './contention';
import { rankPartition, rankRows, type RowKey, shardOf } from './keys';
import { readRow } from './read-row';
import { rowFieldsOf } from './row-fields';
import { type RankTables } from './table';

/**
 * Moves the entries of a period into a layout, regardless of what they say: those of a restored backup may
 * say any. A pass looks at all of them. Passes follow each other until one finds none left to move.
 */
export interface EntryMoves {
  /**
   * Continues the pass under way, or begins one.
   * @param isTime whether to stop
   */
  pass(period: LeaderboardPeriod, to: IndexLayout, isTime: () => boolean): Promise<MovePass>;
  /** The pass under way or the last one; undefined before the first into this layout. */
  last(period: LeaderboardPeriod, to: IndexLayout): Promise<MovePass | undefined>;
  keep(period: LeaderboardPeriod, pass: MovePass): Promise<void>;
  forget(period: LeaderboardPeriod): Promise<void>;
}

/** One pass over a period whose index changes its layout. */
export interface MovePass {
  /** The layout into which it moves entries. */
  readonly to: string;
  /** Epoch milliseconds at which it began. */
  readonly startedAt: number;
  /** Epoch milliseconds at which it ended; absent while it is under way. */
  readonly endedAt?: number;
  /** The place in the index behind which it continues. */
  readonly partition: number;
  readonly after?: string;
  /** Entries that it moved. */
  readonly moved: number;
  /**
   * Entries that it found in the new layout, and that had not been written since it began: so it has seen
   * each of them once.
   */
  readonly still: number;
  /** The layouts that entries were moved out of, by earlier passes too. */
  readonly left: readonly string[];
  /** Whether counters of these layouts are being deleted. */
  readonly clearing: boolean;
}

/** The number of entries that are moved concurrently. */
const movedAtOnce = 50;
/**
 * The number of partitions that a pass looks into at least: restored entries may be in partitions of a layout
 * that the period does not have any more.
 */
const leastPartitions = 64;

interface EntryMoving extends RankTables {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** @param names real names of the tables @param now epoch milliseconds */
export function createEntryMoves(
  client: DynamoDBDocumentClient,
  names: { readonly leaderboards: string; readonly ranks: string },
  { retry, now }: { readonly retry: RetryPolicy; readonly now: () => number },
): EntryMoves {
  const parts: EntryMoving = { client, names, retry, now };
  return {
    last: (period, to) => last(parts, period, to),
    keep: (period, pass) => keep(parts, period, pass),
    pass: (period, to, isTime) => pass(parts, period, to, isTime),
    forget: (period) => forget(parts, period),
  };
}

async function pass(
  parts: EntryMoving,
  period: LeaderboardPeriod,
  to: IndexLayout,
  isTime: () => boolean,
): Promise<MovePass> {
  const before = await last(parts, period, to);
  let pass: MovePass =
    before !== undefined && before.endedAt === undefined
      ? before
      : {
          to: layoutText(to),
          startedAt: parts.now(),
          partition: 0,
          moved: 0,
          still: 0,
          left: before?.left ?? [],
          clearing: false,
        };
  while (pass.endedAt === undefined && !isTime()) {
    const seen = pass;
    pass = await movePage(parts, period, to, pass);
    if (pass.partition >= partitionsOf(period, pass)) pass = { ...pass, endedAt: parts.now() };
    // Progress over empty pages is not stored: they are soon read again.
    const isEmpty = seen.after === undefined && seen.moved === pass.moved && seen.still === pass.still;
    if (!isEmpty || pass.endedAt !== undefined) await keep(parts, period, pass);
  }
  return pass;
}

async function forget({ retry, client, names }: EntryMoving, period: LeaderboardPeriod): Promise<void> {
  await whileContended(retry, () =>
    client.send(
      new BatchWriteCommand({
        RequestItems: { [names.ranks]: [{ DeleteRequest: { Key: { ...passKey(period) } } }] },
      }),
    ),
  );
}

function passKey({ leaderboard, period }: LeaderboardPeriod): RowKey {
  return rankRows.check.key({ leaderboard, period: `${period}#move` });
}

async function last(
  { client, names, retry }: EntryMoving,
  period: LeaderboardPeriod,
  to: IndexLayout,
): Promise<MovePass | undefined> {
  const Item = await readRow({ client, TableName: names.ranks, retry }, passKey(period));
  if (Item === undefined) return undefined;
  const fields = rowFieldsOf(Item, 'move');
  // The row of an earlier rebuild, which died before it was deleted; or of an earlier version.
  if (fields.optionalText('to') !== layoutText(to)) return undefined;
  const [after, endedAt] = [fields.optionalText('after'), fields.optionalNumber('endedAt')];
  return {
    to: layoutText(to),
    startedAt: fields.number('startedAt'),
    partition: fields.number('partition'),
    moved: fields.number('moved'),
    still: fields.number('still'),
    left: fields.texts('left'),
    clearing: Item['clearing'] === true,
    ...(after === undefined ? {} : { after }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

async function keep(
  { retry, client, names }: EntryMoving,
  period: LeaderboardPeriod,
  pass: MovePass,
): Promise<void> {
  await whileContended(retry, () =>
    client.send(new PutCommand({ TableName: names.ranks, Item: { ...passKey(period), ...pass } })),
  );
}

/**
 * @returns the layout that the entry has left; undefined when it is in the new one, or off the leaderboard
 */
async function move(
  { retry, client, names }: EntryMoving,
  { leaderboard, period }: LeaderboardPeriod,
  to: IndexLayout,
  playerId: PlayerId,
): Promise<string | undefined> {
  const moved = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName: names.leaderboards,
        Key: entryKey({ leaderboard, period, playerId }),
        UpdateExpression: 'SET g = :to, gpk = :gpk',
        // An entry that was written since may be in the new layout, or off the leaderboard.
        ConditionExpression: 'g <> :to AND attribute_exists(gsk)',
        ExpressionAttributeValues: {
          ':to': layoutText(to),
          ':gpk': rankPartition({ leaderboard, period, shard: shardOf(playerId, to.shards) }),
        },
        ReturnValues: 'UPDATED_OLD',
      }),
    ),
  );
  return moved === undefined ? undefined : rowFieldsOf(moved.Attributes ?? {}, 'entry').text('g');
}

/** One page of the index. */
async function movePage(
  parts: EntryMoving,
  period: LeaderboardPeriod,
  to: IndexLayout,
  pass: MovePass,
): Promise<MovePass> {
  const { leaderboard } = period;
  const { after, ...rest } = pass;
  const gpk = rankPartition({ leaderboard, period: period.period, shard: pass.partition });
  const { Items, LastEvaluatedKey } = await whileContended(parts.retry, () =>
    parts.client.send(
      new QueryCommand({
        TableName: parts.names.leaderboards,
        IndexName: 'rank',
        KeyConditionExpression: after === undefined ? 'gpk = :gpk' : 'gpk = :gpk AND gsk > :after',
        ExpressionAttributeValues: { ':gpk': gpk, ...(after === undefined ? {} : { ':after': after }) },
        Limit: movedAtOnce,
      }),
    ),
  );
  const found = (Items ?? []).map(readIndexed);
  const rows = await batchGet(
    parts.client,
    parts.names.leaderboards,
    parts.retry,
    found.map(({ playerId }) => entryKey({ leaderboard, period: period.period, playerId })),
  );
  const entries = rows.map(readStoredEntry).filter(({ listed }) => listed);
  const isIn = ({ layout }: { readonly layout: IndexLayout }): boolean =>
    layoutText(layout) === layoutText(to);
  const left = await Promise.all(
    entries.filter((entry) => !isIn(entry)).map(({ playerId }) => move(parts, period, to, playerId)),
  );
  const moved = left.flatMap((layout) => layout ?? []);
  const last = LastEvaluatedKey === undefined ? undefined : found.at(-1)?.gsk;
  return {
    ...rest,
    moved: pass.moved + moved.length,
    still: pass.still + entries.filter((entry) => isIn(entry) && entry.writtenAt < pass.startedAt).length,
    left: [...new Set([...pass.left, ...moved])],
    ...(last === undefined ? { partition: pass.partition + 1 } : { after: last }),
  };
}

/**
 * The partitions in which entries may be: those of the period's layouts, and of all that entries have said.
 */
function partitionsOf({ layouts }: LeaderboardPeriod, { left }: MovePass): number {
  const said = left.flatMap((text) => readLayout(text) ?? []);
  return Math.max(leastPartitions, ...[...layouts, ...said].map(({ shards }) => shards));
}
