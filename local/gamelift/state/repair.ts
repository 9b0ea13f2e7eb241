import fs from 'node:fs';
import path from 'node:path';
import { type Recorded } from './collection';
import { type JournalFile, readJournalFile } from './journal-file';
import { numbersIn, segmentName, snapshotName } from './journal-folder';
import { writeSnapshot } from './snapshot';

/** The outcome of repairing a journal. */
export interface RepairedJournal {
  /** Number of restored values. */
  readonly values: number;
  /** Names of files that could not be read completely. */
  readonly damagedFiles: readonly string[];
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
  return { values: values.size, damagedFiles };
}

function isWhole({ damage, rest }: JournalFile): boolean {
  return damage === undefined && rest.length === 0;
}
