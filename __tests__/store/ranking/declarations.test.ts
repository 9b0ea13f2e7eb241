import { expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../../../core/ids';
import { type RankedBoard } from '../../../core/ranking/score-change';
import { createBoardEntries } from '../../../store/board-entries';
import { createBoardPeriods, directionIn } from '../../../store/board-periods';
import { createLeaderboardStore } from '../../../store/leaderboards';
import { createRankCheck } from '../../../store/rank-check';
import { createRankCounts } from '../../../store/rank-counts';
import { createReindex } from '../../../store/reindex';
import { aPlayer, game, names, quickRetries } from '../database';
import { change, openedForFile } from './support';

const opened = openedForFile();

const times = { retry: quickRetries(), now: () => 1_800_000_000_000 };
/** The whole index by one declaration of a board. */
function declared(board: RankedBoard) {
  const periods = createBoardPeriods(opened.database.client, names.ranks, times.retry, times.now);
  const entries = createBoardEntries(opened.database.client, names, [board], periods, times);
  const counts = createRankCounts(opened.database.client, names.ranks, times);
  const leaderboards = createLeaderboardStore(opened.database.client, names, times);
  return {
    async take(player: PlayerId, score: number, version: number) {
      await entries.apply([change(board, player, score, version)]);
      await counts.count('shard', await opened.stream.changes());
    },
    page: async () =>
      (await leaderboards.page(board, 'all', { limit: 9 }, { from: 'the best' })).items.map(
        ({ rank, playerId }) => ({ rank, playerId }),
      ),
    rank: async (player: PlayerId) => (await leaderboards.place(board, 'all', player))?.rank,
    async differences() {
      const check = createRankCheck(opened.database.client, names, times.retry);
      const [period] = await periods.list(board.board);
      if (period === undefined) throw new Error('there is no period');
      const direction = directionIn(board, period);
      const found = [];
      for (const range of await check.ranges(period))
        found.push(...(await check.compare(period, direction, range)));
      return found;
    },
  };
}

const cases: ReadonlyArray<readonly [string, Partial<RankedBoard>, Partial<RankedBoard>]> = [
  ['direction', { direction: 'highest' }, { direction: 'lowest' }],
  ['other direction', { direction: 'lowest' }, { direction: 'highest' }],
  ['decimals', { decimals: 2 }, { decimals: 0 }],
  ['range', { scores: { from: 0, to: 100 } }, { scores: { from: -5, to: 1e9 } }],
  ['rate', { updatesPerSecond: 100 }, { updatesPerSecond: 5000 }],
];

it.each(cases)('a period keeps the %s with which it began', async (name, before, after) => {
  const board: RankedBoard = {
    board: `${game}.${name.replaceAll(' ', '-')}`,
    game,
    direction: 'highest',
    decimals: 0,
    periods: ['all'],
    updatesPerSecond: 100,
  };
  const players = Array.from({ length: 4 }, aPlayer);
  const [first, second] = [declared({ ...board, ...before }), declared({ ...board, ...after })];
  for (const [at, player] of players.entries())
    await (at < 3 ? first : second).take(player, [10, 21, 31, 26][at] ?? 0, 1 + at);
  const ranks = before.direction === 'lowest' ? [1, 2, 4, 3] : [4, 3, 1, 2];
  expect(await Promise.all(players.map((player) => second.rank(player)))).toEqual(ranks);
  const byRank = players.map((playerId, at) => ({ rank: ranks[at], playerId }));
  expect(await second.page()).toEqual(byRank.sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0)));
  expect(await second.differences()).toEqual([]);
});

it('a rebuilt index of a wide range leaves no node of its older generation behind', async () => {
  let now = 1_800_000_000_000;
  const times = { retry: quickRetries(), now: () => now };
  const board: RankedBoard = {
    board: `${game}.wide`,
    game,
    direction: 'highest',
    decimals: 0,
    periods: ['all'],
    updatesPerSecond: 100,
    scores: { from: 0, to: 500_000_000 },
  };
  const periods = createBoardPeriods(opened.database.client, names.ranks, times.retry, times.now);
  const entries = createBoardEntries(opened.database.client, names, [board], periods, times);
  const reindex = createReindex(opened.database.client, names, periods, times);
  const counts = createRankCounts(opened.database.client, names.ranks, times);
  const nodes = async (generation: number): Promise<number> => {
    const { Items = [] } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
    return Items.filter(({ pk }) => String(pk).startsWith(`N#${board.board}#all#${generation}-`)).length;
  };
  await entries.apply(Array.from({ length: 200 }, (_, at) => change(board, aPlayer(), 1e6 + at * 450, 1)));
  await counts.count('shard', await opened.stream.changes());
  const before = await nodes(1);
  expect(before).toBeGreaterThan(100);
  const [period] = await periods.list(board.board);
  expect(period !== undefined && (await reindex.begin(period, { lanes: 1, shards: 1 }))).toBe(true);
  for (let state = ''; state !== 'done';) {
    now += 61_000;
    const [current] = await periods.list(board.board);
    if (current === undefined) throw new Error('the period is gone');
    ({ state } = await reindex.step(current, () => false));
    await counts.count('shard', await opened.stream.changes());
  }
  expect(await nodes(1)).toBe(0);
  expect(await nodes(2)).toBe(before);
});
