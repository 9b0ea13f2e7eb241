import { type Item, type SecondaryIndex } from 'dynalite/db';
import { type IndexEntry, indexEntry } from './index-entries';
import { itemSize } from './item-size';
import { type ItemChange } from './write-set';

/** ReturnConsumedCapacity of a request. */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES';

/** The value of `ReturnConsumedCapacity`; `NONE` for a missing or unknown one. */
export function capacityDetail(request: Readonly<Record<string, unknown>>): CapacityDetail {
  const asked = request.ReturnConsumedCapacity;
  return asked === 'TOTAL' || asked === 'INDEXES' ? asked : 'NONE';
}

/** Write units of an item, or of an index entry: one for each KB begun. */
const writeUnits = (item: Item): number => Math.max(1, Math.ceil(itemSize(item) / 1024));

/**
 * Read units of a number of bytes: one for each 4 KB begun, half of it when the read is eventually
 * consistent.
 */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/**
 * The cost of one write, in write units: the table's part and each index's (developer guide, "Write capacity
 * unit consumption" and "GSI: considerations").
 */
export interface WriteCost {
  table: number;
  readonly global: Map<string, number>;
  readonly local: Map<string, number>;
}

/** A new value each time: costs are added to it in place. */
export function noCost(): WriteCost {
  return { table: 0, global: new Map(), local: new Map() };
}

/**
 * Adds a write's cost. `factor` is 2 in a transaction. A write without an item before and after still costs
 * one unit.
 */
export function addWriteCost(cost: WriteCost, change: ItemChange, factor: number): void {
  const { before, after, table } = change;
  cost.table += factor * Math.max(before ? writeUnits(before) : 1, after ? writeUnits(after) : 1);
  const share = (indexes: readonly SecondaryIndex[] | undefined, into: Map<string, number>): void => {
    for (const index of indexes ?? []) {
      const entryBefore = indexEntry(index, before, table);
      const entryAfter = indexEntry(index, after, table);
      into.set(
        index.IndexName,
        (into.get(index.IndexName) ?? 0) + factor * indexUnits(entryBefore, entryAfter),
      );
    }
  };
  share(table.GlobalSecondaryIndexes, cost.global);
  share(table.LocalSecondaryIndexes, cost.local);
}

function indexUnits(before: IndexEntry | undefined, after: IndexEntry | undefined): number {
  if (!before && !after) return 0;
  if (!before || !after) return writeUnits((before ?? after)?.item ?? {});
  // A changed key is a delete and a put; a changed projected attribute is one write; anything else is none.
  if (before.key !== after.key) return writeUnits(before.item) + writeUnits(after.item);
  if (JSON.stringify(sortFields(before.item)) === JSON.stringify(sortFields(after.item))) return 0;
  return Math.max(writeUnits(before.item), writeUnits(after.item));
}

function sortFields(item: Item): ReadonlyArray<readonly [string, unknown]> {
  return Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The answer's ConsumedCapacity for a write. `split` adds WriteCapacityUnits, as transactions do. */
export function consumedByWrites(
  tableName: string,
  cost: WriteCost,
  detail: CapacityDetail,
  split: boolean,
): Record<string, unknown> | undefined {
  if (detail === 'NONE') return undefined;
  const units = (count: number): Record<string, number> =>
    split ? { CapacityUnits: count, WriteCapacityUnits: count } : { CapacityUnits: count };
  const sum = (parts: Map<string, number>): number =>
    [...parts.values()].reduce((total, part) => total + part, 0);
  const consumed: Record<string, unknown> = {
    TableName: tableName,
    ...units(cost.table + sum(cost.global) + sum(cost.local)),
  };
  if (detail === 'INDEXES') {
    consumed.Table = units(cost.table);
    const list = (parts: Map<string, number>): Record<string, unknown> | undefined => {
      const used = [...parts].filter(([, count]) => count > 0);
      return used.length > 0
        ? Object.fromEntries(used.map(([name, count]) => [name, units(count)]))
        : undefined;
    };
    const global = list(cost.global);
    const local = list(cost.local);
    if (global) consumed.GlobalSecondaryIndexes = global;
    if (local) consumed.LocalSecondaryIndexes = local;
  }
  return consumed;
}
