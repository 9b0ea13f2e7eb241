import fs from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../system-error';

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
 * @throws Error naming a file that this user may not read
 */
export function refuseForbidden(folder: string): void {
  for (const name of namesIn(folder)) {
    const place = path.join(folder, name);
    const found = statOf(place);
    if (found?.isFile() === true && /^turnlift.*\.json$/.test(name)) refuseFile(place);
    else if (found?.isDirectory() === true && partNames.has(name)) refuseBelow(place);
  }
}

function refuseBelow(folder: string): void {
  for (const name of namesIn(folder)) {
    const place = path.join(folder, name);
    const found = statOf(place);
    if (found?.isDirectory() === true) refuseBelow(place);
    else if (found?.isFile() === true) refuseFile(place);
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

function refuseFile(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, 'r'));
  } catch (error) {
    // Deleted meanwhile.
    if (isSystemError(error, 'ENOENT')) return;
    throw forbidden(file, error);
  }
}

function forbidden(place: string, error: unknown): unknown {
  if (!isSystemError(error, 'EACCES', 'EPERM')) return error;
  return new Error(
    `this user may not read ${place}: it belongs to another user, for example after a start with sudo. Nothing in it is damaged: give it back (chown -R), or start as that user`,
  );
}
