import { type Item } from 'dynalite/db';
import { type FuzzChance } from './chance';
import { ExpressionMaker } from './expressions';
import { anyAttributes, anyValue, attributeNames, indexKeys, indexPartitions } from './values';

export const tableName = 'fuzz';

/** One call of the API. */
export interface Call {
  readonly operation: string;
  readonly request: object;
}

const returnOld = ['NONE', 'ALL_OLD'] as const;
const comparisonOperators = [
  'EQ',
  'NE',
  'LT',
  'LE',
  'GT',
  'GE',
  'NULL',
  'NOT_NULL',
  'CONTAINS',
  'NOT_CONTAINS',
  'BEGINS_WITH',
  'IN',
  'BETWEEN',
] as const;

/**
 * A key of a lane: of few items, which change often, or of many. Some keys are equal when their parts are put
 * together: `p1` and `-1a`, `p1-` and `1a`, `p1-1` and `a`.
 */
function anyKey(chance: FuzzChance, lane: string): Item {
  const few = chance.of(['a', 'b', 'c'] as const);
  if (chance.oneIn(2)) return { pk: { S: lane }, sk: { S: few } };
  const [partition, prefix] = chance.of([
    [lane, '-1'],
    [`${lane}-`, '1'],
    [`${lane}-1`, ''],
  ] as const);
  return { pk: { S: partition }, sk: { S: prefix + (chance.oneIn(3) ? String(chance.upTo(100)) : few) } };
}

/** Everything that a lane has in the global index, or its number. */
export function wholeIndex(lane: string, at: 0 | 1, more: object = {}): Call {
  return {
    operation: 'Query',
    request: {
      TableName: tableName,
      IndexName: 'global',
      KeyConditionExpression: 'gpk = :g',
      ExpressionAttributeValues: { ':g': { S: indexPartitions(lane)[at] } },
      ...more,
    },
  };
}

/**
 * A call that touches only the items of one lane: calls of different lanes may run concurrently.
 */
export function anyCall(chance: FuzzChance, partition: string): Call {
  const make = new ExpressionMaker(chance);
  const key = (): Item => anyKey(chance, partition);
  const condition = (): object => (chance.oneIn(2) ? { ConditionExpression: make.condition() } : {});
  const put = (): object => ({
    TableName: tableName,
    Item: {
      ...anyAttributes(chance, partition),
      ...(chance.oneIn(2) ? indexKeys(chance, partition) : {}),
      ...key(),
    },
    ...condition(),
  });
  const remove = (): object => ({ TableName: tableName, Key: key(), ConditionExpression: make.condition() });
  const update = (): object => ({
    TableName: tableName,
    Key: key(),
    UpdateExpression: make.update(),
    ...(chance.oneIn(4) ? { ConditionExpression: make.condition() } : {}),
  });
  switch (chance.upTo(17)) {
    case 0:
    case 1:
    case 2:
      return {
        operation: 'PutItem',
        request: { ...put(), ReturnValues: chance.of(returnOld), ...make.placeholders() },
      };
    case 3:
      return {
        operation: 'DeleteItem',
        request: { ...remove(), ReturnValues: chance.of(returnOld), ...make.placeholders() },
      };
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return {
        operation: 'UpdateItem',
        request: {
          ...update(),
          ReturnValues: chance.of(['ALL_NEW', 'ALL_OLD'] as const),
          ReturnValuesOnConditionCheckFailure: chance.of(returnOld),
          ...make.placeholders(),
        },
      };
    case 9:
      return {
        operation: 'GetItem',
        request: {
          TableName: tableName,
          Key: key(),
          ...(chance.oneIn(5) ? {} : { ProjectionExpression: make.projection() }),
          ...make.placeholders(),
        },
      };
    case 16:
      return wholeIndex(partition, chance.of([0, 1]), chance.oneIn(2) ? { Select: 'COUNT' } : {});
    case 10:
      return { operation: 'Query', request: olderQuery(chance, partition) };
    case 11:
      return { operation: 'UpdateItem', request: olderUpdate(chance, key()) };
    case 12: {
      const free = new Set(['a', 'b', 'c']);
      const writes = chance.some(1, 3, (): object => {
        const [sk = 'a'] = [...free].slice(chance.upTo(free.size));
        free.delete(sk);
        const Key = { pk: { S: partition }, sk: { S: sk } };
        const own = new ExpressionMaker(chance);
        const test = { ConditionExpression: own.condition(1) };
        return chance.of([
          () => ({
            Put: {
              TableName: tableName,
              Item: { ...anyAttributes(chance, partition), ...Key },
              ...test,
              ...own.placeholders(),
            },
          }),
          () => ({ Delete: { TableName: tableName, Key, ...test, ...own.placeholders() } }),
          () => ({ ConditionCheck: { TableName: tableName, Key, ...test, ...own.placeholders() } }),
        ])();
      });
      return { operation: 'TransactWriteItems', request: { TransactItems: writes } };
    }
    default:
      return { operation: 'Query', request: query(chance, make, partition) };
  }
}

