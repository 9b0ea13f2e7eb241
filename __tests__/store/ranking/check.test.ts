import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ScanCommand, UpdateCommand, DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type PlayerId } from '../../../core/ids';
import { layoutText } from '../../../core/ranking/index-layout';
import { asSteps } from '../../../core/ranking/score-order';
import { nodeName, ScorePaths } from '../../../core/ranking/score-paths';
import { checkLeaderboards } from '../../../functions/leaderboard-check/check';
import { createLeaderboardEntries } from '../../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../../store/leaderboard-periods';
import { createCheckStates } from '../../../store/check-states';
import { rankRows } from '../../../store/keys';
import { createRankCheck } from '../../../store/rank-check';
import { createRankCounts } from '../../../store/rank-counts';
import { createReindex } from '../../../store/reindex';
import { aPlayer, type Database, game, names, openDatabase, quickRetries } from '../database';
import { best, change, indexOver, lap, streamOf } from './support';

let database: Database;
let stream: ReturnType<typeof streamOf>;
let now = 1_800_000_000_000;
const clock = (): number => now;
const minutes = (count: number): void => {
  now += count * 60_000;
};
beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  database = await openDatabase();
  stream = streamOf(database);
});
afterAll(async () => {
  stream.close();
  await database.close();
});

function job() {
  const retry = quickRetries();
  const index = indexOver(database.client, { now: clock });
  const { periods } = index;
  return {
    index,
    run: (isTime: () => boolean = () => false) =>
      checkLeaderboards(
        {
          leaderboards: [best, lap],
          periods,
          states: createCheckStates(database.client, names.ranks, retry),
          check: createRankCheck(database.client, names, retry),
          reindex: createReindex(database.client, names, periods, { retry, now: clock }),
          now: clock,
        },
        isTime,
      ),
    count: async () => index.counts.count('check', await stream.changes()),
    ranks: async (players: readonly PlayerId[], period: string) => {
      const places = [];
      for (const player of players) places.push((await index.leaderboards.place(best, period, player))?.rank);
      return places;
    },
    layouts: async (period: string) =>
      (await periods.list(best.id)).find((one) => one.period === period)?.layouts.map(layoutText),
  };
}

