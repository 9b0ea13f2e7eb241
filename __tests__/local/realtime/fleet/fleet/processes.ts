import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RealtimeClient } from '../../support/client';
import { lives } from '../../support/hosted';
import { portsAreFree } from '../../support/ports-are-free';
import { until } from '../../../../support/until';
import { hostScript, ask } from './hosted-fleet';

export function processes(): void {
  describe('processes', () => {
    it('are warm before they are needed: a session starts at once, while the next spare starts', async () => {
      const fleet = hostScript('habits/server.js', { maxProcesses: 3, warmProcesses: 2 });
      await fleet.fleet.ready();
      await until(
        'two warm processes',
        () => fleet.lines.filter((line) => /is ready/.test(line)).length === 2,
      );
      const warm = fleet.fleet.processes().map((process) => process.pid);
      const first = await fleet.session();
      const second = await fleet.session();
      expect([first.pid, second.pid].sort()).toEqual(warm.sort()); // No process was started for them.
      expect(fleet.fleet.freeProcesses()).toBe(1);
      const third = await fleet.session();
      expect(new Set([first.pid, second.pid, third.pid]).size).toBe(3);
      expect(new Set([first.port, second.port, third.port]).size).toBe(3);
      await expect(fleet.session()).rejects.toThrow(/no process is free: all 3/);
      expect(fleet.fleet.processes().every((process) => (process.residentBytes ?? 0) > 10_000_000)).toBe(
        true,
      );
    });

    it('are kept ready in the number that was needed lately, within the ceiling', async () => {
      let [cores, looks] = [0, 0];
      const idleCores = (): number => {
        looks += 1;
        return cores;
      };
      const fleet = hostScript('habits/server.js', { maxProcesses: 5, warmProcesses: 1, idleCores });
      const idle = () =>
        fleet.fleet.processes().filter(({ port, gameSessionId }) => port > 0 && gameSessionId === undefined);
      await fleet.session();
      await until('the usual spare', () => idle().length === 1);
      await fleet.session();
      await until('the usual spare again', () => idle().length === 1);
      await until('a machine that is measured', () => looks > 2);
      expect(fleet.fleet.processes()).toHaveLength(3); // Its sessions need all of it.
      cores = 1;
      await until('as many spares as sessions', () => idle().length === 2);
      await fleet.session();
      await until('no more than the ceiling', () => fleet.fleet.processes().length === 5);
    });

    it('do not wait for one another: a blocked process does not affect the others', async () => {
      const fleet = hostScript('habits/server.js');
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
      const fleet = hostScript('habits/server.js', { maxProcesses: 3, warmProcesses: 1 });
      const [one, blocked] = [await fleet.session(), await fleet.session()];
      await ask(blocked, { do: 'block' });
      await until('a spare', () => fleet.fleet.processes().length === 3);
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
        const fleet = hostScript('habits/server.js', { maxProcesses: 2, warmProcesses: 1 });
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
        await until('the end of the process', () => !lives(pid));
        const again = await fleet.session();
        const player = await again.join();
        expect(player.loginResult?.success).toBe(true);
      },
    );
  });

  describe('an address', () => {
    it('may use IPv6, also for UDP', async () => {
      const fleet = hostScript('habits/server.js', { address: '::1' });
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
}
