import fs from 'node:fs';
import path from 'node:path';
import { type Recorded } from './collection';
import { emptySegment, isSnapshot, type JournalFile, readJournalFile, snapshotContent } from './journal-file';
import { type Acknowledged, JournalLedger, newJournalId } from './journal-ledger';
import { numbersIn, segmentName, snapshotName } from './journal-folder';
import { SegmentWriter } from './segment-writer';
import { writeSnapshot } from './snapshot';

/** The outcome of repairing a journal. */
export interface RepairedJournal {
  /** Number of restored values. */
  readonly values: number;
  /** The losses, certain or possible, in words; undefined: none. */
  readonly lost: string | undefined;
}

/**
 * Creates a journal from all lines of another that a checksum proves: one snapshot. The newest line of an
 * entity counts.
 * @param from the damaged journal, which is not changed
 * @param to a folder that does not exist yet
 */
export async function repairJournal(from: string, to: string): Promise<RepairedJournal> {
  const { ledger, snapshot, segments } = readParts(from);
  const values = new Map<string, readonly [collection: string, id: string, value: Recorded]>();
  for (const { content } of [snapshot, ...segments])
    for (const { c, i, v } of content?.lines ?? []) {
      if (c.startsWith('#')) continue;
      const key = JSON.stringify([c, i]);
      if (v === undefined) values.delete(key);
      else values.set(key, [c, i, v]);
    }
  const { segments: names } = numbersIn(from);
  const newest = Math.max(snapshot.number, names.at(-1) ?? 0, segments.at(-1)?.number ?? 0);
  fs.mkdirSync(to, { recursive: true });
  const journal = newJournalId();
  await writeSnapshot(to, newest + 1, journal, values.values());
  const writer = await SegmentWriter.begin(to, newest + 1, journal, emptySegment(newest));
  await writer.close();
  JournalLedger.open(to, { ...writer.end, snapshot: newest + 1, journal }).close();
  return { values: values.size, lost: lossIn(ledger, snapshot, segments, values.size) };
}

interface Parts {
  readonly ledger: Acknowledged | undefined;
  readonly snapshot: Found;
  readonly segments: readonly Found[];
}

/**
 * The files of one journal. Those of another one count as missing: the ledger says which, unless all other
 * files name another journal. Then the ledger is the file that was exchanged.
 */
function readParts(folder: string): Parts {
  const ledger = readLedger(folder);
  const snapshot = readSnapshot(folder);
  const named = [snapshot, ...readSegments(folder, 0)].flatMap((found) => journalOf(found) ?? []);
  const isOwn = ledger?.journal !== undefined && (named.length === 0 || named.includes(ledger.journal));
  const journal = isOwn ? ledger.journal : named[0];
  const belongs = (found: Found): boolean =>
    journal === undefined || (journalOf(found) ?? journal) === journal;
  const own = belongs(snapshot) ? snapshot : readSnapshot(folder, 0);
  return {
    ledger: ledger?.journal === journal ? ledger : undefined,
    snapshot: own,
    segments: readSegments(folder, own.number, belongs),
  };
}

/** The id of the journal that a file names. */
const journalOf = ({ content }: Found): string | undefined =>
  content && (content.header?.journal ?? snapshotContent(content)?.journal);

interface Found {
  readonly number: number;
  /** Of the file; the number is that in its header, where files were exchanged. */
  readonly name: string;
  readonly content: JournalFile | undefined;
}

function readSnapshot(folder: string, number = numbersIn(folder).snapshots.at(-1) ?? 0): Found {
  const name = snapshotName(number);
  return { number, name, content: number === 0 ? undefined : readJournalFile(path.join(folder, name), true) };
}

/** Segments that the snapshot does not cover, in the order in which they were written, each once. */
function readSegments(
  folder: string,
  latest: number,
  belongs: (found: Found) => boolean = () => true,
): readonly Found[] {
  const found = new Map<number, Found & { readonly content: JournalFile }>();
  for (const named of numbersIn(folder).segments) {
    const name = segmentName(named);
    const content = readJournalFile(path.join(folder, name), true);
    const number = content.header?.segment ?? named;
    const other = found.get(number);
    const one = { number, name, content };
    if (isSnapshot(content) || !belongs(one)) continue;
    if (number >= latest && (!other || other.content.end < content.end)) found.set(number, one);
  }
  return [...found.values()].sort((one, other) => one.number - other.number);
}

function lossIn(
  ledger: Acknowledged | undefined,
  snapshot: Found,
  segments: readonly Found[],
  values: number,
): string | undefined {
  const latest = Math.max(snapshot.number, ledger?.snapshot ?? 0);
  const damaged = segments.filter((segment, index) => hasLost(segment, segments[index + 1], ledger));
  const changes = [
    ...missingIn(segments, latest, ledger),
    ...(damaged.length > 0 ? [`changes in ${damaged.map(({ name }) => name).join(', ')}`] : []),
    ...(ledger
      ? []
      : [`perhaps ${values === 0 ? 'all' : 'the newest'} changes: only the ledger has their number`]),
  ];
  // The lines that are lost may be the newest of entities, and may be their deletions.
  const isOlder = changes.length > 0 || isOlderThan(snapshot, latest);
  const all = [
    ...lossOfSnapshot(snapshot, latest),
    ...changes,
    ...(isOlder ? ['older values and deleted entities may be back'] : []),
  ];
  return all.length > 0 ? all.join(', ') : undefined;
}

function lossOfSnapshot(snapshot: Found, latest: number): readonly string[] {
  const { number, name, content } = snapshot;
  if (number < latest) return [`what was in the missing ${snapshotName(latest)}`];
  if (isOlderThan(snapshot, latest)) return [`what was in ${name}`];
  if (!content || (content.damage === undefined && snapshotContent(content) !== undefined)) return [];
  return [`values in ${name}`];
}

/** Whether the snapshot that was read is an earlier one than the newest that there was. */
function isOlderThan({ number, content }: Found, latest: number): boolean {
  if (!content) return false;
  return number < latest || (snapshotContent(content)?.number ?? number) < number;
}

/** Segments that there were, and that are not there. */
function missingIn(
  segments: readonly Found[],
  latest: number,
  ledger: Acknowledged | undefined,
): readonly string[] {
  const there = new Set(segments.map(({ number }) => number));
  const newest = Math.max(segments.at(-1)?.number ?? 0, ledger?.segment ?? 0);
  const missing: string[] = [];
  for (let number = Math.max(latest, 1); number <= newest; number += 1)
    if (!there.has(number)) missing.push(segmentName(number));
  return missing.length > 0 ? [`what was in the missing files ${missing.join(', ')}`] : [];
}

/** Whether changes of a segment are lost, or may be. */
function hasLost(
  { number, content }: Found,
  next: Found | undefined,
  ledger: Acknowledged | undefined,
): boolean {
  if (!content) return false;
  const after = next?.content?.header?.after;
  const wanted = Math.max(
    after?.segment === number ? after.bytes : 0,
    ledger?.segment === number ? ledger.bytes : 0,
  );
  return content.isLineLost || content.end < wanted;
}

function readLedger(folder: string): Acknowledged | undefined {
  try {
    return JournalLedger.read(folder);
  } catch {
    return undefined;
  }
}
