import {
  BatchWriteItemCommand,
  paginateQuery,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type Case, S, N, key, item, refusal, transact } from './case';
import { indexesSettle } from './tables';

/** Queries of indexes, and changes of them. */
export const indexes: readonly Case[] = [
  {
    name: 'numbers sort as numbers in an index, and only rows that have its key are in it',
    run: async (e, t) => {
      await e.client.send(
        new UpdateTableCommand({
          TableName: t,
          AttributeDefinitions: [
            { AttributeName: 'lane', AttributeType: 'S' },
            { AttributeName: 'at', AttributeType: 'N' },
          ],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: 'lanes',
                KeySchema: [
                  { AttributeName: 'lane', KeyType: 'HASH' },
                  { AttributeName: 'at', KeyType: 'RANGE' },
                ],
                Projection: { ProjectionType: 'ALL' },
              },
            },
          ],
        }),
      );
      await indexesSettle(e, t);
      for (const [index, at] of [5, 1795305600000, -3, 0.5, 10, 0].entries())
        await e.client.send(
          new PutItemCommand({ TableName: t, Item: item(`i${index}`, { lane: S('x'), at: N(at) }) }),
        );
      await e.client.send(
        new UpdateItemCommand({ TableName: t, Key: key('i0'), UpdateExpression: 'REMOVE lane' }),
      );
      const { Items } = await e.client.send(
        new QueryCommand({
          TableName: t,
          IndexName: 'lanes',
          KeyConditionExpression: 'lane = :x AND #at < :end',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':x': S('x'), ':end': N(1795305600001) },
        }),
      );
      return Items?.map(({ at }) => at?.N);
    },
    expected: ['-3', '0', '0.5', '10', '1795305600000'],
  },
  {
    name: 'the index follows puts, changed keys, removed keys and deletes',
    run: async (e, t) => {
      const readIndex = async (): Promise<unknown> =>
        (
          await e.client.send(
            new QueryCommand({
              TableName: t,
              IndexName: 'rank',
              KeyConditionExpression: 'gpk = :g',
              ExpressionAttributeValues: { ':g': S('g') },
              ScanIndexForward: false,
            }),
          )
        ).Items;
      const put = (gsk: string | undefined, s: number) =>
        e.client.send(
          new PutItemCommand({
            TableName: t,
            Item: item('a', {
              gpk: S('g'),
              ...(gsk === undefined ? {} : { gsk: S(gsk) }),
              s: N(s),
              other: N(s),
            }),
          }),
        );
      await put('1', 1);
      const seen = [await readIndex()];
      await put('2', 2);
      seen.push(await readIndex());
      await put(undefined, 3);
      seen.push(await readIndex());
      await put('4', 4);
      await transact(e, [{ Delete: { TableName: t, Key: key('a') } }]);
      seen.push(await readIndex());
      return seen;
    },
    expected: [
      [item('a', { gpk: S('g'), gsk: S('1'), s: N(1) })],
      [item('a', { gpk: S('g'), gsk: S('2'), s: N(2) })],
      [],
      [],
    ],
  },
  {
    name: 'items with equal index keys have an entry each, and pages of them lose none',
    run: async (e, t) => {
      // Among them are room1 with 23 and room12 with 3, which are equal when they are put together.
      const rooms = Array.from({ length: 25 }, (_, room) => `room${room}`);
      const sorts = Array.from({ length: 25 }, (_, sort) => String(sort));
      const same = { gpk: S('g'), gsk: S('same') };
      for (const room of rooms)
        await e.client.send(
          new BatchWriteItemCommand({
            RequestItems: { [t]: sorts.map((sort) => ({ PutRequest: { Item: item(room, same, sort) } })) },
          }),
        );
      const countIndex = async (ScanIndexForward: boolean): Promise<number> => {
        const found = new Set<string>();
        for await (const { Items } of paginateQuery(
          { client: e.client, pageSize: 41 },
          {
            TableName: t,
            IndexName: 'rank',
            KeyConditionExpression: 'gpk = :g',
            ExpressionAttributeValues: { ':g': S('g') },
            ScanIndexForward,
          },
        ))
          for (const { pk, sk } of Items ?? []) found.add(`${pk?.S} ${sk?.S}`);
        return found.size;
      };
      const put = [await countIndex(true), await countIndex(false)];
      for (const room of rooms)
        await e.client.send(
          new BatchWriteItemCommand({
            RequestItems: {
              [t]: sorts.slice(0, 12).map((sort) => ({ DeleteRequest: { Key: key(room, sort) } })),
            },
          }),
        );
      return [put, await countIndex(true)];
    },
    expected: [[625, 625], 325],
  },
  {
    name: 'COUNT, Limit, ExclusiveStartKey, descending',
    run: async (e, t) => {
      await e.client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [t]: Array.from({ length: 25 }, (_, i) => ({
              PutRequest: {
                Item: item(`p${i}`, { gpk: S('g'), gsk: S(String(i).padStart(3, '0')), s: N(i) }),
              },
            })),
          },
        }),
      );
      const base = {
        TableName: t,
        IndexName: 'rank',
        KeyConditionExpression: 'gpk = :g AND gsk > :k',
        ExpressionAttributeValues: { ':g': S('g'), ':k': S('009') },
      };
      const count = await e.client.send(new QueryCommand({ ...base, Select: 'COUNT' }));
      const page = await e.client.send(new QueryCommand({ ...base, Limit: 4, ScanIndexForward: false }));
      const next = await e.client.send(
        new QueryCommand({
          ...base,
          Limit: 4,
          ScanIndexForward: false,
          ExclusiveStartKey: page.LastEvaluatedKey,
        }),
      );
      return [count.Count, page.Items?.map(({ s }) => s?.N), next.Items?.map(({ s }) => s?.N)];
    },
    expected: [15, ['24', '23', '22', '21'], ['20', '19', '18', '17']],
  },
  {
    name: "a new index of an on-demand table holds the table's items; it can be removed again",
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { lane: S('x') }) }));
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('b', { lane: N(1) }) }));
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('c') }));
      await e.client.send(
        new UpdateTableCommand({
          TableName: t,
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
            { AttributeName: 'lane', AttributeType: 'S' },
          ],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: 'lanes',
                KeySchema: [{ AttributeName: 'lane', KeyType: 'HASH' }],
                Projection: { ProjectionType: 'ALL' },
              },
            },
          ],
        }),
      );
      await indexesSettle(e, t);
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('d', { lane: S('x') }) }));
      const query = new QueryCommand({
        TableName: t,
        IndexName: 'lanes',
        KeyConditionExpression: 'lane = :x',
        ExpressionAttributeValues: { ':x': S('x') },
      });
      const found = (await e.client.send(query)).Items?.map(({ pk }) => pk?.S).sort();
      await e.client.send(
        new UpdateTableCommand({
          TableName: t,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'lanes' } }],
        }),
      );
      await indexesSettle(e, t);
      return [found, await refusal(e.client.send(query))];
    },
    expected: [['a', 'd'], { name: 'ValidationException' }],
  },
];
