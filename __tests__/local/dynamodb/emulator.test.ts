import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createTables,
  type DynamoDbOptions,
  type LocalDynamoDb,
  startDynamoDb,
} from '../../../local/dynamodb';
import { tablesNamed } from '../../../contract/tables';
import { tables } from '../../../store/tables';
import { makeTable, records } from './cases';
import { clientsOf, type Emulator } from './emulators';

const minute = 60_000;
const names = tablesNamed((table) => `t-${table}`);

let dataDir: string;
let now: number;
const running: Array<{ dynamodb: LocalDynamoDb; emulator: Emulator }> = [];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'turnlift-dynamodb-'));
  now = Date.UTC(2026, 10, 22, 12);
});
afterEach(async () => {
  for (const { emulator } of running.splice(0)) await emulator.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  options: DynamoDbOptions = {},
): Promise<{ dynamodb: LocalDynamoDb; emulator: Emulator }> {
  const dynamodb = await startDynamoDb({ ttlSweepMs: 0, now: () => now, ...options });
  const clients = clientsOf(dynamodb.url);
  const emulator: Emulator = {
    name: 'turnlift',
    ...clients,
    close: async () => {
      clients.client.destroy();
      clients.streams.destroy();
      await dynamodb.close();
    },
  };
  running.push({ dynamodb, emulator });
  return { dynamodb, emulator };
}

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'a' } });
const ranked = (pk: string, gsk: string) => ({ ...key(pk), gpk: { S: 'g' }, gsk: { S: gsk } });
const put = (pk: string) => new PutItemCommand({ TableName: 'things', Item: key(pk) });

