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

const linesInMemory = 500;

/**
 * The stack's log: the newest lines in memory for the console, all of them in `stack.log`, within its limits.
 */
export class LogFile {
  readonly #lines: LogLine[] = [];
  /** Where all lines are. */
  readonly file: string;
  readonly #maxBytes: number;
  readonly #older: number;
  #handle: number | undefined;
  #size = 0;

  constructor(folder: string, options: LogFileOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
    this.#older = options.older ?? 3;
    makeFolder(folder);
    this.file = path.join(folder, 'stack.log');
    this.#open(this.file);
  }

  write(from: string, text: string): void {
    const line = { time: new Date().toISOString(), from, text };
    this.#lines.push(line);
    if (this.#lines.length > linesInMemory) this.#lines.splice(0, this.#lines.length - linesInMemory);
    if (this.#handle === undefined) return;
    const bytes = Buffer.from(`${line.time} ${from}: ${text}\n`);
    try {
      if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate(this.file);
      fs.writeSync(this.#handle, bytes);
      this.#size += bytes.length;
    } catch (error) {
      // A log that cannot be written (a full disk) must not end a match: the newest lines are still in
      // memory.
      this.#stop();
      this.write('log', `stack.log is not written any more: ${messageOf(error)}`);
    }
  }

  /** Oldest first. */
  recent(): readonly LogLine[] {
    return this.#lines;
  }

  close(): Promise<void> {
    this.#stop();
    return Promise.resolve();
  }

  #open(file: string): void {
    this.#handle = fs.openSync(file, 'a');
    this.#size = fs.fstatSync(this.#handle).size;
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
