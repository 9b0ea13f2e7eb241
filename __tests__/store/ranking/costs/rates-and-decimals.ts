import { describe, expect, it } from '@jest/globals';
import { type RankedLeaderboard } from '../../../../core/ranking/score-change';
import { type PageStart } from '../../../../store/leaderboard-pages';
import { leaderboardCost } from '../../../../tools/cost/leaderboards';
import { aPlayer, game } from '../../database';
import { change, streamOf } from '../support';
import {
  leaderboard,
  database,
  crowdOf,
  parts,
  index,
  usualProfile,
  putProfiles,
  cost,
} from './measured-leaderboards';

export function ratesAndDecimals(): void {
  /** As routes give them: who jumps to a rank pays for the way to the score, and for the page there. */
  describe('a leaderboard for a rate, and scores of two and three nodes', () => {
    interface Units {
      /** The rank and score at which a percentile begins, without players. */
      readonly score: number;
      readonly jump: number;
      readonly one: number;
      readonly page: number;
      readonly around: number;
      readonly place: number;
    }

    it.each<readonly [number, number, Units]>([
      [100, 100_000, { score: 1.5, jump: 2.5, one: 2, page: 1, around: 4, place: 3 }],
      [500, 100_000, { score: 1.5, jump: 2.5, one: 2.5, page: 1, around: 5, place: 3 }],
      [1000, 1000, { score: 1, jump: 3, one: 3, page: 2, around: 6.5, place: 2.5 }],
      [1000, 100_000, { score: 1.5, jump: 3.5, one: 3.5, page: 2, around: 7, place: 3 }],
      [2000, 100_000, { score: 3, jump: 7, one: 7, page: 4, around: 12.5, place: 4.5 }],
    ])('%d a second, from %d', async (updatesPerSecond, least, units) => {
      const here: RankedLeaderboard = {
        ...leaderboard,
        id: `${game}.at-${updatesPerSecond}-${least}`,
        updatesPerSecond,
      };
      const players = crowdOf(3, 45);
      await putProfiles(players, usualProfile);
      const filling = parts(database.client, here);
      await filling.entries.apply(players.map((player, at) => change(here, player, least + at * 7, 1)));
      const stream = streamOf(database);
      await filling.counts.count(`shard of ${here.id}`, await stream.changes());
      stream.close();
      const { leaderboards, periods } = index;
      await periods.find(here.id, 'all');
      const jump = (limit: number, start: PageStart) => leaderboards.page(here, 'all', { limit }, start);
      const [player = aPlayer()] = players.slice(22);
      const read = async (run: () => Promise<unknown>) => (await cost(run)).read;
      expect((await jump(1, { rank: 21 })).items).toMatchObject([{ rank: 21, score: least + 24 * 7 }]);
      expect((await cost(() => jump(20, { rank: 21 }))).rounds).toBe(least > 8191 ? 4 : 3);
      expect((await jump(0, { rank: 21 })).begins).toEqual({ rank: 21, score: least + 24 * 7, players: 45 });
      expect({
        score: await read(() => jump(0, { percentile: 50 })),
        jump: await read(() => jump(20, { percentile: 50 })),
        one: await read(() => jump(1, { rank: 21 })),
        page: await read(() => jump(20, { from: 'the best' })),
        around: await read(() => leaderboards.around(here, 'all', player, 5)),
        place: await read(() => leaderboards.place(here, 'all', player)),
      }).toEqual(units);
      // The figures in the docs' table of choices.
      if (least > 8191) {
        const { jumpReads, aroundReads, pageReads, rankReads } = leaderboardCost(updatesPerSecond);
        expect(units).toMatchObject({
          jump: jumpReads,
          around: aroundReads,
          page: pageReads,
          place: rankReads,
        });
      }
    });
  });
}
