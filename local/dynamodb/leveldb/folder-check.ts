import fs from 'node:fs';
import path from 'node:path';
import { ledgerFile, readLedger } from '../ledger';
import { damageIn } from './log-format';
import { batchesOf, discontinuities, type UsedLog } from './batches';
import { contentOf } from './file-content';
import { currentManifest, type FileTrouble, filesOf, isInUse, missingFiles } from './files-in-use';
import { damageInTable } from './table-format';

/**
 * Looks at every file of a LevelDB folder that is in use, before it is opened. LevelDB itself begins an empty
 * database without CURRENT, skips what it cannot read of a log, and does not look at the checksums of tables.
 * It does not look at the numbers of writes: a log of two in use may end too early, or be a copy.
 *
 * A killed process leaves files that no manifest names: tables and manifests that were being written, tables
 * and logs that were about to be deleted. LevelDB deletes them when it opens the folder. They are not looked
 * at.
 */
export function damageInFolder(folder: string): readonly FileTrouble[] {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).sort();
  const of = (file: string, what: string): FileTrouble => ({ file: path.join(folder, file), what });
  const found: FileTrouble[] = [];
  const manifest = currentManifest(folder, names);
  const logs: UsedLog[] = [];
  for (const { name, kind, number } of filesOf(names)) {
    if ('tables' in manifest && !isInUse(manifest, kind, number)) continue;
    const bytes = fs.readFileSync(path.join(folder, name));
    const content = contentOf(bytes, kind);
    if (content !== kind) {
      found.push(of(name, `is damaged: it holds a ${content}`));
      if (kind === 'log') logs.push({ name, batches: [] });
      continue;
    }
    const at = kind === 'log' ? damageIn(bytes) : undefined;
    if (at !== undefined) found.push(of(name, `is damaged at byte ${at}`));
    if (kind === 'log') logs.push({ name, batches: batchesOf(bytes) });
    const expected = 'tables' in manifest ? manifest.tables.get(number) : undefined;
    const table = kind === 'table' ? damageInTable(bytes, expected) : undefined;
    if (table !== undefined) found.push(of(name, `is damaged: ${table}`));
  }
  if ('tables' in manifest) {
    const missing = missingFiles(manifest, names);
    // A log behind a missing one is not damaged.
    const isOldestThere = !missing.some((name) => name.endsWith('.log'));
    const before = isOldestThere ? manifest.lastSequence : undefined;
    for (const { name, what } of discontinuities(logs, before)) {
      const broken = of(name, what);
      if (!found.some(({ file }) => file === broken.file)) found.push(broken);
    }
    found.push(...missing.map((name) => of(name, 'is missing')));
  } else if (!hasNoDatabase(folder)) found.push(...manifest.troubles.map(({ file, what }) => of(file, what)));
  try {
    readLedger(folder);
  } catch {
    found.push(of(path.basename(ledgerFile(folder)), 'is damaged'));
  }
  return found;
}

/** True for a folder without any file of a database: a new one, or one that has lost them all. */
export function hasNoDatabase(folder: string): boolean {
  const names = fs.readdirSync(folder);
  const isUsed =
    filesOf(names).length > 0 || names.some((name) => name === 'CURRENT' || name.startsWith('MANIFEST-'));
  return !isUsed && !fs.existsSync(ledgerFile(folder));
}
