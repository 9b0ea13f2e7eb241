import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { type RetryPolicy, whileContended } from './contention';
import { rowFieldsOf } from './row-fields';

/** A sparse index of waiting items, its rows spread over shards and sorted by the time of the last look. */
export interface ShardedIndex<Time extends string, Id extends string> {
  readonly table: string;
  readonly index: string;
  /** Attribute that names the shard, and all its values. */
  readonly shard: string;
  readonly shardKeys: readonly string[];
  /** Epoch milliseconds. */
  readonly time: Time;
  readonly id: Id;
}

/** How much of a shard is read at once. */
interface ShardRead extends Pick<
  QueryCommandInput,
  'Limit' | 'ExclusiveStartKey' | 'FilterExpression' | 'ExpressionAttributeValues'
> {
  /** Only rows that have waited since before this time, in epoch milliseconds. */
  readonly before?: number;
}

/** One read of one shard, oldest first. */
function readShard<Time extends string, Id extends string>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  { table, index, shard, time }: ShardedIndex<Time, Id>,
  key: string,
  { before, ExpressionAttributeValues, ...read }: ShardRead,
): Promise<QueryCommandOutput> {
  const input: QueryCommandInput = {
    ...read,
    TableName: table,
    IndexName: index,
    KeyConditionExpression: `${shard} = :shard${before === undefined ? '' : ` AND ${time} < :before`}`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':shard': key,
      ...(before === undefined ? {} : { ':before': before }),
    },
  };
  return whileContended(retry, () => client.send(new QueryCommand(input)));
}

/**
 * The rows that have waited longest, of all shards together: at most `limit`, all before a time, the oldest
 * first.
 */
export async function longestWaiting<Time extends string, Id extends string>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  sharded: ShardedIndex<Time, Id>,
  before: number,
  limit: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { index, time, id } = sharded;
  const shards = await Promise.all(
    sharded.shardKeys.map((key) => readShard(client, retry, sharded, key, { before, Limit: limit })),
  );
  const rows = shards.flatMap(({ Items }) =>
    (Items ?? []).map((row) => {
      const fields = rowFieldsOf(row, `of index ${index}`);
      return { row, time: fields.number(time), id: fields.text(id) };
    }),
  );
  return rows
    .sort((left, right) => left.time - right.time || (left.id < right.id ? -1 : 1))
    .slice(0, limit)
    .map(({ row }) => row);
}

/**
 * The rows of all shards, in no order.
 * @returns undefined when a shard has more than `maxRowsOfShard`
 */
export async function allWaiting<Time extends string, Id extends string>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  sharded: ShardedIndex<Time, Id>,
  maxRowsOfShard: number,
): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  const shards = await Promise.all(
    sharded.shardKeys.map((key) => readShard(client, retry, sharded, key, { Limit: maxRowsOfShard + 1 })),
  );
  if (shards.some(({ Items = [] }) => Items.length > maxRowsOfShard)) return undefined;
  return shards.flatMap(({ Items = [] }) => Items);
}

/**
 * Pages of the rows of all shards that have waited since before a time. Each page is one read of one shard,
 * oldest first.
 */
export async function* waitingPages<Time extends string, Id extends string>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  sharded: ShardedIndex<Time, Id>,
  before: number,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  let open = sharded.shardKeys.map((key): OpenShard => ({ key, from: undefined }));
  while (open.length > 0) {
    const further: OpenShard[] = [];
    for (const { key, from } of open) {
      const { Items, LastEvaluatedKey } = await readShard(client, retry, sharded, key, {
        before,
        Limit: pageSize,
        ExclusiveStartKey: from,
      });
      if (LastEvaluatedKey !== undefined) further.push({ key, from: LastEvaluatedKey });
      if (Items !== undefined && Items.length > 0) yield Items;
    }
    open = further;
  }
}

/** Pages of the rows of all shards that a filter lets through; each read fetches as much as it can (1 MB). */
export async function* filteredPages<Time extends string, Id extends string>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  sharded: ShardedIndex<Time, Id>,
  filter: RowFilter,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  for (const key of sharded.shardKeys) {
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const { Items, LastEvaluatedKey } = await readShard(client, retry, sharded, key, {
        ...filter,
        ExclusiveStartKey: from,
      });
      if (Items !== undefined && Items.length > 0) yield Items;
      from = LastEvaluatedKey;
    } while (from !== undefined);
  }
}

/** A filter for rows that DynamoDB reads but does not return. */
type RowFilter = Required<Pick<QueryCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'>>;

interface OpenShard {
  readonly key: string;
  readonly from: QueryCommandInput['ExclusiveStartKey'];
}

/** Small enough that all shards get their turn. */
const pageSize = 100;
