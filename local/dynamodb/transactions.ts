import { createHash, randomUUID } from 'node:crypto';
import { type TableDescription } from 'dynalite/db';
import { type Types } from 'dynalite/validations';
import { addWriteCost, capacityDetail, consumedByWrites, noCost, type WriteCost } from './capacity';
import { checkAgainstTable, checkOwnKey, isImpossibleKey } from './check-item';
import { parseWith } from './dynalite';
import { type Engine } from './engine';
import { type CancellationReason, DynamoDbError, errorType, isServiceError } from './errors';
import { holds } from './expressions/evaluate';
import { transactionCanceled } from './faults';
import { isItem, isRecord } from './fields';
import { checkGet, parseGet, readOne } from './get-items';
import { itemSize } from './item-size';
import { conditionFailed, runWrite } from './items';
import { tokenAt, tokenKeyOf, tokenRows } from './transaction-tokens';
import { parseWrite, type WriteRequest } from './write-request';
import { itemKey, type WriteSet } from './write-set';

type Request = Readonly<Record<string, unknown>>;

interface Member {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  readonly request: WriteRequest;
  readonly table: TableDescription;
  readonly lock: string;
}

const maxMembers = 100;
const maxBytes = 4 * 1024 * 1024;
const operations = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
} as const;

const envelope: Types = {
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] },
};

/**
 * TransactWriteItems: every write or none, one LevelDB batch with the request's token in it.
 * @throws ServiceError
 */
export async function transactWrite(engine: Engine, request: Request): Promise<Record<string, unknown>> {
  parseWith({ types: envelope }, request, engine.store);
  const items = transactItems(request);
  const members = await Promise.all(items.map((item) => member(engine, item)));
  const locks = members.map(({ lock }) => lock);
  if (new Set(locks).size < locks.length)
    throw new DynamoDbError(
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    );

  const token = typeof request.ClientRequestToken === 'string' ? request.ClientRequestToken : undefined;
  const tokenKey = token === undefined ? undefined : tokenKeyOf(token);
  const release = await engine.locks.forWriting(
    members.map(({ table }) => table.TableName),
    tokenKey === undefined ? locks : [...locks, tokenKey],
  );
  try {
    const fingerprint = createHash('sha256').update(JSON.stringify(items)).digest('hex');
    if (tokenKey !== undefined) {
      const earlier = await tokenAt(engine, tokenKey);
      if (earlier !== undefined) {
        if (earlier.fingerprint !== fingerprint)
          throw new DynamoDbError(
            'IdempotentParameterMismatchException',
            'The request uses the same client token as a previous, but non-identical request. Do not ' +
              'reuse a client token with different requests, unless the requests are identical',
          );
        return earlier.answer;
      }
    }
    const writes = engine.writeSet();
    await runMembers(engine, writes, members);
    const answer = consumedAnswer(request, members, writes);
    await engine.commit(writes, {
      more: token === undefined ? [] : tokenRows(token, { at: engine.now(), fingerprint, answer }),
    });
    return answer;
  } finally {
    release();
  }
}

/** TransactGetItems: items as they all stood at one moment. @throws ServiceError */
export async function transactGet(engine: Engine, request: Request): Promise<Record<string, unknown>> {
  parseWith({ types: envelope }, request, engine.store);
  const gets = await Promise.all(
    transactItems(request).map(async (item) => {
      const given = item.Get;
      if (typeof given !== 'object' || given === null || Object.keys(item).length !== 1)
        throw new DynamoDbError('ValidationException', 'TransactItems can only contain Get');
      const parsed = parseGet(engine, given);
      const table = await engine.table(parsed.tableName);
      checkGet(parsed, table);
      return { parsed, table, lock: itemKey(table, parsed.key) };
    }),
  );
  if (new Set(gets.map(({ lock }) => lock)).size < gets.length)
    throw new DynamoDbError(
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    );
  const release = await engine.locks.forWriting(
    gets.map(({ table }) => table.TableName),
    gets.map(({ lock }) => lock),
  );
  try {
    const units = new Map<string, number>();
    const responses = await Promise.all(
      gets.map(async ({ parsed, table }) => {
        const read = await readOne(engine, { ...parsed, consistent: true }, table);
        units.set(table.TableName, (units.get(table.TableName) ?? 0) + 2 * read.units);
        return read.item === undefined ? {} : { Item: read.item };
      }),
    );
    const detail = capacityDetail(request);
    const consumed = [...units].map(([TableName, count]) => ({
      TableName,
      CapacityUnits: count,
      ReadCapacityUnits: count,
      ...(detail === 'INDEXES' ? { Table: { CapacityUnits: count, ReadCapacityUnits: count } } : {}),
    }));
    return { Responses: responses, ...(detail === 'NONE' ? {} : { ConsumedCapacity: consumed }) };
  } finally {
    release();
  }
}

