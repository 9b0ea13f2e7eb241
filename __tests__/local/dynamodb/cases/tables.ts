import { CreateTableCommand, DescribeTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { type Emulator } from '../emulators';

/** A table like ours: string keys, one index that includes an attribute, a stream. */
export async function makeTable({ client }: Pick<Emulator, 'client'>, TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'rank',
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['s'] },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 1 }, { TableName });
}

/** All records of a table's stream, from its start or from a sequence number. */
export async function records(
  { client, streams }: Emulator,
  TableName: string,
  ShardIteratorType: 'TRIM_HORIZON' | 'AFTER_SEQUENCE_NUMBER' | 'AT_SEQUENCE_NUMBER' = 'TRIM_HORIZON',
  SequenceNumber?: string,
) {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
  const StreamArn = Streams?.[0]?.StreamArn;
  if (StreamArn === undefined || StreamArn !== Table?.LatestStreamArn)
    throw new Error(`ListStreams says ${String(StreamArn)}, DescribeTable ${String(Table?.LatestStreamArn)}`);
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId,
      ShardIteratorType,
      ...(SequenceNumber === undefined ? {} : { SequenceNumber }),
    }),
  );
  const all: _Record[] = [];
  // Two empty answers in a row: the emulators have no records that come later by themselves.
  for (let empty = 0; empty < 2 && ShardIterator !== undefined;) {
    const page: { Records?: _Record[]; NextShardIterator?: string } = await streams.send(
      new GetRecordsCommand({ ShardIterator }),
    );
    all.push(...(page.Records ?? []));
    empty = (page.Records?.length ?? 0) === 0 ? empty + 1 : 0;
    ShardIterator = page.NextShardIterator;
  }
  return all;
}

/** Waits until a table and its indexes are ready. */
export async function indexesSettle({ client }: Emulator, TableName: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; ;) {
    // Amazon's emulator sometimes answers InternalFailure while it makes an index on a busy machine; a retry
    // succeeds.
    const { Table } = await client.send(new DescribeTableCommand({ TableName })).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'InternalFailure') return { Table: undefined };
      throw error;
    });
    if (
      Table?.TableStatus === 'ACTIVE' &&
      (Table.GlobalSecondaryIndexes ?? []).every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    )
      return;
    if (Date.now() > deadline) throw new Error(`table ${TableName} does not settle`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
