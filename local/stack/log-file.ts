import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { makeFolder } from '../make-folder';

/** One log line of a part of the stack. */
export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  readonly from: string;
  readonly text: string;
}

/** When the file of a log is rotated. */
export interface LogFileOptions {
  /** Size in bytes at which the file is rotated. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Number of rotated files that are kept: `stack.log.1` is the newest. Default 3. */
  readonly older?: number;
}

const maxLinesInMemory = 500;

/**
 * The stack's log: the newest lines in memory for the console, all of them in `stack.log`, within its limits.
 * Lines that the disk refuses wait in memory, the newest of them, and are written before the next line that
 * it takes.
 */
export class LogFile {
  readonly #lines: LogLine[] = [];
  /** Where all lines are. */
  readonly file: string;
  readonly #maxBytes: number;
  readonly #older: number;
  #handle: number | undefined;
  /** Of whole lines, in bytes. */
  #size = 0;
  #closed = false;
  #waiting: LogLine[] = [];
  /** Lines that were given up since the disk refused one; undefined: it takes them. */
  #dropped: number | undefined;

  constructor(folder: string, options: LogFileOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
    this.#older = options.older ?? 3;
    makeFolder(folder);
    this.file = path.join(folder, 'stack.log');
    this.#open(this.file);
  }

  write(from: string, text: string): void {
    this.#add(from, text);
    this.#writeWaiting();
  }

  /** Oldest first. */
  recent(): readonly LogLine[] {
    return this.#lines;
  }

  close(): Promise<void> {
    this.#writeWaiting();
    this.#closed = true;
    this.#stop();
    return Promise.resolve();
  }

  #add(from: string, text: string): void {
    const line = { time: new Date().toISOString(), from, text };
    for (const lines of [this.#lines, this.#waiting]) lines.push(line);
    if (this.#lines.length > maxLinesInMemory) this.#lines.splice(0, this.#lines.length - maxLinesInMemory);
  }

  #writeWaiting(): void {
    if (this.#closed) return;
    try {
      this.#open(this.file);
      if (this.#dropped !== undefined && this.#dropped > 0) {
        this.#writeLine({ ...lineNow(), text: `${this.#dropped} lines are missing here` });
        this.#dropped = 0;
      }
      for (let [line] = this.#waiting; line !== undefined; [line] = this.#waiting) {
        this.#writeLine(line);
        this.#waiting.shift();
      }
      if (this.#dropped === undefined) return;
      this.#dropped = undefined;
      this.write('log', 'stack.log is written again.');
    } catch (error) {
      // A log that cannot be written (a full disk) must not end a match.
      if (this.#dropped === undefined) {
        this.#dropped = 0;
        this.#add('log', `stack.log is not written until the disk takes lines again: ${messageOf(error)}`);
      }
      const over = Math.max(0, this.#waiting.length - maxLinesInMemory);
      this.#dropped += this.#waiting.splice(0, over).length;
    }
  }

  /** Writes a line as a whole, or nothing. */
  #writeLine({ time, from, text }: LogLine): void {
    const bytes = Buffer.from(`${time} ${from}: ${text}\n`);
    if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate(this.file);
    const handle = this.#open(this.file);
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(handle, bytes, at);
      this.#size += bytes.length;
    } catch (error) {
      fs.ftruncateSync(handle, this.#size);
      throw error;
    }
  }

  #open(file: string): number {
    if (this.#handle !== undefined) return this.#handle;
    this.#handle = fs.openSync(file, 'a');
    this.#size = fs.fstatSync(this.#handle).size;
    return this.#handle;
  }

  #rotate(file: string): void {
    this.#stop();
    fs.rmSync(`${file}.${this.#older}`, { force: true });
    for (let age = this.#older - 1; age >= 1; age -= 1)
      if (fs.existsSync(`${file}.${age}`)) fs.renameSync(`${file}.${age}`, `${file}.${age + 1}`);
    if (this.#older > 0) fs.renameSync(file, `${file}.1`);
    else fs.rmSync(file);
    this.#open(file);
  }

  #stop(): void {
    if (this.#handle === undefined) return;
    const handle = this.#handle;
    this.#handle = undefined;
    fs.closeSync(handle);
  }
}

const lineNow = (): Omit<LogLine, 'text'> => ({ time: new Date().toISOString(), from: 'log' });
