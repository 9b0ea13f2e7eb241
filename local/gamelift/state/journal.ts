import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../make-folder';
import { type ChangeSink, type Recorded } from './collection';
import { lineOf, type OnRecord, type SegmentEnd } from './journal-file';
import { numbersIn, replayFolder, segmentName, snapshotName } from './journal-folder';
import { JournalLedger, newJournalId } from './journal-ledger';
import { type LookedJournal } from './looked-journal';
import { SegmentWriter } from './segment-writer';
import { writeSnapshot } from './snapshot';

/**
 * A folder with one snapshot and the segments of changes after it, one JSON line per change. Lines that were
 * written together are synced together. A snapshot is written beside the running segment, in small portions.
 * It may hold values that are newer than its number; replaying the later segments corrects that, because
 * every line holds a whole value.
 */
export type Everything = () => Iterable<readonly [collection: string, id: string, value: Recorded]>;

/** Whether the disk takes the changes. */
export interface DiskEvents {
  /**
   * Called when the disk refuses a write. Changes that were acknowledged before are safe; later ones are not
   * until the disk accepts writes again, which is retried every second.
   */
  readonly failed: (error: Error) => void;
  /** Called when it accepts them again. */
  readonly recovered?: () => void;
}

/** The place of a journal, and the values that it keeps. */
export interface JournalOptions extends DiskEvents {
  readonly folder: string;
  /** All current values, for a snapshot; may be read while values change. */
  readonly everything: Everything;
  /** Minimum number of lines in a segment before a snapshot is worthwhile. Default 20,000. */
  readonly linesBeforeSnapshot?: number;
  /** The same journal, read by an earlier look; absent: it is read when it is opened. */
  readonly looked?: LookedJournal;
}

/** Milliseconds between a write and its fsync. */
const syncDelayMs = 50;
/** Milliseconds between two retries after the disk refused a write. */
const retryIntervalMs = 1000;

/** Writes changes in groups to numbered segments, and replaces old segments by a snapshot. */
export class Journal implements ChangeSink {
  readonly #options: JournalOptions;
  readonly #ledger: JournalLedger;
  #segment: SegmentWriter;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #lines: number;
  #snapshotting: Promise<void> | undefined;
  #sync: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #broken: Error | undefined;
  #closed = false;

  private constructor(options: JournalOptions, ledger: JournalLedger, segment: SegmentWriter, lines: number) {
    this.#options = options;
    this.#ledger = ledger;
    this.#segment = segment;
    this.#lines = lines;
  }

  /**
   * Opens the folder (created when missing) and replays it.
   * @throws Error when one of its files is unreadable, damaged or missing
   */
  static async open(options: JournalOptions, replay: OnRecord): Promise<Journal> {
    const { folder, looked } = options;
    makeFolder(folder);
    const { lines, snapshot, newest, begun } = replayFolder(folder, replay, looked?.take(folder));
    // Before the first segment: a segment without a ledger is refused.
    const ledger = JournalLedger.open(folder, { ...newest, snapshot, journal: newJournalId() });
    try {
      const segment = await beginSegments(folder, ledger.journal, newest, begun);
      ledger.write({ ...segment.end, snapshot });
      removeReplaced(folder, snapshot);
      return new Journal(options, ledger, segment, lines);
    } catch (error) {
      ledger.close();
      throw error;
    }
  }

  put(collection: string, id: string, value: Recorded): void {
    this.#append(lineOf({ c: collection, i: id, v: value }));
  }

  remove(collection: string, id: string): void {
    this.#append(lineOf({ c: collection, i: id }));
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
      await this.#segment.sync();
    } finally {
      await this.#segment.close();
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
    await this.#segment.append(lines);
    this.#ledger.write(this.#segment.end);
  }

  #syncSoon(): void {
    if (this.#sync !== undefined || this.#closed) return;
    this.#sync = setTimeout(() => {
      this.#sync = undefined;
      const segment = this.#segment;
      segment.sync().catch((error: unknown) => {
        if (segment === this.#segment && !this.#closed) this.#break(error);
      });
    }, syncDelayMs);
  }

  #break(error: unknown): void {
    this.#broken = error instanceof Error ? error : new Error(String(error));
    this.#options.failed(this.#broken);
    if (!this.#closed) this.#again = setTimeout(() => void this.#tryAgain(), retryIntervalMs).unref();
  }

  /** Cuts off a partly written group, and writes the waiting lines. */
  async #tryAgain(): Promise<void> {
    try {
      await this.#segment.cutBack();
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        if (lines.length > 0) await this.#writeGroup(lines);
        await this.#segment.sync();
      } catch (error) {
        this.#waiting = [...lines, ...this.#waiting];
        throw error;
      }
      this.#broken = undefined;
      this.#options.recovered?.();
      if (this.#waiting.length > 0 && this.#writing === undefined) void this.#write();
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
      if (!this.#closed) this.#again = setTimeout(() => void this.#tryAgain(), retryIntervalMs).unref();
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
    const { folder, everything, linesBeforeSnapshot = 20_000 } = this.#options;
    this.#lines = 0;
    const number = await this.#nextSegment();
    if (number === undefined) return;
    const values = await writeSnapshot(folder, number, this.#ledger.journal, everything());
    this.#ledger.write({ snapshot: number });
    removeReplaced(folder, number);
    // With far more live values than the threshold, every segment would be as long as the snapshot: the next
    // one waits in proportion.
    this.#lines = -Math.max(0, values - linesBeforeSnapshot);
  }

  /** Begins a segment between two groups, never during a write. @returns its number; undefined: not now */
  async #nextSegment(): Promise<number | undefined> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#broken !== undefined) return undefined;
    const old = this.#segment;
    const number = old.end.segment + 1;
    const { folder } = this.#options;
    const { journal } = this.#ledger;
    const beginning = (async () => {
      try {
        this.#segment = await SegmentWriter.begin(folder, number, journal, old.end);
        this.#ledger.write(this.#segment.end);
      } finally {
        this.#writing = undefined;
        if (this.#waiting.length > 0 && this.#broken === undefined) void this.#write();
      }
    })();
    this.#writing = beginning.catch(() => undefined);
    await beginning;
    try {
      await old.sync();
    } finally {
      await old.close();
    }
    return number;
  }
}

/** Begins a segment, and writes the headers of those that an earlier process began and did not write. */
async function beginSegments(
  folder: string,
  journal: string,
  newest: SegmentEnd,
  begun: readonly number[],
): Promise<SegmentWriter> {
  const [next = newest.segment + 1, ...more] = begun;
  const writer = await SegmentWriter.begin(folder, next, journal, newest);
  if (more.length === 0) return writer;
  await writer.close();
  return beginSegments(folder, journal, writer.end, more);
}

/** Deletes what a snapshot replaces, and snapshots that were not finished. */
function removeReplaced(folder: string, snapshot: number): void {
  const { snapshots, segments } = numbersIn(folder);
  const unfinished = fs.readdirSync(folder).filter((name) => name.endsWith('.partial'));
  const older = (numbers: readonly number[]): readonly number[] => numbers.filter((one) => one < snapshot);
  for (const name of [
    ...older(snapshots).map(snapshotName),
    ...older(segments).map(segmentName),
    ...unfinished,
  ])
    fs.rmSync(path.join(folder, name));
}
