import fs from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { scriptLine } from '../../../../../local/stack/script-line';
import { LocalTime } from '../../../../../local/time/local-time';
import { until } from '../../../../support/until';
import { hostScript, ask, fail } from './hosted-fleet';

export function outputAndTime(): void {
  describe('the output of a script', () => {
    it('is passed on with its match, and is in its log file: output and lines of level error', async () => {
      const fleet = hostScript('talks/server.js');
      const matchId = '11111111-2222-4333-8444-555555555555';
      const session = await fleet.session({
        MatchmakerData: JSON.stringify({ matchId, matchmakingConfigurationArn: 'arn', teams: [] }),
      });
      await until('two lines', () => fleet.said.length === 2);
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
      const fleet = hostScript('habits/server.js', {
        timing: { healthIntervalMs: 100, healthTimeoutMs: 200 },
      });
      const session = await fleet.session();
      await ask(session, { do: 'block' });
      await until('an answer that is due for longer than a check waits', () =>
        fleet.fleet.processes().some(({ answerMs = 0 }) => answerMs > 250),
      );
      await session.over();
      expect(fleet.said.map(({ by, text }) => `${by} ${text}`)).toEqual([
        ...[1, 2, 3].map(
          (count) =>
            `error it did not answer onHealthCheck within 200 ms (a blocked event loop?), ${count} in ` +
            'a row: after three the process is killed. Does a rule never return?',
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
      const session = await hostScript('habits/server.js', { time }).session();
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
}
