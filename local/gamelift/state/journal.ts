import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../make-folder';
import { type ChangeSink, type Recorded } from './collection';
import { headerOf, markOf, type OnRecord } from './journal-file';
import { numbersIn, replayFolder, segmentName, snapshotName } from './journal-folder';
import { JournalLedger } from './journal-ledger';
import { writeSnapshot } from './snapshot';

/**
 * A folder with one snapshot and the segments of changes after it, one JSON line per change. Lines that were
 * written together are synced together. A snapshot is written beside the running segment, in small portions.
 * It may hold values that are newer than its number; replaying the later segments corrects that, because
 * every line holds a whole value.
 */
export type Everything = () => Iterable<readonly [collection: string, id: string, value: Recorded]>;

/** The place of a journal, and the values that it keeps. */
export interface JournalOptions {
  readonly folder: string;
  /** All current values, for a snapshot; may be read while values change. */
  readonly everything: Everything;
  /**
   * Called when the disk refuses a write. Changes that were acknowledged before are safe; later ones are not
   * until the disk accepts writes again, which is retried every second.
   */
  readonly failed: (error: Error) => void;
  /** Minimum number of lines in a segment before a snapshot is worthwhile. Default 20,000. */
  readonly linesBeforeSnapshot?: number;
}

/** Milliseconds between a write and its fsync. */
const syncAfter = 50;
/** Milliseconds between two retries after the disk refused a write. */
const tryAgainAfter = 1000;

/** Writes changes in groups to numbered segments, and replaces old segments by a snapshot. */
export class Journal implements ChangeSink {
  readonly #options: JournalOptions;
  readonly #ledger: JournalLedger;
  #segment: number;
  #file: fs.promises.FileHandle;
  /** Length of the running segment's whole groups in bytes. */
  #bytes = 0;
  /** Length of the previous segment; for the first line of the running one. */
  #before: { readonly segment: number; readonly bytes: number };
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #lines: number;
  #snapshotting: Promise<void> | undefined;
  #sync: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #broken: Error | undefined;
  #closed = false;

  private constructor(
    options: JournalOptions,
    opened: { readonly file: fs.promises.FileHandle; readonly newest: number; readonly bytes: number },
    lines: number,
  ) {
    this.#options = options;
    this.#file = opened.file;
    this.#segment = opened.newest + 1;
    this.#before = { segment: opened.newest, bytes: opened.bytes };
    this.#lines = lines;
    this.#ledger = JournalLedger.open(options.folder, this.#before);
  }

  /**
   * Opens the folder (created when missing) and replays it.
   * @throws Error when one of its files is unreadable, damaged or missing
   */
  static async open(options: JournalOptions, replay: OnRecord): Promise<Journal> {
    makeFolder(options.folder);
    const { lines, newest, bytes } = replayFolder(options.folder, replay);
    const file = await fs.promises.open(path.join(options.folder, segmentName(newest + 1)), 'a');
    return new Journal(options, { file, newest, bytes }, lines);
  }

