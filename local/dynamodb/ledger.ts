import fs from 'node:fs';
import path from 'node:path';
import { type LevelDb, type Operation } from 'dynalite/db';
import { type FileTrouble } from './leveldb/files-in-use';
import { storedValue } from './leveldb/salvage';

/**
 * How many batches were acknowledged, kept beside the database. LevelDB skips unreadable parts of its log,
 * and takes a missing or empty log for an unused one. Only a count that is stored elsewhere shows that a
 * batch is missing. The count goes into each batch, then, before the caller gets its answer, into the ledger:
 * the database may be ahead of its ledger, but never behind.
 */
const fileName = 'turnlift.ledger';
/** Where a database holds the number of its batches. */
export const counterKey = 'turnlift-batches';
const digits = 16;

/** Where the ledger of a database is. */
export function ledgerFile(folder: string): string {
  return path.join(folder, fileName);
}

/**
 * The number of acknowledged writes. Undefined without a ledger: the folder is new, or older than ledgers.
 * @throws Error when the file is damaged
 */
export function readLedger(folder: string): number | undefined {
  const file = ledgerFile(folder);
  if (!fs.existsSync(file)) return undefined;
  // Twice the same number: a byte that was changed is noticed.
  const found = /^(\d{16}) (\d{16})\n$/.exec(fs.readFileSync(file, 'utf8'));
  if (!found || found[1] !== found[2]) throw corruptionError(`${file} is damaged`);
  return Number(found[1]);
}

/** The logs of a folder, by name: where the newest writes are. */
export function logsOf(folder: string): readonly string[] {
  return fs.readdirSync(folder).filter((name) => name.endsWith('.log'));
}

/** How a database is behind what was acknowledged. */
export type LostWrites =
  | { readonly kind: 'ledger-missing' }
  | { readonly kind: 'behind'; readonly writes: number; readonly acknowledged: number };

/** @param acknowledged undefined: there is no ledger */
function compareCounts(acknowledged: number | undefined, stored: number): LostWrites | undefined {
  if (acknowledged === undefined) return stored > 0 ? { kind: 'ledger-missing' } : undefined;
  return acknowledged > stored ? { kind: 'behind', writes: acknowledged - stored, acknowledged } : undefined;
}

/**
 * The writes that a folder of undamaged files has lost. It is not opened: an opening replaces its log, and a
 * copy of the log that is put back later would not be read.
 */
export function lostWrites(folder: string): LostWrites | undefined {
  // The ledger first: a program that has the database open writes the log before it.
  const acknowledged = readLedger(folder);
  return compareCounts(acknowledged, Number(storedValue(folder, counterKey) ?? 0));
}

/**
 * Lost writes as damage of a file, or of the whole folder.
 * @param logs the logs that the folder had before LevelDB opened it
 */
export function lossIn(
  folder: string,
  lost: LostWrites,
  logs: readonly string[] = logsOf(folder),
): FileTrouble {
  if (lost.kind === 'ledger-missing') return { file: ledgerFile(folder), what: 'is missing' };
  return {
    file: folder,
    what:
      `has lost its newest ${lost.writes} of ${lost.acknowledged} writes: ` +
      `its log (${logs.join(', ') || 'there is none'}) is empty, zeroed or older than ${fileName}`,
  };
}

/** @throws Error with LevelDB's code for damage, LEVEL_CORRUPTION, when writes are lost */
function refuseLostWrites(folder: string, lost: LostWrites | undefined, logs: readonly string[]): void {
  if (lost === undefined) return;
  const { file, what } = lossIn(folder, lost, logs);
  throw corruptionError(`${file} ${what}`);
}

/** Counts acknowledged writes beside the database: LevelDB opens a log without its newest writes silently. */
export class WriteLedger {
  readonly #handle: number;
  #count: number;

  private constructor(handle: number, count: number) {
    this.#handle = handle;
    this.#count = count;
  }

  /**
   * @param logs the logs that the folder had before LevelDB opened it, for the error
   * @throws Error with LevelDB's code for damage, LEVEL_CORRUPTION, when the database holds fewer batches
   *   than were acknowledged, or there were some and the ledger is gone
   */
  static async open(folder: string, db: LevelDb, logs: readonly string[]): Promise<WriteLedger> {
    const stored = await batchesIn(db);
    refuseLostWrites(folder, compareCounts(readLedger(folder), stored), logs);
    const handle = fs.openSync(ledgerFile(folder), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    const ledger = new WriteLedger(handle, stored);
    ledger.acknowledge(stored);
    return ledger;
  }

  /** The operation that counts the next batch; it belongs into it. */
  next(): { readonly count: number; readonly operation: Operation } {
    this.#count += 1;
    return { count: this.#count, operation: { type: 'put', key: counterKey, value: this.#count } };
  }

  /** Notes that a batch is on disk. @throws Error when the disk refuses */
  acknowledge(count: number): void {
    const text = String(count).padStart(digits, '0');
    fs.writeSync(this.#handle, `${text} ${text}\n`, 0);
  }

  close(): void {
    fs.closeSync(this.#handle);
  }
}

/** How many counted batches a database holds. */
export async function batchesIn(db: LevelDb): Promise<number> {
  const value = await db.get(counterKey);
  return typeof value === 'number' ? value : 0;
}

/** The error of data that is not what it was. */
export function corruptionError(message: string): Error {
  return Object.assign(new Error(message), { code: 'LEVEL_CORRUPTION' });
}