function query(chance: FuzzChance, make: ExpressionMaker, partition: string): object {
  const sort = chance.of([
    () => '',
    () =>
      ` AND sk ${chance.of(['=', '<', '<=', '>', '>='] as const)} ` +
      `${make.value({ S: chance.of(['a', 'b', 'c'] as const) })}`,
    () => ` AND begins_with(sk, ${make.value({ S: chance.of(['a', 'b'] as const) })})`,
    () =>
      ` AND sk BETWEEN ${make.value({ S: 'a' })} AND ` +
      `${make.value({ S: chance.of(['a', 'b', 'c'] as const) })}`,
  ])();
  const ofIndex = chance.oneIn(8);
  return {
    TableName: tableName,
    KeyConditionExpression: `pk = ${make.value({ S: partition })}${sort}`,
    FilterExpression: make.condition(3),
    ScanIndexForward: chance.oneIn(2),
    // Amazon's emulator returns no LastEvaluatedKey when a range holds a single key.
    ...(chance.oneIn(3) && !ofIndex && !/=|BETWEEN/.test(sort) ? { Limit: 1 + chance.upTo(3) } : {}),
    ...(chance.oneIn(4) ? { ProjectionExpression: make.projection() } : {}),
    ...(ofIndex ? { IndexName: 'local' } : {}),
    ...(chance.oneIn(10)
      ? { Select: chance.of(['COUNT', 'ALL_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES'] as const) }
      : {}),
    ...make.placeholders(),
  };
}

function olderQuery(chance: FuzzChance, partition: string): object {
  const ComparisonOperator = chance.of(comparisonOperators);
  const count = /NULL/.test(ComparisonOperator) ? 0 : ComparisonOperator === 'BETWEEN' ? 2 : 1;
  return {
    TableName: tableName,
    KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: partition }] } },
    QueryFilter: {
      [chance.of(['a', 'b', 'c', 'l', 'm', 'st'] as const)]: {
        ComparisonOperator,
        // Amazon's emulator accepts types here that the reference excludes.
        AttributeValueList: chance.some(count, count, () =>
          anyValue(chance, /CONTAINS/.test(ComparisonOperator) ? 'scalar' : 1),
        ),
      },
    },
    ...(chance.oneIn(3) ? { AttributesToGet: ['sk', chance.of(attributeNames)] } : {}),
  };
}

function olderUpdate(chance: FuzzChance, Key: Item): object {
  return {
    TableName: tableName,
    Key,
    AttributeUpdates: {
      [chance.of(['a', 'b', 'c', 'l', 'st'] as const)]: {
        Action: chance.of(['PUT', 'ADD', 'DELETE'] as const),
        ...(chance.oneIn(5) ? {} : { Value: anyValue(chance, 1) }),
      },
    },
    ReturnValues: 'ALL_NEW',
  };
}
