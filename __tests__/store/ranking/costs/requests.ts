import { describe, expect, it } from '@jest/globals';
import { type RankedLeaderboard } from '../../../../core/ranking/score-change';
import { aPlayer } from '../../database';
import { change, streamOf } from '../support';
import {
  leaderboard,
  database,
  own,
  crowdOf,
  crowd,
  parts,
  index,
  putProfiles,
  cost,
} from './measured-leaderboards';

export function requests(): void {
  describe('a request', () => {
    it('for a rank costs three read units in two round trips', async () => {
      for (const score of [1500, 100_000, 2 ** 24 - 1]) {
        own.change = change(leaderboard, crowd[3] ?? aPlayer(), score, 9);
        const measured = await cost(() =>
          index.leaderboards.place(leaderboard, 'all', crowd[3] ?? aPlayer()),
        );
        expect(measured.rounds).toBe(2);
        expect(measured.read).toBeLessThanOrEqual(3);
        expect(measured.write).toBe(0);
      }
      own.change = undefined;
    });

    it.each([
      // The nodes of a path: docs/leaderboards.md, "The counting tree".
      [80_000_000, 4],
      [1_700_000_000, 5],
      [1_700_000_000_000, 7],
      [2 ** 53 - 1, 8],
    ])('for the rank of %d costs half a read unit for each of %d nodes', async (score, nodes) => {
      own.change = change(leaderboard, crowd[3] ?? aPlayer(), score, 9);
      const measured = await cost(() => index.leaderboards.place(leaderboard, 'all', crowd[3] ?? aPlayer()));
      expect(measured).toMatchObject({ read: 1.5 + nodes / 2, rounds: 2 });
      own.change = undefined;
    });

    it('for a page of twenty costs two read units, from any start', async () => {
      const first = await index.leaderboards.page(leaderboard, 'all', { limit: 20 }, { from: 'the best' });
      expect(first.items).toHaveLength(20);
      expect(first.items[1]).toMatchObject({
        displayName: 'Ada Augusta Byron K.',
        country: 'GB',
        avatar: 'owl-7',
      });
      for (const page of [{ limit: 20 }, { limit: 20, cursor: first.cursor ?? '' }])
        expect(
          await cost(() => index.leaderboards.page(leaderboard, 'all', page, { from: 'the best' })),
        ).toMatchObject({ read: 2, rounds: 1 });
    });

    it('for the players around one costs at most eight read units', async () => {
      const measured = await cost(() =>
        index.leaderboards.around(leaderboard, 'all', crowd[30] ?? aPlayer(), 10),
      );
      expect(measured.read).toBeLessThanOrEqual(8);
      expect(measured.rounds).toBeLessThanOrEqual(3);
    });

    it('for a hundred players among themselves costs half a unit each, and one for oneself', async () => {
      const friends = crowd.slice(0, 100);
      for (const [self, read] of [
        [undefined, 50],
        [friends[3], 51],
      ] as const)
        expect(await cost(() => index.leaderboards.among(leaderboard, 'all', friends, self))).toMatchObject({
          read,
          rounds: 1,
        });
    });

    it('for the score of a rank or percentile costs at most 2.5 read units', async () => {
      const period = await index.periods.find(leaderboard.id, 'all');
      if (period === undefined) throw new Error('the period is open');
      for (const wanted of [{ place: 60 }, { percentile: 75 }]) {
        const measured = await cost(() => index.places.scoreAt(period, 'highest', wanted));
        expect(measured.read).toBeLessThanOrEqual(2.5);
        expect(measured.read).toBeGreaterThanOrEqual(1);
      }
    });
  });

  /**
   * Entries carry names of leaderboard, period and player, so their lengths decide how many a read unit
   * reads.
   */
  describe('a request to a leaderboard of four partitions', () => {
    const kanji = '\u9f8d'.repeat(32);
    // Seven code points, 25 bytes; a name has at most 128 code points.
    const families = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'.repeat(18);
    const longest = { leaderboard: `${'g'.repeat(32)}.${'b'.repeat(16)}`, period: `s${'x'.repeat(31)}` };

    it.each([
      [
        'usual names',
        'tic-tac-toe.rating',
        'all',
        'Ada Augusta Byron K.',
        { page: 2, hundred: 4, around: 7 },
      ],
      ['32 characters', 'market-day.dearest-lot', 'winter-2026', kanji, { page: 2, hundred: 6, around: 7 }],
      ['all names longest', longest.leaderboard, longest.period, kanji, { page: 2, hundred: 8, around: 7 }],
      ['18 families', 'connect-four.wins', 'all', families, { page: 4, hundred: 12, around: 11 }],
    ])('with %s on %s, %s', async (_, name, period, displayName, most) => {
      const players = crowdOf(2, 180);
      const here: RankedLeaderboard = { ...leaderboard, id: name, updatesPerSecond: 1000 };
      await putProfiles(players, { displayName, 'kept.country': 'JP', 'kept.avatar': 'portraits/owl-7.png' });
      const filling = parts(database.client, here);
      const changes = players.map((player, at) => change(here, player, 100_000 + at, 1, { period }));
      await filling.entries.apply(changes);
      const stream = streamOf(database);
      await filling.counts.count(`shard of ${name}`, await stream.changes());
      stream.close();
      const { leaderboards, periods } = index;
      await periods.find(name, period);
      const read = async (run: () => Promise<unknown>) => (await cost(run)).read;
      const page = (limit: number) => leaderboards.page(here, period, { limit }, { from: 'the best' });
      expect((await page(20)).items[19]).toMatchObject({ displayName, avatar: 'portraits/owl-7.png' });
      expect(await cost(() => page(20))).toMatchObject({ read: most.page, rounds: 1 });
      expect(await read(() => page(100))).toBe(most.hundred);
      expect(await read(() => leaderboards.around(here, period, players[60] ?? aPlayer(), 10))).toBe(
        most.around,
      );
    });
  });
}
