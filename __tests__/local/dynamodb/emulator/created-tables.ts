import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { createTables } from '../../../../local/dynamodb';
import { tables } from '../../../../store/tables';
import { names, start, rankKey } from './emulated';

export function createdTables(): void {
  describe('createTables', () => {
    it('creates the declared tables, and changes nothing when repeated', async () => {
      const {
        emulator: { client },
      } = await start();
      await createTables(client, names);
      const describeTables = async () =>
        Promise.all(
          Object.values(names).map(
            async (TableName) => (await client.send(new DescribeTableCommand({ TableName }))).Table,
          ),
        );
      const first = await describeTables();
      await createTables(client, names);
      expect(await describeTables()).toEqual(first);
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
      await client.send(new PutItemCommand({ TableName: names.leaderboards, Item: rankKey('a', '1') }));
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
        (await client.send(new DescribeTableCommand({ TableName: names.leaderboards }))).Table
          ?.LatestStreamArn,
      ).toMatch(/\/stream\//);
    });
  });
}
