import fs from 'node:fs';
import path from 'node:path';
import { type Recorded } from './collection';
import { type JournalFile, readJournalFile } from './journal-file';
import { JournalLedger } from './journal-ledger';
import { numbersIn, segmentName, snapshotName } from './journal-folder';
import { writeSnapshot } from './snapshot';

/** The outcome of repairing a journal. */
export interface RepairedJournal {
  /** Number of restored values. */
  readonly values: number;
  /** The losses, certain or possible, in words; undefined: no file that is there has lost anything. */
  readonly lost: string | undefined;
}

/**
 * Creates a journal from all readable lines of another: one snapshot. The newest line of an entity counts.
 * @param from the damaged journal, which is not changed
 * @param to a folder that does not exist yet
 */
export async function repairJournal(from: string, to: string): Promise<RepairedJournal> {
  const { snapshots, segments } = numbersIn(from);
  const latest = snapshots.at(-1) ?? 0;
  const values = new Map<string, readonly [collection: string, id: string, value: Recorded]>();
  const damagedFiles: string[] = [];
  const isSnapshot = (name: string): boolean => name.startsWith('snapshot');
  const names = [
    ...(latest > 0 ? [snapshotName(latest)] : []),
    ...segments.filter((number) => number >= latest).map(segmentName),
  ];
  for (const name of names) {
    const content = readJournalFile(path.join(from, name), true);
    if (!isWhole(content)) damagedFiles.push(name);
    for (const { c, i, v } of content.lines) {
      if (isSnapshot(name) && c.startsWith('#')) continue;
      const key = JSON.stringify([c, i]);
      if (v === undefined) values.delete(key);
      else values.set(key, [c, i, v]);
    }
  }
  const newest = Math.max(latest, segments.at(-1) ?? 0);
  fs.mkdirSync(to, { recursive: true });
  await writeSnapshot(to, newest + 1, values.values());
  // As beside every snapshot: without it, the next but one start would miss a file.
  fs.writeFileSync(path.join(to, segmentName(newest + 1)), '');
  JournalLedger.open(to, { segment: newest + 1, bytes: 0 }).close();
  return { values: values.size, lost: lossIn(from, damagedFiles, values.size) };
}

/** @param damagedFiles names of files that could not be read completely */
function lossIn(folder: string, damagedFiles: readonly string[], values: number): string | undefined {
  if (damagedFiles.length > 0) return `changes in ${damagedFiles.join(', ')}`;
  return isLedgerReadable(folder)
    ? undefined
    : `perhaps ${values === 0 ? 'all' : 'the newest'} changes: only the ledger has their number`;
}

function isLedgerReadable(folder: string): boolean {
  try {
    return JournalLedger.read(folder) !== undefined;
  } catch {
    return false;
  }
}

function isWhole({ damage, rest }: JournalFile): boolean {
  return damage === undefined && rest.length === 0;
}
