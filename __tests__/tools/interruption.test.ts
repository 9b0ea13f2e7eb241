import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compileProgram } from '../support/compiled';
import { type InterruptedProgram, startInterrupted } from './support/interrupted-program';

/**
 * A `terraform` that reports to the test when it begins and when it is interrupted. It ends when the test
 * sends it the exit code; before, it writes to both outputs, as Terraform does of its orderly end.
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
socket.once('data', (code) =>
  write(process.stdout, 'state written\\n'.repeat(10_000), () =>
    write(process.stderr, 'Error: operation interrupted\\n', () => {
      socket.end('ended\\n');
      process.exitCode = Number(code);
    }),
  ),
);
`;

/** Applies a plan, and then another one, also when the first failed. */
const twoPlans = `
const { Terraform } = require(process.env.TEST_DIST + '/tools/terraform/terraform.js');
const terraform = new Terraform('.', undefined);
const report = (error) => console.log(error.message.split('\\n').join(' '));
terraform.apply('first').catch(report).then(() => terraform.apply('second')).catch(report);
`;
/** Destroys a stack, and then the stack that it reads. */
const twoStacks = `
const { Terraform } = require(process.env.TEST_DIST + '/tools/terraform/terraform.js');
const { destroyStacks } = require(process.env.TEST_DIST + '/tools/deploy/destroy-stacks.js');
const doomed = (name, ...dependencies) =>
  ({ stack: { name, folder: '.', dependencies }, terraform: new Terraform('.', undefined) });
destroyStacks([doomed('dev-data'), doomed('dev-api', 'dev-data')], () => undefined)
  .then(({ destroyed, left }) => console.log(JSON.stringify({ destroyed, left })));
`;

const describePosix = process.platform === 'win32' ? describe.skip : describe;

describePosix('a signal while Terraform works (skipped on Windows, which has no signals)', () => {
  let folder: string;
  let dist: string;
  let program: InterruptedProgram;

  beforeAll(() => {
    dist = path.dirname(compileProgram('tools'));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-interruption-'));
    fs.writeFileSync(path.join(folder, 'terraform'), terraform, { mode: 0o755 });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function begin(driver: string): Promise<void> {
    const env = {
      ...process.env,
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      // Files of a killed process are removed with the folder.
      TMPDIR: folder,
      TEST_DIST: dist,
    };
    program = await startInterrupted(driver, env, folder);
  }
  afterEach(() => program.close());

  const next = (): Promise<string> => program.next();
  const group = (): number => -(program.node.pid ?? 0);

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s reaches it once as an interruption; it ends in order, and nothing is started after it',
    async (signal) => {
      await begin(twoPlans);
      // Of the terminal, and once more of npm, which hands on what it gets.
      process.kill(group(), signal);
      expect(await next()).toBe('interrupted');
      program.node.kill(signal);
      program.node.kill('SIGINT');
      program.socket.write('1');
      expect(await next()).toBe('ended');
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.said()).toContain(`  ${signal}: waiting for Terraform`);
      expect(program.said()).toContain('terraform apply failed: Error: operation interrupted');
      expect(program.said()).toContain(`interrupted by ${signal}: no further Terraform command was started`);
    },
  );

  it('lets it work to its end when this process is killed', async () => {
    await begin(twoPlans);
    process.kill(group(), 'SIGKILL');
    expect((await program.ended).signal).toBe('SIGKILL');
    program.socket.write('1');
    expect(await next()).toBe('ended');
  });

  it('ends a destruction after the stacks at work, also where they are destroyed by then', async () => {
    await begin(twoStacks);
    process.kill(group(), 'SIGTERM');
    expect(await next()).toBe('interrupted');
    program.socket.write('0');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said()).toContain('{"destroyed":["dev-api"],"left":["dev-data"]}');
  });
});
