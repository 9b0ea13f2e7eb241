import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';

/** A shard of one of a table's streams. */
export interface TableShard {
  readonly arn: string;
  readonly id: string;
  /** The shards that are read first, each by its stream and id. */
  readonly after: ReadonlyArray<{ readonly arn: string; readonly id: string }>;
}

/**
 * The shards of all streams that a table has, oldest stream first. A repair of the database closes each
 * stream and opens another: records of the closed one that no function has read come before those of the new
 * one.
 */
export async function shardsOfTable(
  streams: DynamoDBStreamsClient,
  tableName: string,
  abortSignal: AbortSignal,
): Promise<readonly TableShard[]> {
  const found: TableShard[] = [];
  for (const arn of await streamsOf(streams, tableName, abortSignal)) {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }), {
      abortSignal,
    });
    const ofEarlierStreams = [...found];
    const shards = StreamDescription?.Shards ?? [];
    for (const { ShardId: id, ParentShardId: parent } of shards) {
      if (id === undefined) continue;
      const parents = shards.some(({ ShardId }) => ShardId === parent) && parent !== undefined;
      found.push({ arn, id, after: [...ofEarlierStreams, ...(parents ? [{ arn, id: parent }] : [])] });
    }
  }
  return found;
}

/** By the time in their names, which their labels end with. @throws Error for a table without a stream */
async function streamsOf(
  streams: DynamoDBStreamsClient,
  tableName: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const arns: string[] = [];
  let from: string | undefined;
  do {
    const { Streams = [], LastEvaluatedStreamArn } = await streams.send(
      new ListStreamsCommand({
        TableName: tableName,
        ...(from === undefined ? {} : { ExclusiveStartStreamArn: from }),
      }),
      { abortSignal },
    );
    arns.push(...Streams.flatMap(({ StreamArn }) => (StreamArn === undefined ? [] : [StreamArn])));
    from = LastEvaluatedStreamArn;
  } while (from !== undefined);
  if (arns.length === 0) throw new Error(`table ${tableName} has no stream`);
  return arns.sort();
}
