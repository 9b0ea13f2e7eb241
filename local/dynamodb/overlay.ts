import {
  type Callback,
  createKey,
  type DynaliteStore,
  type Item,
  type Operation,
  type SubDb,
  type TableDescription,
} from 'dynalite/db';

/** One item before and after a write: the source of stream records, TTL bookkeeping and index shares. */
export interface ItemChange {
  readonly table: TableDescription;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * The part of LevelDB's keys that dynalite puts before an item's own key (dynalite/db, getItemDb and
 * getIndexDb).
 */
export const itemPrefix = (table: string): string => `item-${table}~`;
export const indexPrefix = (type: string, table: string, index: string): string =>
  `index-${type.toLowerCase()}~${table}~${index}~`;
export const tablePrefix = 'table~';

/**
 * A store that remembers writes instead of making them. dynalite's actions run on it unchanged; what they
 * wrote then goes to LevelDB as one batch, so that an item, its index entries and its stream record are there
 * together or not at all. Whoever uses it holds the locks of the items' keys.
 */
export class Overlay implements DynaliteStore {
  readonly options: DynaliteStore['options'];
  readonly db: DynaliteStore['db'];
  readonly tableDb: DynaliteStore['tableDb'];
  readonly #under: DynaliteStore;
  readonly #written = new Map<string, unknown>();
  readonly #before = new Map<string, Item | undefined>();
  readonly #tables = new Map<string, TableDescription>();

  constructor(under: DynaliteStore) {
    this.#under = under;
    this.options = under.options;
    this.db = under.db;
    this.tableDb = Object.assign(this.#part(tablePrefix, under.tableDb), {
      awsRegion: under.tableDb.awsRegion,
      awsAccountId: under.tableDb.awsAccountId,
    });
  }

  getTable(
    name: string,
    checkStatus: boolean | Callback<TableDescription>,
    callback?: Callback<TableDescription>,
  ): void {
    const done = typeof checkStatus === 'function' ? checkStatus : callback;
    if (done === undefined) throw new TypeError('getTable needs a callback');
    const remember: Callback<TableDescription> = (error, table) => {
      if (!error) this.#tables.set(name, table);
      done(error, table);
    };
    if (typeof checkStatus === 'function') this.#under.getTable(name, remember);
    else this.#under.getTable(name, checkStatus, remember);
  }

  getItemDb(table: string): SubDb {
    return this.#part(itemPrefix(table), this.#under.getItemDb(table), (key, item) => {
      if (!this.#before.has(key)) this.#before.set(key, item);
    });
  }

  getIndexDb(type: string, table: string, index: string): SubDb {
    return this.#part(indexPrefix(type, table, index), this.#under.getIndexDb(type, table, index));
  }

  getTagDb(table: string): SubDb {
    return this.#part(`tag-${table}~`, this.#under.getTagDb(table));
  }

  /** What is to be written, in LevelDB's terms. */
  operations(): readonly Operation[] {
    return [...this.#written].map(([key, value]) =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value },
    );
  }

  /** The items that were written, in the order of the writes. */
  changes(): readonly ItemChange[] {
    const changes: ItemChange[] = [];
    for (const [name, table] of this.#tables) {
      const prefix = itemPrefix(name);
      for (const [key, value] of this.#written) {
        if (!key.startsWith(prefix)) continue;
        const before = this.#before.get(key);
        const after = value === undefined ? undefined : (value as Item);
        if (before !== undefined || after !== undefined) changes.push({ table, before, after });
      }
    }
    return changes;
  }

  /** LevelDB's key of an item. */
  static itemKey(table: TableDescription, itemOrKey: Item): string {
    return itemPrefix(table.TableName) + createKey(itemOrKey, table);
  }

  #part(prefix: string, under: SubDb, sawItem?: (key: string, item: Item | undefined) => void): SubDb {
    return {
      get: (key, callback) => {
        const full = prefix + key;
        if (this.#written.has(full)) {
          callback(null, this.#written.get(full));
          return;
        }
        under.get(key, (error, value) => {
          if (!error) sawItem?.(full, value === undefined ? undefined : (value as Item));
          callback(error, value);
        });
      },
      put: (key, value, callback) => {
        this.#written.set(prefix + key, value);
        callback(null);
      },
      del: (key, callback) => {
        this.#written.set(prefix + key, undefined);
        callback(null);
      },
      // The caller of the overlay holds the locks already.
      lock: (_key, run) => run((callback) => callback),
      createKeyStream: (range) => under.createKeyStream(range),
      createValueStream: (range) => under.createValueStream(range),
    };
  }
}
