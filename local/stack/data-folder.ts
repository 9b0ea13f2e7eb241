import fs from 'node:fs';
import path from 'node:path';
import { rootMessageOf } from '../../core/message-of';
import { DamageError, remedy } from '../damage-error';
import { makeFolder } from '../make-folder';
import { rememberParts } from './data-check';
import { lookAtData, type LookedData } from './data-damage';

const otherwise = 'Choose another with --data DIR, or keep nothing with --memory.';

/** The system's error codes in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: 'there is a file in its place',
  EEXIST: 'there is a file in its place',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
};

/**
 * Creates the data folder if necessary, and looks at all data in it before anything is opened.
 * @param now epoch milliseconds of the machine
 * @returns what was looked at, for those who open it
 * @throws Error in words when it is not a folder or cannot be written to, or naming a file that is damaged
 *   or forbidden to this user
 */
export function makeDataFolder(folder: string, now = Date.now()): LookedData {
  try {
    makeFolder(folder);
    const probe = path.join(folder, `.probe-${process.pid}`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be used: ${because(error)}. ${otherwise}`, {
      cause: error,
    });
  }
  const { found, looked } = lookAtData(folder, now);
  if (found.length > 0)
    throw new Error(`the data in ${folder} is damaged: ${found.join('; ')}. ${saved(folder)}`);
  rememberParts(folder);
  return looked;
}

const saved = (folder: string): string => `${remedy(folder)}. ${otherwise}`;

/** The error of a part that does not open, in words: in use, or damaged. Others are returned unchanged. */
export function explainUnopened(error: unknown, folder: string): Error {
  const isDamaged = (damage: string): Error =>
    new Error(`the data in ${folder} is damaged: ${damage}. ${saved(folder)}`, { cause: error });
  if (error instanceof DamageError) return isDamaged(error.damage);
  switch (codeOf(error)) {
    case 'LEVEL_LOCKED':
      return new Error(
        `the data folder ${folder} is in use by another Turnlift. End that one, or choose another ` +
          'folder with --data DIR (or --memory).',
        { cause: error },
      );
    case 'LEVEL_CORRUPTION':
      return isDamaged(rootMessageOf(error));
    default:
      return error instanceof Error ? error : new Error(String(error));
  }
}

function because(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const known = 'code' in at ? reasons[String(at.code)] : undefined;
    if (known !== undefined) return known;
  }
  return rootMessageOf(error);
}

/** The first code of the database in a chain of causes. */
function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && (at.code === 'LEVEL_LOCKED' || at.code === 'LEVEL_CORRUPTION')) return at.code;
  }
  return undefined;
}
