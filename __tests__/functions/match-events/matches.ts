import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { botId } from '../../../core/bots/bot-ids';
import { commandId, matchId } from '../../../core/ids';
import { playerEvent } from '../../../contract/player-events';
import { matchEvents } from '../../../functions/match-events/events';
import { createStillNews } from '../../../functions/webhooks/still-news';
import { matchRows } from '../../../store/keys';
import { createRematchStore } from '../../../store/rematches';
import { aConduct } from '../../support/headers';
import { tableNames } from '../support/backend';
import { day, start, stores, ofMatch, newHeader, session, writer, playToEnd, idsOf } from './event-streams';

export function matches(): void {
  describe('the stream of matches', () => {
    it('announces each turn, each warning and each result once, with ids that follow from rows', async () => {
      const header = newHeader();
      await playToEnd(header);
      const events = matchEvents({ Records: await ofMatch(header) });
      const { matchId: id, seats } = header;
      expect(idsOf(events)).toEqual([
        `your-turn.${id}.0.0`,
        `your-turn.${id}.2.1`,
        `your-turn.${id}.3.0`,
        `your-turn.${id}.4.1`,
        `clock-low.${id}.${start + 5 * day}.1`,
        `your-turn.${id}.5.0`,
        `result.${id}.0`,
        `result.${id}.1`,
      ]);
      const common = { matchId: id, game: 'daily-noughts' };
      expect(events[1]).toEqual({
        id: `your-turn.${id}.2.1`,
        type: 'your-turn',
        timestamp: new Date(start + day).toISOString(),
        data: { ...common, seat: 1, playerId: seats[1], sequence: 2, deadline: start + 3 * day },
      });
      expect(events[4]).toMatchObject({
        data: { ...common, seat: 1, playerId: seats[1], deadline: start + 5 * day },
      });
      expect(events.slice(-2).map(({ data }) => data)).toEqual([
        { ...common, seat: 0, playerId: seats[0], outcome: 'win', place: 1, reason: 'line' },
        { ...common, seat: 1, playerId: seats[1], outcome: 'loss', place: 2, reason: 'line' },
      ]);
      // An event that goes over the bus comes back unchanged.
      for (const event of events) expect(playerEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    });

    it('gives the same events for records that come twice, late, alone or out of order', async () => {
      const header = newHeader();
      await playToEnd(header);
      const all = await ofMatch(header);
      const once = matchEvents({ Records: all });
      const byId = new Map(once.map((event) => [event.id, event]));
      const alone = all.flatMap((record) => matchEvents({ Records: [record] }));
      expect(alone).toEqual(once);
      const mixed = matchEvents({ Records: [...all, ...all].reverse() });
      expect(mixed).toHaveLength(2 * once.length);
      for (const event of mixed) expect(event).toEqual(byId.get(event.id));
      expect(matchEvents({ Records: await ofMatch(header) })).toEqual(once);
    });

    it('gives a turn that continues the same id, however often the match sleeps', async () => {
      const header = newHeader();
      await stores.matches.claim(header, session());
      await (await writer(header, start + 1000)).sleep();
      for (let visit = 1; visit <= 2; visit += 1) {
        await stores.matches.takeOver(header.matchId, { gameSessionId: session() });
        await (await writer(header, start + visit * 3_600_000)).sleep();
      }
      const ids = idsOf(matchEvents({ Records: await ofMatch(header) }));
      expect(ids).toEqual(Array.from({ length: 3 }, () => `your-turn.${header.matchId}.0.0`));
    });

    it('contains no board, no commands and no chance', async () => {
      const header = newHeader();
      await playToEnd(header);
      const text = JSON.stringify(matchEvents({ Records: await ofMatch(header) }));
      for (const hidden of [header.seed, 'cell', 'command', 'view', 'cells', 'options', 'rating'])
        expect(text).not.toContain(hidden);
    });

    it('ignores entries of players who are connected', async () => {
      const header = newHeader();
      await stores.matches.claim(header, session());
      const one = await writer(header, start);
      const answer = one.show((match) => match.toAct);
      expect(answer).toEqual([0]);
      await stores.matches.append(header.matchId, 1, {
        kind: 'command',
        sequence: 1,
        seat: 0,
        commandId: commandId('c'),
        at: start,
        action: { kind: 'play', command: { cell: 0 } },
      });
      expect(await ofMatch(header)).toEqual([]);
    });

    it('announces matches that end without a result, and sends bots no event', async () => {
      const header = newHeader({ bots: [{ seat: 1, strength: 'first' }] });
      const withBot = { ...header, seats: [header.seats[0] ?? botId(0), botId(1)] };
      await stores.matches.claim(withBot, session());
      const end = { kind: 'end', sequence: 1, at: start, reason: 'rules-failed' } as const;
      await stores.matches.abandon(header.matchId, 1, end);
      expect(matchEvents({ Records: await ofMatch(header) })).toMatchObject([
        {
          id: `result.${header.matchId}.0`,
          data: { outcome: 'abandoned', place: null, reason: 'rules-failed' },
        },
      ]);
    });

    it('announces a void match without a winner', async () => {
      const header = newHeader();
      await stores.matches.claim(header, session());
      await stores.matches.finish(header.matchId, {
        result: { places: [2, 1], reason: 'timeout' },
        endedAt: start,
        commands: 1,
        conduct: { ...aConduct(2, 0), left: [{ seat: 0, reason: 'timeout' }] },
      });
      const events = matchEvents({ Records: await ofMatch(header) });
      expect(events).toMatchObject([{ data: { outcome: 'void' } }, { data: { outcome: 'void' } }]);
    });

    it('notifies the other players once that one wants a rematch, and sends bots no event', async () => {
      const header = newHeader({ bots: [{ seat: 2, strength: 'first' }] });
      const [ada, bob] = header.seats;
      if (ada === undefined || bob === undefined) throw new Error('two players');
      const rematches = createRematchStore(stores.documents, tableNames);
      const asked = {
        game: header.game,
        seats: [...header.seats, botId(2)],
        at: start,
        openUntil: start + day,
      };
      const next = matchId(randomUUID());
      await rematches.agree(header.matchId, bob, next, asked);
      await rematches.agree(header.matchId, bob, next, { ...asked, at: start + 1 });
      await rematches.agree(header.matchId, ada, next, { ...asked, at: start + 2 });
      const all = await ofMatch(header);
      const event = {
        id: `rematch.${header.matchId}.0`,
        type: 'rematch',
        timestamp: new Date(start).toISOString(),
        data: {
          matchId: header.matchId,
          game: header.game,
          seat: 0,
          playerId: ada,
          from: bob,
          openUntil: start + day,
        },
      };
      expect(matchEvents({ Records: all })).toEqual([event]);
      expect(playerEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
      const news = createStillNews(stores.matches, rematches);
      expect(await news(playerEvent.parse(event))).toBe(false);
      const toBob = { ...event, data: { ...event.data, matchId: randomUUID() } };
      expect(await news(playerEvent.parse(toBob))).toBe(true);
    });

    it('refuses rows that no version of this program writes', async () => {
      const header = newHeader();
      const key = matchRows.warning.key({ matchId: header.matchId, deadline: 5, seat: 0 });
      await stores.documents.send(
        new PutCommand({ TableName: tableNames.matches, Item: { ...key, seat: 'first' } }),
      );
      const found = await ofMatch(header);
      expect(() => matchEvents({ Records: found })).toThrow(/row M#/);
    });
  });
}
