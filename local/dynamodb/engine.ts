import {
  type DynaliteStore,
  type Item,
  type LevelDb,
  type Operation,
  type Range,
  type TableDescription,
} from 'dynalite/db';
import { rootMessageOf } from '../../core/message-of';
import { Database, type DatabaseOptions } from './database';
import { DynamoDbError, storageUnavailable } from './errors';
import { type FaultLayer } from './faults';
import { isItem } from './fields';
import { itemPrefix, tablePrefix, under } from './keys';
import { Locks } from './locks';
import { type UserIdentity } from './streams/rows';
import { type Streams } from './streams/streams';
import { isTable } from './table';
import { type TimeToLive } from './ttl';
import { itemKey, WriteSet } from './write-set';

/** A database with its faults. */
export interface EngineOptions extends DatabaseOptions {
  readonly faults: FaultLayer;
  /** Called with a line for a person when something can not be written any more, or can again. */
  readonly log: (line: string) => void;
}

/** How often the engine tries to write again after the disk refused, in milliseconds. */
const retryIntervalMs = 1000;

/**
 * The parts that all operations share: the database, its locks, and the one way to write. After a failed
 * write, nothing more is written until the database was closed and read again. LevelDB would continue behind
 * the torn record, and lose at the next start what it acknowledged after it.
 */
