import { describe, expect, it } from '@jest/globals';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../../core/ids';
import { asSteps } from '../../../../core/ranking/score-order';
import { counterName, ScorePaths } from '../../../../core/ranking/score-paths';
import { aPlayer, names } from '../../database';
import { best, change, indexOver } from '../support';
import { opened } from './faulty-leaderboards';

export function pages(): void {
  describe('pages', () => {
    it('begin at the nearest player while what a node counts is not below it', async () => {
      const index = indexOver(opened.database.client);
      const period = 'ahead';
      const players = Array.from({ length: 6 }, aPlayer);
      await index.entries.apply(players.map((player, at) => change(best, player, at * 40, 1, { period })));
      await index.counts.count('ahead', await opened.stream.changes());
      // The root counts three players more below the worst of its children.
      const [digit = 0] = new ScorePaths().of(asSteps(0));
      const { Items = [] } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
      const root = Items.find(({ pk }) => /#ahead#.*#root$/.test(String(pk)));
      await opened.database.client.send(
        new UpdateCommand({
          TableName: names.ranks,
          Key: { pk: root?.pk, sk: root?.sk },
          UpdateExpression: 'ADD #child :three',
          ExpressionAttributeNames: { '#child': counterName(digit) },
          ExpressionAttributeValues: { ':three': 3 },
        }),
      );
      const from = async (rank: number) =>
        (await index.leaderboards.page(best, period, { limit: 9 }, { rank })).items.map((one) => [
          one.rank,
          one.score,
        ]);
      expect(await from(6)).toEqual([[6, 0]]);
      expect(await from(8)).toEqual([[6, 0]]);
      expect(await from(10)).toEqual([]);
    });

    it.each([
      // Players with 100, 50 and 10 points; the last one of 10 asks.
      [18, 0, 10],
      [17, 0, 10],
      [12, 7, 9],
      [18, 0, 2],
      [19, 0, 10],
      [3, 16, 12],
    ])('around a player behind ties have the ranks of all (%d, %d, %d)', async (best100, best50, ties) => {
      const index = indexOver(opened.database.newClient());
      const period = `behind-${best100}-${best50}-${ties}`;
      const scores = [100, 50, 10].flatMap((score, at) =>
        Array.from({ length: [best100, best50, ties][at] ?? 0 }, () => score),
      );
      const players = scores.map(aPlayer);
      await index.entries.apply(
        players.map((player, at) => change(best, player, scores[at] ?? 0, 1, { period, at: 1000 + at })),
      );
      await index.counts.count(period, await opened.stream.changes());
      const around = await index.leaderboards.around(best, period, players.at(-1) ?? aPlayer(), 10);
      const rankOf = (score: number): number => 1 + scores.filter((other) => other > score).length;
      expect(around?.map(({ rank, score }) => [rank, score])).toEqual(
        scores.slice(-11).map((score) => [rankOf(score), score]),
      );
    });

    it("around a player agree with the own place while the player's newest result waits", async () => {
      const period = 'waits';
      const index = indexOver(opened.database.newClient());
      const [me, ...others] = Array.from({ length: 31 }, aPlayer);
      if (me === undefined) throw new Error('there are players');
      await index.entries.apply([
        ...others.map((player, at) => change(best, player, 100, 1, { period, at: 1000 + at })),
        change(best, me, 200, 1, { period }),
      ]);
      await index.counts.count(period, await opened.stream.changes());
      const later = indexOver(opened.database.newClient(), { now: () => 1_800_000_060_000 });
      await later.entries.apply([change(best, me, 50, 2, { period })]);
      const ranks = async () =>
        (await later.leaderboards.around(best, period, me, 5))?.map(({ rank }) => rank);
      // Before the index has counted it, and after.
      expect(await ranks()).toEqual([1, 1, 1, 1, 1, 31]);
      await later.counts.count(period, await opened.stream.changes());
      expect(await ranks()).toEqual([1, 1, 1, 1, 1, 31]);
    });

    it('list every player once while scores change, with ties of thousands', async () => {
      // Its own connections: the server has closed those that were idle for seconds.
      const index = indexOver(opened.database.newClient());
      const period = 'moving';
      const still = Array.from({ length: 60 }, aPlayer);
      const moving = Array.from({ length: 20 }, aPlayer);
      await index.entries.apply([
        ...still.map((player, at) => change(best, player, at < 40 ? 500 : 400, 1, { period, at: 1000 + at })),
        ...moving.map((player) => change(best, player, 450, 1, { period })),
      ]);
      const seen: PlayerId[] = [];
      let cursor: string | undefined;
      let version = 1;
      do {
        const page = await index.leaderboards.page(
          best,
          period,
          { limit: 7, ...(cursor === undefined ? {} : { cursor }) },
          { from: 'the best' },
        );
        seen.push(...page.items.map(({ playerId }) => playerId));
        ({ cursor } = page);
        version += 1;
        await index.entries.apply(
          moving.map((player, at) =>
            change(best, player, (version * 131 + at * 37) % 1000, version, { period }),
          ),
        );
      } while (cursor !== undefined);
      const ofStill = seen.filter((player) => still.includes(player));
      expect(ofStill).toHaveLength(still.length);
      expect(new Set(ofStill).size).toBe(still.length);
    });

    it('show present names, in archived periods too', async () => {
      const index = indexOver(opened.database.client);
      const player = aPlayer();
      await index.entries.apply(['2020-01', 'all'].map((period) => change(best, player, 1, 1, { period })));
      await index.entries.refreshProfile(player, { displayName: 'Ada', country: 'GB' });
      await index.entries.refreshProfile(player, { displayName: 'Ada L.', avatar: 'owl' });
      for (const period of ['2020-01', 'all'])
        expect(await index.leaderboards.place(best, period, player)).toMatchObject({
          displayName: 'Ada L.',
          avatar: 'owl',
        });
      expect(await index.leaderboards.place(best, 'all', player)).not.toHaveProperty('country');
    });
  });
}
