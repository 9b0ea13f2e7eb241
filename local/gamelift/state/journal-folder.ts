import fs from 'node:fs';
import path from 'node:path';
import { DamageError } from '../../damage-error';
import { checksumOf } from './journal-checksum';
import {
  emptySegment,
  isSnapshot,
  isUnfinished,
  type JournalFile,
  type Line,
  readJournalFile,
  type OnRecord,
  type SegmentEnd,
  type SegmentHeader,
  snapshotContent,
} from './journal-file';
import { type Acknowledged, JournalLedger } from './journal-ledger';

export const snapshotName = (number: number): string => `snapshot-${String(number).padStart(9, '0')}.jsonl`;
export const segmentName = (number: number): string => `changes-${String(number).padStart(9, '0')}.jsonl`;

/** Numbers of the snapshots and segments of a folder, in order. */
export function numbersIn(folder: string): {
  readonly snapshots: readonly number[];
  readonly segments: readonly number[];
} {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const of = (prefix: string): readonly number[] =>
    names.flatMap((name) => {
      const found = new RegExp(`^${prefix}-(\\d{9})\\.jsonl$`).exec(name);
      return found ? [Number(found[1])] : [];
    });
  return { snapshots: of('snapshot'), segments: of('changes') };
}

export const damagedFile = (file: string, what: string): Error => new DamageError(`${file}: ${what}`);

/** The result of replaying a journal. */
export interface Replayed {
  /** Lines in the segments: what a snapshot would save on replay. */
  readonly lines: number;
  /** The newest snapshot; 0: none. */
  readonly snapshot: number;
  /** The newest segment with a whole group, or the segment that the snapshot covers. */
  readonly newest: SegmentEnd;
  /** Segments after it, which were begun and hold nothing. */
  readonly begun: readonly number[];
}

interface Segment {
  readonly number: number;
  readonly file: string;
  readonly content: JournalFile;
}

/** A whole journal, as its files have it. */
export interface ReadJournal extends Replayed {
  /** The values of the snapshot, and the changes after it, in order. */
  readonly all: readonly Line[];
  readonly segments: readonly Segment[];
}

/**
 * Replays a folder. Bytes after the last whole group of the newest segment were being written when the
 * process died. No answer depended on them, so they are cut off.
 * @param read the content of the folder; absent: it is read here
 * @throws Error naming a damaged or missing file; nothing was changed then
 */
export function replayFolder(folder: string, replay: OnRecord, read = readFolder(folder)): Replayed {
  const { all, segments, ...replayed } = read;
  for (const { c, i, v } of all) replay(c, i, v);
  for (const { file, content } of segments) if (content.rest.length > 0) fs.truncateSync(file, content.end);
  return replayed;
}

/** Reads a folder without a change of it. @throws Error naming a damaged or missing file */
export function readFolder(folder: string): ReadJournal {
  const acknowledged = JournalLedger.read(folder);
  const { snapshots, segments: all } = numbersIn(folder);
  const latest = snapshots.at(-1) ?? 0;
  const noted = acknowledged?.snapshot ?? 0;
  if (latest < noted) throw damagedFile(path.join(folder, snapshotName(noted)), 'the file is missing');
  const values = latest > 0 ? readSnapshot(folder, latest, acknowledged) : [];
  const segments: Segment[] = [];
  for (const [index, number] of all.filter((one) => one >= latest).entries()) {
    // a segment begins with every start and before every snapshot, so the numbers have no gap
    const due = Math.max(latest, 1) + index;
    if (number !== due) throw damagedFile(path.join(folder, segmentName(due)), 'the file is missing');
    segments.push(readSegment(folder, number, acknowledged, segments.at(-1)));
    refuseWithoutLedger(folder, acknowledged, segments.at(-1)?.content);
  }
  refuseLoss(folder, acknowledged, latest, segments);
  const changes = segments.flatMap(({ content }) => content.lines);
  const newest = segments.findLast(({ content }) => content.end > 0);
  return {
    all: [...values, ...changes],
    segments,
    lines: changes.length,
    snapshot: latest,
    newest: newest === undefined ? emptySegment(Math.max(latest - 1, 0)) : endOf(newest),
    begun: segments.map(({ number }) => number).filter((number) => number > (newest?.number ?? 0)),
  };
}

