import { createKey, type Item, type TableDescription, validateItem, validateKey } from 'dynalite/db';
import { addWriteCost, capacityDetail, consumedByWrites, noCost, type WriteCost } from './capacity';
import { act, type DynaliteAction, parseRequest, promised } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError, errorType, isServiceError } from './errors';
import { itemPrefix, Overlay } from './overlay';

export type WriteAction = 'PutItem' | 'UpdateItem' | 'DeleteItem';
type Request = Readonly<Record<string, unknown>>;

/** Reads, and what only describes: dynalite's own work. */
export async function read(
  engine: Engine,
  operation: Exclude<DynaliteAction, WriteAction | 'CreateTable'>,
  request: object,
): Promise<Record<string, unknown>> {
  const parsed = parseRequest(operation, request, engine.store);
  const answer = await act(operation, engine.store, parsed);
  return operation === 'Query' || operation === 'Scan'
    ? { ...answer, ConsumedCapacity: atLeastOneRead(answer.ConsumedCapacity, parsed) }
    : answer;
}

/** Looking and finding nothing costs the smallest read; dynalite counts nothing. */
function atLeastOneRead(consumed: unknown, { IndexName, ConsistentRead }: Request): unknown {
  if (typeof consumed !== 'object' || consumed === null) return undefined;
  const counted = consumed as {
    readonly CapacityUnits: number;
    readonly Table?: object;
    readonly GlobalSecondaryIndexes?: object;
    readonly LocalSecondaryIndexes?: object;
  };
  if (counted.CapacityUnits > 0) return consumed;
  const units = { CapacityUnits: ConsistentRead === true ? 1 : 0.5 };
  return {
    ...counted,
    ...units,
    ...(counted.GlobalSecondaryIndexes && typeof IndexName === 'string'
      ? { GlobalSecondaryIndexes: { [IndexName]: units } }
      : {}),
    ...(counted.LocalSecondaryIndexes && typeof IndexName === 'string'
      ? { LocalSecondaryIndexes: { [IndexName]: units } }
      : {}),
    ...(counted.Table && IndexName === undefined ? { Table: units } : {}),
  };
}

/** PutItem, UpdateItem, DeleteItem: one item under its lock, one batch. */
export async function writeItem(
  engine: Engine,
  operation: WriteAction,
  request: object,
): Promise<Record<string, unknown>> {
  const parsed = parseRequest(operation, request, engine.store);
  const { answer, overlay } = await lockedWrite(engine, operation, parsed);
  return { ...answer, ConsumedCapacity: await consumption(engine, overlay, parsed) };
}

/** BatchWriteItem: up to 25 writes, each on its own. */
export async function batchWrite(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const parsed = parseRequest('BatchWriteItem', request, engine.store);
  const detail = capacityDetail(parsed);
  const writes: Array<{
    readonly table: TableDescription;
    readonly operation: WriteAction;
    readonly request: Request;
  }> = [];
  for (const [TableName, entries] of Object.entries(
    parsed.RequestItems as Record<
      string,
      ReadonlyArray<{ PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }>
    >,
  )) {
    const table = await engine.table(TableName);
    const seen = new Set<string>();
    for (const { PutRequest, DeleteRequest } of entries) {
      const item = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
      const invalid = PutRequest ? validateItem(item, table) : validateKey(item, table);
      if (invalid)
        throw /Missing the key|Type mismatch for key/.test(invalid.message)
          ? new DynamoDbError('ValidationException', 'The provided key element does not match the schema')
          : invalid;
      const key = createKey(item, table);
      if (seen.has(key))
        throw new DynamoDbError('ValidationException', 'Provided list of item keys contains duplicates');
      seen.add(key);
      writes.push(
        PutRequest
          ? { table, operation: 'PutItem', request: { TableName, Item: item } }
          : { table, operation: 'DeleteItem', request: { TableName, Key: item } },
      );
    }
  }
  const costs = new Map<string, WriteCost>();
  await Promise.all(
    writes.map(async ({ table, operation, request: write }) => {
      const { overlay } = await lockedWrite(engine, operation, write);
      if (detail === 'NONE') return;
      const cost = costs.get(table.TableName) ?? noCost();
      costs.set(table.TableName, cost);
      addOverlayCost(cost, overlay, table, 1);
    }),
  );
  const consumed = [...costs].flatMap(([name, cost]) => consumedByWrites(name, cost, detail, false) ?? []);
  return { UnprocessedItems: {}, ...(detail === 'NONE' ? {} : { ConsumedCapacity: consumed }) };
}

/**
 * Runs one write on an overlay; on a failed condition the item is added when it was asked for
 * (ReturnValuesOnConditionCheckFailure).
 */
export async function runWrite(
  engine: Engine,
  overlay: Overlay,
  operation: WriteAction,
  request: Request,
): Promise<Record<string, unknown>> {
  try {
    return await act(operation, overlay, request);
  } catch (error) {
    if (
      isServiceError(error) &&
      errorType(error) === 'ConditionalCheckFailedException' &&
      request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    ) {
      const table = await engine.table(String(request.TableName));
      const current = await currentItem(
        engine,
        table,
        (operation === 'PutItem' ? request.Item : request.Key) as Item,
      );
      throw new DynamoDbError(
        'ConditionalCheckFailedException',
        error.message,
        current ? { Item: current } : {},
      );
    }
    throw error;
  }
}

/** The item that stands under a key now. */
export async function currentItem(
  engine: Engine,
  table: TableDescription,
  key: Item,
): Promise<Item | undefined> {
  const value = await promised<unknown>((callback) =>
    engine.store.getItemDb(table.TableName).get(createKey(key, table), callback),
  );
  return value === undefined ? undefined : (value as Item);
}

/** LevelDB's key of what a write touches; checks the key's form. @throws ServiceError ValidationException */
export function lockKey(operation: WriteAction, request: Request, table: TableDescription): string {
  const item = (operation === 'PutItem' ? request.Item : request.Key) as Item;
  const invalid = operation === 'PutItem' ? validateItem(item, table) : validateKey(item, table);
  if (invalid) throw invalid;
  return itemPrefix(table.TableName) + createKey(item, table);
}

/** Adds the cost of what an overlay did to one table; an untouched item still costs a unit. */
export function addOverlayCost(
  cost: WriteCost,
  overlay: Overlay,
  table: TableDescription,
  factor: number,
): void {
  const changes = overlay.changes().filter((change) => change.table.TableName === table.TableName);
  if (changes.length === 0) addWriteCost(cost, { table, before: undefined, after: undefined }, factor);
  for (const change of changes) addWriteCost(cost, change, factor);
}

async function lockedWrite(
  engine: Engine,
  operation: WriteAction,
  request: Request,
): Promise<{ answer: Record<string, unknown>; overlay: Overlay }> {
  const key = lockKey(operation, request, await engine.table(String(request.TableName)));
  const release = await engine.locks.forWriting([String(request.TableName)], [key]);
  try {
    const overlay = new Overlay(engine.store);
    const answer = await runWrite(engine, overlay, operation, request);
    await engine.commit(overlay);
    return { answer, overlay };
  } finally {
    release();
  }
}

async function consumption(
  engine: Engine,
  overlay: Overlay,
  request: Request,
): Promise<Record<string, unknown> | undefined> {
  const detail = capacityDetail(request);
  if (detail === 'NONE') return undefined;
  const table = await engine.table(String(request.TableName));
  const cost = noCost();
  addOverlayCost(cost, overlay, table, 1);
  return consumedByWrites(table.TableName, cost, detail, false);
}
