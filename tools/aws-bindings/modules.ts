import fs from 'node:fs';
import path from 'node:path';

/** The package of CDKTF's AWS provider; it is imported one module at a time. */
export const bindingsPackage = '@cdktf/provider-aws';

/** Files of the package beside its modules, kept as they were published. */
export const packageFiles: readonly string[] = ['package.json', 'LICENSE', 'README.md'];

const importOfModule = /['"]@cdktf\/provider-aws\/lib\/([a-z0-9-]+)['"]/g;
const importOfNeighbour = /(?:require\(|from )['"]\.\.\/([a-z0-9-]+)(?:\/[^'"]*)?['"]/g;

/**
 * Names of the modules that sources import.
 * @param root the project's folder
 * @param sources files and folders of sources in it
 * @returns sorted, without repetition
 */
export function importedModules(root: string, sources: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const source of sources)
    for (const file of filesBelow(path.join(root, source)))
      if (file.endsWith('.ts'))
        for (const [, name] of fs.readFileSync(file, 'utf8').matchAll(importOfModule))
          if (name !== undefined) found.add(name);
  return [...found].sort();
}

/**
 * Every file that the modules need, and the package's own: the modules themselves and those they import.
 * @param source folder of the whole package
 * @returns paths relative to it with forward slashes, sorted
 * @throws Error naming the module that the package does not have
 */
export function neededFiles(source: string, modules: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const files: string[] = [...packageFiles];
  const open = [...modules];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const folder = path.join(source, 'lib', name);
    if (!fs.existsSync(path.join(folder, 'index.js')))
      throw new Error(`${bindingsPackage} has no module lib/${name}: correct the import`);
    for (const file of filesBelow(folder)) {
      files.push(path.relative(source, file).split(path.sep).join('/'));
      if (/\.(js|ts)$/.test(file))
        for (const [, neighbour] of fs.readFileSync(file, 'utf8').matchAll(importOfNeighbour))
          if (neighbour !== undefined) open.push(neighbour);
    }
  }
  return files.sort();
}

/**
 * Compares a subset with the package that it was taken from.
 * @returns one line per difference; empty when the subset has exactly these files with the same bytes
 */
export function differences(subset: string, source: string, files: readonly string[]): readonly string[] {
  const wanted = new Set(files);
  const present = filesBelow(subset).map((file) => path.relative(subset, file).split(path.sep).join('/'));
  return [
    ...files.flatMap((file) => {
      const ours = path.join(subset, file);
      if (!fs.existsSync(ours)) return [`${file} is missing`];
      const same = fs.readFileSync(ours).equals(fs.readFileSync(path.join(source, file)));
      return same ? [] : [`${file} differs from the published one`];
    }),
    ...present.filter((file) => !wanted.has(file)).map((file) => `${file} is not needed`),
  ];
}

/** Files in a folder and its subfolders, or the file itself; node_modules are skipped. */
function filesBelow(entry: string): readonly string[] {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [entry];
  return fs
    .readdirSync(entry)
    .filter((name) => name !== 'node_modules')
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)));
}
