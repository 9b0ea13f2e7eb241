import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Case, S, N, key, item } from './case';

/** Consumed capacity. */
export const capacity: readonly Case[] = [
  {
    name: 'capacity: table and index shares of writes',
    run: async (e, t) => {
      const put = async (more: Record<string, AttributeValue>) =>
        (
          await e.client.send(
            new PutItemCommand({ TableName: t, Item: item('a', more), ReturnConsumedCapacity: 'INDEXES' }),
          )
        ).ConsumedCapacity;
      const shares = async (more: Record<string, AttributeValue>) => {
        const used = await put(more);
        return [
          used?.CapacityUnits,
          used?.Table?.CapacityUnits,
          used?.GlobalSecondaryIndexes?.rank?.CapacityUnits ?? 0,
        ];
      };
      return [
        await shares({}),
        await shares({ gpk: S('g'), gsk: S('1'), s: N(1) }),
        await shares({ gpk: S('g'), gsk: S('2'), s: N(2) }),
        await shares({ gpk: S('g'), gsk: S('2'), s: N(3) }),
        await shares({ gpk: S('g'), gsk: S('2'), s: N(3), big: S('x'.repeat(1500)) }),
        await shares({}),
      ];
    },
    expected: [
      [1, 1, 0],
      [2, 1, 1],
      [3, 1, 2],
      [2, 1, 1],
      [2, 2, 0],
      [3, 2, 1],
    ],
  },
  {
    name: 'capacity: reads, also of absent items, and transactions at twice the price',
    run: async (e, t) => {
      const query = async (more: object) =>
        (
          await e.client.send(
            new QueryCommand({
              TableName: t,
              KeyConditionExpression: 'pk = :a',
              ExpressionAttributeValues: { ':a': S('a') },
              ReturnConsumedCapacity: 'INDEXES',
              ...more,
            }),
          )
        ).ConsumedCapacity;
      const index = { IndexName: 'rank', KeyConditionExpression: 'gpk = :a' };
      const none = [await query({}), await query({ ConsistentRead: true }), await query(index)].map(
        (used) => [
          used?.CapacityUnits,
          used?.Table?.CapacityUnits,
          used?.GlobalSecondaryIndexes?.rank?.CapacityUnits,
        ],
      );
      await e.client.send(
        new PutItemCommand({
          TableName: t,
          Item: item('a', { gpk: S('a'), gsk: S('1'), text: S('x'.repeat(5000)) }),
        }),
      );
      const some = [await query({}), await query({ ConsistentRead: true }), await query(index)].map(
        (used) => used?.CapacityUnits,
      );
      const got = await e.client.send(
        new GetItemCommand({ TableName: t, Key: key('x'), ReturnConsumedCapacity: 'TOTAL' }),
      );
      const written = await e.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: t, Item: item('b', { gpk: S('a'), gsk: S('2') }) } },
            { Put: { TableName: t, Item: item('c') } },
          ],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return [
        none,
        some,
        got.ConsumedCapacity?.CapacityUnits,
        written.ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits),
      ];
    },
    expected: [
      [
        [0.5, 0.5, undefined],
        [1, 1, undefined],
        [0.5, 0, 0.5],
      ],
      [1, 2, 0.5],
      0.5,
      [6],
    ],
    onDynamoDbLocal: {
      expected: [
        [
          [0, 0, undefined],
          [0, 0, undefined],
          [0, 0, 0],
        ],
        [1, 2, 0.5],
        0.5,
        [6],
      ],
      because:
        'it counts nothing for a query without results; the service counts the smallest read (API ' +
        'reference, Query)',
    },
  },
];