  put(collection: string, id: string, value: Recorded): void {
    this.#append(
      `{"c":${JSON.stringify(collection)},"i":${JSON.stringify(id)},"v":${JSON.stringify(value)}}\n`,
    );
  }

  remove(collection: string, id: string): void {
    this.#append(`{"c":${JSON.stringify(collection)},"i":${JSON.stringify(id)}}\n`);
  }

  /**
   * Resolves once every change so far survives the death of this process.
   * @throws Error when the disk refused the write
   */
  async flushed(): Promise<void> {
    while (this.#broken === undefined && (this.#waiting.length > 0 || this.#writing !== undefined))
      await (this.#writing ?? this.#write());
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** True while a change would not survive yet. */
  get dirty(): boolean {
    return this.#waiting.length > 0 || this.#writing !== undefined || this.#broken !== undefined;
  }

  /** Why nothing can be written at the moment; undefined: no error. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  async close(): Promise<void> {
    clearTimeout(this.#again);
    if (this.#broken) await this.#tryAgain();
    this.#closed = true;
    await this.#snapshotting;
    clearTimeout(this.#sync);
    clearTimeout(this.#again);
    try {
      await this.flushed();
      await this.#file.datasync();
    } finally {
      await this.#file.close();
      this.#ledger.close();
    }
  }

  #append(line: string): void {
    this.#waiting.push(line);
    this.#lines += 1;
    // After the turn of the event loop in which the changes were made, so that related changes are written
    // together.
    if (this.#writing === undefined && this.#waiting.length === 1)
      setImmediate(() => {
        if (this.#writing === undefined && this.#waiting.length > 0) void this.#write();
      });
  }

  #write(): Promise<void> {
    if (this.#broken) return Promise.resolve();
    const lines = this.#waiting;
    this.#waiting = [];
    const writing = (async () => {
      try {
        await this.#writeGroup(lines);
        this.#syncSoon();
      } catch (error) {
        // The partial write does not count: it is written again from its beginning when the disk accepts
        // writes.
        this.#waiting = [...lines, ...this.#waiting];
        this.#break(error);
      }
      this.#writing = undefined;
      if (this.#waiting.length > 0 && this.#broken === undefined) void this.#write();
      else this.#considerSnapshot();
    })();
    this.#writing = writing;
    return writing;
  }

  async #writeGroup(lines: readonly string[]): Promise<void> {
    const header = this.#bytes === 0 ? headerOf(this.#before.segment, this.#before.bytes) : '';
    const content = Buffer.from(header + lines.join(''));
    const group = Buffer.concat([content, Buffer.from(markOf(content))]);
    await this.#file.appendFile(group);
    this.#bytes += group.length;
    this.#ledger.write({ segment: this.#segment, bytes: this.#bytes });
  }

  #syncSoon(): void {
    if (this.#sync !== undefined || this.#closed) return;
    this.#sync = setTimeout(() => {
      this.#sync = undefined;
      const file = this.#file;
      file.datasync().catch((error: unknown) => {
        if (file === this.#file && !this.#closed) this.#break(error);
      });
    }, syncAfter);
  }

  #break(error: unknown): void {
    this.#broken = error instanceof Error ? error : new Error(String(error));
    this.#options.failed(this.#broken);
    if (!this.#closed) this.#again = setTimeout(() => void this.#tryAgain(), tryAgainAfter).unref();
  }

  /** Cuts off a partly written group, and writes the waiting lines. */
  async #tryAgain(): Promise<void> {
    try {
      await this.#file.truncate(this.#bytes);
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        if (lines.length > 0) await this.#writeGroup(lines);
        await this.#file.datasync();
      } catch (error) {
        this.#waiting = [...lines, ...this.#waiting];
        throw error;
      }
      this.#broken = undefined;
      if (this.#waiting.length > 0 && this.#writing === undefined) void this.#write();
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
      if (!this.#closed) this.#again = setTimeout(() => void this.#tryAgain(), tryAgainAfter).unref();
    }
  }

  #considerSnapshot(): void {
    if (
      this.#closed ||
      this.#snapshotting !== undefined ||
      this.#broken !== undefined ||
      this.#lines < (this.#options.linesBeforeSnapshot ?? 20_000)
    )
      return;
    this.#snapshotting = this.#snapshot()
      .catch((error: unknown) =>
        this.#options.failed(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        this.#snapshotting = undefined;
      });
  }

  async #snapshot(): Promise<void> {
    const { folder, everything } = this.#options;
    const number = this.#segment + 1;
    const next = await fs.promises.open(path.join(folder, segmentName(number)), 'a');
    // The segment changes between two groups, never during a write.
    while (this.#writing !== undefined) await this.#writing;
    if (this.#broken !== undefined) {
      await next.close();
      return;
    }
    const old = this.#file;
    this.#before = { segment: this.#segment, bytes: this.#bytes };
    this.#file = next;
    this.#segment = number;
    this.#bytes = 0;
    this.#lines = 0;
    try {
      await old.datasync();
    } finally {
      await old.close();
    }
    const values = await writeSnapshot(folder, number, everything());
    // The ledger must not refer to files that are deleted from now on.
    if (this.#bytes === 0) this.#ledger.write({ segment: number, bytes: 0 });
    const { snapshots, segments } = numbersIn(folder);
    for (const one of snapshots.filter((other) => other < number))
      fs.rmSync(path.join(folder, snapshotName(one)));
    for (const one of segments.filter((other) => other < number))
      fs.rmSync(path.join(folder, segmentName(one)));
    // With far more live values than the threshold, every segment would be as long as the snapshot: the next
    // one waits in proportion.
    this.#lines = -Math.max(0, values - (this.#options.linesBeforeSnapshot ?? 20_000));
  }
}
