import fs from 'node:fs';
import path from 'node:path';

function entry(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    return undefined;
  } // missing or not accessible: creating it gives the reason
}

/**
 * Creates a folder and its parents. `mkdir` with `recursive` never returns where the system answers ENOENT
 * for a folder whose parent exists (below /proc, seen with Node 20); this function ends with the system's own
 * error.
 * @throws Error naming the folder that could not be created, or the file in its place
 */
export function makeFolder(folder: string): void {
  const stat = entry(folder);
  if (stat?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (stat === undefined && parent !== folder) makeFolder(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (entry(folder)?.isDirectory() === true) return; // another process was faster
    throw new Error(
      stat === undefined
        ? `${folder} cannot be made: ${String(error).replace(/^Error: /, '')}`
        : `${folder} is a file; a folder is needed there.`,
      { cause: error },
    );
  }
}
