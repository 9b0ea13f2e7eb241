import fs from 'node:fs';
import path from 'node:path';
import { ledgerFile, readLedger } from '../ledger';
import { damageIn } from './log-format';
import { currentManifest, filesOf, isInUse } from './files-in-use';
import { type Manifest } from './manifest';
import { damageInTable } from './table-format';

/** One file of a database that is not what it was. */
export interface Damage {
  readonly file: string;
  /** A clause without its subject: `is missing`. */
  readonly what: string;
}

/**
 * Looks at every file of a LevelDB folder that is in use, before it is opened. LevelDB itself begins an empty
 * database without CURRENT, skips what it cannot read of a log, and does not look at the checksums of tables.
 *
 * A killed process leaves files that no manifest names: tables and manifests that were being written, tables
 * and logs that were about to be deleted. LevelDB deletes them when it opens the folder. They are not looked
 * at.
 */
export function damageInFolder(folder: string): readonly Damage[] {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).sort();
  const of = (file: string, what: string): Damage => ({ file: path.join(folder, file), what });
  const found: Damage[] = [];
  const manifest = currentManifest(folder, names);
  for (const { name, kind, number } of filesOf(names)) {
    if ('tables' in manifest && !isInUse(manifest, kind, number)) continue;
    const bytes = fs.readFileSync(path.join(folder, name));
    const at = kind === 'log' ? damageIn(bytes) : undefined;
    if (at !== undefined) found.push(of(name, `is damaged at byte ${at}`));
    const expected = 'tables' in manifest ? manifest.tables.get(number) : undefined;
    const table = kind === 'table' ? damageInTable(bytes, expected) : undefined;
    if (table !== undefined) found.push(of(name, `is damaged: ${table}`));
  }
  try {
    readLedger(folder);
  } catch {
    found.push(of(path.basename(ledgerFile(folder)), 'is damaged'));
  }
  if ('tables' in manifest)
    return [...found, ...missingFiles(manifest, names).map((name) => of(name, 'is missing'))];
  return hasNoDatabase(folder) ? found : [...found, of(manifest.file, manifest.what)];
}

/** True for a folder without any file of a database: a new one, or one that has lost them all. */
export function hasNoDatabase(folder: string): boolean {
  const names = fs.readdirSync(folder);
  const isUsed =
    filesOf(names).length > 0 || names.some((name) => name === 'CURRENT' || name.startsWith('MANIFEST-'));
  return !isUsed && !fs.existsSync(ledgerFile(folder));
}

/** Names of files that a manifest needs and the folder lacks. */
export function missingFiles(manifest: Manifest, names: readonly string[]): readonly string[] {
  const there = new Set(filesOf(names).map(({ kind, number }) => `${kind} ${number}`));
  const padded = (number: number): string => String(number).padStart(6, '0');
  return [
    ...[...manifest.tables.keys()]
      .filter((number) => !there.has(`table ${number}`))
      .map((number) => `${padded(number)}.ldb`),
    ...(there.has(`log ${manifest.log}`) ? [] : [`${padded(manifest.log)}.log`]),
  ];
}
