import fs from 'node:fs';
import path from 'node:path';
import { bundleFunction, bundleScript, functionNames } from './bundle';
import { deterministicZip } from './zip';

const kilobyte = 1024;
/**
 * A function starts cold within a second only while it is small; a script zip is copied to every instance.
 */
export const zipLimits = { function: 300 * kilobyte, script: 1024 * kilobyte } as const;

export interface Artifact {
  readonly kind: keyof typeof zipLimits;
  readonly name: string;
  /** Bytes of the bundle and of its zip. */
  readonly bundleBytes: number;
  readonly zipBytes: number;
  readonly limitBytes: number;
}

/**
 * Builds every function that has an entry, and the Realtime script if it has one.
 * @param root folder of the sources (its node_modules are bundled)
 * @param out folder to write: functions/<name>/index.mjs, functions/<name>.zip, realtime-server/server.js,
 *   realtime-server.zip
 * @returns what was written, functions first, by name; folders of functions that are gone are removed
 */
export async function buildArtifacts(root: string, out: string): Promise<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  const names = functionNames(root);
  for (const name of names) {
    const { code, map } = await bundleFunction(root, path.join('functions', name, 'index.ts'));
    const folder = path.join(out, 'functions', name);
    write(path.join(folder, 'index.mjs'), code);
    write(path.join(folder, 'index.mjs.map'), map);
    const zip = deterministicZip({ 'index.mjs': code });
    write(path.join(out, 'functions', `${name}.zip`), zip);
    artifacts.push({
      kind: 'function',
      name,
      bundleBytes: code.byteLength,
      zipBytes: zip.byteLength,
      limitBytes: zipLimits.function,
    });
  }
  removeOthers(path.join(out, 'functions'), names);
  if (fs.existsSync(path.join(root, 'realtime-server', 'server.ts'))) {
    const { code, map } = await bundleScript(root, path.join('realtime-server', 'server.ts'));
    const files = { 'server.js': code, 'server.js.map': map };
    for (const [name, bytes] of Object.entries(files)) write(path.join(out, 'realtime-server', name), bytes);
    const zip = deterministicZip(files);
    write(path.join(out, 'realtime-server.zip'), zip);
    artifacts.push({
      kind: 'script',
      name: 'realtime-server',
      bundleBytes: code.byteLength,
      zipBytes: zip.byteLength,
      limitBytes: zipLimits.script,
    });
  }
  return artifacts;
}

/**
 * Writes what differs: an artifact that did not change keeps its time, and a reader never meets half a file.
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