function transactItems(request: Request): ReadonlyArray<Readonly<Record<string, unknown>>> {
  const items: unknown = request.TransactItems;
  const refuse = (shown: string, rule: string): DynamoDbError =>
    new DynamoDbError(
      'ValidationException',
      `1 validation error detected: Value ${shown} at 'transactItems' failed to satisfy constraint: ${rule}`,
    );
  if (items === undefined || items === null) throw refuse('null', 'Member must not be null');
  if (!Array.isArray(items)) throw new DynamoDbError('ValidationException', 'TransactItems must be a list');
  if (items.length === 0) throw refuse("'[]'", 'Member must have length greater than or equal to 1');
  if (items.length > maxMembers)
    throw refuse("'[...]'", `Member must have length less than or equal to ${maxMembers}`);
  return items.map((item: unknown) => {
    if (typeof item !== 'object' || item === null)
      throw new DynamoDbError('ValidationException', 'TransactItems must be a list of structures');
    return Object.fromEntries(
      Object.entries(item).filter(([, value]) => value !== null && value !== undefined),
    );
  });
}

async function member(engine: Engine, item: Readonly<Record<string, unknown>>): Promise<Member> {
  const given = (['Put', 'Update', 'Delete', 'ConditionCheck'] as const).filter(
    (kind) => item[kind] !== undefined,
  );
  const kind = given[0];
  if (kind === undefined || given.length !== 1)
    throw new DynamoDbError(
      'ValidationException',
      'TransactItems can only contain one of Check, Put, Update or Delete',
    );
  const body = item[kind];
  if (!isRecord(body))
    throw new DynamoDbError('ValidationException', `TransactItems: ${kind} must be a structure`);
  // The answer of a transaction has only capacity.
  const request = parseWrite(
    operations[kind],
    { ...body, ReturnValues: undefined, ReturnConsumedCapacity: undefined },
    engine.store,
  );
  if (kind === 'ConditionCheck' && request.test === undefined) {
    throw new DynamoDbError(
      'ValidationException',
      '1 validation error detected: Value null at ' +
        "'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: " +
        'Member must not be null',
    );
  }
  const table = await engine.table(request.tableName);
  // No item has it, so none is locked: it becomes a reason for which the transaction is cancelled.
  if (isImpossibleKey(request, table)) return { kind, request, table, lock: `impossible~${randomUUID()}` };
  checkOwnKey(request, table);
  return { kind, request, table, lock: itemKey(table, request.item) };
}

async function runMembers(engine: Engine, writes: WriteSet, members: readonly Member[]): Promise<void> {
  const reasons: CancellationReason[] = [];
  let bytes = 0;
  for (const { kind, request } of members) {
    try {
      // Looked at again under the locks: an index may have been added meanwhile.
      const table = await engine.table(request.tableName);
      checkAgainstTable(request, table);
      if (kind === 'ConditionCheck') await checkOnly(engine, request, table);
      else await runWrite(engine, writes, request, table);
      reasons.push({ Code: 'None' });
    } catch (error) {
      if (!isServiceError(error)) throw error;
      const { Item } = error.body;
      reasons.push({
        Code:
          errorType(error) === 'ConditionalCheckFailedException'
            ? 'ConditionalCheckFailed'
            : 'ValidationError',
        Message: error.message,
        ...(isItem(Item) ? { Item } : {}),
      });
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCanceled(reasons);
  for (const { before, after } of writes.changes()) bytes += itemSize(after ?? before ?? {});
  if (bytes > maxBytes)
    throw new DynamoDbError(
      'ValidationException',
      'Collection size of items in the transaction exceeds the maximum allowed size of 4 MB',
    );
}

async function checkOnly(engine: Engine, request: WriteRequest, table: TableDescription): Promise<void> {
  const current = await engine.item(table, request.item);
  if (request.test && !holds(request.test, current ?? {})) throw conditionFailed(request, current);
}

/**
 * Twice the price of plain writes; a condition check, or a delete of nothing, costs as much as the smallest
 * write.
 */
function writeCosts(members: readonly Member[], writes: WriteSet): ReadonlyMap<string, WriteCost> {
  const costs = new Map<string, WriteCost>();
  for (const { table, lock } of members) {
    const cost = costs.get(table.TableName) ?? noCost();
    costs.set(table.TableName, cost);
    addWriteCost(cost, writes.at(lock) ?? { table, before: undefined, after: undefined }, 2);
  }
  return costs;
}

function consumedAnswer(
  request: Request,
  members: readonly Member[],
  writes: WriteSet,
): Record<string, unknown> {
  const detail = capacityDetail(request);
  if (detail === 'NONE') return {};
  return {
    ConsumedCapacity: [...writeCosts(members, writes)].map(([name, cost]) =>
      consumedByWrites(name, cost, detail, true),
    ),
  };
}
