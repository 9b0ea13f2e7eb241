import { type Item, type TableDescription } from 'dynalite/db';
import { type DynamoDbError, invalid } from './errors';
import { isTooDeep, tooDeep } from './expressions/check-value';
import { type Path } from './expressions/references';
import { type Change } from './expressions/update';
import { attributeOf, attributesNamed, typeOf } from './expressions/value';
import { declaredType } from './index-entries';
import { itemSize, maxItemBytes } from './item-size';
import { isTooLongForIndex, itemRefusal, keyRefusal } from './key-sizes';
import { type WriteRequest } from './write-request';

interface IndexKey {
  readonly attribute: string;
  readonly index: string;
}

/** The key of a write, without which it can not even be locked. @throws ServiceError */
export function checkOwnKey({ operation, item }: WriteRequest, table: TableDescription): void {
  if (operation !== 'PutItem') {
    checkKey(item, table);
    return;
  }
  const refused = itemRefusal(item, { ...table, GlobalSecondaryIndexes: [], LocalSecondaryIndexes: [] });
  if (refused) throw refused;
  refuseEmptyIndexKeys(item, table);
  for (const { attribute, index } of indexKeysOf(table)) {
    const value = attributeOf(item, attribute);
    if (value && !['S', 'N', 'B'].includes(typeOf(value)))
      throw mismatch(attribute, declaredType(table, attribute), typeOf(value), index);
  }
  refuseLongIndexKeys(item, table);
}

/**
 * True for a key with all its attributes, of which one has another type than the table's or is too long. One
 * with other attributes, or with an empty one, is refused before anything else is looked at.
 */
export function isImpossibleKey({ operation, item }: WriteRequest, table: TableDescription): boolean {
  const names = table.KeySchema.map(({ AttributeName }) => AttributeName);
  if (operation !== 'PutItem' && Object.keys(item).length !== names.length) return false;
  const values = names.map((name) => attributeOf(item, name));
  if (values.some((value) => value === undefined || value.S === '' || value.B === '')) return false;
  return keyRefusal(attributesNamed(item, names), table) !== undefined;
}

/** Checks a write that a table refuses regardless of the present item. @throws ServiceError */
export function checkAgainstTable(request: WriteRequest, table: TableDescription): void {
  if (request.operation === 'PutItem') {
    const refused = itemRefusal(request.item, table);
    if (refused) throw refused;
  } else checkKey(request.item, table);
  if (request.operation === 'PutItem') {
    refuseEmptyIndexKeys(request.item, table);
    if (itemSize(request.item) > maxItemBytes)
      throw invalid('Item size has exceeded the maximum allowed size');
  }
  // Of an update this is the key; what it changes is looked at when it is known.
  if (request.operation !== 'DeleteItem') refuseLongIndexKeys(request.item, table);
  const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
  for (const attribute of keys)
    if (request.changes.some(({ path }) => path[0] === attribute))
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${attribute}. This ` +
          'attribute is part of the key',
      );
  for (const change of request.changes) checkKnownType(change, table);
  checkScalarKeys(request.paths, table);
}

/** @throws ServiceError for a key that is not one of the table's */
export function checkKey(key: Item, table: TableDescription): void {
  const refused = keyRefusal(key, table);
  if (!refused) return;
  if (!/empty (string|binary) value/.test(refused.message)) throw refused;
  // dynalite has an older text of the service here
  throw invalid(refused.message.replace('values were invalid: ', 'values are not valid. '));
}

/** Key attributes hold no lists and maps. @throws DynamoDbError for a path that goes into one */
export function checkScalarKeys(paths: readonly Path[], table: TableDescription): void {
  const nested = new Set(paths.filter(({ length }) => length > 1).map(([name]) => name));
  const refuse = (kind: 'Key' | 'IndexKey', attribute: string): DynamoDbError =>
    invalid(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
        `${kind}: ${attribute}`,
    );
  for (const { AttributeName } of table.KeySchema)
    if (nested.has(AttributeName)) throw refuse('Key', AttributeName);
  for (const { attribute } of indexKeysOf(table))
    if (nested.has(attribute)) throw refuse('IndexKey', attribute);
}

/** Checks an item after an update. @throws DynamoDbError ValidationException */
export function checkUpdated(after: Item, changes: readonly Change[], table: TableDescription): void {
  const touched = new Set(changes.map(({ path }) => path[0]));
  for (const { attribute } of indexKeysOf(table)) {
    const value = attributeOf(after, attribute);
    if (!value || !touched.has(attribute)) continue;
    if (typeOf(value) !== declaredType(table, attribute))
      throw invalid('The update expression attempted to update the secondary index key to unsupported type');
    if (isEmpty(value))
      throw invalid(
        'One or more parameter values are not valid. The update expression attempted to update a ' +
          'secondary index key to a value that is not supported. The AttributeValue for a key attribute ' +
          `cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value.`,
      );
  }
  if (isTooLongForIndex(after, table, touched))
    throw invalid(
      'One or more parameter values were invalid: The update expression attempted to update the ' +
        'secondary index key beyond allowed size limits',
    );
  if (Object.values(after).some(isTooDeep)) throw invalid(tooDeep);
  if (itemSize(after) > maxItemBytes)
    throw invalid('Item size to update has exceeded the maximum allowed size');
}

/** A value that stands in the request itself and does not fit the key of an index. */
function checkKnownType(change: Change, table: TableDescription): void {
  const value =
    change.kind === 'set'
      ? change.term.kind === 'value'
        ? change.term.value
        : undefined
      : change.kind === 'add'
        ? change.value
        : undefined;
  if (!value || change.path.length > 1) return;
  const key = indexKeysOf(table).find(({ attribute }) => attribute === change.path[0]);
  const expected = key && declaredType(table, key.attribute);
  if (key && typeOf(value) !== expected) throw mismatch(key.attribute, expected, typeOf(value), key.index);
}

function mismatch(
  attribute: string,
  expected: string | undefined,
  actual: string,
  index: string,
): DynamoDbError {
  return invalid(
    `One or more parameter values were invalid: Type mismatch for Index Key ${attribute} Expected: ` +
      `${String(expected)} Actual: ${actual} IndexName: ${index}`,
  );
}

function refuseLongIndexKeys(item: Item, table: TableDescription): void {
  if (isTooLongForIndex(item, table, new Set(Object.keys(item))))
    throw invalid('One or more parameter values were invalid: Size limit exceeded');
}

function refuseEmptyIndexKeys(item: Item, table: TableDescription): void {
  for (const { attribute, index } of indexKeysOf(table)) {
    const value = attributeOf(item, attribute);
    if (value && isEmpty(value) && typeOf(value) === declaredType(table, attribute))
      throw invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is ' +
          'not supported. The AttributeValue for a key attribute cannot contain an empty ' +
          `${value.S === '' ? 'string' : 'binary'} value. IndexName: ${index}, IndexKey: ${attribute}`,
      );
  }
}

function indexKeysOf(table: TableDescription): readonly IndexKey[] {
  return [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].flatMap((index) =>
    index.KeySchema.filter(
      ({ AttributeName }) => !table.KeySchema.some((key) => key.AttributeName === AttributeName),
    ).map(({ AttributeName }) => ({ attribute: AttributeName, index: index.IndexName })),
  );
}

function isEmpty(value: { readonly S?: string; readonly B?: string }): boolean {
  return value.S === '' || value.B === '';
}
