import { type LevelDb, type Operation } from 'dynalite/db';
import { type IndexLag } from './index-lag';
import { copiedRows, copyPrefix, isCopied, under } from './keys';
import { type WriteLedger } from './ledger';

interface Waiting {
  readonly operations: readonly Operation[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes batches to LevelDB one after another, in the order in which they were handed in. Writes that arrive
 * while a batch is under way go into the next one together: fewer, larger batches under load.
 *
 * LevelDB hands each batch to the operating system before it answers: its log file is written, not synced. So
 * an acknowledged batch outlives `kill -9`, and only a power cut could lose the newest ones. After a
 * batch that failed nothing is written any more: see Engine.
 */
export class Writer {
  readonly #db: LevelDb;
  readonly #lag: IndexLag;
  readonly #ledger: WriteLedger | undefined;
  #failure: unknown;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  /** @param ledger absent: the database is in memory */
  constructor(db: LevelDb, lag: IndexLag, ledger: WriteLedger | undefined) {
    this.#db = db;
    this.#lag = lag;
    this.#ledger = ledger;
  }

  /**
   * Resolves once the operating system has the operations, all of them or none.
   * @throws Error when the disk refused this batch, or one before it
   */
  write(operations: readonly Operation[]): Promise<void> {
    const now = this.#lag.hold(operations, (late) => this.write(late));
    return new Promise((done, failed) => {
      this.#waiting.push({ operations: now, done, failed });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Writes of the same task share a batch: the rest of it runs before this continues.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#writeTogether(batch.flatMap((waiting) => waiting.operations));
        for (const waiting of batch) waiting.done();
      } catch (error) {
        this.#failure ??= error;
        for (const waiting of batch) waiting.failed(error);
      }
    }
    this.#running = undefined;
  }

  async #writeTogether(operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    const all = [...operations, ...operations.flatMap(copyOf)];
    if (!this.#ledger) return this.#db.batch(all);
    const { count, operation } = this.#ledger.next();
    await this.#db.batch([...all, operation]);
    this.#ledger.acknowledge(count);
  }
}

/** The same write for the second copy of a row that says what a table is. */
const copyOf = (operation: Operation): readonly Operation[] =>
  isCopied(operation.key) ? [{ ...operation, key: copyPrefix + operation.key }] : [];

/**
 * Writes both copies of the rows of tables again, and deletes copies that an earlier version left. The rows
 * are in the newest log then as well: items there can be used when the file with all older data is lost.
 */
export async function copyTableRows(db: LevelDb, writer: Writer): Promise<void> {
  const rows: Operation[] = [];
  for (const range of copiedRows)
    for await (const [key, value] of db.iterator(range)) rows.push({ type: 'put', key, value });
  await writer.write(rows);
  for await (const [copy] of db.iterator(under(copyPrefix))) {
    const key = copy.slice(copyPrefix.length);
    if ((await db.get(key)) === undefined) await writer.write([{ type: 'del', key }]);
  }
}
