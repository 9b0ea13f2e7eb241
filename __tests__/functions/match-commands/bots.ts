import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { playerId } from '../../../core/ids';
import { type MatchHeader } from '../../../core/match/log';
import { warningMs } from '../../../core/match/sleep';
import { type MatchStore } from '../../../store';
import { unattendedMs } from '../../../functions/match-sweeper/match-check';
import { botId } from '../../../core/bots/bot-ids';
import { clock, day, stores, sweep, app, asleep, send, play, seat } from './command-app';

export function bots(): void {
  describe('a bot in a sleeping match', () => {
    const againstBot = () => {
      const bots = [{ seat: 1, strength: 'first' }];
      return asleep({ bots, seats: [playerId(`p-${randomUUID()}`), botId(1)] });
    };
    const acts = async (header: MatchHeader) =>
      (await stores.matches.log(header.matchId)).flatMap((entry) =>
        entry.kind === 'command' ? [{ ...entry.action, seat: entry.seat, bot: entry.bot === true }] : [],
      );
    /** A process that dies at its second entry: the command is stored, the bot's answer is not. */
    const dying = (): MatchStore => {
      let entries = 0;
      return {
        ...stores.matches,
        append: async (...given) => {
          entries += 1;
          if (entries > 1) throw new Error('died');
          await stores.matches.append(...given);
        },
      };
    };

    it('answers a command in the same call', async () => {
      const header = await againstBot();
      expect((await play(header, 0, 4, 1)).body).toMatchObject({
        accepted: 2,
        sequence: 3,
        position: { toAct: [0] },
      });
      expect(await acts(header)).toEqual([
        { kind: 'play', command: { cell: 4 }, seat: 0, bot: false },
        { kind: 'play', command: { cell: 0 }, seat: 1, bot: true },
      ]);
    });

    it('plays once, however often the command comes, and by whichever function', async () => {
      const header = await againstBot();
      const answers = await Promise.all(Array.from({ length: 4 }, () => play(header, 0, 4, 1, 'same')));
      for (const { status, body } of answers)
        expect({ status, accepted: body['accepted'] }).toEqual({
          status: 200,
          accepted: 2,
        });
      expect(await acts(header)).toHaveLength(2);
    });

    it('plays at the repetition when the function died between the two entries', async () => {
      const header = await againstBot();
      expect((await play(header, 0, 4, 1, 'one', app(dying()))).status).toBe(500);
      expect(await acts(header)).toHaveLength(1);
      expect((await play(header, 0, 4, 1, 'one')).body).toMatchObject({
        accepted: 2,
        sequence: 3,
        position: { toAct: [0] },
      });
    });

    it('is played within minutes by the sweeper if the command is not repeated', async () => {
      const header = await againstBot();
      await play(header, 0, 4, 1, 'one', app(dying()));
      clock.time += unattendedMs;
      expect(await sweep(header)).toEqual({ attended: 0, asleep: 0, finished: 0, abandoned: 0 });
      clock.time += 1;
      await sweep(header);
      expect(await acts(header)).toHaveLength(2);
      expect((await seat(header, 0)).body).toMatchObject({ position: { toAct: [0] } });
      // From then on the sweeper watches the player's own time.
      clock.time += 2 * day - warningMs(2);
      expect(await sweep(header)).toMatchObject({ attended: 0, finished: 0 });
      clock.time += unattendedMs + 1;
      expect(await sweep(header)).toMatchObject({ attended: 1, finished: 0 });
      clock.time += warningMs(2) + 1;
      expect(await sweep(header)).toMatchObject({ attended: 1, finished: 1 });
    });

    it('loses no time while no process looks, however long', async () => {
      const header = await againstBot();
      await play(header, 0, 4, 1, 'one', app(dying()));
      clock.time += 2 * day + 9 * unattendedMs;
      await sweep(header);
      expect(await acts(header)).toHaveLength(2);
      expect((await stores.matches.log(header.matchId)).map(({ kind }) => kind)).not.toContain('timeout');
    });

    it('is not searched for by a sweep that began before the command', async () => {
      const header = await againstBot();
      const read = await stores.matches.get(header.matchId);
      if (read === undefined) throw new Error('not there');
      await play(header, 0, 4, 1, 'one', app(dying()));
      // The sweep had read the row before the command, and writes its own result afterwards.
      await stores.matches.attend(read, clock.time + 9 * day);
      clock.time += unattendedMs + 1;
      expect(await sweep(header)).toMatchObject({ attended: 1 });
      expect(await acts(header)).toHaveLength(2);
    });

    it('ends the match, and the result is recorded', async () => {
      const header = await againstBot();
      await play(header, 0, 8, 1);
      await play(header, 0, 4, 3);
      const last = await play(header, 0, 6, 5);
      expect(last.body).toMatchObject({ result: { outcomes: ['loss', 'win'] } });
      expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'finished' });
    });

    it('declines a draw and agrees to a takeback at once', async () => {
      const header = await againstBot();
      await play(header, 0, 4, 1);
      expect((await send(header, 0, { kind: 'offer', offer: 'draw' })).body).toMatchObject({
        position: { offer: null, toAct: [0] },
      });
      await play(header, 0, 8, 5);
      await send(header, 0, { kind: 'offer', offer: 'takeback' });
      expect((await seat(header, 0)).body).toMatchObject({
        position: { toAct: [0], view: { cells: [1, null, null, null, 0, null, null, null, null] } },
      });
    });
  });
}
