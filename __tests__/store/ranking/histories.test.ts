import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PlayerId } from '../../../core/ids';
import { type RankedLeaderboard, type ScoreChange } from '../../../core/ranking/score-change';
import { type RankedEntry } from '../../../store/own-places';
import { tables } from '../../../store/tables';
import { javaIsThere, startAmazonsEmulator } from '../../local/dynamodb/emulators';
import { aPlayer, openDatabase, openTables, type Tables } from '../database';
import { best, change, indexOver, lap, streamOf } from './support';

/**
 * Random histories, delivered in any order, repeated and in pieces, against a sorted array: every page, rank,
 * neighbourhood and place must equal the array's.
 */

interface Opinion {
  readonly name: string;
  readonly open: () => Promise<Tables>;
  readonly runs: number;
}
const ours: Opinion = { name: 'our DynamoDB', open: openDatabase, runs: 5 };
const amazons: Opinion = {
  name: "Amazon's DynamoDB Local",
  async open() {
    // It has no point-in-time recovery.
    const bare = <Declared extends object>(table: Declared) => ({ ...table, pointInTimeRecovery: false });
    const { players, tickets, matches, leaderboards, ranks, deliveries } = tables;
    return openTables(await startAmazonsEmulator(), {
      ...{ players: bare(players), tickets: bare(tickets), matches: bare(matches) },
      ...{ leaderboards: bare(leaderboards), ranks: bare(ranks), deliveries: bare(deliveries) },
    });
  },
  runs: 2,
};

const score = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: -9000, max: 9000 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 24, -(2 ** 31), 2 ** 53 - 1, 1e300, -1e21) },
);
const step = fc.record({
  player: fc.nat(6),
  score,
  leaderboard: fc.constantFrom(best, lap),
  day: fc.constantFrom('2026-11-28', '2026-11-29'),
  what: fc.constantFrom('score', 'score', 'score', 'score', 'score', 'hide', 'remove', 'suspend', 'readmit'),
});

interface History {
  readonly changes: readonly ScoreChange[];
  /** For good, or until they are readmitted. */
  readonly away: ReadonlySet<PlayerId>;
}

const periodsOf = ({ id: leaderboard }: RankedLeaderboard, run: string, day: string): readonly string[] =>
  leaderboard === best.id ? [`all-${run}`, `${run}-${day}`] : [`all-${run}`];

/** Larger numbers are not distinguished: the limit is a whole number. */
function within({ decimals }: RankedLeaderboard, value: number): number {
  const most = decimals === 0 ? 9_007_199_254_740_991 : 9_007_199_254_740;
  return Math.min(most, Math.max(-most, value));
}

/** The entries in the array's order, best first. */
function sorted(
  leaderboard: RankedLeaderboard,
  period: string,
  { changes, away }: History,
): readonly RankedEntry[] {
  const newest = new Map<PlayerId, ScoreChange>();
  for (const one of changes)
    if (
      one.leaderboard === leaderboard.id &&
      one.period === period &&
      one.version > (newest.get(one.playerId)?.version ?? 0)
    )
      newest.set(one.playerId, one);
  const listed = [...newest.values()]
    .map((one) => ({ ...one, score: within(leaderboard, one.score) }))
    .filter(({ hidden, playerId }) => !hidden && !away.has(playerId));
  listed.sort(
    (one, other) =>
      (leaderboard.direction === 'highest' ? other.score - one.score : one.score - other.score) ||
      one.at - other.at ||
      (one.playerId > other.playerId ? -1 : 1),
  );
  return listed.map(({ playerId, score: value, at }) => ({
    rank:
      1 +
      listed.filter((other) =>
        leaderboard.direction === 'highest' ? other.score > value : other.score < value,
      ).length,
    playerId,
    score: value,
    at,
  }));
}

async function pages(
  store: ReturnType<typeof indexOver>['leaderboards'],
  leaderboard: RankedLeaderboard,
  period: string,
  limit: number,
): Promise<readonly RankedEntry[]> {
  const all: RankedEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.page(
      leaderboard,
      period,
      { limit, ...(cursor === undefined ? {} : { cursor }) },
      { from: 'the best' },
    );
    all.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return all;
}