export class Engine {
  readonly locks = new Locks();
  readonly faults: FaultLayer;
  readonly now: () => number;
  readonly region: string;
  readonly #options: EngineOptions;
  readonly #tables = new Map<string, TableDescription>();
  #database: Database;
  /** Counts how often the database was opened: what was read at an earlier opening is not built upon. */
  #opening = 1;
  #broken: Error | undefined;
  #reopening: Promise<void> | undefined;
  #nextTry: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(database: Database, options: EngineOptions) {
    this.#database = database;
    this.#options = options;
    this.faults = options.faults;
    this.now = options.now;
    this.region = options.region;
  }

  /**
   * Opens the database, finishes what a killed process left half done.
   * @throws Error when another process has it open, or it is damaged
   */
  static async open(options: EngineOptions): Promise<Engine> {
    return new Engine(await Database.open(options), options);
  }

  get store(): DynaliteStore & { readonly db: LevelDb } {
    return this.#database.store;
  }
  get streams(): Streams {
    return this.#database.streams;
  }
  get timeToLive(): TimeToLive {
    return this.#database.timeToLive;
  }

  /** Why nothing can be written at the moment; undefined: everything is well. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** Resolves once the database is open: it is closed for a moment when it is read again. */
  async ready(): Promise<void> {
    await this.#reopening;
  }

  /** Collects the changes of a request. Its items are to be read after this call. */
  writeSet(): WriteSet {
    return new WriteSet(this.#opening);
  }

  /**
   * Writes what a set collected, with stream records and TTL bookkeeping, as one batch. @throws ServiceError
   */
  async commit(
    writes: WriteSet,
    also: { readonly more?: readonly Operation[]; readonly userIdentity?: UserIdentity } = {},
  ): Promise<void> {
    if (writes.opening !== this.#opening) throw storageUnavailable('the database was opened again');
    if (this.#broken) throw storageUnavailable(this.#broken.message);
    const changes = writes.changes();
    // Stream records get their numbers and their place in the queue without an await in between: readers
    // never see a gap.
    const records = this.streams.record(changes, also.userIdentity);
    await this.write([
      ...writes.operations(),
      ...this.timeToLive.operations(changes),
      ...records.operations,
      ...(also.more ?? []),
    ]);
    records.written();
  }

  /** @throws ServiceError InternalServerError when the disk refuses */
  async write(operations: readonly Operation[]): Promise<void> {
    if (this.#broken) throw storageUnavailable(this.#broken.message);
    const opening = this.#opening;
    try {
      await this.#database.write(operations);
    } catch (error) {
      this.#break(error, opening);
      throw storageUnavailable(rootMessageOf(error));
    }
    for (const { key } of operations)
      if (key.startsWith(tablePrefix)) this.#tables.delete(key.slice(tablePrefix.length));
  }

  /** Deletes a range of keys. @throws ServiceError InternalServerError when the disk refuses */
  async clear(range: Range): Promise<void> {
    if (this.#broken) throw storageUnavailable(this.#broken.message);
    const opening = this.#opening;
    try {
      await this.store.db.clear(range);
    } catch (error) {
      this.#break(error, opening);
      throw storageUnavailable(rootMessageOf(error));
    }
  }

  /** A table that can be used. @throws ServiceError ResourceNotFoundException */
  async table(name: string): Promise<TableDescription> {
    const table = await this.#find(name);
    if (table) return table;
    throw new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
  }

  /** The same for what describes and changes tables: the error names it. @throws ServiceError */
  async describedTable(name: string): Promise<TableDescription> {
    const table = await this.#find(name);
    if (table) return table;
    throw new DynamoDbError(
      'ResourceNotFoundException',
      `Requested resource not found: Table: ${name} not found`,
    );
  }

  async hasTable(name: string): Promise<boolean> {
    return (await this.#find(name)) !== undefined;
  }

  /** The names of all tables, in ascending order. */
  async tableNames(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const [key] of this.store.db.iterator(under(tablePrefix)))
      names.push(key.slice(tablePrefix.length));
    return names;
  }

  putTable(table: TableDescription): Operation {
    return { type: 'put', key: tablePrefix + table.TableName, value: table };
  }

  /** The item that stands under a key now; of an item only its key is looked at. */
  async item(table: TableDescription, itemOrKey: Item): Promise<Item | undefined> {
    const value = this.store.db.getSync(itemKey(table, itemOrKey));
    return isItem(value) ? value : undefined;
  }

  /** All items of a table, in LevelDB's order. */
  items(table: string): AsyncGenerator<Item> {
    return this.entries(itemPrefix(table), {});
  }

  /** Items below a prefix of the keys. @param range of what follows the prefix */
  async *entries(prefix: string, range: Range): AsyncGenerator<Item> {
    const { gte, gt, lt, reverse } = range;
    const all = under(prefix);
    const from = gt === undefined ? { gte: gte === undefined ? all.gte : prefix + gte } : { gt: prefix + gt };
    for await (const [, value] of this.store.db.iterator({
      ...from,
      lt: lt === undefined ? all.lt : prefix + lt,
      ...(reverse === undefined ? {} : { reverse }),
    }))
      if (isItem(value)) yield value;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#nextTry);
    await this.#reopening;
    await this.#database.close();
  }

  async #find(name: string): Promise<TableDescription | undefined> {
    const known = this.#tables.get(name);
    if (known) return known;
    const opening = this.#opening;
    const found = await this.store.db.get(tablePrefix + name);
    if (!isTable(found)) return undefined;
    if (opening === this.#opening) this.#tables.set(name, found);
    return found;
  }

  #break(error: unknown, opening: number): void {
    if (this.#broken || this.#closed || opening !== this.#opening) return;
    this.#broken = error instanceof Error ? error : new Error(String(error));
    this.#options.log(
      `DynamoDB: the disk refused a write (${rootMessageOf(error)}); nothing is written until it ` +
        'takes one again. Nothing that was answered is lost.',
    );
    this.#tryLater();
  }

  #tryLater(): void {
    this.#nextTry = setTimeout(() => {
      this.#reopening ??= this.#reopen().finally(() => {
        this.#reopening = undefined;
      });
    }, retryIntervalMs).unref();
  }

  async #reopen(): Promise<void> {
    if (this.#closed || !this.#database.canBeWritten()) {
      if (!this.#closed) this.#tryLater();
      return;
    }
    this.#opening += 1;
    this.#tables.clear();
    try {
      await this.#database.close().catch(() => undefined);
      this.#database = await Database.open(this.#options);
      this.#broken = undefined;
      this.#options.log('DynamoDB: writes are taken again.');
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
      this.#tryLater();
    }
  }
}
