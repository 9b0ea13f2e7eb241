import fs from 'node:fs';
import path from 'node:path';

/** The acknowledged length of a segment. */
export interface Acknowledged {
  readonly segment: number;
  readonly bytes: number;
}

/**
 * Records how far a journal was acknowledged. Without it, a segment that is missing, empty or zeroed at its
 * end would look like one that was never written.
 */
export class JournalLedger {
  static readonly fileName = 'journal.ledger';
  readonly #handle: number;

  private constructor(handle: number) {
    this.#handle = handle;
  }

  static open(folder: string): JournalLedger {
    const flags = fs.constants.O_RDWR | fs.constants.O_CREAT;
    return new JournalLedger(fs.openSync(path.join(folder, JournalLedger.fileName), flags));
  }

  /**
   * @returns undefined when there is none: the folder is new, or older than ledgers
   * @throws Error naming a damaged ledger
   */
  static read(folder: string): Acknowledged | undefined {
    const file = path.join(folder, JournalLedger.fileName);
    if (!fs.existsSync(file)) return undefined;
    const written = fs.readFileSync(file, 'utf8');
    if (written === '') return undefined; // created, and nothing acknowledged yet
    // Written twice: a changed byte is detected.
    const found = /^(\d{9}):(\d{16}) (\d{9}):(\d{16})\n$/.exec(written);
    if (!found || found[1] !== found[3] || found[2] !== found[4]) throw new Error(`${file} is damaged`);
    return { segment: Number(found[1]), bytes: Number(found[2]) };
  }

  /** @throws Error when the disk refuses the write */
  write({ segment, bytes }: Acknowledged): void {
    const one = `${String(segment).padStart(9, '0')}:${String(bytes).padStart(16, '0')}`;
    fs.writeSync(this.#handle, `${one} ${one}\n`, 0);
  }

  close(): void {
    fs.closeSync(this.#handle);
  }
}
