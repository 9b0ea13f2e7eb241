import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { commandId, gameSessionId, matchId, playerId } from '../../../core/ids';
import { type PlayerEvent } from '../../../contract/player-events';
import { sendEvent } from '../../../functions/webhooks/send';
import { createStillNews } from '../../../functions/webhooks/still-news';
import { createRematchStore } from '../../../store/rematches';
import { aMatchHeader } from '../../support/headers';
import { dailyNoughts } from '../../games/noughts';
import { tableNames } from '../support/backend';
import { clock, webhook, stores, anEvent, taking, stateOf } from './webhook-stores';

export function turns(): void {
  describe('a turn', () => {
    const news = () => createStillNews(stores.matches, createRematchStore(stores.documents, tableNames));
    async function aMatch() {
      const header = aMatchHeader({
        matchId: matchId(randomUUID()),
        game: dailyNoughts.name,
        seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
        startedAt: clock.time,
      });
      await stores.matches.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/f/1'));
      const event = anEvent();
      const turnEvent = (seat: number, sequence: number): PlayerEvent => ({
        ...event,
        data: { ...event.data, matchId: header.matchId, seat, sequence },
      });
      const append = (sequence: number, seat: number, kind: 'play' | 'resign' | 'vacation') =>
        stores.matches.append(header.matchId, 1, {
          kind: 'command',
          sequence,
          seat,
          commandId: commandId(`c${sequence}`),
          at: clock.time,
          action:
            kind === 'play'
              ? { kind, command: { cell: sequence } }
              : kind === 'vacation'
                ? { kind, days: 1 }
                : { kind },
        });
      return { header, turnEvent, append };
    }

    it('that its player has since taken is not announced; a turn that still waits is', async () => {
      const { turnEvent, append } = await aMatch();
      expect(await news()(turnEvent(0, 0))).toBe(true);
      await append(1, 0, 'vacation');
      expect(await news()(turnEvent(0, 0))).toBe(true);
      await append(2, 0, 'play');
      expect(await news()(turnEvent(0, 0))).toBe(false);
      expect(await news()(turnEvent(1, 2))).toBe(true);
      await append(3, 1, 'resign');
      expect(await news()(turnEvent(1, 2))).toBe(false);
    });

    it('of a match that has ended is not announced, nor is a low clock; its result always is', async () => {
      const { header, turnEvent } = await aMatch();
      const end = { kind: 'end', sequence: 1, at: clock.time, reason: 'rules-failed' } as const;
      await stores.matches.abandon(header.matchId, 1, end);
      const { data } = anEvent();
      const low: PlayerEvent = {
        id: 'clock-low.1',
        type: 'clock-low',
        timestamp: new Date(clock.time).toISOString(),
        data: {
          matchId: header.matchId,
          game: data.game,
          playerId: data.playerId,
          seat: 0,
          deadline: clock.time,
        },
      };
      expect([await news()(turnEvent(0, 0)), await news()(low)]).toEqual([false, false]);
      const { parts, posts } = taking();
      const event = turnEvent(0, 0);
      expect(await sendEvent({ ...parts, isStillNews: news() }, webhook, event)).toBe('done');
      expect(posts).toEqual([]);
      expect((await stateOf(event))?.slice(0, 2)).toEqual(['passed-over', 1]);
    });
  });
}
