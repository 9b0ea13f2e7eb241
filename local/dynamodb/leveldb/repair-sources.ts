import fs from 'node:fs';
import path from 'node:path';
import { contentOf } from './file-content';
import { filesOf, isInUse, newestManifest, type NumberedFile } from './files-in-use';
import { type Manifest, type TableFile } from './manifest';
import { damageInTable } from './table-format';

/** A table that a repair reads. */
export interface SourceTable {
  readonly name: string;
  /** Its entry in the MANIFEST; undefined: there is no MANIFEST. */
  readonly expected: TableFile | undefined;
}

/** A file that holds another content than its name says. */
export interface MisnamedFile {
  readonly name: string;
  readonly content: NumberedFile['kind'];
}

/** The files from which a repair takes values. */
export interface RepairSources {
  readonly manifest: Manifest | undefined;
  /** Tables that the manifest names, where they are; without a manifest all. */
  readonly tables: readonly SourceTable[];
  readonly logs: readonly string[];
  /** Those of the tables and logs that have names of the other kind. */
  readonly misnamed: readonly MisnamedFile[];
  /**
   * Tables and logs that the manifest does not name any more: a killed process did not delete them. The kind
   * is that of their content.
   */
  readonly unused: readonly NumberedFile[];
  /** Named tables that are in no file. */
  readonly missingTables: number;
  /** Named tables that are in no file, because another whole table, or a log, has their names. */
  readonly replacedTables: number;
  /** Named tables of which a part can be read at most. */
  readonly damagedTables: number;
}

/** A table or log with its content, which its name may not tell. */
interface FoundFile extends NumberedFile {
  readonly content: NumberedFile['kind'];
}

/**
 * Looks for each table that the manifest names: under its own name, or under another, as when two were
 * exchanged. A file that holds none of them is not in use, also under a name that the manifest has.
 */
export function repairSources(folder: string): RepairSources {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const manifest = names.length === 0 ? undefined : newestManifest(folder);
  const files = filesOf(names).map((file): FoundFile => {
    const bytes = fs.readFileSync(path.join(folder, file.name));
    return { ...file, content: contentOf(bytes, file.kind) };
  });
  const tables = files.filter(({ content }) => content === 'table');
  const logs = files.filter(({ content }) => content === 'log');
  if (manifest === undefined)
    return {
      manifest,
      tables: tables.map(({ name }) => ({ name, expected: undefined })),
      logs: logs.map(({ name }) => name),
      misnamed: misnamedIn(files),
      unused: [],
      missingTables: 0,
      replacedTables: 0,
      damagedTables: 0,
    };
  const found = [...manifest.tables].map((entry) => foundTable(folder, files, entry));
  const inUse = new Set(found.flatMap(({ table }) => (table === undefined ? [] : [table.name])));
  const usedLogs = logsInUse(manifest, files);
  const count = (state: Found['state']): number => found.filter((one) => one.state === state).length;
  return {
    manifest,
    tables: found.flatMap(({ table }) => (table === undefined ? [] : [table])),
    logs: usedLogs.map(({ name }) => name),
    misnamed: misnamedIn(files.filter((file) => inUse.has(file.name) || usedLogs.includes(file))),
    unused: [
      ...tables.filter(({ name }) => !inUse.has(name)),
      ...logs.filter((log) => !usedLogs.includes(log)),
    ].map(({ name, number, content }) => ({ name, number, kind: content })),
    missingTables: count('missing'),
    replacedTables: count('replaced'),
    damagedTables: count('damaged'),
  };
}

const misnamedIn = (files: readonly FoundFile[]): readonly MisnamedFile[] =>
  files.filter(({ kind, content }) => kind !== content).map(({ name, content }) => ({ name, content }));

/**
 * The logs that LevelDB would read. One under a table's name is a log in use only where one is not under its
 * own: otherwise it is a copy.
 */
function logsInUse(manifest: Manifest, files: readonly FoundFile[]): readonly FoundFile[] {
  const named = files.filter(({ kind, number }) => kind === 'log' && isInUse(manifest, 'log', number));
  const own = named.filter(({ content }) => content === 'log');
  const isWhole = own.length === named.length && named.some(({ number }) => number === manifest.log);
  return isWhole ? own : files.filter((file) => own.includes(file) || isStrayLog(file));
}

const isStrayLog = ({ kind, content }: FoundFile): boolean => kind === 'table' && content === 'log';

interface Found {
  readonly state: 'whole' | 'damaged' | 'missing' | 'replaced';
  readonly table?: SourceTable;
}

function foundTable(
  folder: string,
  files: readonly FoundFile[],
  [number, expected]: readonly [number, TableFile],
): Found {
  const bytesOf = (name: string): Buffer => fs.readFileSync(path.join(folder, name));
  const isOwn = (file: FoundFile): boolean => file.kind === 'table' && file.number === number;
  const own = files.filter(isOwn);
  // The file of its own name first: nearly always it is the right one.
  const others = files.filter((file) => !isOwn(file));
  for (const { name } of [...own, ...others].filter(({ content }) => content === 'table'))
    if (damageInTable(bytesOf(name), expected) === undefined)
      return { state: 'whole', table: { name, expected } };
  const [there] = own;
  if (there === undefined) return { state: 'missing' };
  if (there.content === 'log' || damageInTable(bytesOf(there.name)) === undefined)
    return { state: 'replaced' };
  return { state: 'damaged', table: { name: there.name, expected } };
}
