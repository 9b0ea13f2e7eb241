import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { zipSync } from 'fflate';
import { type FleetHostOptions } from '../../../../local/realtime';
import { scriptLine } from '../../../../local/stack/script-line';
import { LocalTime } from '../../../../local/time/local-time';
import { RealtimeClient } from '../support/client';
import { HostedFleet, type HostedSession, lives } from '../support/hosted';
import { portsAreFree } from '../support/ports-are-free';
import { until } from '../support/until';

let host: HostedFleet | undefined;
function hosted(script: string, options: Partial<FleetHostOptions> = {}): HostedFleet {
  host = new HostedFleet(script, options);
  return host;
}
afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function ask(session: HostedSession, what: object): Promise<void> {
  const player = await session.join();
  player.event(5, JSON.stringify(what), true);
}

describe('the output of a script', () => {
  it('is passed on with its match, and is in its log file: console output, and log lines with the level error', async () => {
    const fleet = hosted('talks/server.js');
    const matchId = '11111111-2222-4333-8444-555555555555';
    const session = await fleet.session({
      MatchmakerData: JSON.stringify({ matchId, matchmakingConfigurationArn: 'arn', teams: [] }),
    });
    await until(() => fleet.said.length === 2, 'two lines');
    const logFile = fleet.fleet.logFile(session.id) ?? '';
    const of = { gameSessionId: session.id, matchId, logFile };
    expect(fleet.said).toEqual([
      { ...of, by: 'console', text: "dealt 5 cards { to: [ 'ada' ] }" },
      { ...of, by: 'error', text: expect.stringMatching(/^Error: the rules failed\n\s+at /) },
    ]);
    expect(scriptLine(fleet.said[0] ?? fail())).toBe(
      `match ${matchId}: console: dealt 5 cards { to: [ 'ada' ] }`,
    );
    const written = fs.readFileSync(logFile, 'utf8');
    expect(written).toContain('before any session');
    expect(written).toContain("dealt 5 cards { to: [ 'ada' ] }");
    expect(written).toContain('the rules failed');
  });

  it('includes that it does not answer: a rule never returns', async () => {
    const fleet = hosted('habits/server.js', { timing: { healthInterval: 100, healthTimeout: 200 } });
    const session = await fleet.session();
    await ask(session, { do: 'block' });
    await until(
      () => fleet.fleet.processes().some(({ answerMs = 0 }) => answerMs > 250),
      'an answer that is due for longer than a check waits',
    );
    await session.over();
    expect(fleet.said.map(({ by, text }) => `${by} ${text}`)).toEqual([
      ...[1, 2, 3].map(
        (count) =>
          `error it did not answer onHealthCheck within 200 ms (a blocked event loop?), ${count} in a row: after three the process is killed. Is there a rule that never returns?`,
      ),
      expect.stringMatching(/^error the process is gone: three health checks in a row failed: .*SIGKILL/),
    ]);
  });
});

describe('the time of a script', () => {
  it('is that of its stack: it can be stopped and advanced, for timeouts too', async () => {
    const time = new LocalTime();
    // Before the process starts: a change reaches a process by another channel than a player's message.
    time.stop();
    const stoppedAt = time.now();
    const session = await hosted('habits/server.js', { time }).session();
    const player = await session.join();
    player.event(5, JSON.stringify({ do: 'time', in: 600_000 }), true);
    expect(JSON.parse((await player.next(2)).text)).toEqual({
      now: [stoppedAt, stoppedAt, stoppedAt],
      isDate: true,
    });
    time.step(600_000);
    const later = stoppedAt + 600_000;
    expect(JSON.parse((await player.next(2)).text)).toEqual({ due: [later, later, later] });
  });
});

describe('a process that ends by itself', () => {
  const matchId = '11111111-2222-4333-8444-555555555555';

  it.each([
    [{ do: 'exit', code: 7 }, ['the process is gone: exit code 7']],
    [
      { do: 'timer' },
      [
        expect.stringMatching(/^The script threw outside of its callbacks: Error: .*\n\s+at /),
        expect.stringMatching(/^the process is gone: the script threw outside of its callbacks: .*exit code/),
      ],
    ],
  ])(
    'is reported with its match, also if the match continues, and with its log (%j)',
    async (what, texts) => {
      const fleet = hosted('habits/server.js');
      const session = await fleet.session({ GameSessionData: JSON.stringify({ matchId }) });
      const logFile = fleet.fleet.logFile(session.id);
      await ask(session, what);
      await session.over();
      expect(fleet.said).toEqual(
        texts.map((text) => ({ by: 'error', text, gameSessionId: session.id, matchId, logFile })),
      );
    },
  );
});

const fail = (): never => {
  throw new Error('nothing was said');
};

