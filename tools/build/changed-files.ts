import fs from 'node:fs';
import path from 'node:path';

/** Name of each file, from the root with slashes → what changes whenever the file does. */
type Seen = ReadonlyMap<string, string>;

/** Milliseconds between two looks: as long as nothing changes, and after a change, which may go on. */
const pauses = { quiet: 250, settling: 60 } as const;

/**
 * Watches folders by looking at them: a watch of the operating system follows a file, not its name, and loses
 * what an editor, sed or git replaces by renaming (recursive fs.watch on Linux). A look at the 300 files of
 * the sources takes about 6 ms.
 */
export class ChangedFiles {
  readonly #look: () => Seen;
  readonly #report: (changed: ReadonlySet<string>) => void;
  readonly #changed = new Set<string>();
  #seen: Seen;
  #timer: NodeJS.Timeout;

  /**
   * @param folders names of folders in `root`; one that does not exist is empty until it does
   * @param report is told the files that changed, came or went, once none has changed since the last look
   */
  constructor(
    root: string,
    folders: readonly string[],
    isWatched: (file: string) => boolean,
    report: (changed: ReadonlySet<string>) => void,
  ) {
    this.#look = () => new Map(folders.flatMap((folder) => filesOf(root, folder, isWatched)));
    this.#report = report;
    this.#seen = this.#look();
    this.#timer = setTimeout(() => this.#compare(), pauses.quiet);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #compare(): void {
    const [before, now] = [this.#seen, this.#look()];
    this.#seen = now;
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (file) => before.get(file) !== now.get(file),
    );
    for (const file of changed) this.#changed.add(file);
    this.#timer = setTimeout(() => this.#compare(), changed.length > 0 ? pauses.settling : pauses.quiet);
    if (changed.length > 0 || this.#changed.size === 0) return;
    const all = new Set(this.#changed);
    this.#changed.clear();
    this.#report(all);
  }
}

function filesOf(
  root: string,
  folder: string,
  isWatched: (file: string) => boolean,
): Array<[string, string]> {
  return entriesOf(path.join(root, folder)).flatMap((entry): Array<[string, string]> => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesOf(root, file, isWatched);
    if (!isWatched(file)) return [];
    const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
    // The time of the inode changes with content, name and owner, whatever times the writer has set.
    return stat === undefined ? [] : [[file, `${stat.ino} ${stat.size} ${stat.ctimeMs} ${stat.mtimeMs}`]];
  });
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // It does not exist, or is being replaced.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}