describe('createTables', () => {
  it('creates the declared tables, and changes nothing when repeated', async () => {
    const {
      emulator: { client },
    } = await start();
    await createTables(client, names);
    const described = async () =>
      Promise.all(
        Object.values(names).map(
          async (TableName) => (await client.send(new DescribeTableCommand({ TableName }))).Table,
        ),
      );
    const first = await described();
    await createTables(client, names);
    expect(await described()).toEqual(first);
    const leaderboards = first.find((table) => table?.TableName === names.leaderboards);
    expect(leaderboards?.StreamSpecification).toEqual({
      StreamEnabled: true,
      StreamViewType: tables.leaderboards.stream,
    });
    expect(
      leaderboards?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => [IndexName, Projection]),
    ).toEqual([['rank', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['s', 't', 'n', 'c', 'a'] }]]);
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName: names.matches }));
    expect(
      backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    ).toBe('ENABLED');
  });

  it('brings an older table up to the declaration', async () => {
    const {
      emulator: { client },
    } = await start();
    await client.send(
      new CreateTableCommand({
        TableName: names.leaderboards,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    await client.send(new PutItemCommand({ TableName: names.leaderboards, Item: ranked('a', '1') }));
    await createTables(client, names);
    const found = await client.send(
      new QueryCommand({
        TableName: names.leaderboards,
        IndexName: 'rank',
        KeyConditionExpression: 'gpk = :g',
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      }),
    );
    expect(found.Count).toBe(1);
    expect(
      (await client.send(new DescribeTableCommand({ TableName: names.leaderboards }))).Table?.LatestStreamArn,
    ).toMatch(/\/stream\//);
  });
});

describe('state that outlives a restart', () => {
  it('items, streams with their numbers, TTL, tags, tokens', async () => {
    const first = await start({ dataDir });
    await makeTable(first.emulator, 'things');
    const arn = (await first.emulator.client.send(new DescribeTableCommand({ TableName: 'things' }))).Table
      ?.TableArn;
    await first.emulator.client.send(
      new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: 'stage', Value: 'dev' }] }),
    );
    const add = new TransactWriteItemsCommand({
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Update: {
            TableName: 'things',
            Key: key('count'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
    await first.emulator.client.send(add);
    await first.emulator.close();

    const second = await start({ dataDir });
    const { client } = second.emulator;
    await client.send(add);
    expect(
      (await client.send(new GetItemCommand({ TableName: 'things', Key: key('count') }))).Item?.n,
    ).toEqual({ N: '1' });
    await client.send(put('later'));
    expect(
      (await records(second.emulator, 'things')).map(({ eventName, dynamodb }) => [
        eventName,
        dynamodb?.Keys?.pk?.S,
      ]),
    ).toEqual([
      ['INSERT', 'count'],
      ['INSERT', 'later'],
    ]);
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags).toEqual([
      { Key: 'stage', Value: 'dev' },
    ]);

    // After ten minutes the token is forgotten, and the same request is a new one.
    now += 10 * minute;
    await client.send(add);
    expect(
      (await client.send(new GetItemCommand({ TableName: 'things', Key: key('count') }))).Item?.n,
    ).toEqual({ N: '2' });
  });

  it('tokens are cleared after ten minutes, except a token that was used again', async () => {
    const {
      dynamodb,
      emulator: { client },
      emulator,
    } = await start();
    await makeTable(emulator, 'things');
    const add = (token: string) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: token,
          TransactItems: [
            {
              Update: {
                TableName: 'things',
                Key: key(token),
                UpdateExpression: 'ADD n :one',
                ExpressionAttributeValues: { ':one': { N: '1' } },
              },
            },
          ],
        }),
      );
    const count = async (token: string) =>
      (await client.send(new GetItemCommand({ TableName: 'things', Key: key(token) }))).Item?.n?.N;
    await add('a');
    await add('b');
    now += 10 * minute;
    await add('b');
    await dynamodb.sweep();
    for (const token of ['a', 'b']) await add(token);
    expect([await count('a'), await count('b')]).toEqual(['2', '2']);
    now += 9 * minute;
    await dynamodb.sweep();
    for (const token of ['a', 'b']) await add(token);
    expect([await count('a'), await count('b')]).toEqual(['2', '2']);
  });

  it('a deleted table is created again empty, including indexes and TTL', async () => {
    const first = await start({ dataDir });
    await makeTable(first.emulator, 'things');
    await makeTable(first.emulator, 'things-2');
    await first.emulator.client.send(new PutItemCommand({ TableName: 'things', Item: ranked('a', '1') }));
    await first.emulator.client.send(new PutItemCommand({ TableName: 'things-2', Item: ranked('a', '1') }));
    await first.emulator.client.send(new DeleteTableCommand({ TableName: 'things' }));
    await expect(first.emulator.client.send(put('a'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await first.emulator.close();
    const second = await start({ dataDir });
    await makeTable(second.emulator, 'things');
    const query = (TableName: string) =>
      second.emulator.client.send(
        new QueryCommand({
          TableName,
          IndexName: 'rank',
          KeyConditionExpression: 'gpk = :g',
          ExpressionAttributeValues: { ':g': { S: 'g' } },
        }),
      );
    expect([
      (await second.emulator.client.send(new ScanCommand({ TableName: 'things' }))).Count,
      (await query('things')).Count,
      (await query('things-2')).Count,
    ]).toEqual([0, 0, 1]);
    expect(await records(second.emulator, 'things-2')).toHaveLength(1);
  });

  it('a folder belongs to one process at a time', async () => {
    await start({ dataDir });
    await expect(startDynamoDb({ dataDir })).rejects.toThrow(dataDir);
  });
});

describe('streams', () => {
  it('trims records after a day and reports it to a reader behind them', async () => {
    const { dynamodb, emulator } = await start();
    await makeTable(emulator, 'things');
    await emulator.client.send(put('old'));
    const old = (await records(emulator, 'things'))[0]?.dynamodb?.SequenceNumber;
    now += 23 * 60 * minute;
    await emulator.client.send(put('young'));
    now += 2 * 60 * minute;
    await dynamodb.sweep();
    expect((await records(emulator, 'things')).map(({ dynamodb: record }) => record?.Keys?.pk?.S)).toEqual([
      'young',
    ]);
    await expect(records(emulator, 'things', 'AT_SEQUENCE_NUMBER', old)).rejects.toMatchObject({
      name: 'TrimmedDataAccessException',
    });
  });

  it("lets an iterator expire after 15 minutes; keeps a deleted table's stream readable to its end", async () => {
    const { emulator } = await start();
    await makeTable(emulator, 'things');
    await emulator.client.send(put('a'));
    const StreamArn = (await emulator.client.send(new DescribeTableCommand({ TableName: 'things' }))).Table
      ?.LatestStreamArn;
    await emulator.client.send(new DeleteTableCommand({ TableName: 'things' }));
    const { StreamDescription } = await emulator.streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription?.StreamStatus).toBe('DISABLED');
    const { ShardIterator } = await emulator.streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const page = await emulator.streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(page.Records).toHaveLength(1);
    expect(page.NextShardIterator).toBeUndefined();
    now += 16 * minute;
    await expect(emulator.streams.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
    });
  });
});

