import fs from 'node:fs';
import path from 'node:path';

/**
 * The project's folder: the nearest parent with a package.json. Compiled code is in dist/tools/…, sources in
 * tools/…; both find the same folder.
 * @throws Error when no parent has one
 */
export function findProjectRoot(from: string = __dirname): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) throw new Error(`no package.json in ${from} or above it`);
  }
}
