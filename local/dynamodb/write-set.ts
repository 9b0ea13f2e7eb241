import { createKey, type Item, type Operation, type TableDescription } from 'dynalite/db';
import { indexOperations } from './index-entries';
import { itemPrefix } from './keys';

/** One item before and after a write: the source of stream records, TTL bookkeeping and index shares. */
export interface ItemChange {
  readonly table: TableDescription;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * The changes of one request. An item, its index entries and its stream record go to LevelDB as one batch:
 * they are there together or not at all. The caller holds the locks of the items' keys.
 */
export class WriteSet {
  readonly #changes = new Map<string, ItemChange>();

  /** @param opening of the database, at which the items were read: see Engine.commit */
  constructor(readonly opening: number) {}

  /** @param change of which one side at least is an item, or neither: a delete of nothing */
  add(change: ItemChange): void {
    const item = change.after ?? change.before;
    if (item) this.#changes.set(itemKey(change.table, item), change);
  }

  /** The change of an item by LevelDB's key. */
  at(key: string): ItemChange | undefined {
    return this.#changes.get(key);
  }

  /** The items that were written, in the order of the writes. */
  changes(): readonly ItemChange[] {
    return [...this.#changes.values()];
  }

  /** The writes, as operations of LevelDB. */
  operations(): readonly Operation[] {
    return [...this.#changes].flatMap(([key, { table, before, after }]): Operation[] => [
      ...indexOperations(table, before, after),
      after ? { type: 'put', key, value: after } : { type: 'del', key },
    ]);
  }
}

/** LevelDB's key of an item. */
export function itemKey(table: TableDescription, itemOrKey: Item): string {
  return itemPrefix(table.TableName) + createKey(itemOrKey, table);
}
