import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { RealtimeClient } from './support/client';
import { fixtures, lives } from './support/hosted';
import * as z from 'zod/mini';
import { until } from '../../support/until';
import { compileProgram } from '../../support/compiled';
import { parseText } from '../../support/json-values';

const printedSession = z.looseObject({
  url: z.string(),
  port: z.number(),
  playerSessions: z.array(z.string()),
  pid: z.number(),
  certificateAuthority: z.optional(z.string()),
  logFile: z.string(),
});

const root = path.join(__dirname, '..', '..', '..');
const running: Run[] = [];

/** `npm run realtime -- …` without npm. */
class Run {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  code: number | null | undefined;

  constructor(...args: string[]) {
    running.push(this);
    this.child = spawn(process.execPath, [compileProgram('local/cli/realtime.js'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, INIT_CWD: '' },
    });
    this.child.stdout?.on('data', (chunk) => {
      this.stdout += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    this.child.on('exit', (code) => {
      this.code = code;
    });
  }

  /** The n-th game session as --json prints it. */
  async session(n = 0): Promise<z.infer<typeof printedSession>> {
    await until(
      () => `a session; ${this.stderr}`,
      () => this.stdout.split('\n').length > n + 1 || this.code !== undefined,
    );
    return parseText(printedSession, this.stdout.split('\n')[n] ?? '');
  }

  async exit(): Promise<number | null> {
    await until(
      () => `the exit; ${this.stderr}`,
      () => this.code !== undefined,
    );
    return this.code ?? null;
  }
}

afterEach(async () => {
  for (const run of running.splice(0)) {
    if (run.code === undefined) run.child.kill('SIGKILL');
    await run.exit();
  }
});

describe('npm run realtime', () => {
  it('hosts a script for the player sessions that it prints, again after each session', async () => {
    const run = new Run(
      '--script',
      path.join(fixtures, 'race'),
      '--entry',
      'server.js',
      '--json',
      '--players',
      '2',
      '--launch-parameters',
      'map Winter',
    );
    const session = await run.session();
    expect(session.playerSessions).toHaveLength(2);
    const refused = await RealtimeClient.connect({ url: session.url, playerSessionId: 'psess-mine' });
    expect(refused.loginResult?.success ?? false).toBe(false);
    const player = await RealtimeClient.connect({
      url: session.url,
      playerSessionId: session.playerSessions[0] ?? '',
      udp: true,
    });
    expect(player.loginResult?.success).toBe(true);
    await player.close();
    // The race's script ends its process when the last player has left.
    const next = await run.session(1);
    expect(run.stderr).toMatch(/\(server\.js\) \d+: started with map,Winter/);
    expect(run.stderr).toMatch(/The game session has ended \(process-ended/);
    expect(next.pid).not.toBe(session.pid);
    expect(next.playerSessions.length).toBe(2);
    run.child.kill('SIGINT');
    expect(await run.exit()).toBe(0);
    expect([session.pid, next.pid].filter(lives)).toEqual([]);
  });

  it('with --permissive accepts any id, over TLS too, and survives a crash on the same port', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'standalone-'));
    const zip = path.join(folder, 'script.zip');
    fs.writeFileSync(
      zip,
      zipSync({ 'game.js': fs.readFileSync(path.join(fixtures, 'habits', 'server.js')) }),
    );
    fs.writeFileSync(path.join(folder, 'matchmaker.json'), '{"matchId":"m"}');
    const run = new Run(
      '--script',
      zip,
      '--entry',
      '/local/game/game.js',
      '--json',
      '--permissive',
      '--tls',
      '--logs',
      folder,
      '--no-udp',
      '--game-property',
      'map=summer',
      '--game-property',
      'mode=a=b',
      '--matchmaker-data',
      zip.replace('script.zip', 'matchmaker.json'),
    );
    const session = await run.session();
    const ca = fs.readFileSync(session.certificateAuthority ?? '', 'utf8');
    const join = (url: string) => RealtimeClient.connect({ url, playerSessionId: 'any-guid', ca });
    for (let time = 0; time < 2; time += 1) {
      const player = await join(session.url);
      expect(player.loginResult).toMatchObject({ success: true });
      await player.close();
    }
    const player = await join(session.url);
    player.event(5, '{"do":"game"}', true);
    expect(JSON.parse((await player.next(2)).text)).toMatchObject({ properties: ['map=summer', 'mode=a=b'] });
    player.event(5, '{"do":"timer"}', true);
    const next = await run.session(1);
    expect(run.stderr).toMatch(/has ended \(process-crashed/);
    expect(run.stderr).toMatch(/\[FATAL\].*threw outside of its callbacks: Error: thrown in a timer/);
    expect(next.port).toBe(session.port);
    const stuck = await join(next.url);
    expect(stuck.loginResult?.success).toBe(true);
    stuck.event(5, '{"do":"block"}', true); // A script that hears no player any more.
    stuck.event(1, 'ignored', true);
    run.child.kill('SIGKILL');
    await until("the end of the script's process", () => !lives(next.pid));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('explains why a script cannot be hosted', async () => {
    const missing = new Run('--script', 'nowhere', '--entry', 'server.js');
    const throws = new Run('--script', path.join(fixtures, 'throws-at-load'), '--entry', 'server.js');
    expect([await missing.exit(), await throws.exit()]).toEqual([2, 1]);
    expect(missing.stderr).toMatch(/--script nowhere: there is no such folder or file/);
    expect(throws.stdout).toMatch(/Cannot find module '\.\/nowhere-to-be-found'/);
    expect(throws.stdout.trimEnd().split('\n').at(-1)).toMatch(/Nothing is hosted/);
  });

  it('ends when the script does not have the entry, and names it and the files that there are', async () => {
    const run = new Run('--script', path.join(fixtures, 'race'), '--entry', 'nofile.js', '--port', '0');
    expect(await run.exit()).toBe(1);
    expect(run.stdout).toMatch(/did not start: .* names nofile\.js, .* at its top are: .*server\.js/);
    expect(run.stdout.match(/did not start/g)).toHaveLength(1);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toMatch(/Nothing is hosted/);
  });

  it('gives up on a script that does not start its first session, with output and error', async () => {
    const run = new Run('--script', path.join(fixtures, 'throws-at-start'), '--entry', 'server.js');
    expect(await run.exit()).toBe(1);
    expect(run.stdout).toMatch(/\[INFO\] \(server\.js\) \d+: about to load the map/);
    expect(run.stdout).toMatch(/did not start: onStartGameSession threw: Error: the map is missing\n +at /);
    expect(run.stdout).toMatch(/\(exit code 1\)/);
    expect(run.stdout.match(/did not start/g)).toHaveLength(1);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toMatch(/Nothing is hosted/);
  });

  it('delays each retry of a script that ran and no longer starts, and then gives up', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'standalone-'));
    fs.writeFileSync(
      path.join(folder, 'server.js'),
      `const fs = require('fs');
       exports.ssExports = {
         init() {},
         onStartGameSession() {
           if (fs.existsSync(${JSON.stringify(path.join(folder, 'ran'))})) throw new Error('only once');
           fs.writeFileSync(${JSON.stringify(path.join(folder, 'ran'))}, '');
         },
         onMessage() { process.exit(3); },
       };`,
    );
    const run = new Run('--script', folder, '--entry', 'server.js', '--permissive', '--json');
    const session = await run.session();
    const player = await RealtimeClient.connect({ url: session.url, playerSessionId: 'any' });
    player.event(1, '', true);
    expect(await run.exit()).toBe(1);
    expect(run.stderr).toMatch(/has ended \(process-crashed: exit code 3\)/);
    expect(run.stderr.match(/did not start: onStartGameSession threw: Error: only once/g)).toHaveLength(4);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('gives up on a script that dies soon after each start of a session', async () => {
    const script = path.join(fixtures, 'crashes-soon');
    const run = new Run('--script', script, '--entry', 'server.js', '--permissive');
    expect(await run.exit()).toBe(1);
    expect(run.stdout.match(/has ended \(process-crashed/g)).toHaveLength(5);
    expect(run.stdout).toMatch(/Error: the first round is missing/);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toMatch(/Nothing is hosted/);
  });

  it('refuses a port in use', async () => {
    const first = new Run('--script', path.join(fixtures, 'race'), '--entry', 'server.js', '--json');
    const { port } = await first.session();
    const second = new Run(
      '--script',
      path.join(fixtures, 'race'),
      '--entry',
      'server.js',
      '--port',
      String(port),
    );
    expect(await second.exit()).toBe(1);
    expect(second.stdout).toMatch(/EADDRINUSE/);
  });
});
