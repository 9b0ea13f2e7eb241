import {
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type Case, S, N, key, item, refusal, transact } from './case';

/** Calls that are refused. */
export const refusals: readonly Case[] = [
  {
    name: 'a table that does not exist',
    run: (e) => refusal(transact(e, [{ Put: { TableName: 'no-such-table', Item: item('a') } }])),
    expected: { name: 'ResourceNotFoundException' },
  },
  {
    name: 'a failed condition of a plain write returns the item on request, if there is one',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: N(1) }) }));
      const seen: unknown[] = [];
      for (const send of [
        () =>
          e.client.send(
            new PutItemCommand({
              TableName: t,
              Item: item('a'),
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        () =>
          e.client.send(
            new UpdateItemCommand({
              TableName: t,
              Key: key('a'),
              UpdateExpression: 'SET n = :n',
              ConditionExpression: 'n > :n',
              ExpressionAttributeValues: { ':n': N(1) },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        () =>
          e.client.send(
            new DeleteItemCommand({
              TableName: t,
              Key: key('x'),
              ConditionExpression: 'attribute_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        () =>
          e.client.send(
            new DeleteItemCommand({
              TableName: t,
              Key: key('a'),
              ConditionExpression: 'n > :n',
              ExpressionAttributeValues: { ':n': N(1) },
            }),
          ),
      ]) {
        seen.push(
          await send().then(
            () => 'accepted',
            (error: { name: string; Item?: unknown }) => [error.name, error.Item ?? 'no item'],
          ),
        );
      }
      return seen;
    },
    expected: [
      ['ConditionalCheckFailedException', item('a', { n: N(1) })],
      ['ConditionalCheckFailedException', item('a', { n: N(1) })],
      ['ConditionalCheckFailedException', 'no item'],
      ['ConditionalCheckFailedException', 'no item'],
    ],
  },
  {
    name: 'deletion protection protects',
    run: async (e, t) => {
      const protect = (DeletionProtectionEnabled: boolean) =>
        e.client.send(new UpdateTableCommand({ TableName: t, DeletionProtectionEnabled }));
      await protect(true);
      const refused = await refusal(e.client.send(new DeleteTableCommand({ TableName: t })));
      await protect(false);
      return [refused, await refusal(e.client.send(new DeleteTableCommand({ TableName: t })))];
    },
    expected: [{ name: 'ValidationException' }, 'accepted'],
  },
  {
    name: 'items over 400 KB, empty keys, unused values are refused',
    run: async (e, t) => [
      await refusal(
        e.client.send(
          new PutItemCommand({ TableName: t, Item: item('a', { text: S('x'.repeat(410_000)) }) }),
        ),
      ),
      await refusal(e.client.send(new PutItemCommand({ TableName: t, Item: item('') }))),
      await refusal(
        e.client.send(
          new UpdateItemCommand({
            TableName: t,
            Key: key('a'),
            UpdateExpression: 'SET n = :n',
            ExpressionAttributeValues: { ':n': N(1), ':unused': N(1) },
          }),
        ),
      ),
      (await e.client.send(new ScanCommand({ TableName: t }))).Count,
    ],
    expected: [
      { name: 'ValidationException' },
      { name: 'ValidationException' },
      { name: 'ValidationException' },
      0,
    ],
  },
];
