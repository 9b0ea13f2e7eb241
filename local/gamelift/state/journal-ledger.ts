import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../../json-file';

/** How far a journal was acknowledged. */
export interface Acknowledged {
  readonly segment: number;
  /** The acknowledged length of that segment. */
  readonly bytes: number;
  /** The newest snapshot; 0: none; undefined in ledgers of earlier versions. */
  readonly snapshot: number | undefined;
}

function textOf({ segment, bytes, snapshot }: Acknowledged): string {
  const newest = snapshot === undefined ? '' : `:${String(snapshot).padStart(9, '0')}`;
  const one = `${String(segment).padStart(9, '0')}:${String(bytes).padStart(16, '0')}${newest}`;
  return `${one} ${one}\n`;
}

/**
 * Records how far a journal was acknowledged, and its newest snapshot. Without it, a segment that is missing,
 * empty or zeroed at its end would look like one that was never written.
 */
export class JournalLedger {
  static readonly fileName = 'journal.ledger';
  readonly #handle: number;
  #acknowledged: Acknowledged;

  private constructor(handle: number, acknowledged: Acknowledged) {
    this.#handle = handle;
    this.#acknowledged = acknowledged;
  }

  /** @param replayed what the folder held, for a folder that has no ledger yet */
  static open(folder: string, replayed: Acknowledged): JournalLedger {
    const file = path.join(folder, JournalLedger.fileName);
    const found = this.read(folder);
    if (found === undefined) replaceFile(file, textOf(replayed));
    return new JournalLedger(fs.openSync(file, fs.constants.O_RDWR), found ?? replayed);
  }

  /**
   * @returns undefined when there is none
   * @throws Error naming a damaged ledger, also an empty one: file systems leave those after a power failure
   */
  static read(folder: string): Acknowledged | undefined {
    const file = path.join(folder, JournalLedger.fileName);
    if (!fs.existsSync(file)) return undefined;
    const written = fs.readFileSync(file, 'utf8');
    if (written === '') throw new Error(`${file} is empty: \`npm run repair\` saves what can be saved`);
    // Written twice: a changed byte is detected.
    const [, once, segment, bytes, snapshot, again] =
      /^((\d{9}):(\d{16})(?::(\d{9}))?) (.*)\n$/.exec(written) ?? [];
    if (once === undefined || once !== again) throw new Error(`${file} is damaged`);
    return {
      segment: Number(segment),
      bytes: Number(bytes),
      snapshot: snapshot === undefined ? undefined : Number(snapshot),
    };
  }

  /** Records what was written. @throws Error when the disk refuses the write */
  write(change: Partial<Acknowledged>): void {
    const acknowledged = { ...this.#acknowledged, ...change };
    fs.writeSync(this.#handle, textOf(acknowledged), 0);
    this.#acknowledged = acknowledged;
  }

  close(): void {
    fs.closeSync(this.#handle);
  }
}