describe('processes', () => {
  it('are warm before they are needed: a session starts at once, and the next spare is started meanwhile', async () => {
    const fleet = hosted('habits/server.js', { maximumProcesses: 3, warmProcesses: 2 });
    await fleet.fleet.ready();
    await until(() => fleet.lines.filter((line) => /is ready/.test(line)).length === 2, 'two warm processes');
    const warm = fleet.fleet.processes().map((process) => process.pid);
    const first = await fleet.session();
    const second = await fleet.session();
    expect([first.pid, second.pid].sort()).toEqual(warm.sort()); // No process was started for them.
    expect(fleet.fleet.freeProcesses()).toBe(1);
    const third = await fleet.session();
    expect(new Set([first.pid, second.pid, third.pid]).size).toBe(3);
    expect(new Set([first.port, second.port, third.port]).size).toBe(3);
    await expect(fleet.session()).rejects.toThrow(/no process is free: all 3/);
    expect(fleet.fleet.processes().every((process) => (process.residentBytes ?? 0) > 10_000_000)).toBe(true);
  });

  it('are kept ready in the number that was needed lately, within the ceiling', async () => {
    let [cores, looks] = [0, 0];
    const idleCores = (): number => {
      looks += 1;
      return cores;
    };
    const fleet = hosted('habits/server.js', { maximumProcesses: 5, warmProcesses: 1, idleCores });
    const idle = () =>
      fleet.fleet.processes().filter(({ port, gameSessionId }) => port > 0 && gameSessionId === undefined);
    await fleet.session();
    await until(() => idle().length === 1, 'the usual spare');
    await fleet.session();
    await until(() => idle().length === 1, 'the usual spare again');
    await until(() => looks > 2, 'a machine that is measured');
    expect(fleet.fleet.processes()).toHaveLength(3); // Its sessions need all of it.
    cores = 1;
    await until(() => idle().length === 2, 'as many spares as sessions');
    await fleet.session();
    await until(() => fleet.fleet.processes().length === 5, 'no more than the ceiling');
  });

  it('do not wait for one another: a blocked process does not affect the others', async () => {
    const fleet = hosted('habits/server.js');
    const [blocked, other] = [await fleet.session(), await fleet.session()];
    await ask(blocked, { do: 'block' });
    const player = await other.join();
    for (let n = 0; n < 50; n += 1) {
      player.event(1, String(n), true);
      expect((await player.next(2)).text).toBe(String(n));
    }
    expect((await fleet.session()).port).toBeGreaterThan(0);
  });

  it('leave no process, port or folder behind when the fleet is closed', async () => {
    const fleet = hosted('habits/server.js', { maximumProcesses: 3, warmProcesses: 1 });
    const [one, blocked] = [await fleet.session(), await fleet.session()];
    await ask(blocked, { do: 'block' });
    await until(() => fleet.fleet.processes().length === 3, 'a spare');
    const pids = fleet.fleet.processes().map((process) => process.pid ?? 0);
    const folder =
      process.platform === 'linux'
        ? path.dirname(path.dirname(fs.realpathSync(`/proc/${one.pid}/cwd`)))
        : '/nowhere';
    await fleet.fleet.close();
    expect(pids.filter(lives)).toEqual([]);
    expect(await portsAreFree(one.port)).toBe(true);
    expect(await portsAreFree(blocked.port)).toBe(true);
    expect(fs.existsSync(folder)).toBe(false);
    expect(await one.over()).toMatchObject({ end: 'terminated' });
    await expect(fleet.session()).rejects.toThrow(/closed/);
  });
});

