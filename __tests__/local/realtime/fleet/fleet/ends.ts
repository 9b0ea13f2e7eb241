import { describe, expect, it } from '@jest/globals';
import { type HostedSession, lives } from '../../support/hosted';
import { portsAreFree } from '../../support/ports-are-free';
import { until } from '../../../../support/until';
import { hostScript, ask } from './hosted-fleet';

export function ends(): void {
  describe('a process that ends by itself', () => {
    const matchId = '11111111-2222-4333-8444-555555555555';

    it.each([
      [{ do: 'exit', code: 7 }, ['the process is gone: exit code 7']],
      [
        { do: 'timer' },
        [
          expect.stringMatching(/^The script threw outside of its callbacks: Error: .*\n\s+at /),
          expect.stringMatching(
            /^the process is gone: the script threw outside of its callbacks: .*exit code/,
          ),
        ],
      ],
    ])(
      'is reported with its match, also if the match continues, and with its log (%j)',
      async (what, texts) => {
        const fleet = hostScript('habits/server.js');
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
        const fleet = hostScript('habits/server.js', {
          maxProcesses: 1,
          timing: { healthIntervalMs: 100, healthTimeoutMs: 200, endingGraceMs: 300 },
        });
        const session = await fleet.session();
        const player = await session.join();
        await kill(session);
        expect(await session.over()).toEqual({
          gameSessionId: session.id,
          end,
          detail: expect.stringMatching(detail),
          soon: end !== 'process-ended',
        });
        await until('the close', () => player.closed !== undefined);
        expect(await portsAreFree(session.port)).toBe(true);
        if (/timer/.test(_what))
          expect(session.log()).toMatch(
            /\[FATAL\].*threw outside of its callbacks: Error: thrown in a timer/,
          );
        await until('a free process', () => fleet.fleet.freeProcesses() === 1);
        expect((await fleet.session()).port).toBeGreaterThan(0);
      },
    );

    it('by termination calls onProcessTerminate; by force it does not', async () => {
      const fleet = hostScript('habits/server.js', { maxProcesses: 2 });
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
      await until('the close', () => player.closed !== undefined);
      expect(player.closed?.code).toBe(1001);
      await fleet.fleet.terminateGameSession(asked.id, 'FORCE_TERMINATE'); // Already over.
    });

    it('is reported once, also for a script that never gets its session started', async () => {
      const fleet = hostScript('hangs/at-start.js', { activationTimeoutSeconds: 0.3 });
      await expect(fleet.session()).rejects.toThrow(/onStartGameSession did not return within 0\.3 s/);
      await expect(fleet.session({ Name: 'throw' })).rejects.toThrow(/no game today/);
      expect(fleet.ended.map(({ end }) => end)).toEqual(['activation-timeout', 'process-crashed']);
    });
  });
}