function readSnapshot(
  folder: string,
  number: number,
  acknowledged: Acknowledged | undefined,
): readonly Line[] {
  const file = path.join(folder, snapshotName(number));
  const content = readJournalFile(file);
  const snapshot = snapshotContent(content);
  // It was renamed only when it was complete.
  if (content.damage !== undefined || !snapshot)
    throw damagedFile(file, content.damage ?? 'the snapshot is damaged: its end is missing');
  if (snapshot.number !== undefined && snapshot.number !== number)
    throw damagedFile(file, `another snapshot is in its place: ${snapshotName(snapshot.number)}`);
  refuseForeign(file, snapshot.journal, acknowledged);
  refuseWithoutLedger(folder, acknowledged, content);
  return snapshot.lines;
}

function readSegment(
  folder: string,
  number: number,
  acknowledged: Acknowledged | undefined,
  before: Segment | undefined,
): Segment {
  const file = path.join(folder, segmentName(number));
  const content = readJournalFile(file);
  if (content.damage !== undefined) throw damagedFile(file, content.damage);
  if (!isUnfinished(content.rest))
    throw damagedFile(file, `the journal is damaged${content.end === 0 ? '' : ` after byte ${content.end}`}`);
  const { header } = content;
  if (header && header.segment !== number)
    throw damagedFile(file, `another segment is in its place: ${segmentName(header.segment)}`);
  if (isSnapshot(content)) throw damagedFile(file, 'a snapshot is in its place');
  refuseForeign(file, header?.journal, acknowledged);
  const change = before && header ? changeOf(before, header.after) : undefined;
  if (before && change !== undefined) throw damagedFile(before.file, change);
  return { number, file, content };
}

/** Files of two journals have the same names. @param journal that the file names */
function refuseForeign(
  file: string,
  journal: string | undefined,
  acknowledged: Acknowledged | undefined,
): void {
  if (journal === undefined || acknowledged === undefined || journal === acknowledged.journal) return;
  throw damagedFile(file, `it belongs to another journal than the ${JournalLedger.fileName} beside it`);
}

/** How a segment differs from what the header of the next one says; undefined: not at all. */
function changeOf({ content }: Segment, { bytes, crc32c }: SegmentHeader['after']): string | undefined {
  if (content.end < bytes) return `${bytes - content.end} bytes are missing at its end`;
  if (content.end > bytes) return `${content.end - bytes} bytes at its end were not there when it ended`;
  return crc32c === undefined || crc32c === checksumOf(content.whole)
    ? undefined
    : 'another file of the same length is in its place';
}

const endOf = ({ number, content }: Segment): SegmentEnd => ({
  segment: number,
  bytes: content.end,
  crc32c: checksumOf(content.whole),
});

/** Files with checksums are of versions that keep a ledger: without it, the newest files could be missing. */
function refuseWithoutLedger(
  folder: string,
  acknowledged: Acknowledged | undefined,
  content: JournalFile | undefined,
): void {
  if (acknowledged !== undefined || !content || content.end === 0 || content.plain) return;
  const file = path.join(folder, JournalLedger.fileName);
  throw damagedFile(file, 'the file is missing');
}

function refuseLoss(
  folder: string,
  acknowledged: Acknowledged | undefined,
  latest: number,
  segments: readonly Segment[],
): void {
  if (!acknowledged || acknowledged.segment === 0) return;
  // A process that died between the end of the snapshot and the ledger: the snapshot holds all of it.
  if (acknowledged.segment < latest) return;
  if (acknowledged.bytes === 0 && acknowledged.segment === latest) return;
  const found = segments.find(({ number }) => number === acknowledged.segment);
  if (!found) throw damagedFile(path.join(folder, segmentName(acknowledged.segment)), 'the file is missing');
  if (found.content.end < acknowledged.bytes)
    throw damagedFile(
      found.file,
      `${acknowledged.bytes - found.content.end} bytes of changes that were acknowledged are missing ` +
        'at its end',
    );
}
