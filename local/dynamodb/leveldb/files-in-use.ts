import fs from 'node:fs';
import path from 'node:path';
import { endOfLog } from './log-format';
import { type Manifest, readManifest } from './manifest';
import { damageInTable } from './table-format';

/** A table or log of a LevelDB folder. */
export interface NumberedFile {
  readonly name: string;
  readonly kind: 'table' | 'log';
  readonly number: number;
}

/** One file of a database that is not what it was. */
export interface FileTrouble {
  readonly file: string;
  /** A clause without its subject: `is missing`. */
  readonly what: string;
}

/** Files without which it is unknown what belongs to a database. */
interface Unreadable {
  readonly troubles: readonly FileTrouble[];
}

/** The tables and logs among the names of a folder. */
export function filesOf(names: readonly string[]): readonly NumberedFile[] {
  return names.flatMap((name): NumberedFile[] => {
    const [, number, form] = /^(\d+)\.(ldb|sst|log)$/.exec(name) ?? [];
    if (number === undefined) return [];
    return [{ name, kind: form === 'log' ? 'log' : 'table', number: Number(number) }];
  });
}

/**
 * The manifest that CURRENT names. A missing file that it needs, and a whole table that it does not name, say
 * that it may have lost its end. Then it is unknown which files belong to the database.
 * @param names of the folder's files
 */
export function currentManifest(folder: string, names: readonly string[]): Manifest | Unreadable {
  const trouble = (file: string, what: string): Unreadable => ({ troubles: [{ file, what }] });
  if (!names.includes('CURRENT')) return trouble('CURRENT', 'is missing');
  const current = fs.readFileSync(path.join(folder, 'CURRENT'), 'utf8');
  const file = /^(MANIFEST-\d+)\n$/.exec(current)?.[1];
  if (file === undefined) return trouble('CURRENT', 'is damaged');
  if (!names.includes(file)) {
    const other = names.find((name) => name.startsWith('MANIFEST-'));
    if (other === undefined) return trouble(file, 'is missing');
    return trouble('CURRENT', `is damaged: it names ${file}, and the folder has ${other}`);
  }
  const read = readManifestFile(path.join(folder, file));
  if (read === undefined) return trouble(file, 'is damaged');
  const missing = missingFiles(read.manifest, names);
  if (missing.length === 0) return read.manifest;
  if (read.isTorn) return trouble(file, 'is damaged: its end is cut off');
  const unnamed = unnamedTable(folder, read.manifest, names);
  if (unnamed === undefined) return read.manifest;
  return {
    troubles: [
      { file, what: `has perhaps lost its end: it does not name ${unnamed}` },
      ...missing.map((name) => ({ file: name, what: 'is missing' })),
    ],
  };
}

/**
 * The manifest that CURRENT names; without a readable one, the newest that is whole. For what a database once
 * had: a process that was killed may leave a manifest that CURRENT does not name yet.
 */
export function newestManifest(folder: string): Manifest | undefined {
  const names = fs.readdirSync(folder).sort();
  const current = currentManifest(folder, names);
  if ('tables' in current) return current;
  for (const name of names.filter((one) => one.startsWith('MANIFEST-')).reverse()) {
    const read = readManifestFile(path.join(folder, name));
    if (read === undefined) continue;
    const isWhole = missingFiles(read.manifest, names).length === 0;
    const hasLostItsEnd = read.isTorn || unnamedTable(folder, read.manifest, names) !== undefined;
    if (isWhole || !hasLostItsEnd) return read.manifest;
  }
  return undefined;
}

/**
 * Undefined: the file is damaged. Torn is an end that a killed process, or a full disk, leaves; the files
 * that the manifest needs are there then.
 */
function readManifestFile(
  file: string,
): { readonly manifest: Manifest; readonly isTorn: boolean } | undefined {
  const bytes = fs.readFileSync(file);
  const end = endOfLog(bytes);
  if (end === 'damaged') return undefined;
  try {
    const manifest = readManifest(bytes);
    return manifest.log === 0 ? undefined : { manifest, isTorn: end === 'torn' };
  } catch {
    return undefined;
  }
}

/** True for a table that a manifest names, and for a log that LevelDB reads when it opens the folder. */
export function isInUse(manifest: Manifest, kind: NumberedFile['kind'], number: number): boolean {
  return kind === 'log' ? number >= manifest.log : manifest.tables.has(number);
}

/** Names of files that a manifest needs and the folder lacks. */
export function missingFiles(manifest: Manifest, names: readonly string[]): readonly string[] {
  const there = new Set(filesOf(names).map(({ kind, number }) => `${kind} ${number}`));
  const padNumber = (number: number): string => String(number).padStart(6, '0');
  return [
    ...[...manifest.tables.keys()]
      .filter((number) => !there.has(`table ${number}`))
      .map((number) => `${padNumber(number)}.ldb`),
    ...(there.has(`log ${manifest.log}`) ? [] : [`${padNumber(manifest.log)}.log`]),
  ];
}

/** A table of the folder that a manifest does not name. An unfinished one is left by a killed process. */
function unnamedTable(folder: string, manifest: Manifest, names: readonly string[]): string | undefined {
  return filesOf(names).find(
    ({ name, kind, number }) =>
      kind === 'table' &&
      !manifest.tables.has(number) &&
      damageInTable(fs.readFileSync(path.join(folder, name))) === undefined,
  )?.name;
}
