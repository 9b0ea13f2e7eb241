import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type RankedBoard } from '../../../core/ranking/score-change';
import { createBoardEntries } from '../../../store/board-entries';
import { createBoardPeriods } from '../../../store/board-periods';
import { createRankCounts } from '../../../store/rank-counts';
import { createReindex } from '../../../store/reindex';
import { aPlayer, type Database, game, names, openDatabase, quickRetries } from '../database';
import { change, streamOf } from './support';

let database: Database;
let stream: ReturnType<typeof streamOf>;
beforeAll(async () => {
  database = await openDatabase();
  stream = streamOf(database);
});
afterAll(async () => {
  stream.close();
  await database.close();
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
  const periods = createBoardPeriods(database.client, names.ranks, times.retry, times.now);
  const entries = createBoardEntries(database.client, names, [board], periods, times);
  const reindex = createReindex(database.client, names, periods, times);
  const counts = createRankCounts(database.client, names.ranks, times);
  const nodes = async (generation: number): Promise<number> => {
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: names.ranks }));
    return Items.filter(({ pk }) => String(pk).startsWith(`N#${board.board}#all#${generation}-`)).length;
  };
  await entries.apply(Array.from({ length: 200 }, (_, at) => change(board, aPlayer(), 1e6 + at * 450, 1)));
  await counts.count('shard', await stream.changes());
  const before = await nodes(1);
  expect(before).toBeGreaterThan(100);
  const [period] = await periods.list(board.board);
  expect(period !== undefined && (await reindex.begin(period, { lanes: 1, shards: 1 }))).toBe(true);
  for (let state = ''; state !== 'done';) {
    now += 61_000;
    const [current] = await periods.list(board.board);
    if (current === undefined) throw new Error('the period is gone');
    ({ state } = await reindex.step(current, () => false));
    await counts.count('shard', await stream.changes());
  }
  expect(await nodes(1)).toBe(0);
  expect(await nodes(2)).toBe(before);
});
