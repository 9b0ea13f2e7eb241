import fs from 'node:fs';
import path from 'node:path';
import {
  isUnfinished,
  type JournalFile,
  readJournalFile,
  type OnRecord,
  snapshotLines,
} from './journal-file';
import { type AcknowledgedLength, JournalLedger } from './journal-ledger';

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

export const damagedFile = (file: string, what: string): Error =>
  new Error(
    `${file}: ${what}. \`npm run repair\` saves what can be saved; or move the folder away to start empty`,
  );

/** The result of replaying a journal. */
export interface Replayed {
  /** Lines in the segments: what a snapshot would save on replay. */
  readonly lines: number;
  /** The newest segment or snapshot; 0: none. */
  readonly newest: number;
  /** Bytes of the newest segment. */
  readonly bytes: number;
}

/**
 * Replays a folder. Bytes after the last whole group of the newest segment were being written when the
 * process died. No answer depended on them, so they are cut off.
 * @throws Error naming a damaged or missing file; nothing was changed then
 */
export function replayFolder(folder: string, replay: OnRecord): Replayed {
  const acknowledged = JournalLedger.read(folder);
  const { snapshots, segments: all } = numbersIn(folder);
  const latest = snapshots.at(-1) ?? 0;
  const segments = all.filter((number) => number >= latest);
  const files: Array<{ readonly number: number; readonly file: string; readonly content: JournalFile }> = [];
  if (snapshots.length > 0) {
    const file = path.join(folder, snapshotName(latest));
    const content = readJournalFile(file);
    const lines = snapshotLines(content);
    // It was renamed only when it was complete.
    if (content.damage !== undefined || !lines)
      throw damagedFile(file, content.damage ?? 'the snapshot is damaged: its end is missing');
    refuseWithoutLedger(folder, acknowledged, content);
    for (const { c, i, v } of lines) replay(c, i, v);
  }
  const missing = (number: number): Error =>
    damagedFile(path.join(folder, segmentName(number)), 'the file is missing');
  for (const [index, number] of segments.entries()) {
    // a segment begins with every start and before every snapshot, so the numbers have no gap
    const due = Math.max(latest, 1) + index;
    if (number !== due) throw missing(due);
    const file = path.join(folder, segmentName(number));
    const content = readJournalFile(file);
    if (content.damage !== undefined) throw damagedFile(file, content.damage);
    if (!isUnfinished(content.rest))
      throw damagedFile(
        file,
        `the journal is damaged${content.end === 0 ? '' : ` after byte ${content.end}`}`,
      );
    const before = files.at(-1);
    if (before && content.after && before.content.end < content.after.bytes)
      throw damagedFile(
        before.file,
        `${content.after.bytes - before.content.end} bytes are missing at its end`,
      );
    refuseWithoutLedger(folder, acknowledged, content);
    files.push({ number, file, content });
  }
  refuseLoss(folder, acknowledged, latest, files);
  for (const { file, content } of files) {
    for (const { c, i, v } of content.lines) replay(c, i, v);
    if (content.rest.length > 0) fs.truncateSync(file, content.end);
  }
  return {
    lines: files.reduce((sum, { content }) => sum + content.lines.length, 0),
    newest: Math.max(latest, segments.at(-1) ?? 0),
    bytes: files.at(-1)?.content.end ?? 0,
  };
}

/** Files with checksums are of versions that keep a ledger: without it, the newest files could be missing. */
function refuseWithoutLedger(
  folder: string,
  acknowledged: AcknowledgedLength | undefined,
  { end, plain }: JournalFile,
): void {
  if (acknowledged !== undefined || end === 0 || plain) return;
  const file = path.join(folder, JournalLedger.fileName);
  throw damagedFile(file, 'the file is missing');
}

function refuseLoss(
  folder: string,
  acknowledged: AcknowledgedLength | undefined,
  latest: number,
  files: ReadonlyArray<{ readonly number: number; readonly file: string; readonly content: JournalFile }>,
): void {
  if (!acknowledged || acknowledged.segment === 0) return;
  if (acknowledged.bytes === 0 && acknowledged.segment <= latest) return;
  const found = files.find(({ number }) => number === acknowledged.segment);
  if (!found) throw damagedFile(path.join(folder, segmentName(acknowledged.segment)), 'the file is missing');
  if (found.content.end < acknowledged.bytes)
    throw damagedFile(
      found.file,
      `${acknowledged.bytes - found.content.end} bytes of changes that were acknowledged are missing ` +
        'at its end',
    );
}
