import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from '../support/compiled';
import { type InterruptedProgram, startInterrupted } from './support/interrupted-program';

/**
 * A `terraform` that reports to the test what reaches it. It writes a line, ends what it is doing, or exits
 * when the test says so.
 */
const terraform = `#!${process.execPath}
const socket = require('node:net').connect(Number(process.env.TEST_PORT));
process.on('SIGINT', () => socket.write('interrupted\\n'));
process.on('SIGTERM', () => socket.write('terminated\\n'));
process.on('SIGHUP', () => socket.write('hung up\\n'));
socket.write('began ' + process.argv[2] + '\\n');
// As SIGPIPE does to Terraform.
const write = (stream, text, then) =>
  stream.write(text, (error) => (error ? process.kill(process.pid, 'SIGKILL') : then()));
require('node:readline').createInterface({ input: socket }).on('line', (order) => {
  if (order === 'write') write(process.stdout, 'still creating\\n', () => undefined);
  else if (order === 'stop')
    write(process.stdout, 'state written\\n'.repeat(10_000), () =>
      write(process.stderr, 'Error: operation interrupted\\n', () => socket.write('stopped\\n')),
    );
  else process.exit(Number(order));
});
`;
/** As CDKTF's command line does: it hands on an interruption, and ends without waiting for Terraform. */
const cli = `
const child = require('node:child_process').spawn(process.env.TERRAFORM_BINARY_NAME, ['apply'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
child.stdout.pipe(process.stdout);
child.on('close', (code) => process.exit(code));
console.log('command line ' + process.pid);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    child.kill();
    process.exit(1);
  });
`;
const driver = `
const { runCommandLine } = require(process.env.TEST_DIST + '/tools/cdktf-run.js');
runCommandLine(process.env.TEST_CLI, ['deploy'], process.env.TEST_ROOT).then((code) => {
  process.exitCode = code;
});
`;

const describePosix = process.platform === 'win32' ? describe.skip : describe;

describePosix("a signal while CDKTF's command line works (skipped on Windows, which has no signals)", () => {
  let folder: string;
  let dist: string;
  let program: InterruptedProgram;

  beforeAll(() => {
    dist = path.dirname(compileProgram('tools'));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-signals-'));
    fs.writeFileSync(path.join(folder, 'cli.cjs'), cli);
    for (const name of ['terraform', 'tofu'])
      fs.writeFileSync(path.join(folder, name), terraform, { mode: 0o755 });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function begin(more: NodeJS.ProcessEnv = {}): Promise<void> {
    const { TERRAFORM_BINARY_NAME: _, ...own } = process.env;
    program = await startInterrupted(driver, {
      ...own,
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      TMPDIR: folder,
      TEST_DIST: dist,
      TEST_CLI: path.join(folder, 'cli.cjs'),
      TEST_ROOT: findProjectRoot(),
      ...more,
    });
  }
  afterEach(() => program.close());

  const next = (): Promise<string> => program.next();
  const order = (text: string): boolean => program.socket.write(`${text}\n`);
  /** Waits until a text is in the output. */
  const output = async (text: string): Promise<void> => {
    while (!program.said().includes(text))
      await Promise.race(
        [program.node.stdout, program.node.stderr].map(
          (stream) => new Promise((resolve) => stream?.once('data', resolve)),
        ),
      );
  };

  it.each([
    ['Ctrl-C', 'SIGINT', 'group'],
    ['a closed terminal', 'SIGHUP', 'group'],
    ['SIGTERM of a supervisor', 'SIGTERM', 'wrapper'],
    ['SIGHUP of a supervisor', 'SIGHUP', 'wrapper'],
    ['SIGINT of a supervisor', 'SIGINT', 'wrapper'],
  ] as const)(
    '%s reaches Terraform once as an interruption, and is waited for until it has ended',
    async (_what, signal, to) => {
      await begin();
      process.kill(to === 'group' ? -(program.node.pid ?? 0) : (program.node.pid ?? 0), signal);
      expect(await next()).toBe('interrupted');
      // Once more, of an impatient hand and of npm, which hands on what it gets.
      program.node.kill(signal);
      program.node.kill('SIGTERM');
      await output('  waiting for Terraform, which ends what it is doing and writes its state');
      order('stop');
      expect(await next()).toBe('stopped');
      expect([program.node.exitCode, program.node.signalCode]).toEqual([null, null]);
      order('1');
      const { code, signal: by } = await program.ended;
      expect({ ended: code !== 0, by }).toEqual({ ended: true, by: null });
      expect(fs.readdirSync(folder).filter((name) => name.startsWith('turnlift-cdktf-'))).toEqual([]);
    },
  );

  it('is not needed where the command line is killed: Terraform is interrupted when it writes', async () => {
    await begin();
    await output('command line ');
    const [, pid] = /command line (\d+)/.exec(program.said()) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    await output('waiting for Terraform');
    order('write');
    expect(await next()).toBe('interrupted');
    order('stop');
    expect(await next()).toBe('stopped');
    order('1');
    expect(await program.ended).toEqual({ code: 137, signal: null });
  });

  it('that never comes changes nothing: output and exit code are those of the chosen Terraform', async () => {
    await begin({ TERRAFORM_BINARY_NAME: path.join(folder, 'tofu') });
    order('stop');
    expect(await next()).toBe('stopped');
    order('3');
    expect(await program.ended).toEqual({ code: 3, signal: null });
    expect(program.said().match(/state written/g)).toHaveLength(10_000);
    expect(program.said()).toContain('Error: operation interrupted');
    expect(program.said()).not.toContain('waiting for Terraform');
  });

  it('is handed on with a long name of the temporary folder, and within another command line', async () => {
    const temporary = path.join(folder, 'a'.repeat(100));
    fs.mkdirSync(temporary);
    const guard = path.join(findProjectRoot(), 'tools', 'cdktf-cli', 'terraform');
    for (const outer of ['terraform', 'tofu']) {
      await begin({
        TMPDIR: temporary,
        TERRAFORM_BINARY_NAME: guard,
        TURNLIFT_TERRAFORM: path.join(folder, outer),
      });
      process.kill(-(program.node.pid ?? 0), 'SIGINT');
      expect(await next()).toBe('interrupted');
      order('0');
      expect((await program.ended).signal).toBeNull();
      program.close();
    }
    expect(fs.readdirSync(temporary)).toEqual([]);
    const { TURNLIFT_NODE: _, ...without } = process.env;
    const alone = spawnSync(guard, ['version'], { encoding: 'utf8', env: without });
    expect(alone).toMatchObject({ status: 1, stderr: expect.stringContaining('this is for npx cdktf') });
  });

  it('that ended everything before Terraform began lets none begin', () => {
    const { status, stderr } = spawnSync(
      path.join(findProjectRoot(), 'tools', 'cdktf-cli', 'terraform'),
      ['apply'],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          TURNLIFT_NODE: process.execPath,
          TURNLIFT_TERRAFORM: path.join(folder, 'terraform'),
          TURNLIFT_TERRAFORM_AT_WORK: path.join(folder, 'gone'),
        },
      },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('terraform was not started'),
    });
  });
});
