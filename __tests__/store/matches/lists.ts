import { describe, expect, it } from '@jest/globals';
import { playerSessionId, type PlayerId } from '../../../core/ids';
import { createMatchStore } from '../../../store/match-store';
import { InvalidCursor } from '../../../store/pages';
import { aGameSession, aHeader, aPlayer, crashAt, names, playerAt, quickRetries } from '../database';
import { database, matches, winAt, end } from './match-stores';

export function lists(): void {
  describe('running matches', () => {
    it('of a player are those that were begun and have not ended, for any reader', async () => {
      const [ada, bob] = [aPlayer(), aPlayer()];
      const headers = [
        aHeader([ada, bob]),
        aHeader([aPlayer(), ada]),
        aHeader([ada, bob]),
        aHeader([bob, aPlayer()]),
      ];
      for (const header of headers) await matches.claim(header, aGameSession());
      const [first, second, third] = headers;
      if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable');
      await matches.takeOver(second.matchId, { gameSessionId: aGameSession() });
      const of = async (player: PlayerId) =>
        new Set((await matches.running(player)).map(({ header }) => header.matchId));
      expect(await of(ada)).toEqual(new Set([first.matchId, second.matchId, third.matchId]));
      await matches.finish(first.matchId, winAt());
      await matches.abandon(second.matchId, 2, end(2));
      expect(await of(ada)).toEqual(new Set([third.matchId]));
      expect(await of(ada)).toEqual(new Set([third.matchId]));
      expect(await of(aPlayer())).toEqual(new Set());
    });

    it('are there also when the process died while it claimed', async () => {
      for (const moment of ['before', 'after'] as const)
        for (let call = 1; call <= 3; call += 1) {
          const header = aHeader();
          const client = database.newClient();
          crashAt(client, call, moment);
          await createMatchStore(client, names, { retry: quickRetries() })
            .claim(header, aGameSession())
            .catch(() => undefined);
          const exists = (await matches.get(header.matchId)) !== undefined;
          for (const player of header.seats)
            expect((await matches.running(player)).map((match) => match.header.matchId)).toEqual(
              exists ? [header.matchId] : [],
            );
        }
    });
  });

  describe('player sessions', () => {
    it('are known for their match only', async () => {
      const [one, two] = [aHeader(), aHeader()];
      const session = playerSessionId('psess-1');
      await matches.seatPlayerSessions(one.matchId, [
        { playerSessionId: session, playerId: playerAt(one.seats, 0) },
      ]);
      await matches.seatPlayerSessions(one.matchId, [
        { playerSessionId: session, playerId: playerAt(one.seats, 0) },
      ]);
      expect(await matches.playerOfSession(one.matchId, session)).toBe(one.seats[0]);
      expect(await matches.playerOfSession(two.matchId, session)).toBeUndefined();
    });
  });

  describe('history', () => {
    it('pages newest first, each match once, and refuses foreign cursors', async () => {
      const [me, other] = [aPlayer(), aPlayer()];
      const ended: number[] = [];
      for (let index = 0; index < 7; index += 1) {
        const header = aHeader([me, other]);
        await matches.claim(header, aGameSession());
        const endedAt = Date.UTC(2026, 10, 1) + (index % 4) * 1000;
        ended.push(endedAt);
        await matches.finish(header.matchId, winAt(endedAt));
      }
      const seen: number[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await matches.history(me, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map(({ endedAt }) => endedAt));
        cursor = page.cursor;
        pages += 1;
      } while (cursor !== undefined);
      expect(pages).toBe(3);
      expect(seen).toEqual([...ended].sort((left, right) => right - left));

      const { cursor: mine } = await matches.history(me, { limit: 1 });
      for (const bad of [
        '',
        'x',
        'äöü',
        `${mine}A`,
        mine?.slice(1) ?? '',
        Buffer.from('{"sk":"P"}').toString('base64url'),
      ]) {
        await expect(matches.history(me, { limit: 3, cursor: bad })).rejects.toThrow(InvalidCursor);
      }
      await expect(matches.history(other, { limit: 3, cursor: mine ?? '' })).rejects.toThrow(InvalidCursor);
    });
  });
}
