import fs from 'node:fs';
import path from 'node:path';

/**
 * How coarse the clock of a file system may be, in milliseconds: FAT has the coarsest, of two seconds. A file
 * that was changed twice within that time may have the same times after both changes.
 */
const coarsestClockMs = 2000;

/**
 * The files of a folder as they were before their content was looked at: which they are, their sizes, and
 * when they were changed. A folder that still has the same stamp needs no second look.
 */
export class FolderStamp {
  readonly #files: ReadonlyMap<string, string>;
  readonly #isReliable: boolean;

  private constructor(files: ReadonlyMap<string, string>, isReliable: boolean) {
    this.#files = files;
    this.#isReliable = isReliable;
  }

  /**
   * Taken before the look, so that a change during the look differs from it.
   * @param now epoch milliseconds of the machine
   */
  static of(folder: string, now: number): FolderStamp {
    const stats = statsIn(folder);
    const newest = [...stats.values()].reduce(
      (latest, { ctimeMs, mtimeMs }) => Math.max(latest, Number(ctimeMs), Number(mtimeMs)),
      0,
    );
    return new FolderStamp(identities(stats), newest < now - coarsestClockMs);
  }

  /**
   * True when no file of the folder was added, replaced, changed or removed since. False where a later change
   * might not show: a file had been changed just before the stamp was taken.
   */
  isStillOf(folder: string): boolean {
    if (!this.#isReliable) return false;
    const files = identities(statsIn(folder));
    return (
      files.size === this.#files.size &&
      [...files].every(([name, identity]) => this.#files.get(name) === identity)
    );
  }
}

function statsIn(folder: string): ReadonlyMap<string, fs.BigIntStats> {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return new Map(
    names.flatMap((name) => {
      const stats = fs.statSync(path.join(folder, name), { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? [] : [[name, stats]];
    }),
  );
}

const identities = (stats: ReadonlyMap<string, fs.BigIntStats>): ReadonlyMap<string, string> =>
  new Map(
    [...stats].map(([name, { dev, ino, size, mtimeNs, ctimeNs }]) => [
      name,
      [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    ]),
  );
