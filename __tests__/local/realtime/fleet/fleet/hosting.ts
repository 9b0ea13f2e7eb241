import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { zipSync } from 'fflate';
import { type HostedSession, lives } from '../../support/hosted';
import { until } from '../../../../support/until';
import { ask, hostScript } from './hosted-fleet';

export function hosting(): void {
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

    it('that throws when loaded is reported with its error, and retried with growing delays', async () => {
      const fleet = hostScript('throws-at-load/server.js', { timing: { restartDelayMs: 53 } });
      await expect(fleet.fleet.ready()).rejects.toThrow(/Cannot find module '\.\/nowhere-to-be-found'/);
      await expect(fleet.session()).rejects.toThrow(/nowhere-to-be-found/);
      await until('four tries', () => fleet.failed.length >= 4);
      expect(waits(53)).toEqual([53, 106, 212, 424]);
      expect(fleet.failed[0]).toMatch(/\.log\)/);
    });

    it('that does not start its sessions is retried with growing delays, too', async () => {
      const fleet = hostScript('throws-at-start/server.js', {
        maxProcesses: 1,
        timing: { restartDelayMs: 97 },
      });
      for (let n = 0; n < 4; n += 1)
        await expect(fleet.session()).rejects.toThrow(/onStartGameSession threw: Error: the map is missing/);
      expect(waits(97)).toEqual([97, 194, 388, 776]);
      expect(fleet.ended.map(({ end }) => end)).toEqual(Array(4).fill('process-crashed'));
    });

    it('that dies soon after it started a session is retried with growing delays, too', async () => {
      const fleet = hostScript('crashes-soon/server.js', { maxProcesses: 1, timing: { restartDelayMs: 89 } });
      for (let n = 1; n <= 4; n += 1) {
        const session = await fleet.session();
        expect(await session.over()).toMatchObject({ end: 'process-crashed', soon: true });
      }
      expect(waits(89)).toEqual([89, 178, 356, 712]);
    });

    it('that ends its sessions itself is started again at once', async () => {
      const fleet = hostScript('habits/server.js', { maxProcesses: 1, timing: { restartDelayMs: 83 } });
      for (let n = 0; n < 2; n += 1) {
        const session = await fleet.session();
        await ask(session, { do: 'end' });
        expect(await session.over()).toMatchObject({ end: 'process-ended', soon: false });
      }
      expect(waits(83)).toEqual([]);
    });

    it.each([
      ['not-ready/server.js', {}, /onProcessStarted did not answer true/],
      ['hangs/at-load.js', { timing: { startTimeoutMs: 700 } }, /did not become ready within 700 ms/],
      ['race/nothing.js', {}, /names nothing\.js, which the script does not have/],
      ['habits/sub/deep.js', {}, /deep\.js has no exports\.ssExports/],
    ])('%s says why', async (script, options, reason) => {
      const fleet = hostScript(script, options);
      await expect(fleet.fleet.ready()).rejects.toThrow(reason);
      await until('the report', () => fleet.failed.length > 0);
      expect(fleet.failed[0]).toMatch(reason);
    });
  });

  describe('a script whose onStartGameSession returns a promise', () => {
    const completed = /GameLiftServerAPI completed StartGameSession/;

    it('has started the session only when the promise is fulfilled', async () => {
      const session = await hostScript('rejects-at-start/server.js').session({ GameSessionData: 'fine' });
      await session.logged(completed);
      expect(session.log()).toMatch(/active\. The promise of onStartGameSession is not awaited[^]*completed/);
    });

    it('continues when the promise is rejected, and the log does not say that it has started', async () => {
      const session = await hostScript('rejects-at-start/server.js').session();
      await session.logged(/continues, although the promise of onStartGameSession was rejected/);
      expect(session.log()).toMatch(/onStartGameSession threw: Error: the map came too late/);
      expect(session.log()).not.toMatch(completed);
      const player = await session.join();
      player.event(1);
      expect((await player.next(9)).text).toBe('here');
    });
  });

  describe('a changed script', () => {
    const zip = (text: string) => ({
      kind: 'zip' as const,
      bytes: zipSync({
        'server.js': Buffer.from(
          'exports.ssExports = { init(s) { this.s = s; }, onMessage(m) { ' +
            `this.s.sendReliableMessage(this.s.newTextGameMessage(9, -1, ${JSON.stringify(text)}), ` +
            'm.sender); } };',
        ),
      }),
    });

    it('reaches new sessions only', async () => {
      const fleet = hostScript('habits/server.js', {
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
      const fleet = hostScript('habits/server.js', { maxProcesses: 1, warmProcesses: 1 });
      await fleet.fleet.ready();
      const [spare] = fleet.fleet.processes();
      await fleet.fleet.updateScript({ source: zip('new'), launchPath: 'server.js', launchParameters: '' });
      expect(fleet.fleet.processes()).toMatchObject([{ pid: spare?.pid }]);
      expect(fleet.fleet.freeProcesses()).toBe(1);
      expect((await fleet.session()).pid).not.toBe(spare?.pid);
    });

    it('and changed ceilings leave running sessions alone', async () => {
      const fleet = hostScript('habits/server.js', { maxProcesses: 2, warmProcesses: 1 });
      const session = await fleet.session();
      fleet.fleet.resize(1, 0);
      await until('the spare to go', () => fleet.fleet.processes().length === 1);
      expect(fleet.fleet.freeProcesses()).toBe(0);
      expect(lives(session.pid)).toBe(true);
      fleet.fleet.resize(3, 2);
      await until('new spares', () => fleet.fleet.processes().length === 3);
    });
  });

  describe("Node 24, the service's own", () => {
    const binary = process.env['TURNLIFT_NODE24'];
    if (binary === undefined)
      process.stderr.write(
        'SKIPPED: scripts under Node 24. Set TURNLIFT_NODE24 to a Node 24 binary to run them.\n',
      );
    (binary === undefined ? it.skip : it)('hosts the same scripts', async () => {
      const fleet = hostScript('habits/server.js', { nodeBinary: binary ?? '' });
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
}
