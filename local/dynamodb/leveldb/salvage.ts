import fs from 'node:fs';
import path from 'node:path';
import { BytesReader } from './bytes-reader';
import { currentManifest, filesOf, isInUse } from './files-in-use';
import { salvageLog } from './log-format';
import { salvageTable } from './table-format';

/** The readable part of a database. */
export interface Salvaged {
  /** The newest value of each key, as stored: JSON. */
  readonly values: ReadonlyMap<string, string>;
  /** Blocks of tables that could not be read. */
  readonly lostBlocks: number;
  /** Bytes of logs that could not be read. */
  readonly lostLogBytes: number;
}

/** The last byte of a key in a table, and of a write in a log (LevelDB's db/dbformat.h). */
const typeOfWrite = { deletion: 0, value: 1 } as const;
const batchHeaderSize = 12;

interface Newest {
  readonly sequence: bigint;
  /** Undefined: deleted. */
  readonly value: string | undefined;
}

/** Reads all undamaged parts of a LevelDB folder. */
export function salvage(folder: string): Salvaged {
  const newest = new Map<string, Newest>();
  const see = (key: string, sequence: bigint, value: string | undefined): void => {
    const known = newest.get(key);
    if (!known || known.sequence <= sequence) newest.set(key, { sequence, value });
  };
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const manifest = currentManifest(folder, names);
  // A file that is not in use any more holds what was deleted since. Without a manifest every file counts.
  const files = filesOf(names).filter(
    ({ kind, number }) => !('tables' in manifest) || isInUse(manifest, kind, number),
  );
  let [lostBlocks, lostLogBytes] = [0, 0];
  for (const { name } of files.filter(({ kind }) => kind === 'table')) {
    const { entries, lost } = salvageTable(fs.readFileSync(path.join(folder, name)));
    lostBlocks += lost;
    for (const { key, value } of entries) {
      const trailer = key.readBigUInt64LE(key.length - 8);
      const isDeletion = Number(trailer & 0xffn) === typeOfWrite.deletion;
      see(
        key.toString('utf8', 0, key.length - 8),
        trailer >> 8n,
        isDeletion ? undefined : value.toString('utf8'),
      );
    }
  }
  for (const { name } of files.filter(({ kind }) => kind === 'log')) {
    const { records, lost } = salvageLog(fs.readFileSync(path.join(folder, name)));
    lostLogBytes += lost;
    for (const record of records) readBatch(record, see);
  }
  const values = new Map<string, string>();
  for (const [key, { value }] of newest) if (value !== undefined) values.set(key, value);
  return { values, lostBlocks, lostLogBytes };
}

/** A batch as a log has it: its sequence number, how many writes, the writes. */
function readBatch(
  record: Buffer,
  see: (key: string, sequence: bigint, value: string | undefined) => void,
): void {
  if (record.length < batchHeaderSize) return;
  let sequence = record.readBigUInt64LE(0);
  const reader = new BytesReader(record.subarray(batchHeaderSize));
  while (!reader.ended) {
    const type = reader.take(1).readUInt8(0);
    const key = reader.text().toString('utf8');
    see(key, sequence, type === typeOfWrite.value ? reader.text().toString('utf8') : undefined);
    sequence += 1n;
  }
}
