import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { type Backend } from '../../../definition';
import { functionDeclarations } from '../../../functions/declarations';
import { turnlift } from '../../../stacks';
import { deterministicZip } from '../../../tools/build/zip';
import { backend, environmentOf } from '../../games';
import { synthesizedStacks, type StackFile, stackFile } from '../../../tools/synthesized';

export { only, parsedJson, resources } from './reading';

/**
 * A project folder with small artifacts in place of the built ones, whose content does not matter to these
 * tests.
 */
export function projectFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-synth-'));
  fs.mkdirSync(path.join(folder, 'build', 'functions'), { recursive: true });
  for (const { name } of functionDeclarations) {
    fs.writeFileSync(
      path.join(folder, 'build', 'functions', `${name}.zip`),
      deterministicZip({ 'index.mjs': Buffer.from(`export const handler = async () => '${name}';`) }),
    );
  }
  writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} };' });
  writePage(folder, {
    'main-AAAAAAA1.js': 'import "./chunk-BBBBBBB1.js";',
    'chunk-BBBBBBB1.js': '',
    'chunk-BBBBBBB2.js': '',
    'main-CCCCCCC1.css': '',
  });
  writePage(folder, { 'main-AAAAAAA1.js': '' }, 'reference');
  return folder;
}

export function writeScript(folder: string, files: Record<string, string>): void {
  const entries = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  fs.writeFileSync(path.join(folder, 'build', 'realtime-server.zip'), deterministicZip(entries));
}

/** A page as the build leaves it. @param assets file in assets/ → content */
export function writePage(folder: string, assets: Record<string, string>, name = 'play'): void {
  const page = path.join(folder, 'build', 'pages', name);
  fs.rmSync(page, { recursive: true, force: true });
  fs.mkdirSync(path.join(page, 'assets'), { recursive: true });
  for (const [name, text] of Object.entries(assets)) fs.writeFileSync(path.join(page, 'assets', name), text);
  fs.writeFileSync(
    path.join(page, 'index.html'),
    `<head>\n    <meta name="turnlift-api" content="" />\n    <title>\${x} ` +
      `%{if}</title></head>${Object.keys(assets).join(' ')}`,
  );
}

export interface Synthesis {
  readonly out: string;
  readonly stacks: ReadonlyMap<string, StackFile>;
}

/** Synthesizes environments and reads the written stacks. */
export function synthesize(
  folder: string,
  names?: readonly string[],
  definition: Backend = backend,
): Synthesis {
  const out = path.join(folder, 'cdktf.out');
  fs.rmSync(out, { recursive: true, force: true });
  turnlift(new App({ outdir: out }), folder, definition, names?.map(environmentOf)).synth();
  return { out, stacks: new Map(synthesizedStacks(out).map(({ name }) => [name, stackFile(out, name)])) };
}
