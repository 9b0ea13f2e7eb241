import fs from 'node:fs';
import path from 'node:path';

/** One line that a part of the stack wrote. */
export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  readonly from: string;
  readonly text: string;
}

const kept = 500;

/**
 * The stack's log: the newest lines in memory for the console, all of them in `stack.log` when there is a
 * folder.
 */
export class LogFile {
  readonly #lines: LogLine[] = [];
  #stream: fs.WriteStream | undefined;
  /** Where all lines are; undefined without a folder. */
  readonly file: string | undefined;

  constructor(folder: string | undefined) {
    if (folder === undefined) return;
    fs.mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, 'stack.log');
    this.#stream = fs.createWriteStream(this.file, { flags: 'a' });
    // A log that cannot be written (a full disk) ends no match: the newest lines are still in memory.
    this.#stream.on('error', (error) => {
      this.#stream = undefined;
      this.write('log', `stack.log is not written any more: ${error.message}`);
    });
  }

  write(from: string, text: string): void {
    const line = { time: new Date().toISOString(), from, text };
    this.#lines.push(line);
    if (this.#lines.length > kept) this.#lines.splice(0, this.#lines.length - kept);
    this.#stream?.write(`${line.time} ${from}: ${text}\n`);
  }

  /** Oldest first. */
  recent(): readonly LogLine[] {
    return this.#lines;
  }

  close(): Promise<void> {
    const stream = this.#stream;
    return stream === undefined
      ? Promise.resolve()
      : new Promise((resolve) => {
          stream.end(() => resolve());
        });
  }
}
