import { createKey, type Item, type TableDescription } from 'dynalite/db';
import {
  type CapacityDetail,
  addWriteCost,
  capacityDetail,
  consumedByWrites,
  noCost,
  type WriteCost,
} from './capacity';
import { checkAgainstTable, checkUpdated } from './check-item';
import { parseRequest } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';
import { applyUpdate } from './expressions/apply-update';
import { checkValues } from './expressions/check-value';
import { holds } from './expressions/evaluate';
import { project } from './expressions/projection';
import { attributes, isRecord } from './fields';
import { itemRefusal, keyRefusal } from './key-sizes';
import { itemKey, type WriteSet } from './write-set';
import { parseWrite, type WriteOperation, type WriteRequest } from './write-request';

type Answer = Record<string, unknown>;
const maxWrites = 25;

/** PutItem, UpdateItem, DeleteItem: one item under its lock, one batch. @throws ServiceError */
export async function writeItem(engine: Engine, operation: WriteOperation, request: object): Promise<Answer> {
  const parsed = parseWrite(operation, request, engine.store);
  const { answer, writes, table } = await lockedWrite(engine, parsed);
  return { ...answer, ...consumption(writes, table, parsed.capacity) };
}

/** BatchWriteItem: up to 25 writes, each on its own. @throws ServiceError */
export async function batchWrite(engine: Engine, request: object): Promise<Answer> {
  const parsed = parseRequest('BatchWriteItem', request, engine.store);
  const detail = capacityDetail(parsed);
  const writes: Array<{ readonly request: WriteRequest; readonly table: TableDescription }> = [];
  for (const [tableName, entries] of Object.entries(
    isRecord(parsed.RequestItems) ? parsed.RequestItems : {},
  )) {
    const table = await engine.table(tableName);
    const seen = new Set<string>();
    for (const entry of Array.isArray(entries) ? entries : []) {
      const one = batchMember(tableName, entry);
      const refused =
        one.operation === 'PutItem' ? itemRefusal(one.item, table) : keyRefusal(one.item, table);
      if (refused)
        throw /Missing the key|Type mismatch for key/.test(refused.message)
          ? new DynamoDbError('ValidationException', 'The provided key element does not match the schema')
          : refused;
      const key = createKey(one.item, table);
      if (seen.has(key))
        throw new DynamoDbError('ValidationException', 'Provided list of item keys contains duplicates');
      seen.add(key);
      checkAgainstTable(one, table);
      writes.push({ request: one, table });
    }
  }
  if (writes.length > maxWrites)
    throw new DynamoDbError('ValidationException', 'Too many items requested for the BatchWriteItem call');
  const costs = new Map<string, WriteCost>();
  await Promise.all(
    writes.map(async ({ request: write, table }) => {
      const { writes: written } = await lockedWrite(engine, write);
      const cost = costs.get(table.TableName) ?? noCost();
      costs.set(table.TableName, cost);
      addCosts(cost, written, table);
    }),
  );
  const consumed = [...costs].flatMap(([name, cost]) => consumedByWrites(name, cost, detail, false) ?? []);
  return { UnprocessedItems: {}, ...(detail === 'NONE' ? {} : { ConsumedCapacity: consumed }) };
}

function batchMember(tableName: string, entry: unknown): WriteRequest {
  const { PutRequest, DeleteRequest } = isRecord(entry) ? entry : {};
  if (isRecord(PutRequest) && isRecord(DeleteRequest))
    throw new DynamoDbError(
      'ValidationException',
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    );
  const [operation, given] = isRecord(PutRequest)
    ? (['PutItem', attributes(PutRequest, 'Item')] as const)
    : (['DeleteItem', isRecord(DeleteRequest) ? attributes(DeleteRequest, 'Key') : undefined] as const);
  const checked = checkValues(given ?? {});
  if ('refused' in checked) throw new DynamoDbError('ValidationException', checked.refused);
  return {
    operation,
    tableName,
    item: checked.values,
    test: undefined,
    changes: [],
    legacyChanges: false,
    paths: [],
    returnValues: 'NONE',
    itemOnFailure: false,
    capacity: 'NONE',
  };
}

