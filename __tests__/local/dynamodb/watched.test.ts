import { describe, expect, it } from '@jest/globals';
import { type WatchedCall, watch } from '../../../local/dynamodb/watched';
import { DynamoDbError } from '../../../local/dynamodb/errors';

/** The call that a watcher gets for a request that the database answers. */
async function heardOf(
  operation: string,
  request: Readonly<Record<string, unknown>>,
  answer: () => Promise<unknown> = () => Promise.resolve({}),
): Promise<WatchedCall> {
  const calls: WatchedCall[] = [];
  const watcher = { wants: () => true, heard: (call: WatchedCall) => void calls.push(call) };
  await watch(watcher, operation, request, {}, answer).catch(() => undefined);
  const [call] = calls;
  if (call === undefined) throw new Error('nothing was heard');
  return call;
}
const key = (pk: string, sk: string): object => ({ pk: { S: pk }, sk: { S: sk } });
const consumed =
  (...parts: ReadonlyArray<readonly [string, number]>) =>
  () =>
    Promise.resolve({
      ConsumedCapacity: parts.map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })),
    });

describe('what a watched call names and used', () => {
  it('is the partition of a query and the beginning of its sort keys, never of the partition', async () => {
    const values = { ':pk': { S: 'P#ada' }, ':prefix': { S: 'SENT#' } };
    const query = { TableName: 't', ExpressionAttributeValues: values };
    for (const [condition, more] of [
      ['pk = :pk AND begins_with(sk, :prefix)', {}],
      ['begins_with(#s, :prefix) AND #p = :pk', { ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' } }],
    ] as const) {
      const call = await heardOf('Query', { ...query, ...more, KeyConditionExpression: condition });
      expect(call.rows).toEqual([{ table: 't', pk: 'P#ada', sk: 'SENT#', isQuery: true }]);
    }
    const between = await heardOf('Query', {
      TableName: 't',
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :b',
      ExpressionAttributeValues: { ':pk': { S: 'M#1' }, ':a': { S: 'L#1' }, ':b': { S: 'L#2' } },
    });
    expect(between.rows).toEqual([{ table: 't', pk: 'M#1', sk: '', isQuery: true }]);
  });

  it('is the partition of the index that a query reads', async () => {
    const call = await heardOf('Query', {
      TableName: 't',
      IndexName: 'rank',
      KeyConditionExpression: 'gpk = :gpk AND gsk > :after',
      ExpressionAttributeValues: { ':gpk': { S: 'B#elo' }, ':after': { S: '0001' } },
    });
    expect(call.rows).toEqual([{ table: 't', pk: 'B#elo', sk: '', index: 'rank', isQuery: true }]);
  });

  it('is each row of a transaction or batch with its table, without the values of conditions', async () => {
    const transaction = await heardOf(
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'a', Item: { ...key('P#1', 'PROFILE'), of: { M: key('X#', 'no') } } } },
          {
            Update: {
              TableName: 'b',
              Key: key('M#1', 'MATCH'),
              ExpressionAttributeValues: { ':v': { M: key('Y#', 'no') } },
            },
          },
          { ConditionCheck: { TableName: 'b', Key: key('M#2', 'MATCH') } },
        ],
      },
      consumed(['a', 2], ['b', 4]),
    );
    expect(transaction.rows.map(({ table, pk, sk }) => `${table} ${pk} ${sk}`)).toEqual([
      'a P#1 PROFILE',
      'b M#1 MATCH',
      'b M#2 MATCH',
    ]);
    expect([transaction.units, transaction.unitsOf('a'), transaction.unitsOf('b')]).toEqual([6, 2, 4]);
    expect(transaction.tables).toEqual(['a', 'b']);
    const read = await heardOf('BatchGetItem', { RequestItems: { a: { Keys: [key('P#1', 'PROFILE')] } } });
    const written = await heardOf('BatchWriteItem', {
      RequestItems: {
        a: [{ PutRequest: { Item: key('P#1', 'S#x') } }, { DeleteRequest: { Key: key('P#2', 'S#x') } }],
      },
    });
    expect(read.rows.map(({ pk }) => pk)).toEqual(['P#1']);
    expect(written.rows.map(({ pk }) => pk)).toEqual(['P#1', 'P#2']);
  });

  it('is nothing for a request that was refused as invalid, with its error', async () => {
    const call = await heardOf(
      'Query',
      { TableName: 't', KeyConditionExpression: 'pk >', ExpressionAttributeValues: {} },
      () => Promise.reject(new DynamoDbError('ValidationException', 'Syntax error')),
    );
    expect(call).toMatchObject({ rows: [], tables: [], units: 0, error: 'ValidationException' });
  });
});
