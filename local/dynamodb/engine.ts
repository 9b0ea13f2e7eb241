import { create, type DynaliteStore, type Item, type Operation, type TableDescription } from 'dynalite/db';
import { promised } from './dynalite';
import { type FaultLayer } from './faults';
import { IndexLag } from './index-lag';
import { Locks } from './locks';
import { itemPrefix, type Overlay, tablePrefix } from './overlay';
import { Streams, type UserIdentity } from './streams';
import { TimeToLive } from './ttl';
import { Writer } from './writer';

export interface EngineOptions {
  /** Folder of the LevelDB database; absent: memory. */
  readonly dataDir: string | undefined;
  /** Part of every ARN. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly faults: FaultLayer;
}

/** What all operations share: the database, its locks, and the one way to write. */
export class Engine {
  readonly store: DynaliteStore;
  readonly locks = new Locks();
  readonly streams: Streams;
  readonly timeToLive: TimeToLive;
  readonly faults: FaultLayer;
  readonly now: () => number;
  readonly #writer: Writer;
  readonly #lag: IndexLag;

  private constructor(
    store: DynaliteStore,
    parts: { streams: Streams; timeToLive: TimeToLive; writer: Writer; lag: IndexLag },
    options: EngineOptions,
  ) {
    this.store = store;
    this.streams = parts.streams;
    this.timeToLive = parts.timeToLive;
    this.#writer = parts.writer;
    this.#lag = parts.lag;
    this.faults = options.faults;
    this.now = options.now;
  }

  /**
   * Opens the database, finishes what a killed process left half done.
   * @throws Error when another process has it open
   */
  static async open(options: EngineOptions): Promise<Engine> {
    const store = create({
      ...(options.dataDir === undefined ? {} : { path: options.dataDir }),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    try {
      await store.db.open();
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(`the DynamoDB data in ${String(options.dataDir)} cannot be opened: ${cause}`, {
        cause: error,
      });
    }
    store.tableDb.awsRegion = options.region;
    store.tableDb.awsAccountId = '000000000000';
    const lag = new IndexLag(() => options.faults.indexLagMs);
    await lag.recover(store.db);
    const writer = new Writer(store.db, lag);
    const engine = new Engine(
      store,
      {
        streams: await Streams.open(store.db, options.now, options.region),
        timeToLive: await TimeToLive.open(store.db),
        writer,
        lag,
      },
      options,
    );
    return engine;
  }

  /** Writes what an overlay collected, with stream records and TTL bookkeeping, as one batch. */
  async commit(
    overlay: Overlay,
    also: { readonly more?: readonly Operation[]; readonly userIdentity?: UserIdentity } = {},
  ): Promise<void> {
    const changes = overlay.changes();
    // Stream records get their numbers and their place in the queue in the same breath: readers never see a
    // gap.
    await this.#writer.write([
      ...overlay.operations(),
      ...this.timeToLive.operations(changes),
      ...this.streams.record(changes, also.userIdentity),
      ...(also.more ?? []),
    ]);
  }

  write(operations: readonly Operation[]): Promise<void> {
    return this.#writer.write(operations);
  }

  /** A table that can be used. @throws ServiceError ResourceNotFoundException */
  table(name: string): Promise<TableDescription> {
    return promised((callback) => this.store.getTable(name, callback));
  }

  /**
   * A table in any state, for what describes and changes tables.
   * @throws ServiceError ResourceNotFoundException
   */
  describedTable(name: string): Promise<TableDescription> {
    return promised((callback) => this.store.getTable(name, false, callback));
  }

  putTable(table: TableDescription): Operation {
    return { type: 'put', key: tablePrefix + table.TableName, value: table };
  }

  /** All items of a table, in LevelDB's order. */
  async *items(table: string): AsyncGenerator<Item> {
    const prefix = itemPrefix(table);
    for await (const [, value] of this.store.db.iterator({ gte: prefix, lt: `${prefix}\u00ff` }))
      yield value as Item;
  }

  async close(): Promise<void> {
    await this.#writer.idle();
    await this.#lag.flush();
    await this.#writer.idle();
    await this.store.db.close();
  }
}
