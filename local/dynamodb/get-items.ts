import { createKey, type Item, type TableDescription } from 'dynalite/db';
import { type CapacityDetail, capacityDetail, readUnits } from './capacity';
import { checkKey, checkScalarKeys } from './check-item';
import { parseRequest } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';
import { project } from './expressions/projection';
import { type Path } from './expressions/references';
import { attributes, flag, isRecord, text, texts } from './fields';
import { itemSize } from './item-size';
import { normalize, parseItemRequest, readExpressions } from './request-expressions';

type Answer = Record<string, unknown>;

/** Bytes that one BatchGetItem answers with at most (API reference of BatchGetItem). */
const maxAnswerBytes = 16 * 1024 * 1024;

/** A read of one item by its key. */
export interface GetRequest {
  readonly tableName: string;
  readonly key: Item;
  /** Undefined: the whole item. */
  readonly paths: readonly Path[] | undefined;
  readonly consistent: boolean;
  readonly capacity: CapacityDetail;
}

/** @throws ServiceError */
export function parseGet(engine: Engine, request: object): GetRequest {
  const { fields, expressions } = parseItemRequest('GetItem', request, engine.store);
  return {
    tableName: text(fields, 'TableName') ?? '',
    key: attributes(fields, 'Key') ?? {},
    paths: expressions.projection ?? namedPaths(texts(fields, 'AttributesToGet')),
    consistent: flag(fields, 'ConsistentRead'),
    capacity: capacityDetail(fields),
  };
}

/** AttributesToGet as paths. */
export function namedPaths(names: readonly string[] | undefined): readonly Path[] | undefined {
  return names?.map((name): Path => [name]);
}

/** GetItem. @throws ServiceError */
export async function getItem(engine: Engine, request: object): Promise<Answer> {
  const parsed = parseGet(engine, request);
  const table = await engine.table(parsed.tableName);
  checkGet(parsed, table);
  const { item, units } = await readOne(engine, parsed, table);
  return {
    ...(item === undefined ? {} : { Item: item }),
    ...(parsed.capacity === 'NONE'
      ? {}
      : { ConsumedCapacity: consumedByReads(table.TableName, units, parsed.capacity) }),
  };
}

/** Checks a read that a table refuses. @throws ServiceError */
export function checkGet({ key, paths }: GetRequest, table: TableDescription): void {
  checkKey(key, table);
  checkScalarKeys(paths ?? [], table);
}

/** @returns what was asked for of the item, and what the read cost in read units */
export async function readOne(
  engine: Engine,
  { key, paths, consistent }: GetRequest,
  table: TableDescription,
): Promise<{ readonly item: Item | undefined; readonly units: number; readonly bytes: number }> {
  const item = await engine.item(table, key);
  const bytes = item ? itemSize(item) : 0;
  return { item: item && paths ? project(item, paths) : item, units: readUnits(bytes, consistent), bytes };
}

/** BatchGetItem: up to 100 items of any tables, in the order of their keys. @throws ServiceError */
export async function batchGet(engine: Engine, request: object): Promise<Answer> {
  const parsed = parseRequest('BatchGetItem', request, engine.store);
  const detail = capacityDetail(parsed);
  const responses: Array<readonly [string, Item[]]> = [];
  const unprocessed: Array<readonly [string, object]> = [];
  const consumed: unknown[] = [];
  let answered = 0;
  const wanted: Array<{
    readonly table: TableDescription;
    readonly gets: readonly GetRequest[];
    readonly given: object;
  }> = [];
  for (const [name, given] of Object.entries(isRecord(parsed.RequestItems) ? parsed.RequestItems : {})) {
    if (!isRecord(given)) continue;
    const table = await engine.table(name);
    wanted.push({ table, given, gets: batchMembers(name, given, table) });
  }
  for (const { table, gets, given } of wanted) {
    const found: Item[] = [];
    const left: Item[] = [];
    let units = 0;
    for (const get of gets) {
      const { item, units: cost, bytes } = await readOne(engine, get, table);
      if (answered + bytes > maxAnswerBytes) {
        left.push(get.key);
        continue;
      }
      answered += bytes;
      units += cost;
      if (item) found.push(item);
    }
    responses.push([table.TableName, found]);
    if (left.length > 0) unprocessed.push([table.TableName, { ...given, Keys: left }]);
    if (detail !== 'NONE') consumed.push(consumedByReads(table.TableName, units, detail));
  }
  return {
    // From entries: a table may be called `__proto__`.
    Responses: Object.fromEntries(responses),
    UnprocessedKeys: Object.fromEntries(unprocessed),
    ...(detail === 'NONE' ? {} : { ConsumedCapacity: consumed }),
  };
}

function batchMembers(
  tableName: string,
  given: Readonly<Record<string, unknown>>,
  table: TableDescription,
): readonly GetRequest[] {
  const { projection } = readExpressions(given);
  const paths = projection ?? namedPaths(texts(given, 'AttributesToGet'));
  const seen = new Set<string>();
  return (Array.isArray(given.Keys) ? given.Keys : []).map((key: unknown) => {
    const fields = { Key: key };
    normalize(fields, 'Key');
    const get: GetRequest = {
      tableName,
      key: attributes(fields, 'Key') ?? {},
      paths,
      consistent: flag(given, 'ConsistentRead'),
      capacity: 'NONE',
    };
    checkGet(get, table);
    const place = createKey(get.key, table);
    if (seen.has(place))
      throw new DynamoDbError('ValidationException', 'Provided list of item keys contains duplicates');
    seen.add(place);
    return get;
  });
}

function consumedByReads(tableName: string, units: number, detail: CapacityDetail): object {
  return {
    TableName: tableName,
    CapacityUnits: units,
    ...(detail === 'INDEXES' ? { Table: { CapacityUnits: units } } : {}),
  };
}
