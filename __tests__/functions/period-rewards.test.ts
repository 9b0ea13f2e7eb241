import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gameName, type PlayerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type LeaderboardDeclaration, defaultLeaderboards } from '../../core/ranking/leaderboards';
import { type Season } from '../../core/ranking/periods';
import { type PeriodKind } from '../../core/ranking/score-change';
import { type GivenRewards, giveRewards, waitMs } from '../../functions/period-rewards/give-rewards';
import { createRewardStore, type RewardStore } from '../../store/rewards';
import { aRatingLeaderboard } from '../support/leaderboards';
import { aPlayer, Crash, crashAt, type Database, names, openDatabase, quickRetries } from '../store/database';

let database: Database;
let rewards: RewardStore;
beforeAll(async () => {
  database = await openDatabase();
  rewards = createRewardStore(database.client, names, quickRetries());
});
afterAll(async () => {
  await database.close();
});

let errors: jest.Spied<typeof console.error>;
beforeEach(() => {
  errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  errors.mockRestore();
});

let leaderboards = 0;
/** A leaderboard of its own. The first three places of a period are rewarded, except for odd scores. */
function aLeaderboard(...periods: readonly PeriodKind[]): LeaderboardDeclaration {
  const name = `b${(leaderboards += 1)}`;
  return aRatingLeaderboard(gameName('noughts'), {
    id: `noughts.${name}`,
    name,
    periods,
    rewards: {
      places: 3,
      give: ({ rank, score, period }) => (score % 2 === 1 ? undefined : { medal: rank, of: period }),
    },
  });
}

const midnight = Date.UTC(2026, 11, 1);
const [a, b, c, d, e] = [aPlayer(), aPlayer(), aPlayer(), aPlayer(), aPlayer()];
/** In every period, two players share the second rank, and one is below the rewarded places. */
const standings = [
  { playerId: a, rank: 1, score: 40 },
  { playerId: b, rank: 2, score: 30 },
  { playerId: c, rank: 2, score: 30 },
  { playerId: d, rank: 4, score: 20 },
  { playerId: e, rank: 5, score: 10 },
];

interface Run {
  readonly store?: RewardStore;
  readonly asked?: string[];
  readonly pageSize?: number;
  readonly seasons?: readonly Season[];
}

async function run(leaderboard: LeaderboardDeclaration, at: number, how: Run = {}): Promise<number> {
  return (await runAll(leaderboard, at, how)).given;
}

async function runAll(
  leaderboard: LeaderboardDeclaration,
  at: number,
  { store = rewards, asked = [], pageSize = 2, seasons = [{ name: 'winter', startsAt: 0 }] }: Run = {},
): Promise<GivenRewards> {
  return giveRewards({
    leaderboards: [leaderboard, ...defaultLeaderboards(gameName('columns'))],
    seasons,
    rewards: store,
    places: (of, period, { cursor = '0' }) => {
      asked.push(period);
      expect(of).toBe(leaderboard);
      const from = Number(cursor);
      const items = standings.slice(from, from + pageSize);
      return Promise.resolve({
        items,
        ...(from + pageSize < standings.length ? { cursor: String(from + pageSize) } : {}),
      });
    },
    now: () => at,
  });
}
const of = async (player: PlayerId, { id: leaderboard }: LeaderboardDeclaration) =>
  (await rewards.newest(player, 100)).filter((each) => each.board === leaderboard);

