import { FolderStamp } from '../../folder-stamp';
import { type Line } from './journal-file';
import { readFolder, type ReadJournal } from './journal-folder';

/** A whole journal that was read before it is opened, so that its opening need not read it again. */
export class LookedJournal {
  readonly #stamp: FolderStamp;
  #read: ReadJournal | undefined;

  private constructor(stamp: FolderStamp, read: ReadJournal) {
    this.#stamp = stamp;
    this.#read = read;
  }

  /**
   * Reads a folder, and changes nothing in it.
   * @param now epoch milliseconds of the machine
   * @throws Error naming a damaged or missing file
   */
  static of(folder: string, now: number): LookedJournal {
    const stamp = FolderStamp.of(folder, now);
    return new LookedJournal(stamp, readFolder(folder));
  }

  /** Its lines, until they are taken. */
  get lines(): readonly Line[] {
    return this.#read?.all ?? [];
  }

  /**
   * Hands over what was read, once: the values change after that, and a second copy would stay in memory.
   * @returns undefined when the folder has changed since, or was perhaps changed: it is to be read then
   */
  take(folder: string): ReadJournal | undefined {
    const read = this.#read;
    this.#read = undefined;
    return this.#stamp.isStillOf(folder) ? read : undefined;
  }
}