describe('the launcher', () => {
  it.each(process.platform === 'linux' ? [['SIGKILL' as const]] : [])(
    'ends its processes with it when it dies of %s, and the fleet continues with another',
    async (signal) => {
      const fleet = hosted('habits/server.js', { maximumProcesses: 2, warmProcesses: 1 });
      const session = await fleet.session();
      const { pid } = session;
      // The parent of a script's process is the launcher, not this process.
      const parent = Number(/^PPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      expect(parent).not.toBe(process.pid);
      process.kill(parent, signal);
      expect(await session.over()).toMatchObject({
        end: 'process-crashed',
        detail: expect.stringContaining('the launcher of script processes is gone'),
      });
      await until(() => !lives(pid), 'the end of the process');
      const again = await fleet.session();
      const player = await again.join();
      expect(player.loginResult?.success).toBe(true);
    },
  );
});

describe('an address', () => {
  it('may use IPv6, also for UDP', async () => {
    const fleet = hosted('habits/server.js', { address: '::1' });
    const session = await fleet.session();
    const player = fleet.adopt(
      await RealtimeClient.connect({
        url: `ws://[::1]:${session.port}/`,
        playerSessionId: session.reserve(),
      }),
    );
    expect(player.loginResult).toMatchObject({ success: true, fastPort: session.port });
  });
});

describe("a session's end", () => {
  it.each([
    [
      'SIGKILL',
      (session: HostedSession) => Promise.resolve(process.kill(session.pid, 'SIGKILL')),
      'process-crashed',
      /killed by SIGKILL/,
    ],
    [
      'an exception in a timer',
      (session: HostedSession) => ask(session, { do: 'timer' }),
      'process-crashed',
      /threw outside of its callbacks: Error: thrown in a timer .*exit code 1/,
    ],
    [
      'process.exit(0) without processEnding()',
      (session: HostedSession) => ask(session, { do: 'exit', code: 0 }),
      'process-crashed',
      /exit code 0/,
    ],
    [
      'processEnding() and exit',
      (session: HostedSession) => ask(session, { do: 'end' }),
      'process-ended',
      /exit code 0/,
    ],
    [
      'processEnding() without an exit',
      (session: HostedSession) => ask(session, { do: 'linger' }),
      'process-ended',
      /did not exit within 300 ms of processEnding/,
    ],
    [
      'a script that says it is not healthy',
      (session: HostedSession) => ask(session, { do: 'sick' }),
      'process-unhealthy',
      /onHealthCheck did not answer true/,
    ],
    [
      'a blocked event loop',
      (session: HostedSession) => ask(session, { do: 'block' }),
      'process-unhealthy',
      /did not answer onHealthCheck within 200 ms/,
    ],
  ])(
    'by %s is noticed, its clients are disconnected, its ports are free and a new session finds a process',
    async (_what, kill, end, detail) => {
      const fleet = hosted('habits/server.js', {
        maximumProcesses: 1,
        timing: { healthInterval: 100, healthTimeout: 200, endingGrace: 300 },
      });
      const session = await fleet.session();
      const player = await session.join();
      await kill(session);
      expect(await session.over()).toEqual({
        gameSessionId: session.id,
        end,
        detail: expect.stringMatching(detail),
      });
      await until(() => player.closed !== undefined, 'the close');
      expect(await portsAreFree(session.port)).toBe(true);
      if (/timer/.test(_what))
        expect(session.log()).toMatch(/\[FATAL\].*threw outside of its callbacks: Error: thrown in a timer/);
      await until(() => fleet.fleet.freeProcesses() === 1, 'a free process');
      expect((await fleet.session()).port).toBeGreaterThan(0);
    },
  );

  it('by termination calls onProcessTerminate; by force it does not', async () => {
    const fleet = hosted('habits/server.js', { maximumProcesses: 2 });
    const [asked, forced] = [await fleet.session(), await fleet.session()];
    const player = await asked.join();
    const pids = [asked.pid, forced.pid];
    await fleet.fleet.terminateGameSession(asked.id, 'TRIGGER_ON_PROCESS_TERMINATE');
    await fleet.fleet.terminateGameSession(forced.id, 'FORCE_TERMINATE');
    expect(pids.filter(lives)).toEqual([]);
    expect((await asked.over()).end).toBe('terminated');
    expect((await forced.over()).end).toBe('terminated');
    expect(asked.log()).toMatch(/\(server\.js\) \d+: onProcessTerminate/);
    expect(forced.log()).not.toMatch(/: onProcessTerminate/);
    await until(() => player.closed !== undefined, 'the close');
    expect(player.closed?.code).toBe(1001);
    await fleet.fleet.terminateGameSession(asked.id, 'FORCE_TERMINATE'); // Already over.
  });

  it('is reported once, also for a script that never gets its session started', async () => {
    const fleet = hosted('hangs/at-start.js', { activationTimeoutSeconds: 0.3 });
    await expect(fleet.session()).rejects.toThrow(/onStartGameSession did not return within 0\.3 s/);
    await expect(fleet.session({ Name: 'throw' })).rejects.toThrow(/no game today/);
    expect(fleet.ended.map(({ end }) => end)).toEqual(['activation-timeout', 'process-crashed']);
  });
});

describe('a script that cannot be hosted', () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  beforeEach(() => {
    timers.mockClear();
  });
  afterAll(() => {
    timers.mockRestore();
  });
  /** The delays of timers that are a multiple of a prime number of milliseconds: those before a start. */
  const waits = (prime: number): readonly number[] =>
    timers.mock.calls.flatMap(([, delay = 0]) => (delay > 0 && delay % prime === 0 ? [delay] : []));

  it('that throws when loaded is reported with its own error, and retried with growing delays', async () => {
    const fleet = hosted('throws-at-load/server.js', { timing: { restartDelay: 53 } });
    await expect(fleet.fleet.ready()).rejects.toThrow(/Cannot find module '\.\/nowhere-to-be-found'/);
    await expect(fleet.session()).rejects.toThrow(/nowhere-to-be-found/);
    await until(() => fleet.failed.length >= 4, 'four tries');
    expect(waits(53)).toEqual([53, 106, 212, 424]);
    expect(fleet.failed[0]).toMatch(/\.log\)/);
  });

  it('that does not start its sessions is retried with growing delays, too', async () => {
    const fleet = hosted('throws-at-start/server.js', { maximumProcesses: 1, timing: { restartDelay: 97 } });
    for (let n = 0; n < 4; n += 1)
      await expect(fleet.session()).rejects.toThrow(/onStartGameSession threw: Error: the map is missing/);
    expect(waits(97)).toEqual([97, 194, 388, 776]);
    expect(fleet.ended.map(({ end }) => end)).toEqual(Array(4).fill('process-crashed'));
  });

  it.each([
    ['not-ready/server.js', {}, /onProcessStarted did not answer true/],
    ['hangs/at-load.js', { timing: { startTimeout: 700 } }, /did not become ready within 700 ms/],
    ['race/nothing.js', {}, /names nothing\.js, which the script does not have/],
    ['habits/sub/deep.js', {}, /deep\.js has no exports\.ssExports/],
  ])('%s says why', async (script, options, reason) => {
    const fleet = hosted(script, options);
    await expect(fleet.fleet.ready()).rejects.toThrow(reason);
    await until(() => fleet.failed.length > 0, 'the report');
    expect(fleet.failed[0]).toMatch(reason);
  });
});

