import { describe, expect, it } from '@jest/globals';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unattendedMs } from '../../../functions/match-sweeper/match-check';
import { timeDefaults } from '../../../core/match/clock/time-rules';
import { type MatchHeader } from '../../../core/match/log';
import { warningMs } from '../../../core/match/sleep';
import { matchRows } from '../../../store/keys';
import { turnOfWarning } from '../../../store/turns-attribute';
import { dailyNoughts } from '../../games/noughts';
import { tableNames } from '../support/backend';
import { clock, stores, matches, sweep, none, newHeader, entry, begin } from './sweeper-stores';

export function days(): void {
  describe('a match of days', () => {
    const day = 86_400_000;
    const dailyHeader = (): MatchHeader => ({
      ...newHeader(),
      game: dailyNoughts.name,
      startedAt: clock.time,
    });
    const read = async ({ matchId: id }: MatchHeader) => ({
      match: await matches.get(id),
      kinds: (await matches.log(id)).map(({ kind }) => kind),
    });

    /** Claimed, and put to sleep by its process. */
    async function claimSleepingMatch(): Promise<MatchHeader> {
      const header = dailyHeader();
      await begin(header);
      const sleep = { kind: 'sleep', sequence: 1, at: clock.time, epoch: 2 } as const;
      await matches.sleep(header.matchId, 1, sleep, clock.time + 2 * day + 1);
      return header;
    }

    it('that sleeps is not checked before its deadline, and then loses by its clock, once', async () => {
      const header = await claimSleepingMatch();
      const since = clock.time;
      clock.time = since + 2 * day + unattendedMs;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += 2;
      const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
      expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBe(1);
      expect(await read(header)).toMatchObject({
        match: { status: 'finished', ending: { result: { places: [2, 1], reason: 'timeout' } } },
        kinds: ['sleep', 'timeout'],
      });
      expect(await sweep()).toEqual({ attended: 0, ...none });
    });

    it('that sleeps has its player warned once for each deadline', async () => {
      const header = await claimSleepingMatch();
      const since = header.startedAt;
      const low = 2 * day - warningMs(2);
      const warnings = async () => {
        const { Items = [] } = await stores.documents.send(
          new QueryCommand({
            TableName: tableNames.matches,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: {
              ':pk': matchRows.warning.partition({ matchId: header.matchId }),
              ':prefix': matchRows.warning.sortPrefix,
            },
          }),
        );
        return Items.map(turnOfWarning);
      };
      await matches.hasten(header.matchId, since + low);
      clock.time = since + low + unattendedMs + 1;
      await Promise.all([sweep(), sweep()]);
      await matches.hasten(header.matchId, since + low);
      await sweep();
      const turn = { game: 'daily-noughts', seat: 0, playerId: header.seats[0], sequence: 0, since };
      expect(await warnings()).toEqual([{ ...turn, deadline: since + 2 * day }]);
      // A day of vacation moves the deadline.
      const vacation = { ...entry(2, { kind: 'vacation', days: 1 }), at: clock.time };
      await matches.append(header.matchId, 2, vacation);
      clock.time = since + 3 * day - 1;
      await matches.hasten(header.matchId, since);
      await sweep();
      expect((await warnings()).map(({ deadline }) => deadline - since)).toEqual([2 * day, 3 * day]);
      clock.time = since + 3 * day + unattendedMs + 2;
      expect(await sweep()).toMatchObject({ finished: 1 });
      expect(await warnings()).toHaveLength(2);
    });

    it('that was played in while it slept is checked again when the next seat’s time is up', async () => {
      const header = await claimSleepingMatch();
      const since = clock.time;
      const play = { ...entry(2, { kind: 'play', command: { cell: 4 } }), at: since + day };
      await matches.append(header.matchId, 2, play);
      clock.time = since + 2 * day + unattendedMs + 2;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time = since + 3 * day - warningMs(2) + unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time = since + 3 * day + unattendedMs;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += 2;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
      expect(await read(header)).toMatchObject({ match: { ending: { result: { places: [1, 2] } } } });
    });

    it('whose last command was stored, but not its result, soon has its result', async () => {
      const header = await claimSleepingMatch();
      await matches.append(header.matchId, 2, { ...entry(2, { kind: 'resign' }), at: clock.time });
      await matches.hasten(header.matchId, clock.time);
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    });

    it('whose process died sleeps from then on, and the time before is charged to no seat', async () => {
      const header = dailyHeader();
      await begin(header);
      clock.time += 5 * day;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      clock.time += unattendedMs + 1;
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      expect((await read(header)).kinds).toEqual(['claim', 'sleep']);
      const [, sleep] = await matches.log(header.matchId);
      clock.time = (sleep?.at ?? 0) + 2 * day - warningMs(2) + unattendedMs;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += 2;
      expect(await sweep()).toEqual({ attended: 1, ...none });
      clock.time = (sleep?.at ?? 0) + 2 * day + unattendedMs;
      expect(await sweep()).toEqual({ attended: 0, ...none });
      clock.time += timeDefaults.resumeGraceMs + 2;
      expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    });

    it('is attended to in one sweep with all others that are due', async () => {
      for (let count = 0; count < 15; count += 1) await claimSleepingMatch();
      clock.time += 2 * day + unattendedMs + 2;
      expect(await sweep()).toEqual({ attended: 15, ...none, finished: 15 });
    });
  });
}
