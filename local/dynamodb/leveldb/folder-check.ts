import fs from 'node:fs';
import path from 'node:path';
import { damaged, ledgerFile, readLedger } from '../ledger';
import { damageIn } from './log-format';
import { type Manifest, readManifest } from './manifest';
import { damageInTable } from './table-format';

/** One file of a database that is not what it was. */
export interface Damage {
  readonly file: string;
  /** A clause without its subject: `is missing`. */
  readonly what: string;
}

const logName = /^(\d+)\.log$/;
const tableName = /^(\d+)\.(?:ldb|sst)$/;

/**
 * Looks at every file of a LevelDB folder before it is opened: LevelDB itself begins an empty database without CURRENT,
 * skips what it cannot read of a log, and does not look at the checksums of tables.
 */
export function damageInFolder(folder: string): readonly Damage[] {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).sort();
  const of = (file: string, what: string): Damage => ({ file: path.join(folder, file), what });
  const found: Damage[] = [];
  for (const name of names) {
    const at = logName.test(name) ? damageIn(fs.readFileSync(path.join(folder, name))) : undefined;
    if (at !== undefined) found.push(of(name, `is damaged at byte ${at}`));
    const table = tableName.test(name) ? damageInTable(fs.readFileSync(path.join(folder, name))) : undefined;
    if (table !== undefined) found.push(of(name, `is damaged: ${table}`));
  }
  try {
    readLedger(folder);
  } catch {
    found.push(of(path.basename(ledgerFile(folder)), 'is damaged'));
  }
  const isUsed = names.some((name) => logName.test(name) || tableName.test(name) || /^MANIFEST-/.test(name));
  if (!names.includes('CURRENT')) {
    if (isUsed || fs.existsSync(ledgerFile(folder))) found.push(of('CURRENT', 'is missing'));
    return found;
  }
  return [...found, ...damageInManifest(folder, names, of)];
}

function damageInManifest(
  folder: string,
  names: readonly string[],
  of: (file: string, what: string) => Damage,
): readonly Damage[] {
  const current = fs.readFileSync(path.join(folder, 'CURRENT'), 'utf8');
  const manifestName = /^(MANIFEST-\d+)\n$/.exec(current)?.[1];
  if (manifestName === undefined) return [of('CURRENT', 'is damaged')];
  if (!names.includes(manifestName)) return [of(manifestName, 'is missing')];
  const bytes = fs.readFileSync(path.join(folder, manifestName));
  let manifest: Manifest;
  try {
    manifest = readManifest(bytes);
  } catch {
    return [of(manifestName, 'is damaged')];
  }
  if (damageIn(bytes) !== undefined || manifest.log === 0) return [of(manifestName, 'is damaged')];
  const numbers = (form: RegExp): ReadonlySet<number> =>
    new Set(names.flatMap((name) => form.exec(name)?.[1] ?? []).map(Number));
  const [tables, logs] = [numbers(tableName), numbers(logName)];
  const padded = (number: number): string => String(number).padStart(6, '0');
  return [
    ...[...manifest.tables.keys()]
      .filter((number) => !tables.has(number))
      .map((number) => of(`${padded(number)}.ldb`, 'is missing')),
    ...(logs.has(manifest.log) ? [] : [of(`${padded(manifest.log)}.log`, 'is missing')]),
  ];
}

/** @throws Error with LevelDB's own code for damage, LEVEL_CORRUPTION, naming the files */
export function refuseDamage(folder: string): void {
  const found = damageInFolder(folder);
  if (found.length === 0) return;
  throw damaged(found.map(({ file, what }) => `${file} ${what}`).join('; '));
}
