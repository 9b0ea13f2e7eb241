import { BatchWriteItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { type Emulator } from '../emulators';
import { type Case, S, item } from './case';

/** The sort keys of each page of a query. */
async function pagesOf({ client }: Emulator, query: QueryCommandInput): Promise<string[]> {
  const pages: string[] = [];
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(new QueryCommand({ ...query, ExclusiveStartKey }));
    pages.push((page.Items ?? []).map(({ sk }) => sk?.S).join(''));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return pages;
}

/** Pages of queries. */
export const pages: readonly Case[] = [
  {
    name: 'a page that ends with the inclusive end of the range is the last',
    run: async (e, t) => {
      const put = [...'abcdef'].map((sk) => ({ PutRequest: { Item: item('p', {}, sk) } }));
      await e.client.send(new BatchWriteItemCommand({ RequestItems: { [t]: put } }));
      const seen: Record<string, readonly string[]> = {};
      const conditions = ['sk <= :d', 'sk < :d', 'sk >= :d', 'sk > :d', 'sk = :d', 'sk BETWEEN :b AND :d'];
      for (const condition of conditions) {
        for (const ScanIndexForward of [true, false]) {
          seen[`${condition}, ${ScanIndexForward ? 'forward' : 'backward'}`] = await pagesOf(e, {
            TableName: t,
            KeyConditionExpression: `pk = :p AND ${condition}`,
            ExpressionAttributeValues: {
              ':p': S('p'),
              ':d': S('d'),
              ...(condition.includes(':b') ? { ':b': S('b') } : {}),
            },
            Limit: 1,
            ScanIndexForward,
          });
        }
      }
      return seen;
    },
    expected: {
      'sk <= :d, forward': ['a', 'b', 'c', 'd'],
      'sk <= :d, backward': ['d', 'c', 'b', 'a', ''],
      'sk < :d, forward': ['a', 'b', 'c', ''],
      'sk < :d, backward': ['c', 'b', 'a', ''],
      'sk >= :d, forward': ['d', 'e', 'f', ''],
      'sk >= :d, backward': ['f', 'e', 'd'],
      'sk > :d, forward': ['e', 'f', ''],
      'sk > :d, backward': ['f', 'e', ''],
      'sk = :d, forward': ['d', ''],
      'sk = :d, backward': ['d', ''],
      'sk BETWEEN :b AND :d, forward': ['b', 'c', 'd'],
      'sk BETWEEN :b AND :d, backward': ['d', 'c', 'b'],
    },
  },
  {
    name: 'an index may hold more items at the inclusive end of the range',
    run: async (e, t) => {
      const put = [...'abc'].map((sk) => ({
        PutRequest: { Item: item('p', { gpk: S('g'), gsk: S('z') }, sk) },
      }));
      await e.client.send(new BatchWriteItemCommand({ RequestItems: { [t]: put } }));
      const found = await pagesOf(e, {
        TableName: t,
        IndexName: 'rank',
        KeyConditionExpression: 'gpk = :g AND gsk <= :z',
        ExpressionAttributeValues: { ':g': S('g'), ':z': S('z') },
        Limit: 1,
      });
      return found.join('').split('').sort().join('');
    },
    expected: 'abc',
  },
];
