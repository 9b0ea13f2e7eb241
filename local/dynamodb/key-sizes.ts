import {
  type AttributeValue,
  type Item,
  type TableDescription,
  validateItem,
  validateKey,
} from 'dynalite/db';
import { type DynamoDbError, invalidParameter } from './errors';
import { attributeOf } from './expressions/value';

/** Bytes of a key's parts (developer guide, "Quotas": partition and sort keys). Numbers always fit. */
const maxBytes: Readonly<Record<string, number>> = { HASH: 2048, RANGE: 1024 };
const tooLong: Readonly<Record<string, string>> = {
  HASH: 'Size of hashkey has exceeded the maximum size limit of2048 bytes',
  RANGE: 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
};

/** @param role HASH or RANGE */
export function fitsKey({ S, B }: AttributeValue, role: string): boolean {
  const bytes = S === undefined ? Buffer.byteLength(B ?? '', 'base64') : Buffer.byteLength(S);
  return bytes <= (maxBytes[role] ?? 0);
}

/** @throws DynamoDbError for a value with which a query compares a sort key, and which no sort key has */
export function checkSortValue(value: AttributeValue): void {
  if (!fitsKey(value, 'RANGE')) throw invalidParameter(tooLong.RANGE ?? '');
}

/** Why a key is none of a table's; undefined: it is one. dynalite counts characters, the service bytes. */
export function keyRefusal(key: Item, table: TableDescription): Error | undefined {
  return validateKey(withoutPrototype(key), table) ?? sizeRefusal(key, table);
}

/** Why a table does not take an item, as far as the types of keys and the sizes of its own go. */
export function itemRefusal(item: Item, table: TableDescription): Error | undefined {
  return validateItem(withoutPrototype(item), table) ?? sizeRefusal(item, table);
}

/** dynalite reads items by name: what they inherit is not to be found there. */
function withoutPrototype(item: Item): Item {
  const bare = { ...item };
  Object.setPrototypeOf(bare, null);
  return bare;
}

function sizeRefusal(keys: Item, table: TableDescription): DynamoDbError | undefined {
  for (const { AttributeName, KeyType } of table.KeySchema) {
    const value = attributeOf(keys, AttributeName);
    if (value && !fitsKey(value, KeyType)) return invalidParameter(tooLong[KeyType] ?? '');
  }
  return undefined;
}

/**
 * True when an attribute is too long for the key of an index, also of an item that lacks the index's other
 * key.
 * @param names the attributes that are looked at
 */
export function isTooLongForIndex(item: Item, table: TableDescription, names: ReadonlySet<unknown>): boolean {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  return indexes.some(({ KeySchema }) =>
    KeySchema.some(({ AttributeName, KeyType }) => {
      const value = attributeOf(item, AttributeName);
      return value !== undefined && names.has(AttributeName) && !fitsKey(value, KeyType);
    }),
  );
}
