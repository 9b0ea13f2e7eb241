import { describe, expect, it } from '@jest/globals';
import { defaultLeaderboards } from '../../../../core/ranking/leaderboards';
import { onlyImproves } from '../../../../core/ranking/improving';
import { createLeaderboardEntries } from '../../../../store/leaderboard-entries';
import { aPlayer, Crash, crashAt, names, quickRetries } from '../../database';
import { best, change, indexOver } from '../support';
import { opened, moments } from './faulty-leaderboards';

export function entries(): void {
  describe('the function that writes entries', () => {
    it("ends in the same state, wherever it dies, and removes a removed player's entries", async () => {
      for (const [call, moment] of moments(14)) {
        const period = `entries-${call}-${moment}`;
        const [ada, bob] = [aPlayer(), aPlayer()];
        const whole = indexOver(opened.database.client);
        await whole.entries.apply([change(best, ada, 5, 1, { period })]);
        await whole.entries.remove(bob);
        const changes = [change(best, ada, 9, 2, { period }), change(best, bob, 7, 1, { period })];
        const dying = opened.database.newClient();
        crashAt(dying, call, moment);
        const died = await indexOver(dying)
          .entries.apply(changes)
          .then(
            () => false,
            (error: unknown) => error instanceof Crash,
          );
        await indexOver(opened.database.client).entries.apply(changes);
        const { items } = await whole.leaderboards.page(best, period, { limit: 9 }, { from: 'the best' });
        expect(items.map(({ playerId, score }) => [playerId, score])).toEqual([[ada, 9]]);
        if (!died) return;
      }
      throw new Error('it makes more calls than this test knows');
    });

    it('shows a player who was provisional in between, for any order of the results', async () => {
      const [, wins] = defaultLeaderboards(best.game);
      if (wins === undefined) throw new Error('a game without leaderboards has wins');
      const hiding = { ...wins, hidesProvisional: true };
      const index = indexOver(opened.database.client);
      const entries = createLeaderboardEntries(
        opened.database.client,
        names,
        [{ ...hiding, onlyImproves: onlyImproves(hiding) }],
        index.periods,
        { retry: quickRetries(), now: () => 5000 },
      );
      for (const order of [
        [2, 3, 4],
        [2, 4, 3],
        [3, 2, 4],
        [3, 4, 2],
        [4, 2, 3],
        [4, 3, 2],
      ]) {
        const [player, period] = [aPlayer(), `order-${order.join('')}`];
        for (const version of order)
          await entries.apply([change(hiding, player, 5, version, { period, hidden: version === 3 })]);
        const { items } = await index.leaderboards.page(hiding, period, { limit: 2 }, { from: 'the best' });
        expect(items.map(({ score, at }) => [score, at])).toEqual([[5, 1_790_000_000_004]]);
      }
    });

    it('keeps the newest of two concurrent writers on one player', async () => {
      const player = aPlayer();
      const versions = Array.from({ length: 12 }, (_, at) => at + 1);
      await Promise.all(
        versions.map((version) =>
          indexOver(opened.database.client).entries.apply([
            change(best, player, 100 - version, version, { period: 'two' }),
          ]),
        ),
      );
      const place = await indexOver(opened.database.client).leaderboards.place(best, 'two', player);
      expect(place?.score).toBe(88);
    });

    it.each(['suspend', 'remove'] as const)('%ss a player while results arrive', async (what) => {
      const index = indexOver(opened.database.client);
      const player = aPlayer();
      const periods = ['1', '2', '3'].map((number) => `${what}-${number}`);
      const late = `${what}-4`;
      await index.entries.apply(periods.map((period) => change(best, player, 3, 1, { period })));
      await Promise.all([
        index.entries[what](player),
        ...periods.map((period) => index.entries.apply([change(best, player, 4, 2, { period })])),
        index.entries.apply([change(best, player, 4, 2, { period: late })]),
      ]);
      await opened.stream.changes().then((changes) => index.counts.count(what, changes));
      for (const period of [...periods, late]) {
        expect(await index.leaderboards.place(best, period, player)).toBeUndefined();
        expect(
          (await index.leaderboards.page(best, period, { limit: 5 }, { from: 'the best' })).items,
        ).toEqual([]);
      }
      await index.entries.readmit(player);
      await opened.stream.changes().then((changes) => index.counts.count(what, changes));
      const places = await Promise.all(
        [...periods, late].map((period) => index.leaderboards.place(best, period, player)),
      );
      // A player who was removed for good stays away, and later entries are removed again.
      await index.entries.apply([change(best, player, 5, 3, { period: late })]);
      const later = await index.leaderboards.place(best, late, player);
      if (what === 'remove') return expect([...places, later].filter(Boolean)).toEqual([]);
      for (const place of places) {
        expect(place).toMatchObject({ rank: 1, players: 1, sharedBy: 1 });
        expect([3, 4]).toContain(place?.score);
      }
      expect(later).toMatchObject({ score: 5 });
    });
  });
}
