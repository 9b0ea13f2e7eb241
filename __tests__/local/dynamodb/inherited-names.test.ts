/** Names that every object of JavaScript has are names of attributes like any others. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { hangUp, send } from './fuzz/wire';

let database: LocalDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb({ ttlSweepMs: 0 });
  for (const TableName of ['things', '__proto__', 'constructor'])
    await call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
});
afterAll(async () => {
  hangUp();
  await database.close();
});

async function call(operation: string, request: object): Promise<unknown> {
  return (await send(database.url, { operation, request })).body;
}

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
/** An object with a member of the name, also where assignment would set the prototype. */
const having = (name: string, value: unknown): object => Object.fromEntries([[name, value]]);
const one = { S: '1' };

type Requests = ReadonlyArray<readonly [operation: string, request: object]>;

const tableOf = (name: string): string => `keys-${names.indexOf(name)}`;
const schema = (...keys: readonly string[]): object[] =>
  keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
const types = (...attributes: readonly string[]): object[] =>
  attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const onDemand = { BillingMode: 'PAY_PER_REQUEST' };

/** Requests on a table whose partition key has the name. */
function onKey(name: string): Requests {
  const TableName = tableOf(name);
  const key = (sort: string): object => ({ ...having(name, { S: 'a' }), sk: { S: sort } });
  const equal = having(name, { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] });
  const query = { ExpressionAttributeNames: { '#n': name }, ExpressionAttributeValues: { ':v': { S: 'a' } } };
  return [
    [
      'CreateTable',
      { TableName, ...onDemand, AttributeDefinitions: types(name, 'sk'), KeySchema: schema(name, 'sk') },
    ],
    ['PutItem', { TableName, Item: { sk: { S: '1' } } }],
    ['PutItem', { TableName, Item: key('1') }],
    ['PutItem', { TableName, Item: key('2'), Expected: having(name, { Exists: false }) }],
    ['GetItem', { TableName, Key: key('1'), AttributesToGet: [name] }],
    ['GetItem', { TableName, Key: { sk: { S: '1' }, other: { S: '1' } } }],
    ['Query', { TableName, KeyConditionExpression: '#n = :v', Limit: 1, ...query }],
    ['Query', { TableName, KeyConditions: equal, ExclusiveStartKey: key('1') }],
    ['Scan', { TableName, ScanFilter: equal, ExclusiveStartKey: { sk: { S: '1' } } }],
  ];
}

/** Requests on a table with an index whose key has the name. */
function onIndex(name: string): Requests {
  const TableName = `${tableOf(name)}-index`;
  const Projection = { ProjectionType: 'ALL' };
  const Key = { pk: { S: 'p' }, sk: { S: '1' } };
  const named = { ExpressionAttributeNames: { '#n': name } };
  const value = { ExpressionAttributeValues: { ':v': { S: 'a' } } };
  const index = { TableName, IndexName: 'global' };
  const put = (Item: object): readonly [string, object] => ['PutItem', { TableName, Item }];
  const update = (change: object): readonly [string, object] => ['UpdateItem', { TableName, Key, ...change }];
  const ttl = { TimeToLiveSpecification: { AttributeName: name, Enabled: true } };
  return [
    [
      'CreateTable',
      {
        ...{ TableName, ...onDemand, AttributeDefinitions: types(name, 'pk', 'sk') },
        KeySchema: schema('pk', 'sk'),
        GlobalSecondaryIndexes: [{ IndexName: 'global', KeySchema: schema(name, 'sk'), Projection }],
        LocalSecondaryIndexes: [{ IndexName: 'local', KeySchema: schema('pk', name), Projection }],
      },
    ],
    put(Key),
    ['Scan', index],
    ['Query', { ...index, KeyConditionExpression: '#n = :v', ...named, ...value }],
    update({ UpdateExpression: 'SET other = :v', ...value }),
    update({ UpdateExpression: 'SET #n = :v', ...named, ...value }),
    ['Query', { ...index, KeyConditionExpression: '#n = :v', ...named, ...value }],
    put({ ...Key, ...having(name, { N: '1' }) }),
    put({ ...Key, ...having(name, { S: '' }) }),
    update({ UpdateExpression: 'REMOVE #n', ...named }),
    ['Scan', index],
    ['Scan', { ...index, IndexName: 'local' }],
    ['BatchWriteItem', { RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: Key } }] }],
    update({
      AttributeUpdates: having(name, { Action: 'PUT', Value: { S: 'a' } }),
      ReturnValues: 'UPDATED_NEW',
    }),
    ['UpdateTimeToLive', { TableName, ...ttl }],
    put(Key),
    ['DeleteItem', { TableName, Key, ReturnValues: 'ALL_OLD' }],
  ];
}