describe('faults', () => {
  it('occur at the requested rate, and identically for the same seed', async () => {
    const outcomes = async (seed: number): Promise<string[]> => {
      const {
        emulator: { client },
        dynamodb,
      } = await start({ seed });
      await makeTable({ client } as Emulator, 'things');
      dynamodb.faults.set({ transactionConflict: 0.3, throttling: 0.2 });
      const seen: string[] = [];
      for (let i = 0; i < 60; i += 1) {
        seen.push(
          await client
            .send(
              new TransactWriteItemsCommand({
                TransactItems: [{ Put: { TableName: 'things', Item: key(`p${i}`) } }],
              }),
            )
            .then(
              () => 'ok',
              (error: { name: string; CancellationReasons?: Array<{ Code?: string }> }) =>
                error.CancellationReasons?.[0]?.Code ?? error.name,
            ),
        );
      }
      dynamodb.faults.set({});
      // The refused write was not applied.
      expect((await client.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(
        seen.filter((outcome) => outcome === 'ok').length,
      );
      return seen;
    };
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(
      new Set(['ok', 'TransactionConflict', 'ProvisionedThroughputExceededException', 'ThrottlingException']),
    );
  });

  it('let an index lag behind its table, and catch up in order, even over a restart', async () => {
    const { dynamodb, emulator } = await start({ dataDir });
    await makeTable(emulator, 'things');
    dynamodb.faults.set({ indexLagMs: 60 * minute });
    await emulator.client.send(new PutItemCommand({ TableName: 'things', Item: ranked('a', '1') }));
    await emulator.client.send(new PutItemCommand({ TableName: 'things', Item: ranked('a', '2') }));
    const query = new QueryCommand({
      TableName: 'things',
      IndexName: 'rank',
      KeyConditionExpression: 'gpk = :g',
      ExpressionAttributeValues: { ':g': { S: 'g' } },
    });
    expect((await emulator.client.send(query)).Count).toBe(0);
    await emulator.close();
    const again = await start({ dataDir });
    expect((await again.emulator.client.send(query)).Items?.map(({ gsk }) => gsk?.S)).toEqual(['2']);
  });

  it('refuse nonsense', async () => {
    const { dynamodb } = await start();
    expect(() => dynamodb.faults.set({ throttling: 2 })).toThrow('faults.throttling');
    expect(() => dynamodb.faults.set({ indexLagMs: -1 })).toThrow('faults.indexLagMs');
  });
});

describe('the HTTP interface', () => {
  it('closes while clients keep connections open, and answers running requests', async () => {
    const { dynamodb, emulator } = await start();
    await emulator.client.send(new ListTablesCommand({}));
    await makeTable(emulator, 'things');
    const writes = Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        emulator.client.send(put(`p${i}`)).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      ),
    );
    await dynamodb.close();
    for (const outcome of await writes) expect(['ok', 'TimeoutError', 'Error']).toContain(outcome);
  });

  it.each([
    [
      'an unknown operation',
      { 'x-amz-target': 'DynamoDB_20120810.ExecuteStatement' },
      '{}',
      'UnknownOperationException',
    ],
    ['no operation', {}, '{}', 'UnknownOperationException'],
    [
      'no signature',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: '' },
      '{}',
      'MissingAuthenticationTokenException',
    ],
    ['no JSON', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{', 'SerializationException'],
    ['a JSON list', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '[]', 'SerializationException'],
    [
      'a transaction of numbers',
      { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
      '{"TransactItems":[1]}',
      'ValidationException',
    ],
    [
      'a transaction with an unknown part',
      { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
      '{"TransactItems":[{"Merge":{}}]}',
      'ValidationException',
    ],
    [
      'an unknown iterator',
      { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' },
      '{"ShardIterator":"x"}',
      'ValidationException',
    ],
  ])('refuses %s and stays up', async (_, headers, body, type) => {
    const { dynamodb, emulator } = await start();
    const response = await fetch(dynamodb.url, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 …'.replace('…', 'Credential=x'), ...headers },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining(type) });
    expect((await emulator.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('parallel updates of one item lose none', async () => {
    const {
      emulator: { client },
      emulator,
    } = await start();
    await makeTable(emulator, 'things');
    await Promise.all(
      Array.from({ length: 200 }, () =>
        client.send(
          new UpdateItemCommand({
            TableName: 'things',
            Key: key('n'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          }),
        ),
      ),
    );
    expect((await client.send(new GetItemCommand({ TableName: 'things', Key: key('n') }))).Item?.n).toEqual({
      N: '200',
    });
  });
});
