import fs from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../system-error';

/** Folders with files that Turnlift only reads again: the zips of scripts. */
const readOnly: ReadonlySet<string> = new Set(['scripts']);
/** Parts of a data folder; other folders in it are copies, logs and what its user keeps there. */
const partNames: ReadonlySet<string> = new Set([
  'dynamodb',
  'gamelift',
  'lambda',
  'scripts',
  'secrets',
  'state',
]);

/**
 * Opens each file of the data once. A file that this user may not read is not damaged, and a repair would
 * throw it away.
 * @throws Error naming a file that this user may not read and write
 */
export function refuseForbidden(folder: string): void {
  for (const name of namesIn(folder)) {
    const place = path.join(folder, name);
    const found = statOf(place);
    if (found?.isFile() === true) refuseFile(place, 'r+');
    else if (found?.isDirectory() === true && partNames.has(name)) refuseBelow(place, modeIn(name, 'r+'));
  }
}

type Mode = 'r' | 'r+';

const modeIn = (name: string, mode: Mode): Mode => (readOnly.has(name) ? 'r' : mode);

function refuseBelow(folder: string, mode: Mode): void {
  for (const name of namesIn(folder)) {
    const place = path.join(folder, name);
    const found = statOf(place);
    if (found?.isDirectory() === true) refuseBelow(place, modeIn(name, mode));
    else if (found?.isFile() === true) refuseFile(place, mode);
  }
}

function statOf(place: string): fs.Stats | undefined {
  try {
    return fs.statSync(place, { throwIfNoEntry: false });
  } catch (error) {
    throw forbidden(place, error);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    throw forbidden(folder, error);
  }
}

function refuseFile(file: string, mode: Mode): void {
  try {
    fs.closeSync(fs.openSync(file, mode));
  } catch (error) {
    // Deleted meanwhile.
    if (isSystemError(error, 'ENOENT')) return;
    throw forbidden(file, error);
  }
}

function forbidden(place: string, error: unknown): unknown {
  if (!isSystemError(error, 'EACCES', 'EPERM')) return error;
  return new Error(
    `this user may not read and write ${place}: it belongs to another user, for example after a start with sudo. Nothing in it is damaged: give it back (chown -R), or start as that user`,
    { cause: error },
  );
}