describe('a changed script', () => {
  const zip = (text: string) => ({
    kind: 'zip' as const,
    bytes: zipSync({
      'server.js': Buffer.from(
        `exports.ssExports = { init(s) { this.s = s; }, onMessage(m) { this.s.sendReliableMessage(this.s.newTextGameMessage(9, -1, ${JSON.stringify(text)}), m.sender); } };`,
      ),
    }),
  });

  it('reaches new sessions only', async () => {
    const fleet = hosted('habits/server.js', {
      script: { source: zip('old'), launchPath: 'server.js', launchParameters: '' },
    });
    const old = await fleet.session();
    await fleet.fleet.updateScript({ source: zip('new'), launchPath: 'server.js', launchParameters: '' });
    const fresh = await fleet.session();
    const version = async (session: HostedSession) => {
      const player = await session.join();
      player.event(1);
      return (await player.next(9)).text;
    };
    expect(await version(old)).toBe('old');
    expect(await version(fresh)).toBe('new');
    await expect(
      fleet.fleet.updateScript({
        source: { kind: 'zip', bytes: Buffer.from('no zip') },
        launchPath: 'server.js',
        launchParameters: '',
      }),
    ).rejects.toThrow(/zip is not readable/);
    expect(await version(await fleet.session())).toBe('new');
  });

  it('takes no place from the next session, though the spare process still ends', async () => {
    const fleet = hosted('habits/server.js', { maximumProcesses: 1, warmProcesses: 1 });
    await fleet.fleet.ready();
    const [spare] = fleet.fleet.processes();
    await fleet.fleet.updateScript({ source: zip('new'), launchPath: 'server.js', launchParameters: '' });
    expect(fleet.fleet.processes()).toMatchObject([{ pid: spare?.pid }]);
    expect(fleet.fleet.freeProcesses()).toBe(1);
    expect((await fleet.session()).pid).not.toBe(spare?.pid);
  });

  it('and changed ceilings leave running sessions alone', async () => {
    const fleet = hosted('habits/server.js', { maximumProcesses: 2, warmProcesses: 1 });
    const session = await fleet.session();
    fleet.fleet.resize(1, 0);
    await until(() => fleet.fleet.processes().length === 1, 'the spare to go');
    expect(fleet.fleet.freeProcesses()).toBe(0);
    expect(lives(session.pid)).toBe(true);
    fleet.fleet.resize(3, 2);
    await until(() => fleet.fleet.processes().length === 3, 'new spares');
  });
});

describe("Node 24, the service's own", () => {
  const binary = process.env['TURNLIFT_NODE24'];
  if (binary === undefined)
    process.stderr.write(
      'SKIPPED: scripts under Node 24. Set TURNLIFT_NODE24 to a Node 24 binary to run them.\n',
    );
  (binary === undefined ? it.skip : it)('hosts the same scripts', async () => {
    const fleet = hosted('habits/server.js', { nodeBinary: binary ?? '' });
    const session = await fleet.session();
    const player = await session.join({ udp: true });
    player.event(5);
    expect(JSON.parse((await player.next(2)).text)).toMatchObject({
      toString: '[object Object]',
      home: true,
      metadataExists: true,
      sub: 'PacketJoinGroupLoginResult',
    });
    player.event(5, JSON.stringify({ do: 'leaks' }), true);
    expect((await player.next(2)).text).toBe('"leaked"');
    player.event(5, JSON.stringify({ do: 'fast', size: 10 }), true);
    expect((await player.next(3)).via).toBe('udp');
  });
});
