import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { asleepMs, placingMs, lostOwnerMs, unattendedMs } from '../../../functions/match-sweeper/match-check';
import { playerId } from '../../../core/ids';
import { timeDefaults } from '../../../core/match/clock/time-rules';
import { type MatchHeader } from '../../../core/match/log';
import { type MatchStore } from '../../../store';
import { OwnershipLost } from '../../../store/matches';
import { broken } from '../../games/broken';
import {
  clock,
  stores,
  matches,
  gamelift,
  sweep,
  none,
  newHeader,
  entry,
  unknownSession,
  firstTurn,
  sweepToEnd,
  begin,
  placedMatch,
} from './sweeper-stores';

export function gameSessions(): void {
  describe('a match whose game session', () => {
    it('lives is left alone, and not checked again for a while', async () => {
      const { header, session } = await placedMatch();
      expect(await sweep()).toEqual({ attended: 1, ...none });
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
      await gamelift.client.send(
        new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
      );
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'active',
        hosting: { kind: 'asleep', since: clock.time, retryAt: clock.time },
      });
      await sweepToEnd(header, firstTurn);
      expect(await matches.get(header.matchId)).toMatchObject({ status: 'finished', counted: 'void' });
    });

    it('is gone, and that a clock cannot end, is checked only after its time has passed', async () => {
      const header = { ...newHeader(), rulesVersion: 99 };
      await begin(header);
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      const since = clock.time;
      clock.time = since + unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time = since + asleepMs - 1;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time = since + asleepMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
    });

    it('was to be followed by another that never came sleeps again', async () => {
      const header = newHeader();
      const claimed = await begin(header);
      await matches.startPlacing(claimed, clock.time);
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time += placingMs;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      await sweepToEnd(header, firstTurn);
    });

    it('has a successor in the log, which the row lacks, is not ended', async () => {
      const header = { ...newHeader(), rulesVersion: 99 };
      await begin(header);
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      clock.time += asleepMs + 1;
      await matches.append(header.matchId, 1, {
        ...entry(1, { kind: 'play', command: { cell: 4 } }),
        at: clock.time - 1,
      });
      expect(await sweep()).toEqual({ attended: 1, ...none });
      expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
      clock.time += asleepMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
    });

    it('is unknown continues by its clocks, and ends once, however many sweeps there are', async () => {
      const header = newHeader();
      await begin(header);
      for (const [index, cell] of [4, 0].entries())
        await matches.append(header.matchId, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
      const laid = await Promise.all([sweep(), sweep(), sweep()]);
      expect(laid.reduce((sum, { asleep }) => sum + asleep, 0)).toBe(1);
      clock.time += unattendedMs + 1;
      const slept = await Promise.all([sweep(), sweep(), sweep()]);
      expect(slept.reduce((sum, { asleep }) => sum + asleep, 0)).toBeGreaterThanOrEqual(1);
      expect((await matches.log(header.matchId)).at(-1)?.kind).toBe('sleep');
      // Idle for ten minutes, and ten seconds to come back: until then the seat to act has its time.
      clock.time += asleepMs + 10_000;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += unattendedMs + 2;
      const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
      expect(sweeps.reduce((sum, { finished: ended }) => sum + ended, 0)).toBe(1);
      expect(await sweep()).toEqual({ attended: 0, ...none });
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'finished',
        ending: { result: { places: [2, 1], reason: 'timeout' } },
      });
      const kinds = (await matches.log(header.matchId)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'timeout')).toEqual(['timeout']);
      expect(kinds.at(-1)).toBe('timeout');
    });

    it('died between the last command and the result has its result, once', async () => {
      const header = newHeader();
      await begin(header);
      for (const [index, cell] of [4, 0].entries())
        await matches.append(header.matchId, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
      await matches.append(header.matchId, 1, entry(3, { kind: 'resign' }, 1));
      const sweeps = await Promise.all([sweep(), sweep()]);
      expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBeGreaterThanOrEqual(1);
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'finished',
        ending: { result: { places: [1, 2] }, endedAt: clock.time, commands: 3 },
      });
      const [winner, loser] = header.seats;
      expect(await stores.players.standing(winner ?? playerId(''), header.game)).toMatchObject({
        wins: 1,
        losses: 0,
      });
      expect(await stores.players.standing(loser ?? playerId(''), header.game)).toMatchObject({
        wins: 0,
        losses: 1,
      });
    });

    it('lives, but whose process has long been silent, is claimed, and its clocks continue', async () => {
      const { header } = await placedMatch();
      const { matchId: id } = header;
      for (const [index, cell] of [4, 0].entries())
        await matches.append(id, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
      const thoughtMs = 60_000;
      await matches.markAlive(id, 1, clock.time + thoughtMs);
      clock.time += thoughtMs + lostOwnerMs - 1;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      const claimedAt = clock.time;
      // Fenced: the process wakes up, and meets the claim.
      const late = matches.append(id, 1, entry(3, { kind: 'play', command: { cell: 1 } }));
      await expect(late).rejects.toThrow(OwnershipLost);
      const idleMs = timeDefaults.idleMs - thoughtMs + timeDefaults.resumeGraceMs;
      clock.time = claimedAt + idleMs + unattendedMs;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += 2;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
      expect((await matches.log(id)).map(({ kind }) => kind)).toEqual([
        'command',
        'command',
        'claim',
        'sleep',
        'timeout',
      ]);
    });

    it('lives, and whose log has its end, has its result although its process is silent', async () => {
      const { header } = await placedMatch();
      await matches.append(header.matchId, 1, entry(1, { kind: 'resign' }, 1));
      clock.time += lostOwnerMs + unattendedMs;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    });

    it('is gone while a player is on the way to another keeps that placement in view', async () => {
      const header = newHeader();
      await begin(header);
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      clock.time += unattendedMs + 1;
      const racing: MatchStore = {
        ...matches,
        takeOver: async (...asked) => {
          const claimed = await matches.takeOver(...asked);
          const row = await matches.get(header.matchId);
          if (row !== undefined) await matches.startPlacing(row, clock.time);
          return claimed;
        },
      };
      expect(await sweep(racing)).toEqual({ attended: 1, ...none, asleep: 1 });
      expect(await matches.get(header.matchId)).toMatchObject({ hosting: { kind: 'placing', attempt: 1 } });
      clock.time += placingMs;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    });

    it('is gone while a bot was to act sleeps, and the bot plays in the sleeping match', async () => {
      const header: MatchHeader = { ...newHeader(), bots: [{ seat: 0, strength: 'first' }] };
      await begin(header);
      for (let times = 0; times < 2; times += 1) {
        expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
        clock.time += unattendedMs + 1;
      }
      expect(await sweep()).toEqual({ attended: 1, ...none });
      expect(await matches.log(header.matchId)).toMatchObject([
        { kind: 'claim' },
        { kind: 'sleep' },
        { kind: 'command', seat: 0, bot: true },
      ]);
    });

    it('is gone, but whose log these rules cannot replay, is abandoned', async () => {
      const header = { ...newHeader(), rulesVersion: 99 };
      await begin(header);
      await matches.append(header.matchId, 1, entry(1, { kind: 'resign' }));
      await sweep();
      clock.time += asleepMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
    });

    it('is gone, and whose rules fail or never return, is abandoned because of its rules', async () => {
      const headers = (['endless-setup', 'setup'] as const).map((option) => ({
        ...newHeader(),
        game: broken.name,
        seats: [...newHeader().seats, playerId(`p-${randomUUID()}`)],
        teams: [0, 1, 2],
        options: { broken: option },
      }));
      for (const header of headers) await begin(header);
      expect(await sweep()).toEqual({ attended: 2, finished: 0, asleep: 0, abandoned: 2 });
      for (const { matchId: id } of headers)
        expect(await matches.get(id)).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
    });

    it('was replaced by another during the check continues', async () => {
      const header = newHeader();
      await begin(header);
      const next = unknownSession();
      const slow = {
        ...matches,
        log: async (...asked: Parameters<typeof matches.log>) => {
          await matches.claim(header, next);
          return matches.log(...asked);
        },
      };
      expect(await sweep(slow)).toEqual({ attended: 1, ...none });
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'active',
        ownerEpoch: 2,
        gameSessionId: next,
      });
      await matches.abandon(header.matchId, 2, {
        kind: 'end',
        sequence: 2,
        at: clock.time,
        reason: 'server-lost',
      });
    });

    it('cannot be checked is left unchanged, and does not delay the others', async () => {
      const [troubled, gone] = [newHeader(), newHeader()];
      for (const header of [troubled, gone]) await begin(header);
      const failing = {
        ...matches,
        get: (id: typeof troubled.matchId) =>
          id === troubled.matchId ? Promise.reject(new Error('no answer')) : matches.get(id),
      };
      expect(await sweep(failing)).toEqual({ attended: 2, ...none, asleep: 1 });
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 2, ...none, asleep: 2 });
      clock.time += firstTurn;
      expect(await sweep()).toEqual({ attended: 2, ...none, finished: 2 });
    });
  });
}
