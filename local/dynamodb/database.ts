import fs from 'node:fs';
import path from 'node:path';
import { create, type DynaliteStore, type Operation } from 'dynalite/db';
import { IndexLag } from './index-lag';
import { WriteLedger, logsOf } from './ledger';
import { Streams } from './streams/streams';
import { TimeToLive } from './ttl';
import { copyTableRows, Writer } from './writer';

/** The place and identity of a database. */
export interface DatabaseOptions {
  /** Folder of the LevelDB database; absent: memory. */
  readonly dataDir: string | undefined;
  /** Part of every ARN. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds by which global indexes lag. */
  readonly indexLagMs: () => number;
}

/** Bytes that an opening writes besides what the logs hold: a new log and manifest. */
const neededBesides = 256 * 1024;

/** An open LevelDB database, and what is kept in memory of it. */
export class Database {
  readonly store: DynaliteStore;
  readonly streams: Streams;
  readonly timeToLive: TimeToLive;
  readonly #dataDir: string | undefined;
  readonly #lag: IndexLag;
  readonly #writer: Writer;
  readonly #ledger: WriteLedger | undefined;

  private constructor(
    store: DynaliteStore,
    parts: { streams: Streams; timeToLive: TimeToLive; lag: IndexLag; writer: Writer },
    ledger: WriteLedger | undefined,
    dataDir: string | undefined,
  ) {
    this.store = store;
    this.streams = parts.streams;
    this.timeToLive = parts.timeToLive;
    this.#lag = parts.lag;
    this.#writer = parts.writer;
    this.#ledger = ledger;
    this.#dataDir = dataDir;
  }

  /**
   * Opens the database, finishes what a killed process left half done.
   * @throws Error when another process has it open, or when less is in it than was acknowledged
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const { dataDir } = options;
    const logs = dataDir === undefined ? [] : logsOf(dataDir);
    const store = create({
      ...(dataDir === undefined ? {} : { path: dataDir }),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    try {
      await store.db.open();
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(`the DynamoDB data in ${String(dataDir)} cannot be opened: ${cause}`, {
        cause: error,
      });
    }
    let ledger: WriteLedger | undefined;
    try {
      ledger = dataDir === undefined ? undefined : await WriteLedger.open(dataDir, store.db, logs);
      const lag = new IndexLag(options.indexLagMs);
      await lag.recover(store.db);
      const writer = new Writer(store.db, lag, ledger);
      await copyTableRows(store.db, writer);
      const streams = await Streams.open(store.db, options.now, options.region);
      const timeToLive = await TimeToLive.open(store.db);
      return new Database(store, { streams, timeToLive, lag, writer }, ledger, dataDir);
    } catch (error) {
      ledger?.close();
      await store.db.close();
      throw error;
    }
  }

  write(operations: readonly Operation[]): Promise<void> {
    return this.#writer.write(operations);
  }

  /** True when the disk takes as much as an opening needs. */
  canBeWritten(): boolean {
    if (this.#dataDir === undefined) return true;
    const folder = this.#dataDir;
    const probe = path.join(folder, 'probe.tmp');
    try {
      // The next opening makes a table of each log, while the logs are still there.
      const inLogs = logsOf(folder).reduce((sum, log) => sum + fs.statSync(path.join(folder, log)).size, 0);
      const handle = fs.openSync(probe, 'w');
      try {
        fs.writeFileSync(handle, Buffer.alloc(neededBesides + inLogs));
        fs.fsyncSync(handle);
      } finally {
        fs.closeSync(handle);
      }
      return true;
    } catch {
      return false;
    } finally {
      fs.rmSync(probe, { force: true });
    }
  }

  async close(): Promise<void> {
    try {
      await this.#writer.idle();
      await this.#lag.flush();
      await this.#writer.idle();
    } finally {
      await this.store.db.close();
      this.#ledger?.close();
    }
  }
}
