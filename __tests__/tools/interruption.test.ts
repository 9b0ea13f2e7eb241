import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { compiled } from '../support/compiled';

/**
 * A `terraform` that reports to the test when it begins and when it is interrupted, and ends when the test tells
 * it the exit code; before, it writes to both outputs, as Terraform does of its orderly end.
 */
const program = `#!${process.execPath}
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
const told = (error) => console.log(error.message.split('\\n').join(' '));
terraform.apply('first').catch(told).then(() => terraform.apply('second')).catch(told);
`;
/** Destroys a stack, and then the one that it reads. */
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
  let server: net.Server;
  /** What the fake said next. */
  let heard: AsyncIterator<string>;
  let socket: net.Socket;
  let node: ChildProcess;
  let ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  let said: string;

  beforeAll(() => {
    dist = path.dirname(compiled('tools'));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-interruption-'));
    fs.writeFileSync(path.join(folder, 'terraform'), program, { mode: 0o755 });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function begin(driver: string): Promise<void> {
    server = net.createServer();
    const connected = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    said = '';
    node = spawn(process.execPath, ['-e', driver], {
      cwd: folder,
      // A group of its own, as a shell gives it to each command.
      detached: true,
      env: {
        ...process.env,
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        // What a killed process leaves is removed with the folder.
        TMPDIR: folder,
        TEST_PORT: String(port),
        TEST_DIST: dist,
      },
    });
    node.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    node.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    ended = new Promise((resolve) => node.once('close', (code, signal) => resolve({ code, signal })));
    socket = await connected;
    heard = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
    expect(await next()).toBe('began apply');
  }
  afterEach(() => {
    socket.destroy();
    server.close();
    node.kill('SIGKILL');
  });

  const next = async (): Promise<string> => String((await heard.next()).value);
  const group = (): number => -(node.pid ?? 0);

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s reaches it once as an interruption; it ends in order, and nothing is started after it',
    async (signal) => {
      await begin(twoPlans);
      // Of the terminal, and once more of npm, which hands on what it gets.
      process.kill(group(), signal);
      expect(await next()).toBe('interrupted');
      node.kill(signal);
      node.kill('SIGINT');
      socket.write('1');
      expect(await next()).toBe('ended');
      expect(await ended).toEqual({ code: 0, signal: null });
      expect(said).toContain(`  ${signal}: waiting for Terraform`);
      expect(said).toContain('terraform apply failed: Error: operation interrupted');
      expect(said).toContain(`interrupted by ${signal}: no further Terraform command was started`);
    },
  );

  it('lets it work to its end when this process is killed', async () => {
    await begin(twoPlans);
    process.kill(group(), 'SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    socket.write('1');
    expect(await next()).toBe('ended');
  });

  it('ends a destruction after the stacks at work, also where they are destroyed by then', async () => {
    await begin(twoStacks);
    process.kill(group(), 'SIGTERM');
    expect(await next()).toBe('interrupted');
    socket.write('0');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toContain('{"destroyed":["dev-api"],"left":["dev-data"]}');
  });
});
