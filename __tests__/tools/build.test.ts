import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { buildArtifacts } from '../../tools/build/artifacts';
import { deterministicZip } from '../../tools/build/zip';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from '../support/compiled';

const root = findProjectRoot();

/** A small project with two functions and a script, using the real project's packages. */
function project(folder: string): string {
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  write('package.json', '{"name":"project"}');
  write('core/greeting.ts', 'export const greet = (name: string): string => `good day, ${name}`;\n');
  write(
    'functions/greeter/index.ts',
    `
    import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    import { z } from 'zod';
    import { greet } from '../../core/greeting';
    const name = z.object({ name: z.string() });
    const client = new DynamoDBClient({ region: 'eu-west-1' });
    export const handler = async (event: unknown): Promise<string> =>
      \`\${greet(name.parse(event).name)} from \${await client.config.region()}\`;\n`,
  );
  write(
    'functions/plain/index.ts',
    "import legacy from './legacy.cjs';\nexport const handler = async (): Promise<string> => " +
      'legacy.host();\n',
  );
  write(
    'functions/plain/legacy.cjs',
    "const os = require('os');\nexports.host = () => typeof os.hostname();\n",
  );
  write('functions/notes/readme.md', 'no entry here');
  write(
    'realtime-server/server.ts',
    "import { greet } from '../core/greeting';\nexport const ssExports = { init: (): void => { " +
      "greet('players'); } };\n",
  );
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}

/** Every file below a folder with its bytes. */
function tree(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = fs.readFileSync(file, 'latin1');
  }
  return files;
}

const digests = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      createHash('sha256').update(text, 'latin1').digest('hex'),
    ]),
  );

/** Runs a handler in a separate process, as Lambda would. */
function invoke(file: string, event: unknown, environment: Record<string, string> = {}): string {
  const module = JSON.stringify(`file://${file.split(path.sep).join('/')}`);
  const code = `import(${module}).then(async (m) =>
    process.stdout.write(String(await m.handler(${JSON.stringify(event)}))))`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('the build', () => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-build-'));
  const first = project(path.join(scratch, 'one'));
  const second = project(path.join(scratch, 'deeper', 'in', 'the', 'second one'));
  beforeAll(async () => {
    await buildArtifacts(first, path.join(first, 'build'));
    await buildArtifacts(second, path.join(second, 'build'));
  });
  afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

  it('gives the same bytes in two folders, and none of them names a folder', () => {
    const one = tree(path.join(first, 'build'));
    expect(Object.keys(one).sort()).toEqual([
      'functions/greeter.zip',
      'functions/greeter/index.mjs',
      'functions/greeter/index.mjs.map',
      'functions/greeter/licences.txt',
      'functions/plain.zip',
      'functions/plain/index.mjs',
      'functions/plain/index.mjs.map',
      'functions/plain/licences.txt',
      'realtime-server.zip',
      'realtime-server/licences.txt',
      'realtime-server/server.js',
      'realtime-server/server.js.map',
    ]);
    expect(digests(tree(path.join(second, 'build')))).toEqual(digests(one));
    for (const [name, text] of Object.entries(one)) {
      expect({ name, leaks: text.includes(scratch) || text.includes(root) }).toEqual({ name, leaks: false });
    }
  });

  it('bundles that run: ES modules that may still call require, with the SDK inside', () => {
    expect(invoke(path.join(first, 'build/functions/greeter/index.mjs'), { name: 'Ada' })).toBe(
      'good day, Ada from eu-west-1',
    );
    expect(invoke(path.join(first, 'build/functions/plain/index.mjs'), {})).toBe('string');
  });

  it('zips the bundle alone for a function, bundle and map for the script', () => {
    const zipOf = (name: string): Record<string, Uint8Array> =>
      unzipSync(fs.readFileSync(path.join(first, 'build', name)));
    expect(Object.keys(zipOf('functions/greeter.zip'))).toEqual(['index.mjs']);
    const script = zipOf('realtime-server.zip');
    expect(Object.keys(script)).toEqual(['server.js', 'server.js.map']);
    const unpacked = path.join(scratch, 'local-game');
    fs.mkdirSync(unpacked);
    fs.writeFileSync(path.join(unpacked, 'server.js'), script['server.js'] ?? '');
    const loaded = spawnSync(
      process.execPath,
      ['-p', `Object.keys(require(${JSON.stringify(path.join(unpacked, 'server.js'))}).ssExports).join()`],
      { encoding: 'utf8' },
    );
    expect(loaded.stdout.trim()).toBe('init');
  });

  it('removes the files of a deleted function', async () => {
    const third = project(path.join(scratch, 'third'));
    const out = path.join(third, 'build');
    await buildArtifacts(third, out);
    fs.rmSync(path.join(third, 'functions', 'plain'), { recursive: true });
    const artifacts = await buildArtifacts(third, out);
    expect(artifacts.map((artifact) => artifact.name)).toEqual(['greeter', 'realtime-server']);
    expect(fs.readdirSync(path.join(out, 'functions')).sort()).toEqual(['greeter', 'greeter.zip']);
  });

  it('names file and line of a compile error', async () => {
    const broken = path.join(scratch, 'broken');
    fs.mkdirSync(path.join(broken, 'functions', 'bad'), { recursive: true });
    fs.writeFileSync(path.join(broken, 'functions', 'bad', 'index.ts'), "import './nowhere';\n");
    await expect(buildArtifacts(broken, path.join(broken, 'build'))).rejects.toThrow(
      /functions\/bad\/index\.ts:1:7.*nowhere/s,
    );
  });
});

describe('deterministicZip', () => {
  const entries = { 'b.txt': Buffer.from('second'), 'a/b.txt': Buffer.from('first') };

  it('has sorted names and the same bytes in every time zone and under every umask', () => {
    const zip = deterministicZip(entries);
    const hex = Buffer.from(zip).toString('hex');
    expect(
      Buffer.from(deterministicZip({ 'a/b.txt': entries['a/b.txt'], 'b.txt': entries['b.txt'] })).toString(
        'hex',
      ),
    ).toBe(hex);
    const module = JSON.stringify(compileProgram('tools/build/zip.js'));
    const program = `process.umask(0o077); const { deterministicZip } = require(${module});
      const files = { 'b.txt': Buffer.from('second'), 'a/b.txt': Buffer.from('first') };
      process.stdout.write(Buffer.from(deterministicZip(files)).toString('hex'))`;
    for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']) {
      const child = spawnSync(process.execPath, ['-e', program], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, TZ: zone },
      });
      expect(child.stdout).toBe(hex);
    }
  });

  it('stores files as rw-r--r--, which Lambda can read', () => {
    const zip = Buffer.from(deterministicZip(entries));
    const directory = zip.indexOf('PK\u0001\u0002', 0, 'latin1');
    expect((zip.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe('100644');
    expect(zip.readUInt8(directory + 5)).toBe(3);
    expect(strFromU8(unzipSync(zip)['a/b.txt'] ?? new Uint8Array())).toBe('first');
  });

  it('refuses names that leave the zip', () => {
    for (const name of ['../x', '/x', 'a\\b', ''])
      expect(() => deterministicZip({ [name]: new Uint8Array() })).toThrow(/not a valid file name in a zip/);
  });
});
