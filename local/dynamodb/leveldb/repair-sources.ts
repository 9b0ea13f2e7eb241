import fs from 'node:fs';
import path from 'node:path';
import { filesOf, isInUse, newestManifest, type NumberedFile } from './files-in-use';
import { type Manifest, type TableFile } from './manifest';
import { damageInTable } from './table-format';

/** A table that a repair reads. */
export interface SourceTable {
  readonly name: string;
  /** Its entry in the MANIFEST; undefined: there is no MANIFEST. */
  readonly expected: TableFile | undefined;
}

/** The files from which a repair takes values. */
export interface RepairSources {
  readonly manifest: Manifest | undefined;
  /** Tables that the manifest names, where they are; without a manifest all. */
  readonly tables: readonly SourceTable[];
  readonly logs: readonly string[];
  /** Tables and logs that the manifest does not name any more: a killed process did not delete them. */
  readonly unused: readonly NumberedFile[];
  /** Named tables that are in no file. */
  readonly missingTables: number;
  /** Named tables that are in no file, because another whole table has their names. */
  readonly replacedTables: number;
  /** Named tables of which a part can be read at most. */
  readonly damagedTables: number;
}

/**
 * Looks for each table that the manifest names: under its own name, or under another, as when two were
 * exchanged. A file that holds none of them is not in use, also under a name that the manifest has.
 */
export function repairSources(folder: string): RepairSources {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const manifest = names.length === 0 ? undefined : newestManifest(folder);
  const files = filesOf(names);
  const tables = files.filter(({ kind }) => kind === 'table');
  const logs = files.filter(({ kind }) => kind === 'log');
  if (manifest === undefined)
    return {
      manifest,
      tables: tables.map(({ name }) => ({ name, expected: undefined })),
      logs: logs.map(({ name }) => name),
      unused: [],
      missingTables: 0,
      replacedTables: 0,
      damagedTables: 0,
    };
  const found = [...manifest.tables].map((entry) => foundTable(folder, tables, entry));
  const inUse = new Set(found.flatMap(({ table }) => (table === undefined ? [] : [table.name])));
  const count = (state: Found['state']): number => found.filter((one) => one.state === state).length;
  return {
    manifest,
    tables: found.flatMap(({ table }) => (table === undefined ? [] : [table])),
    logs: logs.filter(({ kind, number }) => isInUse(manifest, kind, number)).map(({ name }) => name),
    unused: [
      ...tables.filter(({ name }) => !inUse.has(name)),
      ...logs.filter(({ kind, number }) => !isInUse(manifest, kind, number)),
    ],
    missingTables: count('missing'),
    replacedTables: count('replaced'),
    damagedTables: count('damaged'),
  };
}

interface Found {
  readonly state: 'whole' | 'damaged' | 'missing' | 'replaced';
  readonly table?: SourceTable;
}

function foundTable(
  folder: string,
  tables: readonly NumberedFile[],
  [number, expected]: readonly [number, TableFile],
): Found {
  const bytesOf = (name: string): Buffer => fs.readFileSync(path.join(folder, name));
  const own = tables.filter((table) => table.number === number);
  // The file of its own name first: nearly always it is the right one.
  const others = tables.filter((table) => table.number !== number);
  for (const { name } of [...own, ...others])
    if (damageInTable(bytesOf(name), expected) === undefined)
      return { state: 'whole', table: { name, expected } };
  const [there] = own;
  if (there === undefined) return { state: 'missing' };
  if (damageInTable(bytesOf(there.name)) === undefined) return { state: 'replaced' };
  return { state: 'damaged', table: { name: there.name, expected } };
}
