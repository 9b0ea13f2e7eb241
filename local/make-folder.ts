import fs from 'node:fs';
import path from 'node:path';

function entry(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    return undefined;
  } // not there, or not to be reached: making it says why
}

/**
 * Makes a folder and those above it. Unlike `mkdir` with `recursive`, which never comes back where the system
 * answers ENOENT for a folder whose parent is there (below /proc, seen with Node 20), it ends with the
 * system's own reason.
 * @throws Error naming the folder that could not be made, or the file that stands in its place
 */
export function makeFolder(folder: string): void {
  const stat = entry(folder);
  if (stat?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (stat === undefined && parent !== folder) makeFolder(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (entry(folder)?.isDirectory() === true) return; // somebody else was faster
    throw new Error(
      stat === undefined
        ? `${folder} cannot be made: ${String(error).replace(/^Error: /, '')}`
        : `${folder} is a file; a folder is needed there.`,
      { cause: error },
    );
  }
}
