import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../core/message-of';
import { RunningChecksum } from './journal-checksum';
import { headerOf, markOf, type SegmentEnd } from './journal-file';
import { segmentName } from './journal-folder';

/**
 * A segment that is being written. It has its header from its beginning, so that the segment before it is
 * guarded by it also when no change follows.
 */
export class SegmentWriter {
  readonly #number: number;
  readonly #file: fs.promises.FileHandle;
  /** Of the whole groups, in bytes. */
  #bytes = 0;
  readonly #checksum = new RunningChecksum();

  private constructor(number: number, file: fs.promises.FileHandle) {
    this.#number = number;
    this.#file = file;
  }

  /**
   * Begins a segment. A file of that name holds no whole group: an earlier process began it and died.
   * @param journal its id
   * @param before the segment before it
   * @throws Error naming the file when the disk refuses it
   */
  static async begin(
    folder: string,
    number: number,
    journal: string,
    before: SegmentEnd,
  ): Promise<SegmentWriter> {
    const place = path.join(folder, segmentName(number));
    const file = await fs.promises.open(place, 'a');
    try {
      await file.truncate(0);
      const writer = new SegmentWriter(number, file);
      await writer.append([headerOf(number, journal, before)]);
      return writer;
    } catch (error) {
      await file.close();
      throw new Error(`${place} cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  /** The whole groups that were written. */
  get end(): SegmentEnd {
    return { segment: this.#number, bytes: this.#bytes, crc32c: this.#checksum.text };
  }

  /** Writes lines as one group. After an error, `cutBack` removes what was written of it. */
  async append(lines: readonly string[]): Promise<void> {
    const content = Buffer.from(lines.join(''));
    const group = Buffer.concat([content, Buffer.from(markOf(content))]);
    await this.#file.appendFile(group);
    this.#bytes += group.length;
    this.#checksum.add(group);
  }

  async cutBack(): Promise<void> {
    await this.#file.truncate(this.#bytes);
  }

  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
