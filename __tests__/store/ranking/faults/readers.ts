import { describe, expect, it } from '@jest/globals';
import { type PlayerId } from '../../../../core/ids';
import { MatchChance, seededChance } from '../../../../core/match/chance';
import { type EntryChange } from '../../../../store/rank-counts';
import { at } from '../../../support/json-values';
import { aPlayer, names } from '../../database';
import { best, change, indexOver } from '../support';
import { opened } from './faulty-leaderboards';

export function readers(): void {
  describe('who reads', () => {
    it("shows the player's own newest result before it is counted", async () => {
      const [ada, bob, eve] = [aPlayer(), aPlayer(), aPlayer()];
      const period = 'own';
      const writing = indexOver(opened.database.client, { now: () => 1000 });
      await writing.entries.apply(
        [ada, bob, eve].map((player, at) => change(best, player, 300 - at * 100, 1, { period })),
      );
      await writing.counts.count('own', await opened.stream.changes());
      // Ada fell below Bob and Eve: neither the entry nor the counters have changed yet.
      const fell = change(best, ada, 50, 2, { period });
      const now = (): number => 5000;
      const reading = indexOver(opened.database.client, { now, latest: () => Promise.resolve([fell]) });
      expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
        rank: 3,
        score: 50,
        players: 3,
        sharedBy: 1,
        percentile: 0,
      });
      const around = await reading.leaderboards.around(best, period, ada, 5);
      expect(around?.map(({ rank, playerId }) => [rank, playerId])).toEqual([
        [1, bob],
        [2, eve],
        [3, ada],
      ]);
      // The entry is written, the counters are still behind: the rank is the same.
      await indexOver(opened.database.client, { now: () => 2000 }).entries.apply([fell]);
      expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
        rank: 3,
        sharedBy: 1,
        players: 3,
      });
      await writing.counts.count('own', await opened.stream.changes());
      expect(await reading.leaderboards.place(best, period, ada)).toMatchObject({
        rank: 3,
        sharedBy: 1,
        players: 3,
      });
      // A first result is on the leaderboard before its entry is written.
      const first = change(best, aPlayer(), 250, 1, { period });
      const newcomer = indexOver(opened.database.client, { latest: () => Promise.resolve([first]) });
      expect(await newcomer.leaderboards.place(best, period, first.playerId)).toMatchObject({
        rank: 1,
        players: 4,
      });
      // The same holds for the first result of a period, of which no row is written yet.
      const opening = change(best, aPlayer(), 7, 1, { period: 'unopened' });
      expect(
        await indexOver(opened.database.client, {
          latest: () => Promise.resolve([opening]),
        }).leaderboards.place(best, 'unopened', opening.playerId),
      ).toMatchObject({ rank: 1, score: 7, players: 1 });
      const among = await newcomer.leaderboards.among(
        best,
        period,
        [bob, first.playerId, eve],
        first.playerId,
      );
      expect(among.map(({ rank, score }) => [rank, score])).toEqual([
        [1, 250],
        [2, 200],
        [3, 100],
      ]);
    });

    it("shows the right rank, however many of the player's results wait for the index", async () => {
      const chance = new MatchChance(seededChance('own results'));
      let now = 2_000_000;
      const clock = (): number => now;
      const index = indexOver(opened.database.client, { now: clock });
      for (let round = 0; round < 3; round += 1) {
        const period = `waiting-${round}`;
        const others = [1400, 1430, 1460, 1490, 1520, 1550, 1580, 1610];
        await index.entries.apply(others.map((score) => change(best, aPlayer(), score, 1, { period })));
        await index.counts.count(period, await opened.stream.changes());
        const player = aPlayer();
        const waiting: EntryChange[] = [];
        for (let version = 1; version <= 6; version += 1) {
          now += 1 + chance.below(3);
          const score = 1380 + 10 * chance.below(26);
          const what = chance.below(6);
          if (what === 0) {
            await index.entries.suspend(player);
            now += 1;
            await index.entries.readmit(player);
          }
          await index.entries.apply([change(best, player, score, version, { period, hidden: what === 1 })]);
          waiting.push(...(await opened.stream.changes()));
          await index.counts.count(period, waiting.splice(0, chance.below(3)));
          const better = others.filter((other) => other > score).length;
          const place = await index.leaderboards.place(best, period, player);
          if (what === 1) expect(place).toBeUndefined();
          else
            expect(place).toMatchObject({
              rank: 1 + better,
              players: 9,
              sharedBy: others.includes(score) ? 2 : 1,
            });
        }
        await index.counts.count(period, waiting);
      }
    });

    it('is distinguished from counted scores, for any order of times and shards', async () => {
      for (const [period, shards] of [
        ['times-1', ['one', 'one']],
        ['times-2', ['one', 'two']],
      ] as const) {
        const [ada, bob, eve] = [aPlayer(), aPlayer(), aPlayer()];
        const write = (now: number, player: PlayerId, score: number, version: number) =>
          indexOver(opened.database.client, { now: () => now }).entries.apply([
            change(best, player, score, version, { period }),
          ]);
        const { counts } = indexOver(opened.database.client);
        for (const [player, score] of [
          [ada, 3],
          [bob, 7],
          [eve, 6],
        ] as const)
          await write(50, player, score, 1);
        await counts.count(`${period}-one`, await opened.stream.changes());
        await write(105, bob, 5, 2);
        await counts.count(`${period}-${shards[0]}`, await opened.stream.changes());
        // Written earlier, by a slower function, and counted later.
        await write(100, ada, 4, 2);
        await counts.count(`${period}-${shards[1]}`, await opened.stream.changes());
        const { leaderboards } = indexOver(opened.database.client, { now: () => 200 });
        const ranks = await Promise.all([eve, bob, ada].map((one) => leaderboards.place(best, period, one)));
        expect(ranks.map((place) => place?.rank)).toEqual([1, 2, 3]);
        expect(ranks.map((place) => place?.sharedBy)).toEqual([1, 1, 1]);
      }
    });

    it('gets one state, although a change is being written', async () => {
      const index = indexOver(opened.database.client);
      const period = 'torn';
      const players = Array.from({ length: 6 }, aPlayer);
      await index.entries.apply(players.map((player, at) => change(best, player, at * 40, 1, { period })));
      const changes = await opened.stream.changes();
      await index.counts.count('torn', changes);
      // Reads of the root are answered with an earlier state, as by a replica that lags behind.
      let lagging = 2;
      const behind = opened.database.newClient();
      behind.middlewareStack.add(
        (next, context) => async (args) => {
          const answer = await next(args);
          if (context.commandName === 'BatchGetItemCommand' && lagging > 0) {
            const rows = at(answer.output, `Responses.${names.ranks}`);
            const root: unknown = Array.isArray(rows)
              ? rows.find((row: unknown) => String(at(row, 'pk')).endsWith('#root'))
              : undefined;
            if (typeof root === 'object' && root !== null) {
              lagging -= 1;
              for (const [name, value] of Object.entries(root))
                if (name.length <= 2 && typeof value === 'number') Reflect.set(root, name, value + 3);
            }
          }
          return answer;
        },
        { step: 'initialize', priority: 'low', name: 'lag' },
      );
      expect(await indexOver(behind).leaderboards.place(best, period, players[0] ?? aPlayer())).toMatchObject(
        {
          rank: 6,
          players: 6,
        },
      );
      expect(lagging).toBe(0);
    });
  });
}