/** Answers of requests on tables whose keys and indexes have the attribute, with `NAME` in its place. */
async function answersWith(name: string): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const [operation, request] of [...onKey(name), ...onIndex(name)])
    answers.push(JSON.stringify(await call(operation, request)));
  return answers.map((answer) =>
    answer
      .replaceAll(name, 'NAME')
      .replaceAll(tableOf(name), 'TABLE')
      .replace(/"(\w+DateTime|TableId|TableArn|IndexArn)":("[^"]*"|[\d.]+)/g, '"$1":0'),
  );
}

let ordinary: readonly string[];
beforeAll(async () => {
  ordinary = await answersWith('ordinary');
});

describe.each(names)('the name %s', (name) => {
  const pk = { S: name };
  const item = { pk, ...having(name, one), map: { M: having(name, one) } };

  it('is that of an attribute, and of a member of a map', async () => {
    expect(await call('PutItem', { TableName: 'things', Item: item })).toEqual({});
    const read = await call('GetItem', { TableName: 'things', Key: { pk } });
    expect(JSON.stringify(read)).toBe(JSON.stringify({ Item: item }));
    const written = await call('TransactWriteItems', {
      TransactItems: [{ Put: { TableName: 'things', Item: { ...item, pk: { S: `${name}-2` } } } }],
    });
    expect(written).toEqual({});
    const second = await call('GetItem', { TableName: 'things', Key: { pk: { S: `${name}-2` } } });
    expect(JSON.stringify(second)).toContain(JSON.stringify(having(name, one)).slice(1, -1));
  });

  it('is not that of an attribute which an item lacks', async () => {
    await call('PutItem', { TableName: 'things', Item: { pk: { S: 'bare' } } });
    const condition = {
      ConditionExpression: 'attribute_exists(#n)',
      ExpressionAttributeNames: { '#n': name },
    };
    const put = await call('PutItem', { TableName: 'things', Item: { pk: { S: 'bare' } }, ...condition });
    expect(put).toMatchObject({ __type: expect.stringMatching(/ConditionalCheckFailed/) });
  });

  it('is that of a key, also of an index', async () => {
    expect(await answersWith(name)).toEqual(ordinary);
  });

  it('is refused as a placeholder', async () => {
    const refused = await call('GetItem', {
      TableName: 'things',
      Key: { pk },
      ProjectionExpression: 'pk',
      ExpressionAttributeNames: having(name, 'pk'),
    });
    expect(JSON.stringify(refused)).toContain(`Syntax error; key: \\"${name}\\"`);
  });
});

describe.each(['__proto__', 'constructor'])('a table called %s', (table) => {
  it('is read and written in batches', async () => {
    const Item = { pk: { S: 'p' } };
    expect(await call('BatchWriteItem', { RequestItems: having(table, [{ PutRequest: { Item } }]) })).toEqual(
      { UnprocessedItems: {} },
    );
    const read = await call('BatchGetItem', { RequestItems: having(table, { Keys: [Item] }) });
    expect(JSON.stringify(read)).toContain(JSON.stringify(having(table, [Item])));
  });
});
