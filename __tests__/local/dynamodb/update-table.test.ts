import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { clientsOf } from './emulators';

const created = new Date(Date.UTC(2026, 10, 22, 12));
const later = new Date(Date.UTC(2026, 10, 23, 12));

let database: LocalDynamoDb;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let now: Date;

beforeEach(async () => {
  now = created;
  database = await startDynamoDb({ ttlSweepMs: 0, now: () => now.getTime() });
  ({ client, streams } = clientsOf(database.url));
});
afterEach(async () => {
  client.destroy();
  streams.destroy();
  await database.close();
});

async function create(BillingMode: 'PAY_PER_REQUEST' | 'PROVISIONED'): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode,
      ...(BillingMode === 'PROVISIONED'
        ? { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }
        : {}),
    }),
  );
}

async function update(changes: Omit<UpdateTableCommandInput, 'TableName'>): Promise<void> {
  await client.send(new UpdateTableCommand({ TableName: 'things', ...changes }));
}

async function described(): Promise<TableDescription | undefined> {
  return (await client.send(new DescribeTableCommand({ TableName: 'things' }))).Table;
}

describe('the billing mode', () => {
  it('of an on-demand table keeps the time of its change when it becomes provisioned', async () => {
    await create('PAY_PER_REQUEST');
    now = later;
    await update({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    });

    expect(await described()).toMatchObject({
      BillingModeSummary: { BillingMode: 'PROVISIONED', LastUpdateToPayPerRequestDateTime: created },
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    });
  });

  it('of a provisioned table has the time of its change to on-demand', async () => {
    await create('PROVISIONED');
    now = later;
    await update({ BillingMode: 'PAY_PER_REQUEST' });

    expect(await described()).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: later },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    });
  });

  it('on demand, asked for again, changes nothing', async () => {
    await create('PAY_PER_REQUEST');
    now = later;
    await update({ BillingMode: 'PAY_PER_REQUEST' });

    expect((await described())?.BillingModeSummary).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      LastUpdateToPayPerRequestDateTime: created,
    });
  });

  it('is accepted by its second name, too', async () => {
    await create('PAY_PER_REQUEST');
    await update({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    });

    // The SDK does not read TableThroughputModeSummary, which is in the service's answers.
    const answer = await fetch(database.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.DescribeTable',
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261122/us-east-1/dynamodb/aws4_request, ' +
          'SignedHeaders=host;x-amz-date, Signature=a',
        'x-amz-date': '20261122T120000Z',
      },
      body: JSON.stringify({ TableName: 'things' }),
    });
    expect(await answer.json()).toMatchObject({
      Table: { TableThroughputModeSummary: { TableThroughputMode: 'PROVISIONED' } },
    });
  });
});

describe('a request that is refused for one of its changes', () => {
  const unknownIndex = { Delete: { IndexName: 'unknown' } };

  it('enables no stream', async () => {
    await create('PAY_PER_REQUEST');
    await expect(
      update({
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        GlobalSecondaryIndexUpdates: [unknownIndex],
      }),
    ).rejects.toThrow('Index: unknown not found');

    expect((await described())?.LatestStreamArn).toBeUndefined();
    await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' } } }));
    expect((await streams.send(new ListStreamsCommand({ TableName: 'things' }))).Streams).toEqual([]);
  });

  it('disables no stream', async () => {
    await create('PAY_PER_REQUEST');
    await update({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } });
    const arn = (await described())?.LatestStreamArn;
    await expect(
      update({
        StreamSpecification: { StreamEnabled: false },
        GlobalSecondaryIndexUpdates: [unknownIndex],
      }),
    ).rejects.toThrow('Index: unknown not found');

    expect(arn).toBeDefined();
    expect((await described())?.LatestStreamArn).toBe(arn);
    await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' } } }));
    expect((await database.stream('things', 10))?.records).toHaveLength(1);
  });
});
