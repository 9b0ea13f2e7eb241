import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type RetryPolicy, whileContended } from './contention';

/**
 * A sparse index of what is waiting, its rows spread over shards and sorted by when they were last looked
 * after.
 */
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

/**
 * The rows that have waited longest, of all shards together: at most `limit`, all before a time, the oldest
 * first.
 */
export async function longestWaiting<
  Time extends string,
  Id extends string,
  Row extends Readonly<Record<Time, number>> & Readonly<Record<Id, string>>,
>(
  client: DynamoDBDocumentClient,
  retry: RetryPolicy,
  { table, index, shard, shardKeys, time, id }: ShardedIndex<Time, Id>,
  before: number,
  limit: number,
): Promise<readonly Row[]> {
  const shards = await Promise.all(
    shardKeys.map((key) =>
      whileContended(retry, () =>
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            KeyConditionExpression: `${shard} = :shard AND ${time} < :before`,
            ExpressionAttributeValues: { ':shard': key, ':before': before },
            Limit: limit,
          }),
        ),
      ),
    ),
  );
  const rows = shards.flatMap(({ Items }) => (Items ?? []).map((item) => item as Row));
  return rows
    .sort((left, right) => left[time] - right[time] || (left[id] < right[id] ? -1 : 1))
    .slice(0, limit);
}
