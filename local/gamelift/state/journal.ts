import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../make-folder';
import { type ChangeSink, type Recorded } from './collection';

/**
 * A folder with one snapshot and the segments of changes after it, one JSON line a change. Lines that were
 * written together are synced together. A snapshot is written beside the running segment, in small portions:
 * it may hold values that are newer than its number, which replaying the later segments sets right, as every
 * line holds a whole value.
 */

interface Line {
  readonly c: string;
  readonly i: string;
  readonly v?: Recorded;
}

export type Replay = (collection: string, id: string, value: Recorded | undefined) => void;
export type Everything = () => Iterable<readonly [collection: string, id: string, value: Recorded]>;

export interface JournalOptions {
  readonly folder: string;
  /** All values as they are now, for a snapshot; may be read while values change. */
  readonly everything: Everything;
  /** Called when the disk refuses a write: what was answered before it is safe, what comes after is not. */
  readonly failed: (error: Error) => void;
  /** Lines in a segment that make a snapshot worth while, at least. Default 20,000. */
  readonly linesBeforeSnapshot?: number;
}

const snapshotName = (number: number): string => `snapshot-${String(number).padStart(9, '0')}.jsonl`;
const segmentName = (number: number): string => `changes-${String(number).padStart(9, '0')}.jsonl`;
const numberOf = (name: string, prefix: string): number | undefined => {
  const found = new RegExp(`^${prefix}-(\\d{9})\\.jsonl$`).exec(name);
  return found === null ? undefined : Number(found[1]);
};

function parseLine(line: string): Line | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { c, i, v } = value as Readonly<Record<string, unknown>>;
  if (typeof c !== 'string' || typeof i !== 'string') return undefined;
  if (v === undefined) return { c, i };
  return typeof v === 'object' && v !== null ? { c, i, v } : undefined;
}

/** Between a write and the request to the disk to keep it, in milliseconds. */
const syncAfter = 50;
const together = '{"together":true}\n';

const opening = '{"c":"';

/**
 * Could a process that was killed have left this behind its last whole group? Whole lines of ours, and the
 * beginning of one more; or zeros, which file systems leave when the power goes. All else was written by
 * somebody else.
 */
function isUnfinished(tail: Buffer): boolean {
  const zeros = tail.indexOf(0);
  const written = zeros < 0 ? tail : tail.subarray(0, zeros);
  if (zeros >= 0 && tail.subarray(zeros).some((byte) => byte !== 0)) return false;
  const lines = written.toString('utf8').split('\n');
  const last = lines.pop() ?? '';
  const begun =
    last.length < opening.length
      ? opening.startsWith(last) || together.startsWith(last)
      : last.startsWith(opening) || together.startsWith(last);
  return begun && lines.every((line) => parseLine(line) !== undefined);
}

const damaged = (file: string, what: string): Error =>
  new Error(`${file}: ${what}; move the folder away to start empty`);

/**
 * What stands after the last whole group was being written when the process died: nobody was told of it, so
 * it is cut off.
 */
function replayFile(file: string, replay: Replay): number {
  const bytes = fs.readFileSync(file);
  const mark = bytes.lastIndexOf(together);
  const end = mark < 0 ? 0 : mark + together.length;
  if (!isUnfinished(bytes.subarray(end)))
    throw damaged(file, `the journal is damaged${end === 0 ? '' : ` after byte ${end}`}`);
  let lines = 0;
  for (let start = 0; start < end;) {
    const stop = bytes.indexOf(10, start);
    const text = bytes.toString('utf8', start, stop + 1);
    start = stop + 1;
    if (text === together) continue;
    const line = parseLine(text);
    if (line === undefined) throw damaged(file, `line ${lines + 1} is damaged`);
    replay(line.c, line.i, line.v);
    lines += 1;
  }
  if (end < bytes.length) fs.truncateSync(file, end);
  return lines;
}

export class Journal implements ChangeSink {
  readonly #options: JournalOptions;
  #segment = 0;
  #file: fs.promises.FileHandle | undefined;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #lines = 0;
  #snapshotting: Promise<void> | undefined;
  #sync: NodeJS.Timeout | undefined;
  #broken: Error | undefined;
  #closed = false;

  private constructor(options: JournalOptions) {
    this.#options = options;
  }

