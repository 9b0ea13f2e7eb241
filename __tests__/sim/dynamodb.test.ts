import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { execute } from '../../sim/dynamodb/client';
import { tables } from '../../store/tables';
import { type Database as Embedded, names, openDatabase } from '../store/database';
import { createIndexed, toComparable, comparable, indexKeys, valuesOf } from './table-calls';

/** Few by default; TURNLIFT_TABLE_RUNS sets more. */
const numRuns = Number(process.env['TURNLIFT_TABLE_RUNS'] ?? 20);

let embedded: Embedded;
beforeAll(async () => {
  embedded = await openDatabase();
});
afterAll(() => embedded.close());

const partitions = ['a', 'b', 'a1', 'a 1'] as const;
const sorts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '2', '11', '1 1') },
  { weight: 1, arbitrary: fc.integer({ min: 20, max: 60 }).map(String) },
);
/** These are equal when their parts are put together, with nothing or a space between. */
const twins = [
  { pk: 'a', sk: '11' },
  { pk: 'a1', sk: '1' },
  { pk: 'a', sk: '1 1' },
  { pk: 'a 1', sk: '1' },
];
const key = fc.oneof(fc.record({ pk: fc.constantFrom(...partitions), sk: sorts }), fc.constantFrom(...twins));
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('x', 'xy', ''),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
  fc.record({ m: fc.integer({ min: 0, max: 2 }) }),
);
const number = fc.integer({ min: -3, max: 3 });
const condition = fc.constantFrom(
  undefined,
  'attribute_not_exists(pk)',
  'attribute_exists(pk)',
  'attribute_exists(n) AND n < :n',
  'n = :n OR attribute_not_exists(n)',
  'NOT n >= :n',
  'v <> :v',
  'begins_with(v, :x)',
  'n BETWEEN :n AND :more',
  'size(v) > :n',
);
const update = fc.constantFrom(
  'SET n = :n',
  'SET v = :v REMOVE n',
  'ADD n :n',
  'SET n = if_not_exists(n, :n)',
  'SET n = if_not_exists(n, :n) + :more',
  'SET v = :v ADD n :n',
  'SET v.m = :n',
);
const returned = fc.constantFrom('ALL_OLD', 'NONE');

const write = fc
  .record({
    key,
    value,
    number,
    condition,
    update,
    returned,
    kind: fc.constantFrom('put', 'put', 'update', 'delete'),
    attendedAt: fc.constantFrom(1, 1, 2, undefined),
  })
  .map(
    ({
      key: Key,
      value: v,
      number: n,
      condition: ConditionExpression,
      update: UpdateExpression,
      returned: seen,
      kind,
      attendedAt,
    }) => {
      const all = { ':n': n, ':v': v, ':x': 'x', ':more': n + 2 };
      const guarded = {
        ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
        ReturnValuesOnConditionCheckFailure: seen === 'ALL_OLD' ? ('ALL_OLD' as const) : ('NONE' as const),
      };
      const item = { ...Key, v, n, ...(attendedAt === undefined ? {} : { attendedAt }) };
      switch (kind) {
        case 'put':
          return {
            kind: 'put' as const,
            input: { Item: item, ...guarded, ...valuesOf(all, ConditionExpression) },
          };
        case 'delete':
          return {
            kind: 'delete' as const,
            input: { Key, ...guarded, ...valuesOf(all, ConditionExpression) },
          };
        default: {
          const values = valuesOf(all, ConditionExpression, UpdateExpression);
          return { kind: 'update' as const, input: { Key, UpdateExpression, ...guarded, ...values } };
        }
      }
    },
  );
type Write = typeof write extends fc.Arbitrary<infer One> ? One : never;

/** Every run has its own partitions. */
const inRun = (run: number, { kind, input }: Write) => {
  const own = <Keyed extends { readonly pk: string }>(keyed: Keyed) => ({
    ...keyed,
    pk: `${run}-${keyed.pk}`,
  });
  const TableName = names.matches;
  switch (kind) {
    case 'put':
      return {
        kind,
        input: { ...input, TableName, Item: { ...own(input.Item), activeShard: `${run}-shard` } },
      } as const;
    case 'delete':
      return { kind, input: { ...input, TableName, Key: own(input.Key) } } as const;
    case 'update':
      return { kind, input: { ...input, TableName, Key: own(input.Key) } } as const;
  }
};

function commandOf(run: number, one: Write) {
  const placed = inRun(run, one);
  switch (placed.kind) {
    case 'put':
      return new PutCommand(placed.input);
    case 'delete':
      return new DeleteCommand({ ...placed.input, ReturnValues: 'ALL_OLD' });
    case 'update':
      return new UpdateCommand({ ...placed.input, ReturnValues: 'ALL_NEW' });
  }
}

