import {
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../../local/dynamodb';
import { makeTable, records } from '../cases/tables';
import { clock, minute, dataDir, start, key, rankKey, put } from './emulated';

export function restarts(): void {
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
      clock.now += 10 * minute;
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
      clock.now += 10 * minute;
      await add('b');
      await dynamodb.sweep();
      for (const token of ['a', 'b']) await add(token);
      expect([await count('a'), await count('b')]).toEqual(['2', '2']);
      clock.now += 9 * minute;
      await dynamodb.sweep();
      for (const token of ['a', 'b']) await add(token);
      expect([await count('a'), await count('b')]).toEqual(['2', '2']);
    });

    it('a deleted table is created again empty, including indexes and TTL', async () => {
      const first = await start({ dataDir });
      await makeTable(first.emulator, 'things');
      await makeTable(first.emulator, 'things-2');
      await first.emulator.client.send(new PutItemCommand({ TableName: 'things', Item: rankKey('a', '1') }));
      await first.emulator.client.send(
        new PutItemCommand({ TableName: 'things-2', Item: rankKey('a', '1') }),
      );
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
}
