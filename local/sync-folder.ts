import fs from 'node:fs';
import path from 'node:path';

/**
 * Waits until files of a folder, and the folder's own list of names, are on the disk.
 * @param names default: all files
 */
export function syncFolder(folder: string, names: readonly string[] = fs.readdirSync(folder)): void {
  for (const name of names) sync(path.join(folder, name));
  // Windows has no handles of folders for this.
  if (process.platform !== 'win32') sync(folder);
}

function sync(file: string): void {
  const isFolder = fs.statSync(file).isDirectory();
  // Windows syncs only handles that may write.
  const handle = fs.openSync(file, isFolder ? 'r' : 'r+');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
