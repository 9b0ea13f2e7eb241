import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import { clientsOf } from './emulators';

const TableName = 'things';
const Key = { pk: { S: 'a' } };
let database: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  database = await startDynamoDb({ ttlSweepMs: 0 });
  ({ client } = clientsOf(database.url));
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

/** The service differs from Amazon's emulator here, which answers the element that moved. */
it('answers no new value of what an update removed, and its old value', async () => {
  const Item = { ...Key, a: { L: [{ N: '1' }, { N: '2' }] }, n: { N: '1' } };
  const updated = async (UpdateExpression: string, ReturnValues: 'UPDATED_NEW' | 'UPDATED_OLD') => {
    await client.send(new PutItemCommand({ TableName, Item }));
    const ExpressionAttributeValues = UpdateExpression.includes(':v') ? { ':v': { N: '7' } } : undefined;
    const update = { TableName, Key, UpdateExpression, ReturnValues, ExpressionAttributeValues };
    return (await client.send(new UpdateItemCommand(update))).Attributes;
  };
  expect(await updated('REMOVE a[0]', 'UPDATED_NEW')).toBeUndefined();
  expect(await updated('REMOVE a[0] SET n = :v', 'UPDATED_NEW')).toEqual({ n: { N: '7' } });
  expect(await updated('REMOVE a[0]', 'UPDATED_OLD')).toEqual({ a: { L: [{ N: '1' }] } });
});
