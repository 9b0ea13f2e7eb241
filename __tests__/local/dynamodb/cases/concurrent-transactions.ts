import {
  PutItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { type Case, N, key, item, refusal, get, transact } from './case';

/** Transactions that meet one another. */
export const concurrentTransactions: readonly Case[] = [
  {
    name: 'fifty transactions on one counter: each is applied once or cancelled',
    run: async (e, t) => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          for (;;) {
            const outcome = await refusal(
              transact(e, [
                {
                  Update: {
                    TableName: t,
                    Key: key('count'),
                    UpdateExpression: 'ADD n :one',
                    ExpressionAttributeValues: { ':one': N(1) },
                  },
                },
                {
                  Put: { TableName: t, Item: item(`w${i}`), ConditionExpression: 'attribute_not_exists(pk)' },
                },
              ]),
            );
            if (outcome === 'accepted') return 1;
          }
        }),
      );
      return [outcomes.length, await get(e, t, 'count')];
    },
    expected: [50, item('count', { n: N(50) })],
  },
  {
    name: 'TransactGetItems never sees half of a transaction',
    run: async (e, t) => {
      const accounts = ['a', 'b', 'c'];
      for (const account of accounts)
        await e.client.send(new PutItemCommand({ TableName: t, Item: item(account, { n: N(100) }) }));
      let moving = true;
      const sums = new Set<number>();
      const watch = async (): Promise<void> => {
        while (moving) {
          try {
            const { Responses } = await e.client.send(
              new TransactGetItemsCommand({
                TransactItems: accounts.map((account) => ({ Get: { TableName: t, Key: key(account) } })),
              }),
            );
            sums.add((Responses ?? []).reduce((sum, { Item }) => sum + Number(Item?.n?.N), 0));
          } catch (error) {
            if (!(error instanceof TransactionCanceledException)) throw error;
          }
        }
      };
      const move = (from: string, to: string, amount: number) =>
        refusal(
          transact(e, [
            {
              Update: {
                TableName: t,
                Key: key(from),
                UpdateExpression: 'SET n = n - :x',
                ConditionExpression: 'n >= :x',
                ExpressionAttributeValues: { ':x': N(amount) },
              },
            },
            {
              Update: {
                TableName: t,
                Key: key(to),
                UpdateExpression: 'SET n = n + :x',
                ExpressionAttributeValues: { ':x': N(amount) },
              },
            },
          ]),
        );
      const watching = [watch(), watch()];
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          move(accounts[i % 3] ?? 'a', accounts[(i + 1 + (i % 2)) % 3] ?? 'b', 1 + ((i * 7) % 60)),
        ),
      );
      moving = false;
      await Promise.all(watching);
      return [...sums];
    },
    expected: [300],
  },
];
