import fs from 'node:fs';
import path from 'node:path';
import { damageIn } from './log-format';
import { type Manifest, readManifest } from './manifest';

/** A table or log of a LevelDB folder. */
interface NumberedFile {
  readonly name: string;
  readonly kind: 'table' | 'log';
  readonly number: number;
}

/**
 * The file without which it is unknown what belongs to a database; `what` is a clause without its subject.
 */
interface Unreadable {
  readonly file: string;
  readonly what: 'is missing' | 'is damaged';
}

/** The tables and logs among the names of a folder. */
export function filesOf(names: readonly string[]): readonly NumberedFile[] {
  return names.flatMap((name): NumberedFile[] => {
    const [, number, form] = /^(\d+)\.(ldb|sst|log)$/.exec(name) ?? [];
    if (number === undefined) return [];
    return [{ name, kind: form === 'log' ? 'log' : 'table', number: Number(number) }];
  });
}

/** The manifest that CURRENT names. @param names of the folder's files */
export function currentManifest(folder: string, names: readonly string[]): Manifest | Unreadable {
  if (!names.includes('CURRENT')) return { file: 'CURRENT', what: 'is missing' };
  const current = fs.readFileSync(path.join(folder, 'CURRENT'), 'utf8');
  const file = /^(MANIFEST-\d+)\n$/.exec(current)?.[1];
  if (file === undefined) return { file: 'CURRENT', what: 'is damaged' };
  if (!names.includes(file)) return { file, what: 'is missing' };
  const bytes = fs.readFileSync(path.join(folder, file));
  try {
    const manifest = readManifest(bytes);
    if (damageIn(bytes) === undefined && manifest.log !== 0) return manifest;
  } catch {
    // said below
  }
  return { file, what: 'is damaged' };
}

/** True for a table that a manifest names, and for a log that LevelDB reads when it opens the folder. */
export function isInUse(manifest: Manifest, kind: NumberedFile['kind'], number: number): boolean {
  return kind === 'log' ? number >= manifest.log : manifest.tables.has(number);
}
