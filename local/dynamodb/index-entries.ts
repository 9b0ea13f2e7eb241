import {
  createIndexKey,
  createKey,
  type Item,
  type KeySchemaElement,
  type Operation,
  type SecondaryIndex,
  type TableDescription,
} from 'dynalite/db';
import { attributeOf } from './expressions/value';
import { fitsKey } from './key-sizes';
import { indexPrefix } from './keys';

/** The entry of an item in an index. */
export interface IndexEntry {
  readonly key: string;
  readonly item: Item;
}

/** The type that a table declares for a key attribute. */
export function declaredType(table: TableDescription, attribute: string): string | undefined {
  return table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === attribute)?.AttributeType;
}

/**
 * The place of an item in an index: its index key, a hash of its own key, then its own key whole. dynalite
 * ends with the hash, which is 24 bits of the item's hash and sort key without a separator. By that alone
 * items with equal index keys could share an entry.
 * @param keys the item, or its keys of table and index
 */
export function indexKey(keys: Item, table: TableDescription, schema: readonly KeySchemaElement[]): string {
  return `${createIndexKey(keys, table, schema)}/${createKey(keys, table)}`;
}

/**
 * Undefined: the item is not in the index, because it has no value for a key of it, or one of another type or
 * too long ("index key violations").
 */
export function indexEntry(
  index: SecondaryIndex,
  item: Item | undefined,
  table: TableDescription,
): IndexEntry | undefined {
  if (!item) return undefined;
  const fits = index.KeySchema.every(({ AttributeName, KeyType }) => {
    const value = attributeOf(item, AttributeName);
    const type = declaredType(table, AttributeName);
    return value !== undefined && Object.keys(value)[0] === type && fitsKey(value, KeyType);
  });
  if (!fits) return undefined;
  return { key: indexKey(item, table, index.KeySchema), item: projectItem(index, item, table) };
}

/** Names of the attributes that an index holds; undefined: all. */
export function projectedAttributes(
  index: SecondaryIndex,
  table: TableDescription,
): ReadonlySet<string> | undefined {
  if (index.Projection.ProjectionType === 'ALL') return undefined;
  return new Set([
    ...[...index.KeySchema, ...table.KeySchema].map(({ AttributeName }) => AttributeName),
    ...(index.Projection.NonKeyAttributes ?? []),
  ]);
}

/** How the indexes of a table change with an item, as operations on the database. */
export function indexOperations(
  table: TableDescription,
  before: Item | undefined,
  after: Item | undefined,
): readonly Operation[] {
  const of = (kind: 'Global' | 'Local', indexes: readonly SecondaryIndex[] | undefined): Operation[] =>
    (indexes ?? []).flatMap((index): Operation[] => {
      const prefix = indexPrefix(kind, table.TableName, index.IndexName);
      const [old, now] = [indexEntry(index, before, table), indexEntry(index, after, table)];
      return [
        ...(old && old.key !== now?.key ? [{ type: 'del', key: prefix + old.key } as const] : []),
        ...(now ? [{ type: 'put', key: prefix + now.key, value: now.item } as const] : []),
      ];
    });
  return [...of('Local', table.LocalSecondaryIndexes), ...of('Global', table.GlobalSecondaryIndexes)];
}

function projectItem(index: SecondaryIndex, item: Item, table: TableDescription): Item {
  const names = projectedAttributes(index, table);
  return names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name))) : item;
}
