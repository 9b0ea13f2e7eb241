import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { hangUp, type Said, send } from './fuzz/wire';

/** Requests that the service refuses or accepts, other than expressions. */
let database: LocalDynamoDb;
const TableName = 'things';
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
const ask = (operation: string, request: object): Promise<Said> =>
  send(database.url, { operation, request: { TableName, ...request } });
const index = (IndexName: string, hash: string, range: string, Projection: object): object => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection,
});

beforeAll(async () => {
  database = await startDynamoDb({ ttlSweepMs: 0 });
  await ask('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk', 'lsk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      index('global', 'gpk', 'gsk', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['s'] }),
    ],
    LocalSecondaryIndexes: [index('local', 'pk', 'lsk', { ProjectionType: 'KEYS_ONLY' })],
  });
  const item = { ...Key, lsk: { S: 'l' }, gpk: { S: 'g' }, gsk: { S: 'h' }, n: { N: '1' }, s: { S: 'x' } };
  expect((await ask('PutItem', { Item: item })).status).toBe(200);
});
afterAll(async () => {
  hangUp();
  await database.close();
});

const one = {
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'a' } },
};
const local = { ...one, IndexName: 'local' };
const global = {
  IndexName: 'global',
  KeyConditionExpression: 'gpk = :p',
  ExpressionAttributeValues: { ':p': { S: 'g' } },
};
const filtered = (values: object): object => ({
  FilterExpression: 'n = :n',
  ExpressionAttributeValues: { ...values, ':n': { N: '1' } },
});
const projected = { ProjectionExpression: 'n' };
const include = (Projection: object): object => ({
  AttributeDefinitions: [{ AttributeName: 'x', AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [
    { Create: { IndexName: 'new', KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }], Projection } },
  ],
});
const values = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`:v${number}`, { N: String(number) }]));

describe('requests that the service refuses', () => {
  it.each<[string, object, RegExp]>([
    ['Query', { ...one, ...projected, Select: 'ALL_ATTRIBUTES' }, /Cannot specify the ProjectionExpression/],
    ['Query', { ...one, ...projected, Select: 'COUNT' }, /choosing to get only the Count/],
    [
      'Query',
      { ...one, Select: 'SPECIFIC_ATTRIBUTES' },
      /Must specify the AttributesToGet or ProjectionExpression/,
    ],
    ['Query', { ...one, Select: 'ALL_PROJECTED_ATTRIBUTES' }, /only when Querying using an IndexName/],
    ['Query', { ...global, Select: 'ALL_ATTRIBUTES' }, /its projection type is not ALL/],
    ['Query', { ...global, ...projected }, /Global secondary index global does not project \[n\]/],
    [
      'Query',
      { ...global, ...filtered(global.ExpressionAttributeValues) },
      /does not project one or more filter attributes: \[n\]/,
    ],
    [
      'Query',
      { ...local, ...filtered(one.ExpressionAttributeValues) },
      /does not project one or more filter attributes: \[n\]/,
    ],
    ['Query', { ...global, ConsistentRead: true }, /Consistent reads are not supported/],
    ['Scan', { IndexName: 'global', ConsistentRead: true }, /Consistent reads are not supported/],
    ['Scan', { Segment: 0 }, /TotalSegments parameter is required/],
    ['Scan', { TotalSegments: 2 }, /Segment parameter is required/],
    ['Scan', { TotalSegments: 2, Segment: 2 }, /must be less than parameter TotalSegments/],
    ['Scan', { TotalSegments: 1_000_001, Segment: 0 }, /less than or equal to 1000000/],
    [
      'Scan',
      {
        FilterExpression: `n IN (${Object.keys(values(101)).join()})`,
        ExpressionAttributeValues: values(101),
      },
      /too many operands; number of operands: 101/,
    ],
    [
      'Scan',
      {
        FilterExpression: Array(151).fill('n = :n').join(' OR '),
        ExpressionAttributeValues: { ':n': { N: '1' } },
      },
      /too many operators; operator count: 301/,
    ],
    ['Scan', { FilterExpression: `attribute_exists(a${'.a'.repeat(32)})` }, /nesting levels: 33/],
    ['UpdateTable', {}, /At least one of/],
    ['UpdateTable', { GlobalSecondaryIndexUpdates: [] }, /At least one of/],
    ['UpdateTable', include({ ProjectionType: 'INCLUDE' }), /INCLUDE, but NonKeyAttributes is not specified/],
    [
      'UpdateTable',
      include({ ProjectionType: 'ALL', NonKeyAttributes: ['a'] }),
      /ALL, but NonKeyAttributes is specified/,
    ],
    [
      'PutItem',
      { Item: { ...Key, gpk: { S: '' } } },
      /cannot contain an empty string value\. IndexName: global, IndexKey: gpk/,
    ],
    [
      'PutItem',
      { Item: { ...Key, lsk: { N: '1' } } },
      /Type mismatch for Index Key lsk Expected: S Actual: N IndexName: local/,
    ],
    ['PutItem', { Item: { ...Key, x: { SS: [] } } }, /An string set {2}may not be empty/],
    ['PutItem', { Item: { ...Key, x: { NS: ['1', '1.0'] } } }, /Input collection contains duplicates/],
    ['PutItem', { Item: { ...Key, x: { N: '1'.repeat(39) } } }, /more than 38 significant digits/],
    [
      'UpdateItem',
      { Key, UpdateExpression: 'SET gsk = :e', ExpressionAttributeValues: { ':e': { S: '' } } },
      /secondary index key to a value that is not supported/,
    ],
    [
      'UpdateItem',
      { Key, UpdateExpression: 'SET big = :a + :a', ExpressionAttributeValues: { ':a': { N: '9e125' } } },
      /Number overflow/,
    ],
  ])('%s, row %#', async (operation, request, message) => {
    const { status, body } = await ask(operation, request);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
  });
});

