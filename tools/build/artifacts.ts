import fs from 'node:fs';
import path from 'node:path';
import { limits } from '../../config/limits';
import { type Bundle, bundleFunction, bundleScript, functionFolders } from './bundle';
import { deterministicZip } from './zip';

const kilobyte = 1024;
/**
 * Budgets of the project's own code, in bytes of zips that hold the games of the tests. A function must be
 * small to cold-start within a second; a script zip is copied to every instance. Games of `game/` are not
 * counted.
 */
export const zipBudgets = { function: 320 * kilobyte, script: 1024 * kilobyte } as const;

export interface Artifact {
  readonly kind: keyof typeof zipBudgets;
  readonly name: string;
  /** Bytes of the bundle and of its zip. */
  readonly bundleBytes: number;
  readonly zipBytes: number;
}

/**
 * Builds every function that has an entry, and the Realtime script if it has one.
 * @param root folder of the sources (its node_modules are bundled)
 * @param out folder to write: functions/<name>/index.mjs, functions/<name>.zip, realtime-server/server.js,
 *   realtime-server.zip; licences.txt beside index.mjs and server.js
 * @param definition file of the backend's definition in place of game/index.ts
 * @returns what was written, functions first, by name; folders of functions that are gone are removed
 */
export async function buildArtifacts(
  root: string,
  out: string,
  definition?: string,
): Promise<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  const names = functionFolders(root);
  for (const name of names)
    artifacts.push(writeFunction(out, name, await bundleFunction(root, functionEntry(name), definition)));
  removeOthers(path.join(out, 'functions'), names);
  if (fs.existsSync(path.join(root, scriptEntry)))
    artifacts.push(writeScript(out, await bundleScript(root, scriptEntry, definition)));
  return artifacts;
}

/** Why Lambda would refuse a function for its size; undefined when it accepts it, and for the script. */
export function sizeRefusal({ kind, name, bundleBytes, zipBytes }: Artifact): string | undefined {
  if (kind !== 'function') return undefined;
  const over = (what: string, bytes: number, limit: number): string =>
    `${what} has ${inMegabytes(bytes)}, and Lambda takes at most ${inMegabytes(limit)}: import less in game/`;
  if (zipBytes > limits.lambdaZipBytes) return over(`functions/${name}.zip`, zipBytes, limits.lambdaZipBytes);
  if (bundleBytes > limits.lambdaUnzippedBytes)
    return over(`functions/${name}/index.mjs`, bundleBytes, limits.lambdaUnzippedBytes);
  return undefined;
}

const inMegabytes = (bytes: number): string => `${(bytes / kilobyte / kilobyte).toFixed(1)} MB`;

const licencesFile = 'licences.txt';

/** Paths of the entries from the project's folder. */
export const functionEntry = (name: string): string => path.join('functions', name, 'index.ts');
export const scriptEntry = path.join('realtime-server', 'server.ts');

/**
 * Writes a function's bundle, its map, its zip and its licences. These stand beside the zip, which a function
 * loads at each start.
 */
export function writeFunction(out: string, name: string, { code, map, licences }: Bundle): Artifact {
  const folder = path.join(out, 'functions', name);
  write(path.join(folder, 'index.mjs'), code);
  write(path.join(folder, 'index.mjs.map'), map);
  write(path.join(folder, licencesFile), Buffer.from(licences));
  const zip = deterministicZip({ 'index.mjs': code });
  write(path.join(out, 'functions', `${name}.zip`), zip);
  return {
    kind: 'function',
    name,
    bundleBytes: code.byteLength,
    zipBytes: zip.byteLength,
  };
}

/** Writes the script's bundle, its map, their zip and its licences. */
export function writeScript(out: string, { code, map, licences }: Bundle): Artifact {
  const files = { 'server.js': code, 'server.js.map': map };
  for (const [name, bytes] of Object.entries(files)) write(path.join(out, 'realtime-server', name), bytes);
  write(path.join(out, 'realtime-server', licencesFile), Buffer.from(licences));
  const zip = deterministicZip(files);
  write(path.join(out, 'realtime-server.zip'), zip);
  return {
    kind: 'script',
    name: 'realtime-server',
    bundleBytes: code.byteLength,
    zipBytes: zip.byteLength,
  };
}

/**
 * Writes only what differs: an unchanged artifact keeps its modification time. The write is atomic, so a
 * reader never sees half a file.
 */
function write(file: string, bytes: Uint8Array): void {
  if (fs.existsSync(file) && Buffer.compare(fs.readFileSync(file), bytes) === 0) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, bytes, { mode: 0o644 });
  fs.renameSync(`${file}.part`, file);
}

function removeOthers(folder: string, names: readonly string[]): void {
  if (!fs.existsSync(folder)) return;
  const kept = new Set(names.flatMap((name) => [name, `${name}.zip`]));
  for (const entry of fs.readdirSync(folder)) {
    if (!kept.has(entry)) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}
