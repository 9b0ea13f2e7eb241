import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { javaIsThere, startAmazonsEmulator } from './emulators';
import { hangUp, type Said, send } from './fuzz/wire';

/**
 * Limits and rules between fields that the API reference states, operation by operation: ours refuses what
 * the service refuses, and takes what is at the limit. The same requests go to Amazon's emulator where Java
 * is at hand.
 */
const TableName = 'limits';
const long = (bytes: number): { readonly S: string } => ({ S: 'y'.repeat(bytes) });
/** Two bytes a character. */
const wide = (characters: number): { readonly S: string } => ({ S: 'é'.repeat(characters) });
const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
const put = (attributes: object): object => ({ Item: { ...Key, ...attributes } });
const set = (name: string, value: object): object => ({
  Key,
  UpdateExpression: `SET ${name} = :v`,
  ExpressionAttributeValues: { ':v': value },
});
const hash = (AttributeName: string): object => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string): object => ({ AttributeName, KeyType: 'RANGE' });
const defined = (...names: readonly string[]): object[] =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const index = (IndexName: string, KeySchema: object[], NonKeyAttributes?: readonly string[]): object => ({
  IndexName,
  KeySchema,
  Projection: NonKeyAttributes ? { ProjectionType: 'INCLUDE', NonKeyAttributes } : { ProjectionType: 'ALL' },
});
const many = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name}${at}`);

let made = 0;
const table = (request: object): object => ({
  TableName: `other-${(made += 1)}`,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [hash('pk')],
  AttributeDefinitions: defined('pk'),
  ...request,
});
const indexed = (...indexes: ReadonlyArray<readonly string[]>): object =>
  table({
    AttributeDefinitions: defined('pk', ...indexes.map((_, at) => `x${at}`)),
    GlobalSecondaryIndexes: indexes.map((names, at) => index(`index-${at}`, [hash(`x${at}`)], names)),
  });
const added = (Create: object, ...names: readonly string[]): object => ({
  AttributeDefinitions: defined(...names),
  GlobalSecondaryIndexUpdates: [{ Create }],
});
const partition = { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } };
const query = (sort: string, value: object): object => ({
  KeyConditionExpression: `pk = :p AND ${sort}`,
  ExpressionAttributeValues: { ':p': { S: 'a' }, ':v': value },
});
const exists = { n: { ComparisonOperator: 'NOT_NULL' } };
/** Operations with their older filters. */
const filtered: ReadonlyArray<readonly [operation: string, request: object, filter: string]> = [
  ['PutItem', put({}), 'Expected'],
  ['DeleteItem', { Key }, 'Expected'],
  ['UpdateItem', { Key }, 'Expected'],
  ['Query', { KeyConditions: partition }, 'QueryFilter'],
  ['Scan', {}, 'ScanFilter'],
];
const tooLong = /Size limit exceeded/;
const beyond = /secondary index key beyond allowed size limits/;
const rangeTooLong = /Aggregated size of all range keys has exceeded the size limit of 1024 bytes/;
const badName = /Names of key attributes and attributes projected into an index must be between 1 and 255/;

type Refused = readonly [operation: string, request: object, message: RegExp];
const refused: readonly Refused[] = [
  ['PutItem', put({ gpk: long(2049) }), tooLong],
  ['PutItem', put({ gsk: long(1025) }), tooLong],
  ['PutItem', put({ lsk: wide(513) }), tooLong],
  ['PutItem', { Item: { pk: long(1025), sk: { S: 'b' } } }, tooLong],
  ['PutItem', { Item: { pk: wide(1025), sk: { S: 'b' } } }, /Size of hashkey has exceeded/],
  ['PutItem', { Item: { pk: { S: 'a' }, sk: wide(513) } }, rangeTooLong],
  ['GetItem', { Key: { pk: { S: 'a' }, sk: wide(513) } }, rangeTooLong],
  ['DeleteItem', { Key: { pk: { S: 'a' }, sk: wide(513) } }, rangeTooLong],
  ['UpdateItem', set('gpk', long(2049)), beyond],
  ['UpdateItem', { Key, AttributeUpdates: { gpk: { Action: 'PUT', Value: long(2049) } } }, beyond],
  ['BatchWriteItem', { RequestItems: { [TableName]: [{ PutRequest: put({ gpk: long(2049) }) }] } }, tooLong],
  [
    'BatchWriteItem',
    { RequestItems: { [TableName]: [{ PutRequest: put({}), DeleteRequest: { Key } }] } },
    /must contain exactly one/,
  ],
  ['TransactWriteItems', { TransactItems: [{ Put: { TableName, ...put({ gpk: long(2049) }) } }] }, tooLong],
  ['Query', query('sk = :v', long(1025)), rangeTooLong],
  ['Query', query('begins_with(sk, :v)', wide(513)), rangeTooLong],
  ['Query', { ...query('lsk > :v', long(1025)), IndexName: 'local' }, rangeTooLong],
  [
    'Scan',
    { IndexName: 'global', ExclusiveStartKey: { ...Key, gpk: { S: '' }, gsk: { S: 'a' } } },
    /cannot contain an empty string value/,
  ],
  ...filtered.flatMap(([operation, request, filter]): Refused[] => [
    [operation, { ...request, ConditionalOperator: 'AND' }, /cannot be used without Filter or Expected/],
    [operation, { ...request, ConditionalOperator: 'OR', [filter]: {} }, /cannot be used without Filter/],
    [operation, { ...request, ConditionalOperator: 'OR', [filter]: exists }, /two or more elements/],
    [operation, { ...request, [filter]: { '': exists.n } }, /Empty attribute name/],
    [
      operation,
      {
        ...request,
        ConditionalOperator: 'AND',
        [filter === 'Expected' ? 'ConditionExpression' : 'FilterExpression']: 'attribute_exists(n)',
      },
      /both expression and non-expression parameters/,
    ],
  ]),
  [
    'UpdateItem',
    { Key, AttributeUpdates: { '': { Action: 'PUT', Value: { S: 'a' } } } },
    /Empty attribute name/,
  ],
  ['Query', { KeyConditions: partition, AttributesToGet: [''] }, /Empty attribute name/],
  ['DeleteItem', { Key, ReturnValues: 'ALL_NEW' }, /Return values set to invalid value/],
  ['DeleteItem', { Key, ReturnValues: 'UPDATED_OLD' }, /Return values set to invalid value/],
  [
    'Scan',
    { FilterExpression: 'attribute_exists(#a)', ExpressionAttributeNames: { '#a': 'y'.repeat(65_536) } },
    /Attribute name is too large, must be less than 65536 bytes for key #a/,
  ],
  [
    'Scan',
    {
      FilterExpression: `n = :${'y'.repeat(255)}`,
      ExpressionAttributeValues: { [`:${'y'.repeat(255)}`]: { N: '1' } },
    },
    /a key that is too long; size of key: 256/,
  ],
  ['DescribeTable', { TableName: 'ab' }, /at least 3 characters long/],
  [
    'CreateTable',
    table({
      AttributeDefinitions: defined('pk', 'x', 'x'),
      GlobalSecondaryIndexes: [index('index', [hash('x')])],
    }),
    /two attributes with the same name/,
  ],
  [
    'CreateTable',
    table({
      AttributeDefinitions: defined('pk', 'x', 'unused'),
      GlobalSecondaryIndexes: [index('index', [hash('x')])],
    }),
    /Some AttributeDefinitions are not used\. AttributeDefinitions: \[pk, x, unused\], keys used: \[pk, x\]/,
  ],
  ['CreateTable', table({ AttributeDefinitions: defined(''), KeySchema: [hash('')] }), badName],
  [
    'CreateTable',
    table({ AttributeDefinitions: defined('y'.repeat(256)), KeySchema: [hash('y'.repeat(256))] }),
    badName,
  ],
  ['CreateTable', indexed(['']), badName],
  ['CreateTable', indexed(...Array.from({ length: 6 }, () => many(17, 'a'))), /102 attributes together/],
  [
    'CreateTable',
    table({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      AttributeDefinitions: defined('pk', 'x'),
      GlobalSecondaryIndexes: [index('index', [hash('x')])],
    }),
    /ProvisionedThroughput must be specified for index: index/,
  ],
  ['UpdateTable', { GlobalSecondaryIndexUpdates: [{}] }, /index action is null/],
  ['UpdateTable', added(index('local', [hash('x')]), 'x'), /an index which already exists/],
  [
    'UpdateTable',
    { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'local' } }] },
    /not a GlobalSecondaryIndex/,
  ],
  ['UpdateTable', added(index('new', [hash('x'), range('x')]), 'x'), /have the same name/],
  [
    'UpdateTable',
    {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }],
      GlobalSecondaryIndexUpdates: [{ Create: index('new', [hash('pk')]) }],
    },
    /should be of same type as previously defined/,
  ],
  [
    'UpdateTable',
    {
      AttributeDefinitions: defined('x'),
      GlobalSecondaryIndexUpdates: [{ Create: index('new', [hash('x')]), Delete: { IndexName: 'global' } }],
    },
    /Only 1 online index/,
  ],
];

const taken: ReadonlyArray<readonly [operation: string, request: object]> = [
  ['PutItem', put({ gpk: long(2048), gsk: long(1024), lsk: wide(512) })],
  ['PutItem', { Item: { pk: wide(512), sk: wide(512) } }],
  ['UpdateItem', set('gpk', wide(1024))],
  ['Query', query('sk = :v', wide(512))],
  ['Scan', { ScanFilter: { ...exists, s: exists.n }, ConditionalOperator: 'OR' }],
  [
    'Scan',
    { FilterExpression: 'attribute_exists(#a)', ExpressionAttributeNames: { '#a': 'y'.repeat(65_535) } },
  ],
  [
    'CreateTable',
    table({ AttributeDefinitions: defined('y'.repeat(255)), KeySchema: [hash('y'.repeat(255))] }),
  ],
  ['CreateTable', indexed(...Array.from({ length: 5 }, () => many(20, 'a')))],
];

const setUp = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: defined('pk', 'sk', 'gpk', 'gsk', 'lsk'),
  KeySchema: [hash('pk'), range('sk')],
  GlobalSecondaryIndexes: [
    index('global', [hash('gpk'), range('gsk')]),
    index('by-pk', [hash('gsk'), range('pk')]),
  ],
  LocalSecondaryIndexes: [index('local', [hash('pk'), range('lsk')])],
};

function suite(
  start: () => Promise<{ readonly url: string; close(): Promise<void> }>,
  isOurs: boolean,
): void {
  let emulator: { readonly url: string; close(): Promise<void> };
  const ask = (operation: string, request: object): Promise<Said> =>
    send(emulator.url, {
      operation,
      request: /Batch|Transact/.test(operation) ? request : { TableName, ...request },
    });
  beforeAll(async () => {
    emulator = await start();
    expect((await ask('CreateTable', setUp)).status).toBe(200);
  });
  afterAll(async () => {
    hangUp();
    await emulator.close();
  });

  it.each(refused)('refuses %s, row %#', async (operation, request, message) => {
    const { status, body } = await ask(operation, request);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining(
        isOurs ? { message: expect.stringMatching(message) } : { __type: expect.any(String) },
      ),
    ]);
  });

  it.each(taken)('takes %s, row %#', async (operation, request) => {
    expect(await ask(operation, request)).toMatchObject({ status: 200 });
  });
}

describe('our DynamoDB', () => suite(() => startDynamoDb({ ttlSweepMs: 0 }), true));

(javaIsThere() ? describe : describe.skip)("Amazon's DynamoDB Local (skipped without Java)", () =>
  suite(startAmazonsEmulator, false),
);
