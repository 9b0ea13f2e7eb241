import { PutItemCommand, TransactGetItemsCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Case, S, N, key, item, refusal, get, transact } from './case';

/** Transactions of several items. */
export const transactions: readonly Case[] = [
  {
    name: 'a transaction writes all of its items',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('b', { n: N(1) }) }));
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('c') }));
      await transact(e, [
        { Put: { TableName: t, Item: item('a') } },
        {
          Update: {
            TableName: t,
            Key: key('b'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': N(1) },
          },
        },
        { Delete: { TableName: t, Key: key('c') } },
        { ConditionCheck: { TableName: t, Key: key('d'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ]);
      return [await get(e, t, 'a'), await get(e, t, 'b'), await get(e, t, 'c')];
    },
    expected: [item('a'), item('b', { n: N(2) }), 'absent'],
  },
  {
    name: 'a failed condition cancels the whole transaction and is reported, with the old item on request',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('b', { n: N(7) }) }));
      const refused = await refusal(
        transact(e, [
          { Put: { TableName: t, Item: item('a') } },
          {
            Put: {
              TableName: t,
              Item: item('b'),
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          {
            ConditionCheck: {
              TableName: t,
              Key: key('c'),
              ConditionExpression: 'attribute_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ]),
      );
      return [refused, await get(e, t, 'a')];
    },
    expected: [
      {
        name: 'TransactionCanceledException',
        reasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: item('b', { n: N(7) }) },
          { Code: 'ConditionalCheckFailed' },
        ],
      },
      'absent',
    ],
  },
  {
    name: 'an update of the wrong type cancels a transaction with ValidationError',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: S('text') }) }));
      return refusal(
        transact(e, [
          {
            Update: {
              TableName: t,
              Key: key('a'),
              UpdateExpression: 'ADD n :one',
              ExpressionAttributeValues: { ':one': N(1) },
            },
          },
          { Put: { TableName: t, Item: item('b') } },
        ]),
      );
    },
    expected: {
      name: 'TransactionCanceledException',
      reasons: [{ Code: 'ValidationError' }, { Code: 'None' }],
    },
    onDynamoDbLocal: {
      expected: { name: 'ValidationException' },
      because:
        'it checks operands before the transaction; the service lists them among the reasons of a ' +
        'cancellation (API reference, TransactionCanceledException)',
    },
  },
  {
    name: 'one item twice in a transaction is refused',
    run: (e, t) =>
      refusal(
        transact(e, [
          { Put: { TableName: t, Item: item('a') } },
          { Delete: { TableName: t, Key: key('a') } },
        ]),
      ),
    expected: { name: 'ValidationException' },
  },
  {
    name: '100 items are accepted, 101 and 0 are refused',
    run: async (e, t) => [
      await refusal(
        transact(
          e,
          Array.from({ length: 100 }, (_, i) => ({ Put: { TableName: t, Item: item(`i${i}`) } })),
        ),
      ),
      await refusal(
        transact(
          e,
          Array.from({ length: 101 }, (_, i) => ({ Put: { TableName: t, Item: item(`j${i}`) } })),
        ),
      ),
      await refusal(transact(e, [])),
      await get(e, t, 'i99'),
      await get(e, t, 'j0'),
    ],
    expected: [
      'accepted',
      { name: 'ValidationException' },
      { name: 'ValidationException' },
      item('i99'),
      'absent',
    ],
  },
  {
    name: 'more than 4 MB in one transaction is refused',
    run: (e, t) =>
      refusal(
        transact(
          e,
          Array.from({ length: 12 }, (_, i) => ({
            Put: { TableName: t, Item: item(`big${i}`, { text: S('x'.repeat(390_000)) }) },
          })),
        ),
      ),
    expected: { name: 'ValidationException' },
  },
  {
    name: 'a token makes a repeated transaction one, another body under it is refused',
    run: async (e, t) => {
      const add = (n: number): TransactWriteItem[] => [
        {
          Update: {
            TableName: t,
            Key: key('a'),
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': N(n) },
          },
        },
      ];
      await transact(e, add(1), `token-${t}`);
      await transact(e, add(1), `token-${t}`);
      return [await get(e, t, 'a'), await refusal(transact(e, add(2), `token-${t}`)), await get(e, t, 'a')];
    },
    expected: [
      item('a', { n: N(1) }),
      { name: 'IdempotentParameterMismatchException' },
      item('a', { n: N(1) }),
    ],
  },
  {
    name: 'a token of a cancelled transaction may be used again',
    run: async (e, t) => {
      const put: TransactWriteItem[] = [
        { Put: { TableName: t, Item: item('a'), ConditionExpression: 'attribute_exists(pk)' } },
      ];
      const first = await refusal(transact(e, put, `again-${t}`));
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: N(1) }) }));
      return [first, await refusal(transact(e, put, `again-${t}`)), await get(e, t, 'a')];
    },
    expected: [
      { name: 'TransactionCanceledException', reasons: [{ Code: 'ConditionalCheckFailed' }] },
      'accepted',
      item('a'),
    ],
  },
  {
    name: 'TransactGetItems answers in order, absent items as empty',
    run: async (e, t) => {
      await e.client.send(new PutItemCommand({ TableName: t, Item: item('a', { n: N(1) }) }));
      const { Responses } = await e.client.send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName: t, Key: key('x') } },
            { Get: { TableName: t, Key: key('a'), ProjectionExpression: 'n' } },
          ],
        }),
      );
      return Responses?.map(({ Item }) => Item ?? 'absent');
    },
    expected: ['absent', { n: N(1) }],
  },
  {
    name: 'transactions with an impossible key are cancelled, each with its reason',
    run: async (e, t) => {
      const wrong = { pk: S('a'), sk: N(1) };
      const long = key('a', 'x'.repeat(1100));
      const put = { Put: { TableName: t, Item: item('whole') } };
      const readRefusal = (one: TransactWriteItem): Promise<unknown> => refusal(transact(e, [put, one]));
      return [
        await readRefusal({ Put: { TableName: t, Item: wrong } }),
        await readRefusal({ Delete: { TableName: t, Key: wrong } }),
        await readRefusal({ Put: { TableName: t, Item: long } }),
        await readRefusal({
          ConditionCheck: { TableName: t, Key: long, ConditionExpression: 'attribute_exists(pk)' },
        }),
        // A key with extra attributes, or an empty one, cancels nothing: the request is refused.
        await readRefusal({ Delete: { TableName: t, Key: { pk: S('a') } } }),
        await readRefusal({ Delete: { TableName: t, Key: key('a', '') } }),
        await get(e, t, 'whole'),
      ];
    },
    expected: [
      ...Array.from({ length: 4 }, () => ({
        name: 'TransactionCanceledException',
        reasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
      })),
      { name: 'ValidationException' },
      { name: 'ValidationException' },
      'absent',
    ],
  },
];