describe('requests that the service accepts', () => {
  it('a local index reads attributes that it does not hold from the table, at its price', async () => {
    const { body } = await ask('Query', { ...local, ...projected, ReturnConsumedCapacity: 'INDEXES' });
    expect(body).toMatchObject({
      Items: [{ n: { N: '1' } }],
      ConsumedCapacity: {
        CapacityUnits: 1,
        Table: { CapacityUnits: 0.5 },
        LocalSecondaryIndexes: { local: { CapacityUnits: 0.5 } },
      },
    });
  });

  it('a scan of a local index filters by what the index does not hold, and shows what it holds', async () => {
    const scan = { IndexName: 'local', FilterExpression: 'n = :n' };
    const { body } = await ask('Scan', { ...scan, ExpressionAttributeValues: { ':n': { N: '1' } } });
    expect(body).toEqual({ Items: [{ ...Key, lsk: { S: 'l' } }], Count: 1, ScannedCount: 1 });
    expect(
      (await ask('Scan', { ...scan, ExpressionAttributeValues: { ':n': { N: '2' } } })).body,
    ).toMatchObject({ Count: 0, ScannedCount: 1 });
  });

  it('ARNs in every place that names a table', async () => {
    const item = expect.objectContaining({ pk: { S: 'a' } });
    expect((await ask('GetItem', { TableName: arn, Key })).body).toEqual({ Item: item });
    expect((await ask('BatchGetItem', { RequestItems: { [arn]: { Keys: [Key] } } })).body).toMatchObject({
      Responses: { things: [item] },
    });
    expect(
      (await ask('TransactGetItems', { TransactItems: [{ Get: { TableName: arn, Key } }] })).body,
    ).toMatchObject({ Responses: [{ Item: item }] });
    expect((await ask('DescribeTable', { TableName: arn })).body).toMatchObject({ Table: { TableName } });
  });

  it('tags whose keys begin with any letter; they go with their table', async () => {
    const request = { ResourceArn: arn, Tags: ['é', '級', '🏷'].map((Key) => ({ Key, Value: 'v' })) };
    const tagged = async (): Promise<unknown> => (await ask('ListTagsOfResource', { ResourceArn: arn })).body;
    await ask('TagResource', request);
    expect(await tagged()).toEqual({ Tags: request.Tags });
    await ask('UntagResource', { ResourceArn: arn, TagKeys: request.Tags.map(({ Key }) => Key) });
    expect(await tagged()).toEqual({ Tags: [] });
    const other = { TableName: 'other', BillingMode: 'PAY_PER_REQUEST' };
    const keys = {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    const ResourceArn = arn.replace('things', 'other');
    await ask('CreateTable', { ...other, ...keys, Tags: request.Tags });
    await ask('DeleteTable', other);
    await ask('CreateTable', { ...other, ...keys });
    expect((await ask('ListTagsOfResource', { ResourceArn })).body).toEqual({ Tags: [] });
  });

  it('sets, equal in any order and as numbers; a set that loses its last member is removed', async () => {
    const sets = { pk: { S: 'sets' }, sk: { S: 'b' } };
    await ask('PutItem', { Item: { ...sets, n: { NS: ['10', '2', '1.50'] }, s: { SS: ['b', 'a'] } } });
    const { body } = await ask('UpdateItem', {
      Key: sets,
      UpdateExpression: 'ADD n :n DELETE s :s',
      ConditionExpression: 'n = :same AND contains(n, :two)',
      ExpressionAttributeValues: {
        ':n': { NS: ['3', '2.0'] },
        ':s': { SS: ['a', 'b', 'c'] },
        ':same': { NS: ['2.0', '1.5', '1e1'] },
        ':two': { N: '2.00' },
      },
      ReturnValues: 'ALL_NEW',
    });
    expect(body).toEqual({
      Attributes: { ...sets, n: { NS: expect.arrayContaining(['1.5', '2', '3', '10']) } },
    });
  });

  it('comparisons with absent attributes are false, and cause no error', async () => {
    for (const condition of [
      'q1 = q2',
      'n IN (q1, :v)',
      'n BETWEEN q1 AND :v',
      'q1 < :v',
      ':v BETWEEN q1 AND q2',
    ])
      expect(
        await ask('DeleteItem', {
          Key,
          ConditionExpression: condition,
          ExpressionAttributeValues: condition.includes(':v') ? { ':v': { N: '7' } } : undefined,
        }),
      ).toMatchObject({ status: 400, body: { message: 'The conditional request failed' } });
    expect((await ask('GetItem', { Key })).body).toMatchObject({ Item: Key });
  });
});
