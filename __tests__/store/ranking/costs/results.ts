import { describe, expect, it } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { type PlayerId } from '../../../../core/ids';
import { firstLayout } from '../../../../core/ranking/index-layout';
import { asSteps } from '../../../../core/ranking/score-order';
import { type EntryChange } from '../../../../store/rank-counts';
import { leaderboardUnits } from '../../../../tools/cost/units';
import { aPlayer } from '../../database';
import { change } from '../support';
import { leaderboard, crowdOf, crowd, scoreOfPlayer, index, cost } from './measured-leaderboards';

export function results(): void {
  describe('a result, for each leaderboard and period', () => {
    const player = (): PlayerId => crowd[7] ?? aPlayer();

    it('that improves no score costs half a read unit and no write', async () => {
      expect(
        await cost(() => index.entries.apply([change(leaderboard, player(), scoreOfPlayer(7), 2)])),
      ).toMatchObject({
        read: 0.5,
        write: 0,
      });
    });

    it('that improves costs three write units, a first one two', async () => {
      const improved = await cost(() => index.entries.apply([change(leaderboard, player(), 200_000, 3)]));
      expect(improved).toMatchObject(leaderboardUnits.entry);
      const [newcomer = aPlayer()] = crowdOf(4, 1);
      const first = await cost(() => index.entries.apply([change(leaderboard, newcomer, 200_000, 3)]));
      expect(first).toMatchObject({ write: 2 });
    });

    it('opens a period once, however many results of a batch are its first', async () => {
      const first = Array.from({ length: 150 }, () =>
        change(leaderboard, aPlayer(), 7, 1, { period: 'opened' }),
      );
      const { calls, write } = await cost(() => index.entries.apply(first));
      expect(write).toBe(2 * first.length + 1);
      // The period is read, made and read again; entries, profiles and removals are read by the hundred.
      expect(calls).toBe(first.length + 3 + 3 * 2);
    });

    const generator = xoroshiro128plus(7);
    const random = (): number => uniformFloat64(generator);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const most = 2 ** 24 - 1;
    const drawImprovement = (least: number, most: number): readonly [before: number, after: number] => {
      const before = least + Math.floor((most - least) * random());
      return [before, before + Math.floor((most - before) * random())];
    };

    /** The scores before and after a change, as with ten million players. */
    const kinds: Readonly<
      Record<
        'points' | 'rating' | 'wins' | 'cents' | 'seconds' | 'milliseconds' | 'any',
        () => readonly [before: number, after: number]
      >
    > = {
      points() {
        const before = Math.min(most, Math.floor(Math.exp(9 + 2 * normal())));
        return [before, Math.min(most, Math.floor((before + 1) * (1 + random())))];
      },
      rating() {
        const before = Math.max(50, Math.round(1500 + 300 * normal()));
        return [before, before + (random() < 0.5 ? 1 : -1) * (1 + Math.floor(24 * random()))];
      },
      wins() {
        const before = Math.floor(-50 * Math.log(1 - random()));
        return [before, before + 1];
      },
      cents: () => drawImprovement(2 ** 24, 80_000_000),
      seconds: () => drawImprovement(1_700_000_000, 1_800_000_000),
      milliseconds: () => drawImprovement(1_700_000_000_000, 1_800_000_000_000),
      any: () => drawImprovement(2 ** 44, 2 ** 53 - 1),
    };
    let sequence = 0;
    const changeOf = (kind: keyof typeof kinds): EntryChange => {
      const layout = firstLayout(leaderboard);
      const [before, after] = kinds[kind]();
      sequence += 1;
      return {
        sequence: String(sequence),
        leaderboard: leaderboard.id,
        period: kind,
        playerId: player(),
        before: { layout, steps: asSteps(before) },
        after: { layout, steps: asSteps(after) },
        writtenAt: sequence,
      };
    };

    // Changes in the batch of one second, as a leaderboard receives them, and the limit of their costs in the
    // index.
    it.each([
      ['points', 600, 0.7, 1.5],
      ['points', 100, 1.2, 2],
      ['points', 20, 1.8, 3],
      ['points', 1, 6, 12],
      ['rating', 100, 0.1, 1],
      // Both players of a match.
      ['rating', 2, 2, 4.5],
      ['rating', 1, 4, 4.7],
      ['wins', 2, 2, 3],
      ['wins', 1, 4, 4.2],
      // Scores above 2^24 on a leaderboard that declares no range: each change has nodes of its own.
      ['cents', 100, 4, 4.5],
      ['seconds', 100, 4, 5],
      ['milliseconds', 100, 7, 8],
      ['any', 100, 11, 13],
    ] as const)(
      'costs in the index, of %s, %d at a time, %d to %d write units',
      async (kind, rate, least, most) => {
        const batches = Math.ceil(40 / rate);
        const { write } = await cost(async () => {
          for (let batch = 0; batch < batches; batch += 1)
            await index.counts.count(
              'another shard',
              Array.from({ length: rate }, () => changeOf(kind)),
            );
        });
        expect(write / (batches * rate)).toBeGreaterThanOrEqual(least);
        expect(write / (batches * rate)).toBeLessThanOrEqual(most);
        // Estimates use the cost of the most expensive leaderboard at its rate.
        if (kind === 'points' && rate === 100)
          expect(write / rate).toBeCloseTo(leaderboardUnits.counters.write, 0);
      },
    );
  });
}
