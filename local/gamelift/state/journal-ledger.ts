import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DamageError } from '../../damage-error';
import { replaceFile } from '../../json-file';

/** How far a journal was acknowledged. */
export interface Acknowledged {
  readonly segment: number;
  /** The acknowledged length of that segment. */
  readonly bytes: number;
  /** The newest snapshot; 0: none; undefined in ledgers of earlier versions. */
  readonly snapshot: number | undefined;
  /** The journal's id, which all its files name; undefined in ledgers of earlier versions. */
  readonly journal: string | undefined;
}

/** An id for a new journal: files of two journals have the same names, and must not be exchanged. */
export const newJournalId = (): string => randomBytes(8).toString('hex');

function textOf({ segment, bytes, snapshot, journal }: Acknowledged): string {
  const newest = snapshot === undefined ? '' : `:${String(snapshot).padStart(9, '0')}`;
  const id = journal === undefined ? '' : `:${journal}`;
  const one = `${String(segment).padStart(9, '0')}:${String(bytes).padStart(16, '0')}${newest}${id}`;
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
  /** The journal's id. */
  readonly journal: string;

  private constructor(handle: number, acknowledged: Acknowledged, journal: string) {
    this.#handle = handle;
    this.#acknowledged = acknowledged;
    this.journal = journal;
  }

  /** @param replayed what the folder held, for a folder that has no ledger yet */
  static open(folder: string, replayed: Acknowledged & { readonly journal: string }): JournalLedger {
    const file = path.join(folder, JournalLedger.fileName);
    const found = this.read(folder);
    const { journal = replayed.journal } = found ?? replayed;
    const acknowledged = { ...(found ?? replayed), journal };
    // That of an earlier version gets the id before any file names it.
    if (found?.journal === undefined) replaceFile(file, textOf(acknowledged));
    return new JournalLedger(fs.openSync(file, fs.constants.O_RDWR), acknowledged, journal);
  }

  /**
   * @returns undefined when there is none
   * @throws Error naming a damaged ledger, also an empty one: file systems leave those after a power failure
   */
  static read(folder: string): Acknowledged | undefined {
    const file = path.join(folder, JournalLedger.fileName);
    if (!fs.existsSync(file)) return undefined;
    const written = fs.readFileSync(file, 'utf8');
    if (written === '') throw new DamageError(`${file} is empty`);
    // Written twice: a changed byte is detected.
    const [, once, segment, bytes, snapshot, journal, again] =
      /^((\d{9}):(\d{16})(?::(\d{9}))?(?::([\da-f]{16}))?) (.*)\n$/.exec(written) ?? [];
    if (once === undefined || once !== again) throw new DamageError(`${file} is damaged`);
    return {
      segment: Number(segment),
      bytes: Number(bytes),
      snapshot: snapshot === undefined ? undefined : Number(snapshot),
      journal,
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
