import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../../json-file';

/** The acknowledged length of a segment. */
export interface AcknowledgedLength {
  readonly segment: number;
  readonly bytes: number;
}

function textOf({ segment, bytes }: AcknowledgedLength): string {
  const one = `${String(segment).padStart(9, '0')}:${String(bytes).padStart(16, '0')}`;
  return `${one} ${one}\n`;
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

  /** @param replayed what the folder held, for a folder that has no ledger yet */
  static open(folder: string, replayed: AcknowledgedLength): JournalLedger {
    const file = path.join(folder, JournalLedger.fileName);
    if (this.read(folder) === undefined) replaceFile(file, textOf(replayed));
    return new JournalLedger(fs.openSync(file, fs.constants.O_RDWR));
  }

  /**
   * @returns undefined when there is none
   * @throws Error naming a damaged ledger, also an empty one: file systems leave those after a power failure
   */
  static read(folder: string): AcknowledgedLength | undefined {
    const file = path.join(folder, JournalLedger.fileName);
    if (!fs.existsSync(file)) return undefined;
    const written = fs.readFileSync(file, 'utf8');
    if (written === '') throw new Error(`${file} is empty: \`npm run repair\` saves what can be saved`);
    // Written twice: a changed byte is detected.
    const found = /^(\d{9}):(\d{16}) (\d{9}):(\d{16})\n$/.exec(written);
    if (!found || found[1] !== found[3] || found[2] !== found[4]) throw new Error(`${file} is damaged`);
    return { segment: Number(found[1]), bytes: Number(found[2]) };
  }

  /** @throws Error when the disk refuses the write */
  write(acknowledged: AcknowledgedLength): void {
    fs.writeSync(this.#handle, textOf(acknowledged), 0);
  }

  close(): void {
    fs.closeSync(this.#handle);
  }
}
