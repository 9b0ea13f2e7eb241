import fs from 'node:fs';
import path from 'node:path';
import { damageIn } from './log-format';
import { type Manifest, readManifest } from './manifest';

/** A table or log of a LevelDB folder. */
export interface NumberedFile {
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
  return wholeManifest(path.join(folder, file)) ?? { file, what: 'is damaged' };
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
    const manifest = wholeManifest(path.join(folder, name));
    if (manifest) return manifest;
  }
  return undefined;
}

function wholeManifest(file: string): Manifest | undefined {
  const bytes = fs.readFileSync(file);
  try {
    const manifest = readManifest(bytes);
    return damageIn(bytes) === undefined && manifest.log !== 0 ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** True for a table that a manifest names, and for a log that LevelDB reads when it opens the folder. */
export function isInUse(manifest: Manifest, kind: NumberedFile['kind'], number: number): boolean {
  return kind === 'log' ? number >= manifest.log : manifest.tables.has(number);
}
