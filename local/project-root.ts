import fs from 'node:fs';
import path from 'node:path';

function find(folder: string): string {
  if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${__dirname}`);
  return find(parent);
}

/** The project's folder: the nearest one with a package.json, from sources and from dist/ alike. */
export const projectRoot = find(__dirname);
