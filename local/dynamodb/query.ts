import {
  type AttributeValue,
  createKey,
  hashPrefix,
  type Item,
  type KeySchemaElement,
  type Range,
  type TableDescription,
  toRangeStr,
} from 'dynalite/db';
import { checkScalarKeys } from './check-item';
import { type Engine } from './engine';
import { invalid } from './errors';
import { holds } from './expressions/evaluate';
import { type KeyCondition } from './expressions/key-condition';
import { type LegacyCondition, legacyTest } from './expressions/legacy';
import { attributeOf, equal, attributesNamed, typeOf } from './expressions/value';
import { structures } from './fields';
import { declaredType, indexKey } from './index-entries';
import { checkSortValue, keyRefusal } from './key-sizes';
import { pageSource, type PageSource, parsePage, startKeyNames } from './page-request';
import { readPage } from './read-page';
import { parseItemRequest } from './request-expressions';

const operators = ['EQ', 'LT', 'LE', 'GT', 'GE', 'BETWEEN', 'BEGINS_WITH'] as const;

/** The condition of a query on the keys. */
interface KeyRange {
  readonly partition: AttributeValue;
  readonly sort: KeyCondition | undefined;
}

/** Query: items of one partition, in the order of their sort keys. @throws ServiceError */
export async function query(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const { fields, expressions } = parseItemRequest('Query', request, engine.store);
  const page = parsePage(fields, expressions, 'QueryFilter');
  const conditions =
    expressions.keyCondition?.conditions ??
    olderConditions(structures<LegacyCondition>(fields, 'KeyConditions'));
  if (conditions.size < 1 || conditions.size > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const source = await pageSource(engine, page);
  const { table } = source;
  checkScalarKeys(expressions.keyCondition?.paths ?? [], table);
  const schema = source.index?.description.KeySchema ?? table.KeySchema;
  const range = keyRange(conditions, schema, table);
  for (const { AttributeName } of schema)
    if (page.filterPaths.some(([name]) => name === AttributeName))
      throw invalid(
        `${page.filterName} can only contain non-primary key attributes: Primary key attribute: ` +
          `${AttributeName}`,
      );
  if (page.startKey) checkStartKey(page.startKey, source, schema, range);
  const forward = fields.ScanIndexForward !== false;
  const keys: Range = {
    ...keysFrom(range),
    ...(page.startKey === undefined
      ? {}
      : after(startPlace(page.startKey, source, schema), forward, keysFrom(range))),
    reverse: !forward,
  };
  return readPage(engine, page, source, keys, lastOf(range, source, forward));
}

/**
 * Whether an item is the last that a range can hold: its sort key is the inclusive end of the range. An index
 * can hold more items with the same sort key (measured on DynamoDB Local 3.3).
 */
function lastOf(
  { sort }: KeyRange,
  { table, index }: PageSource,
  forward: boolean,
): ((item: Item) => boolean) | undefined {
  const name = table.KeySchema[1]?.AttributeName;
  if (!sort || index || name === undefined) return undefined;
  const { ComparisonOperator, AttributeValueList } = sort;
  const inclusive = ComparisonOperator === 'BETWEEN' || ComparisonOperator === (forward ? 'LE' : 'GE');
  const end = inclusive ? AttributeValueList[forward ? AttributeValueList.length - 1 : 0] : undefined;
  if (!end) return undefined;
  return (item) => {
    const own = attributeOf(item, name);
    return own !== undefined && equal(own, end);
  };
}

/** KeyConditions. @throws DynamoDbError for an operator that no index answers */
function olderConditions(
  given: Readonly<Record<string, LegacyCondition>> = {},
): ReadonlyMap<string, KeyCondition> {
  return new Map(
    Object.entries(given).map(([name, { ComparisonOperator, AttributeValueList = [] }]) => {
      const operator = operators.find((one) => one === ComparisonOperator);
      if (!operator) throw invalid('Attempted conditional constraint is not an indexable operation');
      return [name, { ComparisonOperator: operator, AttributeValueList }] as const;
    }),
  );
}

function keyRange(
  conditions: ReadonlyMap<string, KeyCondition>,
  schema: readonly KeySchemaElement[],
  table: TableDescription,
): KeyRange {
  const [hash, sort] = schema.map(({ AttributeName }) => AttributeName);
  if (sort === undefined && conditions.size > 1) throw invalid('Query key condition not supported');
  for (const name of [hash, sort]) {
    if (name === undefined) continue;
    const condition = conditions.get(name);
    if (!condition) {
      if (name === hash || conditions.size > 1)
        throw invalid(`Query condition missed key schema element: ${name}`);
      continue;
    }
    for (const value of condition.AttributeValueList) {
      if (typeOf(value) !== declaredType(table, name))
        throw invalid(
          'One or more parameter values were invalid: Condition parameter type does not match schema type',
        );
      if (value.S === '' || value.B === '')
        throw invalid(
          'One or more parameter values are not valid. The AttributeValue for a key attribute cannot ' +
            `contain an empty ${value.S === '' ? 'string' : 'binary'} value. Key: ${name}`,
        );
    }
    if (name === sort) condition.AttributeValueList.forEach(checkSortValue);
    if (name === hash && condition.ComparisonOperator !== 'EQ')
      throw invalid('Query key condition not supported');
  }
  const partition = hash === undefined ? undefined : conditions.get(hash)?.AttributeValueList[0];
  if (!partition) throw invalid('Query key condition not supported');
  return { partition, sort: sort === undefined ? undefined : conditions.get(sort) };
}

/** Text that sorts after everything that may follow a key attribute's value. */
const beyond = '~';

/** The keys of a range, as they sort in LevelDB. */
function keysFrom({ partition, sort }: KeyRange): Range {
  const type = typeOf(partition);
  const start = `${hashPrefix(partition.S ?? partition.N ?? partition.B, type)}/${toRangeStr(partition)}/`;
  const all = { gte: start, lt: start + beyond };
  const [first, second] = sort?.AttributeValueList ?? [];
  if (!sort || !first) return all;
  const low = start + toRangeStr(first);
  switch (sort.ComparisonOperator) {
    case 'EQ':
      return { gte: `${low}/`, lt: `${low}/${beyond}` };
    case 'LT':
      return { gte: start, lt: `${low}/` };
    case 'LE':
      return { gte: start, lt: `${low}/${beyond}` };
    case 'GT':
      return { gte: `${low}/${beyond}`, lt: all.lt };
    case 'GE':
      return { gte: `${low}/`, lt: all.lt };
    case 'BEGINS_WITH':
      return { gte: low, lt: low + beyond };
    case 'BETWEEN':
      return { gte: `${low}/`, lt: `${start}${toRangeStr(second ?? first)}/${beyond}` };
  }
}

function startPlace(
  startKey: Item,
  { table, index }: PageSource,
  schema: readonly KeySchemaElement[],
): string {
  return index ? indexKey(startKey, table, schema) : createKey(startKey, table);
}

/** The rest of a range, after the place where the last page ended. */
function after(place: string, forward: boolean, range: Range): Range {
  return forward ? { gt: place, gte: undefined, lt: range.lt } : { gte: range.gte, lt: place };
}

function checkStartKey(
  startKey: Item,
  source: PageSource,
  schema: readonly KeySchemaElement[],
  range: KeyRange,
): void {
  checkStartKeyForm(startKey, source);
  const [hash, sort] = schema.map(({ AttributeName }) => AttributeName);
  const [partition, place] = [hash, sort].map((name) =>
    name === undefined ? undefined : attributeOf(startKey, name),
  );
  const samePartition = partition !== undefined && equal(partition, range.partition);
  if (!range.sort) {
    if (!samePartition)
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    return;
  }
  const test = sort === undefined ? undefined : legacyTest({ [sort]: range.sort }, undefined);
  if (place && test && !holds(test, startKey))
    throw invalid('The provided starting key does not match the range key predicate');
  if (!samePartition) throw invalid('The query can return at most one row and cannot be restarted');
}

/** A starting key names the item and, for an index, its place there. @throws DynamoDbError */
export function checkStartKeyForm(startKey: Item, source: PageSource): void {
  const { table, index } = source;
  const wanted = startKeyNames(source);
  const fits = wanted.every((name) => {
    const value = attributeOf(startKey, name);
    return value !== undefined && typeOf(value) === declaredType(table, name);
  });
  if (Object.keys(startKey).length !== wanted.length || !fits)
    throw invalid(
      index
        ? 'The provided starting key is invalid'
        : 'The provided starting key is invalid: The provided key element does not match the schema',
    );
  for (const { AttributeName } of index?.description.KeySchema ?? []) {
    const value = attributeOf(startKey, AttributeName);
    if (value?.S === '' || value?.B === '')
      throw invalid(
        'The provided starting key is invalid: One or more parameter values are not valid. A value ' +
          'specified for a secondary index key is not supported. The AttributeValue for a key attribute ' +
          `cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value. IndexName: ` +
          `${String(index?.description.IndexName)}, IndexKey: ${AttributeName}`,
      );
  }
  const key = attributesNamed(
    startKey,
    table.KeySchema.map(({ AttributeName }) => AttributeName),
  );
  const refused = keyRefusal(key, table);
  if (refused) throw invalid(`The provided starting key is invalid: ${refused.message}`);
}
