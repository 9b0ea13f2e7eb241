import fs from 'node:fs';
import path from 'node:path';
import { create } from 'dynalite/db';
import { rootMessageOf } from '../../core/message-of';
import { type FolderStamp } from '../folder-stamp';
import { isRecord } from './fields';
import { corruptionError, ledgerFile, lossIn, lostWrites } from './ledger';
import { type FileTrouble } from './leveldb/files-in-use';
import { damageInFolder } from './leveldb/folder-check';

/**
 * Why a database does not open; undefined: it does.
 * @throws Error with code LEVEL_LOCKED when another program has it open
 */
export async function databaseTrouble(folder: string): Promise<string | undefined> {
  await refuseLocked(folder);
  const found = damageInFolder(folder);
  if (found.length > 0) return found.map(({ file, what }) => `${path.basename(file)} ${what}`).join(', ');
  const lost = lostWrites(folder);
  if (lost !== undefined) {
    if (lost.kind === 'ledger-missing') return `${path.basename(ledgerFile(folder))} is missing`;
    return `it has lost its newest ${lost.writes} of ${lost.acknowledged} writes`;
  }
  const { db } = create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  try {
    await db.open();
    return undefined;
  } catch (error) {
    return rootMessageOf(error);
  } finally {
    await db.close().catch(() => undefined);
  }
}

/** The files of a database that are damaged, or the writes that it has lost. It is not opened. */
export function damageInDatabase(folder: string): readonly FileTrouble[] {
  const found = damageInFolder(folder);
  if (found.length > 0) return found;
  const lost = lostWrites(folder);
  return lost === undefined ? [] : [lossIn(folder, lost)];
}

/**
 * Ends a start before the database is opened, which would replace files of a damaged folder.
 * @param looked the stamp of an earlier look that found no damage: an unchanged folder has none either
 * @throws Error with LevelDB's own code for damage, LEVEL_CORRUPTION, naming the files
 */
export function refuseDamage(folder: string, looked?: FolderStamp): void {
  if (looked?.isStillOf(folder) === true) return;
  const found = damageInDatabase(folder);
  if (found.length > 0) throw corruptionError(found.map(({ file, what }) => `${file} ${what}`).join('; '));
}

const probePrefix = '.lock-';

/** Whether a name beside a database is that of the folder with which its lock is tried. */
export const isProbe = (name: string): boolean => /^\.lock-[A-Za-z0-9]{6}$/.test(name);

/** LevelDB locks a file: another name of the same file is locked too, and opening there changes nothing. */
async function refuseLocked(folder: string): Promise<void> {
  const lock = path.join(folder, 'LOCK');
  if (!fs.existsSync(lock)) return;
  const probe = fs.mkdtempSync(path.join(path.dirname(folder), probePrefix));
  const { db } = create({ path: probe, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  try {
    fs.linkSync(lock, path.join(probe, 'LOCK'));
    await db.open();
  } catch (error) {
    for (let at: unknown = error; isRecord(at); at = at.cause)
      if (at.code === 'LEVEL_LOCKED')
        throw Object.assign(new Error(`${folder} is in use by another program; stop it first`), {
          code: 'LEVEL_LOCKED',
        });
    throw error;
  } finally {
    await db.close().catch(() => undefined);
    fs.rmSync(probe, { recursive: true, force: true });
  }
}
