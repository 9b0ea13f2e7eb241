import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { bindingsPackage } from '../../tools/aws-bindings/modules';
import { findProjectRoot } from '../../tools/project';

/** tools/run.mjs in a project of a few lines, with the real compiler and the real configurations. */
describe('tools/run.mjs', () => {
  let folder: string;

  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  const exists = (file: string): boolean => fs.existsSync(path.join(folder, file));
  const run = (...args: string[]): { code: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(folder, 'tools', 'run.mjs'), ...args],
      { cwd: folder, encoding: 'utf8' },
    );
    return { code: status, stdout, stderr };
  };
  const start = (): ReturnType<typeof run> => run('local/cli/start.js');
  const synth = (): ReturnType<typeof run> => run('tools/synth.js');
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-run-')));
    const root = findProjectRoot();
    for (const file of ['tools/run.mjs', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.start.json'])
      write(file, fs.readFileSync(path.join(root, file), 'utf8'));
    for (const name of ['typescript', '@types/node', 'undici-types']) {
      fs.mkdirSync(path.dirname(path.join(folder, 'node_modules', name)), { recursive: true });
      fs.symlinkSync(
        path.join(root, 'node_modules', name),
        path.join(folder, 'node_modules', name),
        'junction',
      );
    }
    write('node_modules/cdktf/package.json', '{}');
    write('package.json', '{ "name": "few-lines" }');
    write('core/word.ts', "export const word: string = 'one';\n");
    write('local/cli/start.ts', "import { word } from '../../core/word';\nconsole.log('start', word);\n");
    write('stacks/stack.ts', "export const stack: string = 'stack one';\n");
    write(
      'main.ts',
      "import { word } from './core/word';\nimport { stack } from " +
        "'./stacks/stack';\nconsole.log(stack, word);\n",
    );
    write('tools/synth.ts', "import '../main';\n");
    // The modules that the other steps of the build import.
    write(
      'tools/build/main.ts',
      "import fs from 'node:fs';\nimport { word } from '../../core/word';\nfs.mkdirSync('build', { " +
        "recursive: true });\nfs.writeFileSync('build/function', word);\n",
    );
    write('local/realtime/fleet/write-program.ts', 'export {};\n');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('compiles for npm start the code that runs on a laptop, without the development packages', () => {
    fs.rmSync(path.join(folder, 'node_modules', 'cdktf'), { recursive: true });
    expect(start()).toMatchObject({ code: 0, stdout: 'start one\n' });
    expect(exists('dist/stacks')).toBe(false);
    expect(synth()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This command needs the development packages, which are not installed. Run: npm ci\n',
    });
  });

  it('builds nothing twice, and builds again after every edit, after any earlier build', () => {
    expect(start()).toMatchObject({ stderr: expect.stringContaining('compile'), stdout: 'start one\n' });
    expect(start()).toEqual({ code: 0, stderr: '', stdout: 'start one\n' });
    expect(synth()).toMatchObject({ stderr: expect.stringContaining('compile'), stdout: 'stack one one\n' });
    expect(start()).toEqual({ code: 0, stderr: '', stdout: 'start one\n' });

    write('stacks/stack.ts', "export const stack: string = 'stack two';\n");
    expect(start()).toEqual({ code: 0, stderr: '', stdout: 'start one\n' });
    expect(synth()).toMatchObject({ stdout: 'stack two one\n' });

    // The start build writes `two`; the full build that follows sees the source as it was before.
    write('core/word.ts', "export const word: string = 'two';\n");
    expect(start()).toMatchObject({ stdout: 'start two\n' });
    write('core/word.ts', "export const word: string = 'one';\n");
    expect(synth()).toMatchObject({ stdout: 'stack two one\n' });
    expect(start()).toMatchObject({ stdout: 'start one\n' });
  }, 240_000);

  it("is part of CDKTF's app command, so that an edited function is deployed", () => {
    const { app } = z
      .looseObject({ app: z.string() })
      .parse(JSON.parse(fs.readFileSync(path.join(findProjectRoot(), 'cdktf.json'), 'utf8')));
    const cdktf = (): string => spawnSync(app, { cwd: folder, shell: true, encoding: 'utf8' }).stdout;
    expect(cdktf()).toBe('stack one one\n');
    expect(fs.readFileSync(path.join(folder, 'build', 'function'), 'utf8')).toBe('one');
    write('core/word.ts', "export const word: string = 'two';\n");
    expect(cdktf()).toBe('stack one two\n');
    expect(fs.readFileSync(path.join(folder, 'build', 'function'), 'utf8')).toBe('two');
  });

  it('says in one line that a rule set is not JSON, and why a definition is refused', () => {
    write('game/rule-sets/duel.json', '{ "name": "duel",, }');
    expect(start()).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^game\/rule-sets\/duel\.json is not JSON: .*: correct it there .*\n$/),
    });
    write('game/rule-sets/duel.json', '{ "name": "duel" }');
    write(
      'tools/build/main.ts',
      "process.stderr.write('game/index.ts: refused\\n');\nprocess.exitCode = 3;\n",
    );
    const { code, stderr } = start();
    expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      code: 1,
      last: 'game/index.ts: refused',
    });
    expect(stderr).not.toContain('failed');
    write('core/word.ts', "export const word: string = 1;\nexport const other: number = '';\n");
    expect(start().stderr.trimEnd().split('\n').at(-1)).toBe(
      "core/word.ts:1: Type 'number' is not assignable to type 'string'. (TS2322): correct that line " +
        '(the first of 2 errors: npm run typecheck lists all)',
    );
  });

  it('says how to get a binding that is not installed', () => {
    write(
      'stacks/stack.ts',
      `import { Vpc } from '${bindingsPackage}/lib/vpc';\nexport const stack = Vpc;\n`,
    );
    const { code, stderr } = synth();
    expect(code).toBe(1);
    const lines = stderr.split('\n');
    expect(lines.find((line) => line.includes('TS2307'))).toMatch(
      /^stacks\/stack\.ts:1: Cannot find module '@cdktf\/provider-aws.* \(TS2307\): correct that line$/,
    );
    expect(stderr).not.toContain('failed');
    expect(stderr).toContain('npm run aws-bindings adds those that the code imports.');
  });
});