if (!javaIsThere())
  it.skip("random histories on Amazon's DynamoDB Local (java is not on the PATH)", () => undefined);

describe.each(javaIsThere() ? [ours, amazons] : [ours])(
  'random histories on $name',
  ({ open, runs: numRuns }) => {
    let database: Tables;
    let stream: ReturnType<typeof streamOf>;
    beforeAll(async () => {
      database = await open();
      stream = streamOf(database);
    });
    afterAll(async () => {
      stream.close();
      await database.close();
    });

    it('end in the state of a sorted array, for any delivery', async () => {
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 30 }),
          fc.integer({ min: 1, max: 7 }),
          fc.infiniteStream(fc.nat(1000)),
          async (steps, limit, dice) => {
            const run = `r${(runs += 1)}`;
            const crowd = Array.from({ length: 7 }, aPlayer);
            const index = indexOver(database.client);
            const roll = (sides: number): number => (dice.next().value ?? 0) % sides;
            const changes: ScoreChange[] = [];
            const [removed, suspended] = [new Set<PlayerId>(), new Set<PlayerId>()];
            for (const [version, one] of steps.entries()) {
              const player = crowd[one.player];
              if (player === undefined) continue;
              if (one.what === 'remove') {
                await index.entries.remove(player);
                removed.add(player);
              } else if (one.what === 'suspend') {
                await index.entries.suspend(player);
                suspended.add(player);
              } else if (one.what === 'readmit') {
                await index.entries.readmit(player);
                suspended.delete(player);
                // Results that came meanwhile are delivered with the next one.
                await index.entries.apply(changes.filter(({ playerId }) => playerId === player));
              } else {
                const made = periodsOf(one.leaderboard, run, one.day).map((period) =>
                  change(one.leaderboard, player, one.score, version + 1, {
                    period,
                    hidden: one.what === 'hide',
                  }),
                );
                changes.push(...made);
                // A batch: some of the earlier changes, in any order, and the new ones.
                const again = changes.filter(() => roll(4) === 0);
                const batch = [...made, ...again].sort(() => roll(3) - 1);
                await index.entries.apply(batch);
              }
              if (roll(5) === 0) await index.counts.count('shard', await stream.changes());
            }
            const left = await stream.changes();
            await index.counts.count('shard', left.slice(0, left.length >> 1));
            // Again from the start: overlapping batches count once.
            await index.counts.count('shard', left);
            await index.counts.count('shard', left);

            for (const leaderboard of [best, lap]) {
              for (const period of new Set(
                changes.filter((one) => one.leaderboard === leaderboard.id).map((one) => one.period),
              )) {
                const expected = sorted(leaderboard, period, {
                  changes,
                  away: new Set([...removed, ...suspended]),
                });
                expect(await pages(index.leaderboards, leaderboard, period, limit)).toEqual(expected);
                for (const player of crowd) {
                  const own = expected.find((entry) => entry.playerId === player);
                  const place = await index.leaderboards.place(leaderboard, period, player);
                  if (own === undefined) {
                    expect(place).toBeUndefined();
                    continue;
                  }
                  expect(place).toMatchObject({
                    ...own,
                    players: expected.length,
                    sharedBy: expected.filter(({ rank }) => rank === own.rank).length,
                  });
                }
                const middle = expected[roll(Math.max(1, expected.length))];
                if (middle === undefined) continue;
                const at = expected.indexOf(middle);
                const each = 1 + roll(4);
                expect(await index.leaderboards.around(leaderboard, period, middle.playerId, each)).toEqual(
                  expected.slice(Math.max(0, at - each), at + each + 1),
                );
                const jumped = await index.leaderboards.page(
                  leaderboard,
                  period,
                  { limit: 3 },
                  { rank: at + 1 },
                );
                const from = expected.findIndex(({ rank }) => rank === middle.rank);
                expect(jumped.items).toEqual(expected.slice(from, from + 3));
                const some = crowd.filter((_, seat) => seat % 2 === 0);
                expect(
                  (await index.leaderboards.among(leaderboard, period, some)).map(({ playerId }) => playerId),
                ).toEqual(
                  expected.map(({ playerId }) => playerId).filter((playerId) => some.includes(playerId)),
                );
              }
            }
          },
        ),
        { numRuns, seed: 20261128 },
      );
    });
  },
);
