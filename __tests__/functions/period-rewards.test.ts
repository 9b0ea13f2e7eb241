import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gameName, type PlayerId } from '../../core/ids';
import { type BoardDeclaration, defaultBoards } from '../../core/ranking/boards';
import { type PeriodKind } from '../../core/ranking/score-change';
import { giveRewards, waitMilliseconds } from '../../functions/period-rewards/give-rewards';
import { createRewardStore, type RewardStore } from '../../store/rewards';
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

let boards = 0;
/** A board of its own, whose first three places of a period are rewarded, but for odd scores. */
function aBoard(...periods: readonly PeriodKind[]): BoardDeclaration {
  const name = `b${(boards += 1)}`;
  return {
    ...(defaultBoards(gameName('noughts'))[0] as BoardDeclaration),
    board: `noughts.${name}`,
    name,
    periods,
    rewards: {
      places: 3,
      give: ({ rank, score, period }) => (score % 2 === 1 ? undefined : { medal: rank, of: period }),
    },
  };
}

const midnight = Date.UTC(2026, 11, 1);
const [a, b, c, d, e] = Array.from({ length: 5 }, aPlayer) as [
  PlayerId,
  PlayerId,
  PlayerId,
  PlayerId,
  PlayerId,
];
/** In every period: two share the second rank, one stands below the rewarded places. */
const standings = [
  { playerId: a, rank: 1, score: 40 },
  { playerId: b, rank: 2, score: 30 },
  { playerId: c, rank: 2, score: 30 },
  { playerId: d, rank: 4, score: 20 },
  { playerId: e, rank: 5, score: 10 },
];

async function run(
  board: BoardDeclaration,
  at: number,
  { store = rewards, asked = [] as string[], pageSize = 2, seasons = [{ name: 'winter', startsAt: 0 }] } = {},
): Promise<number> {
  return giveRewards({
    boards: [board, ...defaultBoards(gameName('columns'))],
    seasons,
    rewards: store,
    places: (of, period, { cursor = '0' }) => {
      asked.push(period);
      expect(of).toBe(board);
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
const of = async (player: PlayerId, { board }: BoardDeclaration) =>
  (await rewards.newest(player, 100)).filter((each) => each.board === board);

describe('rewards', () => {
  it('are given an hour after the end of a period, once, down to the last place with who shares it', async () => {
    const board = aBoard('all', 'month');
    expect(await run(board, midnight + waitMilliseconds - 1)).toBe(6); // September and October
    const asked: string[] = [];
    expect(await run(board, midnight + waitMilliseconds, { asked })).toBe(3);
    expect(new Set(asked)).toEqual(new Set(['2026-11']));
    expect(await run(board, midnight + waitMilliseconds)).toBe(0);
    expect((await of(b, board))[0]).toEqual({
      board: board.board,
      period: '2026-11',
      rank: 2,
      score: 30,
      reward: { medal: 2, of: '2026-11' },
      endedAt: midnight,
    });
    expect((await of(a, board)).map(({ period }) => period)).toEqual(['2026-11', '2026-10', '2026-09']);
    expect(await of(d, board)).toEqual([]);
  });

  it('of days, weeks and seasons are those of the periods that ended', async () => {
    const asked: string[] = [];
    const seasons = [
      { name: 'autumn', startsAt: Date.UTC(2026, 8, 1) },
      { name: 'winter', startsAt: midnight },
    ];
    await run(aBoard('day', 'week', 'season'), midnight + waitMilliseconds, { asked, seasons, pageSize: 5 });
    expect(asked).toEqual(['2026-11-30', '2026-11-29', '2026-W48', '2026-W47', 'autumn']);
  });

  it('are none for a place for which the game gives none', async () => {
    const odd = aBoard('day');
    const board = { ...odd, rewards: { places: 5, give: () => undefined } };
    expect(await run(board, midnight + waitMilliseconds)).toBe(0);
    expect(await of(a, board)).toEqual([]);
  });

  it('of two runs at once, and of runs that die before or after any call, are given once', async () => {
    const both = aBoard('month');
    const given = await Promise.all([0, 1, 2].map(() => run(both, midnight + waitMilliseconds)));
    expect(given.reduce((sum, each) => sum + each, 0)).toBe(6);
    for (const moment of ['before', 'after'] as const)
      for (let call = 1; ; call += 1) {
        const board = aBoard('month');
        const doomed = database.newClient();
        crashAt(doomed, call, moment);
        const crashed = await run(board, midnight + waitMilliseconds, {
          store: createRewardStore(doomed, names, quickRetries()),
        }).then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
        await run(board, midnight + waitMilliseconds);
        for (const player of [a, b, c]) expect(await of(player, board)).toHaveLength(2);
        if (!crashed) {
          expect(call).toBeGreaterThan(8);
          break;
        }
      }
  });
});