describe('rewards', () => {
  it('are given once, an hour after a period, down to the last place and all who share it', async () => {
    const leaderboard = aLeaderboard('all', 'month');
    expect(await run(leaderboard, midnight + waitMs - 1)).toBe(6); // September and October
    const asked: string[] = [];
    expect(await run(leaderboard, midnight + waitMs, { asked })).toBe(3);
    expect(new Set(asked)).toEqual(new Set(['2026-11']));
    expect(await run(leaderboard, midnight + waitMs)).toBe(0);
    expect((await of(b, leaderboard))[0]).toEqual({
      board: leaderboard.id,
      period: '2026-11',
      rank: 2,
      score: 30,
      reward: { medal: 2, of: '2026-11' },
      endedAt: midnight,
    });
    expect((await of(a, leaderboard)).map(({ period }) => period)).toEqual(['2026-11', '2026-10', '2026-09']);
    expect(await of(d, leaderboard)).toEqual([]);
  });

  it('of days, weeks and seasons are those of the periods that ended', async () => {
    const asked: string[] = [];
    const seasons = [
      { name: 'autumn', startsAt: Date.UTC(2026, 8, 1) },
      { name: 'winter', startsAt: midnight },
    ];
    await run(aLeaderboard('day', 'week', 'season'), midnight + waitMs, { asked, seasons, pageSize: 5 });
    expect(asked).toEqual(['2026-11-30', '2026-11-29', '2026-W48', '2026-W47', 'autumn']);
  });

  it('are not given for a place for which the game gives none', async () => {
    const odd = aLeaderboard('day');
    const leaderboard = { ...odd, rewards: { places: 5, give: () => undefined } };
    expect(await run(leaderboard, midnight + waitMs)).toBe(0);
    expect(await of(a, leaderboard)).toEqual([]);
  });

  it('of two concurrent runs, and of runs that die before or after any call, are given once', async () => {
    const both = aLeaderboard('month');
    const given = await Promise.all([0, 1, 2].map(() => run(both, midnight + waitMs)));
    expect(given.reduce((sum, each) => sum + each, 0)).toBe(6);
    for (const moment of ['before', 'after'] as const)
      for (let call = 1; ; call += 1) {
        const leaderboard = aLeaderboard('month');
        const doomed = database.newClient();
        crashAt(doomed, call, moment);
        const crashed = await run(leaderboard, midnight + waitMs, {
          store: createRewardStore(doomed, names, quickRetries()),
        }).then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
        await run(leaderboard, midnight + waitMs);
        for (const player of [a, b, c]) expect(await of(player, leaderboard)).toHaveLength(2);
        if (!crashed) {
          expect(call).toBeGreaterThan(8);
          break;
        }
      }
  });

  const circular: { self?: unknown } = {};
  circular.self = circular;
  const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1)]);
  /** Faults of a hook at run time, and the reason for which its reward is refused. */
  const misdeeds: ReadonlyArray<readonly [what: string, give: () => unknown, why: RegExp]> = [
    ['throws', () => thrown(new TypeError('no medal')), /no medal/],
    ['throws what is not an error', () => thrown('stop'), /stop/],
    ['does not return', endless, /TIMEOUT|timed out/],
    ['is async', () => Promise.resolve({ coins: 1 }), /promise/],
    ['is async and fails', () => Promise.reject(new Error('later')), /promise/],
    [
      'holds promises that fail',
      () => ({
        day: new Date(0),
        coins: [Promise.reject(new Error('later'))],
        gems: Promise.reject(new Error('later')),
      }),
      /contains a Date/,
    ],
    ['gives a number beyond the limit', () => ({ coins: 2 ** 53 }), /coins is 9007199254740992/],
    ['gives a number too near to zero', () => [1e-120], /0 is 1e-120/],
    ['gives NaN', () => ({ coins: Number.NaN }), /NaN/],
    ['gives infinity', () => -Infinity, /-Infinity/],
    ['gives a big integer', () => ({ coins: 1n }), /bigint/],
    ['gives undefined inside', () => ({ coins: undefined }), /undefined/],
    ['gives a function', () => () => 1, /function/],
    ['gives a symbol', () => [Symbol('medal')], /symbol/],
    ['gives a date', () => ({ at: new Date(0) }), /Date/],
    ['gives a map', () => new Map(), /Map/],
    ['gives a circle', () => circular, /levels deep/],
    ['gives what is too deep', () => deep(30), /30 levels deep/],
    ['gives what is too long', () => 'x'.repeat(4000), /4002 characters/],
    ['gives a field without a name', () => ({ '': 1 }), /without a name/],
    ['gives half a character', () => ({ '\uD83D': 1 }), /half of a character/],
    [
      'gives what throws when read',
      () => ({
        get coins() {
          return thrown(new Error('no coins'));
        },
      }),
      /no coins/,
    ],
  ];
  it.each(misdeeds)('are given to the others when the hook %s for one place', async (_, give, why) => {
    const plain = aLeaderboard('day');
    const rewarded: NonNullable<LeaderboardDeclaration['rewards']> = {
      places: 3,
      give: ({ rank }) => ({ medal: rank }),
    };
    const { give: good } = rewarded;
    Reflect.set(rewarded, 'give', (place: Parameters<typeof good>[0]) =>
      place.playerId === b ? give() : good(place),
    );
    const leaderboard: LeaderboardDeclaration = { ...plain, rewards: rewarded };
    expect(await runAll(leaderboard, midnight + waitMs)).toEqual({ given: 4, refused: 2 });
    expect(errors).toHaveBeenCalledTimes(2);
    for (const [line] of errors.mock.calls) {
      expect(line).toMatch(why);
      expect(JSON.parse(String(line))).toMatchObject({
        board: leaderboard.id,
        playerId: b,
        rank: 2,
        score: 30,
      });
    }
    expect(await of(b, leaderboard)).toEqual([]);
    expect((await of(c, leaderboard)).map(({ reward }) => reward)).toEqual([{ medal: 2 }, { medal: 2 }]);
    // The hook is not asked again each hour.
    expect(await runAll(leaderboard, midnight + waitMs)).toEqual({ given: 0, refused: 0 });
  });

  it('may be as deep and as long as the limits say', async () => {
    const plain = aLeaderboard('day');
    const list = ['x'.repeat(3996), deep(29)];
    const leaderboard: LeaderboardDeclaration = {
      ...plain,
      rewards: { places: 2, give: ({ rank }) => list[rank - 1] },
    };
    expect(await runAll(leaderboard, midnight + waitMs)).toEqual({ given: 6, refused: 0 });
    expect((await of(a, leaderboard))[0]?.reward).toEqual(list[0]);
    expect((await of(b, leaderboard))[0]?.reward).toEqual(list[1]);
  });

  it('are given on other leaderboards when one cannot be read, and the failure is logged', async () => {
    const [broken, whole] = [aLeaderboard('day'), aLeaderboard('day')];
    const failed = giveRewards({
      leaderboards: [broken, whole],
      seasons: [],
      rewards,
      places: (leaderboard) =>
        leaderboard === broken
          ? Promise.reject(new Error('it cannot be read'))
          : Promise.resolve({ items: standings }),
      now: () => midnight + waitMs,
    });
    await expect(failed).rejects.toThrow('it cannot be read');
    expect(await of(a, whole)).toHaveLength(2);
    // The next run does what is left.
    expect(await run(broken, midnight + waitMs)).toBe(6);
  });

  it('are not asked for any more after twenty failures in a row', async () => {
    const plain = aLeaderboard('season');
    let asked = 0;
    const leaderboard: LeaderboardDeclaration = {
      ...plain,
      rewards: {
        places: 99,
        give: () => {
          asked += 1;
          return thrown(new Error('never'));
        },
      },
    };
    const answer = await giveRewards({
      leaderboards: [leaderboard],
      seasons: [
        { name: 'autumn', startsAt: 0 },
        { name: 'winter', startsAt: midnight },
      ],
      rewards,
      places: () =>
        Promise.resolve({
          items: Array.from({ length: 30 }, (_, at) => ({ playerId: aPlayer(), rank: at + 1, score: 1 })),
        }),
      now: () => midnight + waitMs,
    });
    expect({ asked, ...answer }).toEqual({ asked: 20, given: 0, refused: 30 });
  });
});

function thrown(what: unknown): never {
  throw what;
}

function endless(): never {
  for (;;);
}