  /**
   * Opens the folder (made when missing) and replays what it holds.
   * @throws Error when a file of it cannot be read or is damaged
   */
  static async open(options: JournalOptions, replay: Replay): Promise<Journal> {
    const journal = new Journal(options);
    makeFolder(options.folder);
    const names = fs.readdirSync(options.folder).sort();
    const snapshots = names
      .map((name) => numberOf(name, 'snapshot'))
      .filter((number) => number !== undefined);
    const latest = snapshots.at(-1) ?? 0;
    if (snapshots.length > 0) replayFile(path.join(options.folder, snapshotName(latest)), replay);
    const segments = names
      .map((name) => numberOf(name, 'changes'))
      .filter((number) => number !== undefined)
      .filter((number) => number >= latest);
    for (const [index, number] of segments.entries()) {
      // a segment is begun with every start and before every snapshot, and none is left out
      const due = Math.max(latest, 1) + index;
      if (number !== due) throw damaged(path.join(options.folder, segmentName(due)), 'the file is missing');
      journal.#lines += replayFile(path.join(options.folder, segmentName(number)), replay);
    }
    journal.#segment = Math.max(latest, segments.at(-1) ?? 0) + 1;
    journal.#file = await fs.promises.open(path.join(options.folder, segmentName(journal.#segment)), 'a');
    return journal;
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
   * @throws Error when the disk refused
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

  async close(): Promise<void> {
    this.#closed = true;
    await this.#snapshotting;
    clearTimeout(this.#sync);
    try {
      await this.flushed();
      await this.#file?.datasync();
    } finally {
      await this.#file?.close();
    }
  }

  #append(line: string): void {
    this.#waiting.push(line);
    this.#lines += 1;
    // After the turn of the event loop in which the changes were made: what belongs together is written
    // together.
    if (this.#writing === undefined && this.#waiting.length === 1)
      setImmediate(() => {
        if (this.#writing === undefined && this.#waiting.length > 0) void this.#write();
      });
  }

  #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    const file = this.#file;
    const writing = (async () => {
      try {
        if (file === undefined) throw new Error('the journal is closed');
        await file.appendFile(lines.join('') + together);
        this.#syncSoon();
      } catch (error) {
        this.#break(error);
      }
      this.#writing = undefined;
      if (this.#waiting.length > 0 && this.#broken === undefined) void this.#write();
      else this.#considerSnapshot();
    })();
    this.#writing = writing;
    return writing;
  }

  #syncSoon(): void {
    if (this.#sync !== undefined || this.#closed) return;
    this.#sync = setTimeout(() => {
      this.#sync = undefined;
      const file = this.#file;
      file?.datasync().catch((error: unknown) => {
        if (file === this.#file && !this.#closed) this.#break(error);
      });
    }, syncAfter);
  }

  #break(error: unknown): void {
    this.#broken = error instanceof Error ? error : new Error(String(error));
    this.#options.failed(this.#broken);
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
    const { folder } = this.#options;
    const number = this.#segment + 1;
    const next = await fs.promises.open(path.join(folder, segmentName(number)), 'a');
    const old = this.#file;
    this.#file = next;
    this.#segment = number;
    this.#lines = 0;
    const lastOfOld = this.#writing;
    await old?.datasync();
    let values = 0;
    const partial = path.join(folder, `${snapshotName(number)}.partial`);
    const file = await fs.promises.open(partial, 'w');
    let portion: string[] = [];
    for (const [c, i, v] of this.#options.everything()) {
      values += 1;
      portion.push(`${JSON.stringify({ c, i, v })}\n`);
      if (portion.length < 500) continue;
      await file.appendFile(portion.join(''));
      portion = [];
    }
    await file.appendFile(portion.join('') + together);
    await file.datasync();
    await file.close();
    await fs.promises.rename(partial, path.join(folder, snapshotName(number)));
    await lastOfOld;
    await old?.close();
    for (const name of fs.readdirSync(folder)) {
      const [snapshot, segment] = [numberOf(name, 'snapshot'), numberOf(name, 'changes')];
      if ((snapshot !== undefined && snapshot < number) || (segment !== undefined && segment < number))
        fs.rmSync(path.join(folder, name));
    }
    // Live values far above the threshold would make every segment as long as the snapshot: the next one
    // waits in proportion.
    this.#lines = -Math.max(0, values - (this.#options.linesBeforeSnapshot ?? 20_000));
  }
}