/**
 * Adds one write to a set: the condition is looked at, the new item is computed.
 * @returns the answer's Attributes
 * @throws ServiceError
 */
export async function runWrite(
  engine: Engine,
  writes: WriteSet,
  request: WriteRequest,
  table: TableDescription,
): Promise<Answer> {
  const before = await engine.item(table, request.item);
  if (request.test && !holds(request.test, before ?? {})) throw conditionFailed(request, before);
  const after = afterWrite(request, before, table);
  writes.add({ table, before, after });
  const returned = returnedAttributes(request, before, after);
  return returned ? { Attributes: returned } : {};
}

/** A condition that does not hold; with the item when the request asks for it. */
export function conditionFailed(request: WriteRequest, item: Item | undefined): DynamoDbError {
  return new DynamoDbError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    request.itemOnFailure && item ? { Item: item } : {},
  );
}

function afterWrite(
  request: WriteRequest,
  before: Item | undefined,
  table: TableDescription,
): Item | undefined {
  switch (request.operation) {
    case 'PutItem':
      return request.item;
    case 'DeleteItem':
      return undefined;
    case 'UpdateItem': {
      const after = applyChanges(request, before ?? request.item);
      checkUpdated(after, request.changes, table);
      return after;
    }
  }
}

function applyChanges(request: WriteRequest, item: Item): Item {
  try {
    return applyUpdate(item, request.changes);
  } catch (error) {
    if (request.legacyChanges && error instanceof DynamoDbError && /incorrect data type/.test(error.message))
      throw new DynamoDbError('ValidationException', 'Type mismatch for attribute to update');
    throw error;
  }
}

function returnedAttributes(
  { returnValues, changes, operation }: WriteRequest,
  before: Item | undefined,
  after: Item | undefined,
): Item | undefined {
  const item = returnValues.endsWith('_OLD') ? before : after;
  if (returnValues === 'NONE' || !item) return undefined;
  if (returnValues.startsWith('ALL_'))
    return operation === 'UpdateItem' || returnValues === 'ALL_OLD' ? item : undefined;
  // A removed value has no new one, and a list's next element may be in its place.
  const told = returnValues === 'UPDATED_NEW' ? changes.filter(({ kind }) => kind !== 'remove') : changes;
  const picked = project(
    item,
    told.map(({ path }) => path),
  );
  return Object.keys(picked).length > 0 ? picked : undefined;
}

async function lockedWrite(
  engine: Engine,
  request: WriteRequest,
): Promise<{ answer: Answer; writes: WriteSet; table: TableDescription }> {
  const found = await engine.table(request.tableName);
  checkAgainstTable(request, found);
  const release = await engine.locks.forWriting([found.TableName], [itemKey(found, request.item)]);
  try {
    // Looked at again under the lock: an index may have been added meanwhile.
    const table = await engine.table(request.tableName);
    const writes = engine.writeSet();
    const answer = await runWrite(engine, writes, request, table);
    await engine.commit(writes);
    return { answer, writes, table };
  } finally {
    release();
  }
}

/** Adds the cost of what was written to one table; an untouched item still costs a unit. */
function addCosts(cost: WriteCost, writes: WriteSet, table: TableDescription): void {
  const changes = writes.changes();
  if (changes.length === 0) addWriteCost(cost, { table, before: undefined, after: undefined }, 1);
  for (const change of changes) addWriteCost(cost, change, 1);
}

function consumption(writes: WriteSet, table: TableDescription, detail: CapacityDetail): Answer {
  const cost = noCost();
  addCosts(cost, writes, table);
  const consumed = consumedByWrites(table.TableName, cost, detail, false);
  return consumed ? { ConsumedCapacity: consumed } : {};
}
