import fs from 'node:fs';
import path from 'node:path';
import { batchesOf, lostBatches, type LostBatches, typeOfWrite, type UsedLog, writesIn } from './batches';
import { filesOf, isInUse, newestManifest, type NumberedFile } from './files-in-use';
import { recordsIn, salvageLog } from './log-format';
import { type MisnamedFile, repairSources } from './repair-sources';
import { type BlockEntry, keyTrailerSize } from './table-format';
import { salvageTable } from './table-salvage';

/** The readable part of a database. */
export interface Salvaged {
  /** The newest value of each key, as stored: JSON. */
  readonly values: ReadonlyMap<string, string>;
  /** Keys whose newest readable write deleted them. */
  readonly deleted: ReadonlySet<string>;
  /** The number of a key's newest readable write, a deletion too; undefined: there is none. */
  readonly sequenceOf: (key: string) => bigint | undefined;
  /** Blocks of tables that could not be read. */
  readonly lostBlocks: number;
  /** Bytes of tables without an index that could not be read, at most. */
  readonly lostTableBytes: number;
  /** Bytes of logs that could not be read. */
  readonly lostLogBytes: number;
  /** Writes and whole logs that are in none of the files, as far as the numbers of the writes tell. */
  readonly lostBatches: LostBatches;
  /** Tables that the manifest names, and that are in no file; those whose names other tables have. */
  readonly missingTables: number;
  readonly replacedTables: number;
  /** Files that the manifest does not name any more, and that have the newest write of a key. */
  readonly unusedFiles: readonly string[];
  /** Tables under the names of logs, and logs under those of tables, that were read. */
  readonly misnamed: readonly MisnamedFile[];
}

interface Newest {
  readonly sequence: bigint;
  /** Undefined: deleted. */
  readonly value: string | undefined;
  /** The file that has it, when that is not in use any more. */
  readonly unusedFile: string | undefined;
}

type Seen = (key: string, sequence: bigint, value: string | undefined, unusedFile?: string) => void;

/** Keeps the newest write of each key that is seen, in any order. */
function newestWrites(): { readonly newest: ReadonlyMap<string, Newest>; readonly see: Seen } {
  const newest = new Map<string, Newest>();
  const see: Seen = (key, sequence, value, unusedFile) => {
    const known = newest.get(key);
    // The same write may be in a file that is in use, and in one that is not.
    const isNewer = !known || known.sequence < sequence;
    if (isNewer || (known.sequence === sequence && unusedFile === undefined))
      newest.set(key, { sequence, value, unusedFile });
  };
  return { newest, see };
}

/**
 * Reads all undamaged parts of a LevelDB folder. Files that are not in use any more stand in for what is
 * lost, and the newest write of each key counts. Where all tables are whole, the values up to their newest
 * write are known, so that only a later write of such a file counts.
 */
export function salvage(folder: string): Salvaged {
  const { newest, see } = newestWrites();
  const sources = repairSources(folder);
  const { manifest, missingTables, replacedTables, damagedTables } = sources;
  const bytesOf = (name: string): Buffer => fs.readFileSync(path.join(folder, name));
  let [lostBlocks, lostTableBytes, lostLogBytes, newestInTables] = [0, 0, 0, 0n];
  for (const { name, expected } of sources.tables) {
    const table = salvageTable(bytesOf(name), expected?.bytes);
    lostBlocks += table.lostBlocks;
    lostTableBytes += table.lostBytes;
    const seeEntry: Seen = (key, sequence, value) => {
      if (sequence > newestInTables) newestInTables = sequence;
      see(key, sequence, value);
    };
    for (const entry of table.entries) readEntry(entry, seeEntry);
  }
  const logs: UsedLog[] = [];
  for (const name of sources.logs) {
    const bytes = bytesOf(name);
    const { records, lost } = salvageLog(bytes);
    lostLogBytes += lost;
    for (const { data } of records) if (!readBatch(data, see)) lostLogBytes += data.length;
    logs.push({ name, batches: batchesOf(bytes) });
  }
  const isTableLost = missingTables + replacedTables + damagedTables > 0;
  for (const { name, kind } of sources.unused) {
    const seeUnused: Seen = (key, sequence, value) => {
      if (isTableLost || sequence > newestInTables) see(key, sequence, value, name);
    };
    const bytes = bytesOf(name);
    if (kind === 'log') for (const { data } of salvageLog(bytes).records) readBatch(data, seeUnused);
    else for (const entry of salvageTable(bytes).entries) readEntry(entry, seeUnused);
  }
  return {
    ...sortNewest(newest),
    sequenceOf: (key) => newest.get(key)?.sequence,
    lostBlocks,
    lostTableBytes,
    lostLogBytes,
    missingTables,
    replacedTables,
    misnamed: sources.misnamed,
    // Without a manifest there may be logs that are not in use any more, with others between them.
    lostBatches: manifest ? lostBatches(logs, manifest.lastSequence) : { writes: 0, logs: 0 },
  };
}

function sortNewest(
  newest: ReadonlyMap<string, Newest>,
): Pick<Salvaged, 'values' | 'deleted' | 'unusedFiles'> {
  const values = new Map<string, string>();
  const deleted = new Set<string>();
  const unusedFiles = new Set<string>();
  for (const [key, { value, unusedFile }] of newest) {
    if (value === undefined) deleted.add(key);
    else values.set(key, value);
    if (unusedFile !== undefined) unusedFiles.add(unusedFile);
  }
  return { values, deleted, unusedFiles: [...unusedFiles].sort() };
}

/**
 * The value of a key as LevelDB would read it from an undamaged folder, without opening it: an opening
 * replaces and deletes files. The logs are newer than the tables.
 * @returns the value as stored, JSON; undefined: there is none
 */
export function storedValue(folder: string, wanted: string): string | undefined {
  const files = usedFiles(folder);
  const { newest, see } = newestWrites();
  const seeWanted: Seen = (key, sequence, value) => {
    if (key === wanted) see(key, sequence, value);
  };
  const bytesOf = ({ name }: NumberedFile): Buffer => fs.readFileSync(path.join(folder, name));
  for (const log of files.filter(({ kind }) => kind === 'log'))
    for (const record of recordsIn(bytesOf(log))) readBatch(record, seeWanted);
  if (!newest.has(wanted))
    for (const table of files.filter(({ kind }) => kind === 'table'))
      for (const entry of salvageTable(bytesOf(table)).entries) readEntry(entry, seeWanted);
  return newest.get(wanted)?.value;
}

/** The tables and logs that a database uses, also where only CURRENT is lost. Without a manifest: all. */
function usedFiles(folder: string): readonly NumberedFile[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const manifest = names.length === 0 ? undefined : newestManifest(folder);
  return filesOf(names).filter(({ kind, number }) => !manifest || isInUse(manifest, kind, number));
}

/** An entry of a table: its key ends with the sequence number and the kind of the write. */
function readEntry({ key, value }: BlockEntry, see: Seen): void {
  const keyEnd = key.length - keyTrailerSize;
  const trailer = key.readBigUInt64LE(keyEnd);
  const isDeletion = Number(trailer & 0xffn) === typeOfWrite.deletion;
  see(key.toString('utf8', 0, keyEnd), trailer >> 8n, isDeletion ? undefined : value.toString('utf8'));
}

/** @returns false for a record of another kind of file, such as a manifest in the place of a log */
function readBatch(record: Buffer, see: Seen): boolean {
  const writes = writesIn(record);
  if (writes === undefined) return false;
  const first = record.readBigUInt64LE(0);
  for (const [place, [key, value]] of writes.entries()) see(key, first + BigInt(place), value);
  return true;
}
