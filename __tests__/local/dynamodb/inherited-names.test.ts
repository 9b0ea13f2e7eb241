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