function transactionOf(run: number, writes: readonly Write[]) {
  return new TransactWriteCommand({
    TransactItems: writes.map((one) => {
      const placed = inRun(run, one);
      switch (placed.kind) {
        case 'put':
          return { Put: placed.input };
        case 'delete':
          return { Delete: placed.input };
        case 'update':
          return { Update: placed.input };
      }
    }),
  });
}

const putTwin =
  ({ pk, sk }: (typeof twins)[number]) =>
  (run: number) =>
    new PutCommand({
      TableName: names.matches,
      Item: { pk: `${run}-${pk}`, sk, attendedAt: 1, activeShard: `${run}-shard` },
    });

function wholeIndex(run: number): QueryCommand {
  return new QueryCommand({
    TableName: names.matches,
    IndexName: tables.matches.globalSecondaryIndexes[0]?.name,
    KeyConditionExpression: 'activeShard = :shard',
    ExpressionAttributeValues: { ':shard': `${run}-shard` },
  });
}

const step = fc.oneof(
  { weight: 5, arbitrary: write.map((one) => (run: number) => commandOf(run, one)) },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(write, {
        minLength: 1,
        maxLength: 3,
        selector: ({ kind, input }) =>
          JSON.stringify(kind === 'put' ? [input.Item.pk, input.Item.sk] : [input.Key.pk, input.Key.sk]),
      })
      .map((writes) => (run: number) => transactionOf(run, writes)),
  },
  {
    weight: 1,
    arbitrary: key.map(
      ({ pk, sk }) =>
        (run: number) =>
          new GetCommand({ TableName: names.matches, Key: { pk: `${run}-${pk}`, sk }, ConsistentRead: true }),
    ),
  },
  { weight: 2, arbitrary: fc.constant(wholeIndex) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        pk: fc.constantFrom(...partitions),
        Limit: fc.integer({ min: 1, max: 4 }),
        forward: fc.boolean(),
        from: fc.constantFrom('1', '2'),
      })
      .map(
        ({ pk, Limit, forward, from }) =>
          (run: number) =>
            new QueryCommand({
              TableName: names.matches,
              KeyConditionExpression: 'pk = :pk AND sk >= :from',
              ExpressionAttributeValues: { ':pk': `${run}-${pk}`, ':from': from },
              ScanIndexForward: forward,
              ConsistentRead: true,
              Limit,
            }),
      ),
  },
);

test('the table model answers as the embedded database does', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(twins),
      fc.array(step, { minLength: 5, maxLength: 25 }),
      async (first, steps) => {
        run += 1;
        const model = createIndexed();
        for (const [index, make] of [...first.map(putTwin), ...steps, wholeIndex].entries()) {
          const command = make(run);
          const isOfIndex = command instanceof QueryCommand && command.input.IndexName !== undefined;
          const compared = isOfIndex ? indexKeys : comparable;
          let modelled: unknown;
          try {
            modelled = compared(execute(model, command, `${run}-${index}`));
          } catch (error) {
            modelled = toComparable(error);
          }
          const real = await send(command).then(compared, toComparable);
          expect(modelled).toEqual(real);
        }
      },
    ),
    { numRuns },
  );
});

type Command = PutCommand | UpdateCommand | DeleteCommand | GetCommand | QueryCommand | TransactWriteCommand;

function send(command: Command): Promise<object> {
  const { client } = embedded;
  if (command instanceof PutCommand) return client.send(command);
  if (command instanceof UpdateCommand) return client.send(command);
  if (command instanceof DeleteCommand) return client.send(command);
  if (command instanceof GetCommand) return client.send(command);
  if (command instanceof QueryCommand) return client.send(command);
  return client.send(command);
}

test('an index has the entries of its rows, in order', () => {
  const model = createIndexed();
  const at = (matchId: string, attendedAt: number | undefined): object =>
    execute(
      model,
      new PutCommand({
        TableName: names.matches,
        Item: { pk: matchId, sk: 'MATCH', matchId, activeShard: 'ACTIVE#0', attendedAt },
      }),
      '',
    );
  at('late', 30);
  at('early', 10);
  at('gone', 20);
  at('gone', undefined);
  const found = execute(
    model,
    new QueryCommand({
      TableName: names.matches,
      IndexName: tables.matches.globalSecondaryIndexes[0]?.name,
      KeyConditionExpression: 'activeShard = :shard AND attendedAt < :before',
      ExpressionAttributeValues: { ':shard': 'ACTIVE#0', ':before': 40 },
    }),
    '',
  );
  expect(Reflect.get(found, 'Items')).toMatchObject([{ matchId: 'early' }, { matchId: 'late' }]);
});
