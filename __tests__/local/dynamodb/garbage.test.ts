import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { dynamoDbOperations, streamsOperations } from '../../../local/dynamodb/operation-table';
import { FuzzChance } from './fuzz/chance';
import { anyCall, tableName } from './fuzz/requests';
import { hangUp, send } from './fuzz/wire';

let database: LocalDynamoDb;
const lines: string[] = [];
beforeAll(async () => {
  database = await startDynamoDb({ ttlSweepMs: 0, log: (line) => lines.push(line) });
  await send(database.url, {
    operation: 'CreateTable',
    request: {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    },
  });
});
afterAll(async () => {
  hangUp();
  await database.close();
});

const nonsense = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'fuzz',
  '((((',
  [],
  {},
  [null],
  { S: null },
  { N: 'x' },
  { L: [{}] },
  [[]],
  { M: { a: { S: 1 } } },
  { __proto__: null, constructor: 'x' },
  '\u0000',
  'a'.repeat(300),
] as const;

/** A request with one value replaced by a value that does not belong there. */
function spoilt(chance: FuzzChance, value: unknown): unknown {
  if (chance.oneIn(6) || typeof value !== 'object' || value === null) return chance.of(nonsense);
  if (Array.isArray(value)) {
    const at = chance.upTo(Math.max(1, value.length));
    return value.map((one: unknown, index) => (index === at ? spoilt(chance, one) : one));
  }
  const names = Object.keys(value);
  const at = chance.upTo(Math.max(1, names.length));
  return Object.fromEntries(
    Object.entries(value).map(([name, one], index) => [name, index === at ? spoilt(chance, one) : one]),
  );
}

describe('malformed requests', () => {
  it('are refused, each with a type and a message; none causes an internal error or an exit', async () => {
    const chance = new FuzzChance(7);
    const defects: string[] = [];
    const operations = [...Object.keys(dynamoDbOperations), ...Object.keys(streamsOperations)];
    for (let number = 0; number < 1500; number += 1) {
      const { operation, request } = anyCall(chance, 'p');
      const call = {
        operation: chance.oneIn(3) ? (operations[chance.upTo(operations.length)] ?? operation) : operation,
        request: Object(spoilt(chance, request)),
      };
      const { status, body } = await send(database.url, call);
      if (status >= 500) defects.push(`${JSON.stringify(call)} ${JSON.stringify(body)}`);
    }
    expect(defects).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('are refused when they are nested too deeply', async () => {
    for (const deep of [40, 1000]) {
      const list = JSON.parse(`${'{"L":['.repeat(deep)}${']}'.repeat(deep)}`);
      for (const request of [
        { TableName: tableName, Item: { pk: { S: 'a' }, sk: { S: 'a' }, list } },
        {
          TableName: tableName,
          Key: { pk: { S: 'a' }, sk: { S: 'a' } },
          UpdateExpression: 'SET a = :a',
          ExpressionAttributeValues: { ':a': list },
        },
      ]) {
        const operation = 'Item' in request ? 'PutItem' : 'UpdateItem';
        expect(await send(database.url, { operation, request })).toMatchObject({
          status: 400,
          body: { message: expect.stringMatching(/Nesting Levels have exceeded supported limits/) },
        });
      }
    }
    const endless = await fetch(database.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem', authorization: 'AWS4-HMAC-SHA256' },
      body: `{"TableName":"fuzz","Item":{"a":${'{"L":['.repeat(50_000)}${']}'.repeat(50_000)}}}`,
    });
    expect([endless.status, await endless.text()]).toEqual([400, expect.stringMatching(/Nesting Levels/)]);
    for (const expression of [
      '('.repeat(4000),
      'NOT '.repeat(1000),
      `${'('.repeat(2000)}a = b${')'.repeat(2000)}`,
    ])
      expect(
        await send(database.url, {
          operation: 'Scan',
          request: { TableName: tableName, FilterExpression: expression },
        }),
      ).toMatchObject({ status: 400 });
  });

  it('are distinguished: PartiQL, and unknown operations', async () => {
    expect(
      await send(database.url, { operation: 'ExecuteStatement', request: { Statement: 'SELECT * FROM t' } }),
    ).toMatchObject({ status: 400, body: { message: expect.stringMatching(/does not speak PartiQL/) } });
    expect(await send(database.url, { operation: 'Frobnicate', request: {} })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/has no Frobnicate/) },
    });
  });
});
