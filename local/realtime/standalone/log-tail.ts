import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Hands on what is appended to a file, in whole lines, until it is stopped. */
export class LogTail {
  #offset = 0;
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly file: string,
    readonly line: (line: string) => void,
  ) {
    this.#timer = setInterval(() => this.read(), 100);
  }

  /** Hands on what is there now. */
  read(): void {
    let handle: number | undefined;
    try {
      handle = fs.openSync(this.file, 'r');
      const buffer = Buffer.alloc(64 * 1024);
      for (;;) {
        const count = fs.readSync(handle, buffer, 0, buffer.length, this.#offset);
        if (count === 0) break;
        this.#offset += count;
        this.#rest += this.#decoder.write(buffer.subarray(0, count));
      }
    } catch {
      /* not there yet, or not any more */
    } finally {
      if (handle !== undefined) fs.closeSync(handle);
    }
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.read();
    if (this.#rest !== '') this.line(this.#rest);
    this.#rest = '';
  }
}