describe('the check', () => {
  it('rebuilds an index with wrong counters while results arrive, and ranks are always right', async () => {
    const { index, run, count, ranks, layouts } = job();
    const period = 'wrong';
    const players = Array.from({ length: 30 }, aPlayer);
    const scores = players.map((_, at) => 10_000 - at * 333);
    await index.entries.apply(
      players.map((player, at) => change(best, player, scores[at] ?? 0, 1, { period })),
    );
    await count();
    const right = players.map((_, at) => at + 1);
    expect(await ranks(players, period)).toEqual(right);

    // A counter and those above it are changed by hand: three players too many with the best score.
    const path = new ScorePaths().of(asSteps(10_000));
    for (const [level, digit] of path.entries())
      await database.client.send(
        new UpdateCommand({
          TableName: names.ranks,
          Key: rankRows.node.key({
            leaderboard: best.id,
            period,
            layout: (await layouts(period))?.[0] ?? '',
            lane: 0,
            node: nodeName(path.slice(0, level)),
          }),
          UpdateExpression: 'ADD #c :three',
          ExpressionAttributeNames: { '#c': digit.toString(36) },
          ExpressionAttributeValues: { ':three': 3 },
        }),
      );
    expect((await ranks(players, period))[5]).toBe(9);

    await run();
    for (let comparison = 0; comparison < 5; comparison += 1) {
      minutes(5);
      await run();
    }
    expect(await layouts(period)).toEqual(['1-1-2', '2-1-2']);
    // No page moves before every process knows; then one page at a time.
    await run();
    minutes(2);
    let calls = 0;
    await run(() => (calls += 1) > 4);
    await index.entries.apply([change(best, players[29] ?? aPlayer(), 20_000, 2, { period })]);
    await count();
    minutes(1);
    await run();
    await count();
    minutes(2);
    await run();
    expect(await layouts(period)).toEqual(['2-1-2']);
    expect(await ranks(players, period)).toEqual(players.map((_, at) => (at === 29 ? 1 : at + 2)));
    const { Items } = await database.client.send(new ScanCommand({ TableName: names.ranks }));
    expect((Items ?? []).filter(({ pk }) => String(pk).startsWith(`N#${best.id}#${period}#1-1-2`))).toEqual(
      [],
    );
  });

  it('keeps the range of scores with which a period began', async () => {
    const { index } = job();
    const periods = [lap.id, 'ranged'] as const;
    const opened = await index.periods.open(lap, 'ranged');
    const reindex = createReindex(database.client, names, index.periods, {
      retry: quickRetries(),
      now: clock,
    });
    expect(await reindex.begin(opened, { lanes: 2, shards: 3 })).toBe(true);
    const texts = (await index.periods.find(...periods))?.layouts.map(layoutText);
    expect(texts).toEqual(['1-1-1:-lfls~x2qxvk', '2-2-3:-lfls~x2qxvk']);
    // One path leads through both generations, so they cannot have two ranges.
    const other = { generation: 2, lanes: 1, shards: 1 };
    expect(await index.periods.relay({ ...opened, layouts: [other] }, [other])).toBe(false);
    await database.client.send(
      new UpdateCommand({
        TableName: names.ranks,
        Key: rankRows.period.key({ leaderboard: lap.id, period: 'ranged' }),
        UpdateExpression: 'SET layouts = :layouts',
        ExpressionAttributeValues: { ':layouts': [texts?.[0], layoutText(other)] },
      }),
    );
    await expect(job().index.periods.find(...periods)).rejects.toThrow('layouts of several ranges');
    await database.client.send(
      new DeleteCommand({
        TableName: names.ranks,
        Key: rankRows.period.key({ leaderboard: lap.id, period: 'ranged' }),
      }),
    );
  });

  it('rebuilds the index of a leaderboard on which changes are under way at every comparison', async () => {
    const random = (
      (generator) => () =>
        uniformFloat64(generator)
    )(xoroshiro128plus(3));
    const busy = { ...best, id: `${game}.busy`, updatesPerSecond: 100 };
    const retry = quickRetries();
    const periods = createLeaderboardPeriods(database.client, names.ranks, retry, clock);
    const entries = createLeaderboardEntries(database.client, names, [busy], periods, { retry, now: clock });
    const counts = createRankCounts(database.client, names.ranks, { retry, now: clock });
    const states = createCheckStates(database.client, names.ranks, retry);
    const check = createRankCheck(database.client, names, retry);
    const reindex = createReindex(database.client, names, periods, { retry, now: clock });
    const dependencies = { leaderboards: [busy], periods, states, check, reindex, now: clock };
    const players = Array.from({ length: 60 }, aPlayer);
    const wins = players.map((_, at) => at % 20);
    await entries.apply(players.map((player, at) => change(busy, player, wins[at] ?? 0, 1)));
    await counts.count('busy', await stream.changes());
    let waiting: Awaited<ReturnType<typeof stream.changes>> = [];
    let version = 1;
    /** Results of six players, which the index does not count before the comparison. */
    const compare = async (): Promise<boolean> => {
      version += 1;
      const playing = new Set(Array.from({ length: 6 }, () => Math.floor(random() * players.length)));
      await counts.count('busy', waiting);
      await entries.apply(
        [...playing].map((at) => {
          wins[at] = ((wins[at] ?? 0) + (random() < 0.5 ? 1 : 19)) % 20;
          return change(busy, players[at] ?? aPlayer(), wins[at], version);
        }),
      );
      waiting = await stream.changes();
      await checkLeaderboards(dependencies, () => false);
      minutes(5);
      return (await periods.list(busy.id))[0]?.layouts.length === 2;
    };
    for (let count = 0; count < 8; count += 1) expect(await compare()).toBe(false);
    const [period] = await periods.list(busy.id);
    const layout = period === undefined ? '' : layoutText(period.layouts[0]);
    const node = nodeName(new ScorePaths().of(asSteps(9)).slice(0, 1));
    await database.client.send(
      new UpdateCommand({
        TableName: names.ranks,
        Key: rankRows.node.key({ leaderboard: busy.id, period: 'all', layout, lane: 0, node }),
        UpdateExpression: 'ADD #c :one',
        ExpressionAttributeNames: { '#c': (9).toString(36) },
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    // A daily pass sees it, and then each comparison adds to what is known of it.
    minutes(24 * 60);
    let comparisons = 1;
    while (comparisons < 100 && !(await compare())) comparisons += 1;
    expect(comparisons).toBeGreaterThan(36);
    expect(comparisons).toBeLessThan(100);
  });

  it('ignores differences that are still in progress', async () => {
    const { index, run, count, layouts } = job();
    const period = 'behind';
    const players = Array.from({ length: 12 }, aPlayer);
    for (let round = 1; round <= 8; round += 1) {
      await index.entries.apply(
        players.map((player, at) => change(best, player, round * 97 + at * 40, round, { period })),
      );
      // The index is one round behind whenever the check compares.
      minutes(5);
      await run();
      await count();
    }
    expect(await layouts(period)).toEqual(['1-1-2']);
  });

  it('finds a score that was never counted, and lowest scores and negative ones in order', async () => {
    const { index, count } = job();
    const check = createRankCheck(database.client, names, quickRetries());
    const [ada, bob] = [aPlayer(), aPlayer()];
    await index.entries.apply([
      change(lap, ada, -12.5, 1, { period: 'gap' }),
      change(lap, bob, 70_000.25, 1, { period: 'gap' }),
    ]);
    await count();
    const found = await index.periods.find(lap.id, 'gap');
    if (found === undefined) throw new Error('the period is open');
    const differences = async () =>
      Promise.all((await check.ranges(found)).map((range) => check.compare(found, lap.direction, range)));
    expect((await differences()).every((one) => one.size === 0)).toBe(true);
    await index.entries.apply([change(lap, aPlayer(), 99, 1, { period: 'gap' })]);
    const uncounted = (await differences()).flatMap((one) => [...one.values()]);
    expect(uncounted.length).toBe(new ScorePaths().of(asSteps(99_000)).length);
    expect(new Set(uncounted)).toEqual(new Set([-1]));
  });
});
