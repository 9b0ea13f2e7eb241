import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { firstLayout, layoutText } from '../../core/ranking/index-layout';
import { type RankedBoard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { entryChanges } from '../../functions/leaderboard-index/changes';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { asEventRecord } from '../../local/lambda/event-record';
import { createBoardEntries } from '../../store/board-entries';
import { createBoardPeriods } from '../../store/board-periods';
import { indexKeys } from '../../store/boards';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { leaderboardRows, nodeTimeOf, rankRows, rankSlot } from '../../store/keys';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createRankCounts } from '../../store/rank-counts';
import { chanceOf } from './chance';
import { Columns, epoch, playerOf } from './columns';
import { countersOf } from './exactness';
import { benchTables } from '../tables';
import { startRedis } from './redis';

const period = 'autumn';

/**
 * Runs the same code with the embedded database, on disk and with real round trips, beside a sorted set of
 * Redis.
 */
export async function benchEmbedded(
  board: RankedBoard,
  players: number,
  print: (line: string) => void,
): Promise<unknown> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-ranking-'));
  const dynamodb = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
  const settings = {
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const streams = new DynamoDBStreamsClient(settings);
  try {
    await createTables(client, benchTables);
    const chance = chanceOf(7);
    const columns = new Columns(players);
    for (let player = 0; player < players; player += 1) columns.set(player, chance.score(), epoch + player);
    const filled = performance.now();
    await fill(client, board, columns, players);
    print(`${players.toLocaleString('en-US')} entries written in ${seconds(filled)}`);
    const now = (): number => epoch + players + 1_000_000;
    const periods = createBoardPeriods(client, benchTables.ranks, retry, now);
    await periods.open(board, period);
    const entries = createBoardEntries(client, benchTables, [board], periods, { retry, now });
    const counts = createRankCounts(client, benchTables.ranks, { retry, now });
    const leaderboards = createLeaderboardStore(client, benchTables, { retry, now });

    const iterator = await newest(streams);
    const updates = Math.min(1000, players);
    let version = 1;
    const writing = performance.now();
    for (let from = 0; from < updates; from += 100)
      await entries.apply(
        Array.from({ length: 100 }, () => {
          const player = chance.below(players);
          const steps = chance.better(columns.steps(player) ?? 0);
          columns.set(player, steps, now());
          version += 1;
          return {
            board: board.board,
            period,
            playerId: playerOf(player),
            score: steps,
            at: now(),
            version,
            hidden: false,
          };
        }),
      );
    print(`${updates} improving results written in ${seconds(writing)}`);
    const counting = performance.now();
    for (let next = iterator, idle = false; next !== undefined && !idle;) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: next, Limit: 1000 }),
      );
      next = NextShardIterator;
      idle = Records.length === 0;
      const event = { Records: Records.map((record) => asEventRecord(record, 'stream', settings.region)) };
      await counts.count('shard', entryChanges(event));
    }
    print(`and counted in ${seconds(counting)}`);

    const order = columns.sort();
    let wrong = 0;
    const figures: Record<string, readonly [p50: number, p99: number]> = {};
    const measure = async (name: string, ask: (player: number) => Promise<unknown>): Promise<void> => {
      const times: number[] = [];
      for (let sample = 0; sample < 200; sample += 1) {
        const player = order[chance.below(order.length)] ?? 0;
        const asked = performance.now();
        await ask(player);
        times.push(performance.now() - asked);
      }
      times.sort((one, other) => one - other);
      figures[name] = [times[100] ?? 0, times[198] ?? 0];
      print(`${name}: p50 ${(times[100] ?? 0).toFixed(2)} ms, p99 ${(times[198] ?? 0).toFixed(2)} ms`);
    };
    // The number of players who have at least each score.
    const betterThan = columns.histogram();
    for (let steps = betterThan.length - 2; steps >= 0; steps -= 1)
      betterThan[steps] = (betterThan[steps] ?? 0) + (betterThan[steps + 1] ?? 0);
    await measure('rank of a player', async (player) => {
      const place = await leaderboards.place(board, period, playerOf(player));
      const better = betterThan[(columns.steps(player) ?? 0) + 1] ?? 0;
      if (place?.rank !== better + 1) wrong += 1;
    });
    await measure('page of 20', () => leaderboards.page(board, period, { limit: 20 }, { from: 'the best' }));
    await measure('10 around a player', (player) => leaderboards.around(board, period, playerOf(player), 5));
    await besideRedis(columns, players, measure, print);
    print(`${wrong} of 200 ranks wrong`);
    if (wrong > 0) throw new Error(`${wrong} ranks are wrong`);
    return { players, wrong, figures };
  } finally {
    client.destroy();
    streams.destroy();
    await dynamodb.close();
    fs.rmSync(dataDir, { recursive: true });
  }
}

/** The reference figure where Redis is not installed. */
const redisElsewhere =
  'Redis 7.0, a sorted set of 1,000,000 members, one core, measured elsewhere: 7.5 µs of CPU an update, 10.2 µs a rank (4.3 pipelined), 5.5 µs a page of 10, 102 bytes a member';

async function besideRedis(
  columns: Columns,
  players: number,
  measure: (name: string, ask: (player: number) => Promise<unknown>) => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  const redis = await startRedis();
  if (redis === undefined) {
    print('Redis: skipped, since no redis-server is installed.');
    print(redisElsewhere);
    return;
  }
  for (let from = 0; from < players; from += 1000)
    await redis.send(
      Array.from({ length: Math.min(1000, players - from) }, (_, index) => [
        'ZADD',
        'board',
        String(columns.steps(from + index) ?? 0),
        playerOf(from + index),
      ]),
    );
  const rankOf = async (player: number): Promise<number> => {
    const [rank] = await redis.send([['ZREVRANK', 'board', playerOf(player)]]);
    if (typeof rank !== 'number') throw new Error(`Redis does not know player ${player}`);
    return rank;
  };
  const range = (from: number, to: number): Promise<unknown> =>
    redis.send([['ZREVRANGE', 'board', String(Math.max(0, from)), String(to), 'WITHSCORES']]);
  await measure('Redis: improving result', (player) =>
    redis.send([['ZINCRBY', 'board', '1', playerOf(player)]]),
  );
  await measure('Redis: rank of a player', rankOf);
  await measure('Redis: page of 20', () => range(0, 19));
  await measure('Redis: 10 around a player', async (player) => {
    const rank = await rankOf(player);
    await range(rank - 5, rank + 5);
  });
  const [bytes] = await redis.send([['MEMORY', 'USAGE', 'board', 'SAMPLES', '0']]);
  print(`Redis: ${Math.round(Number(bytes) / players)} bytes of memory a player`);
  redis.close();
}

async function fill(
  client: DynamoDBDocumentClient,
  board: RankedBoard,
  columns: Columns,
  players: number,
): Promise<void> {
  const layout = firstLayout(board);
  const g = layoutText(layout);
  const entry = (player: number): Record<string, unknown> => {
    const [playerId, steps, at] = [playerOf(player), columns.steps(player) ?? asSteps(0), columns.at(player)];
    return {
      ...leaderboardRows.entry.key({ playerId, board: board.board, period }),
      ...indexKeys(board, layout, { period, playerId, steps, at }),
      ...{ playerId, v: 1, s: steps, k: steps, t: at, w: at, g },
    };
  };
  const nodes = [...countersOf(columns.histogram())].map(([node, counters]) => ({
    ...rankRows.node.key({ board: board.board, period, layout: g, lane: 0, node }),
    ...Object.fromEntries(counters),
    [nodeTimeOf(rankSlot('filled'))]: columns.at(players - 1),
  }));
  await putAll(client, benchTables.leaderboards, players, entry);
  await putAll(client, benchTables.ranks, nodes.length, (index) => nodes[index] ?? {});
}

async function putAll(
  client: DynamoDBDocumentClient,
  table: string,
  count: number,
  item: (index: number) => Record<string, unknown>,
): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next += 25;
      const Items = Array.from({ length: Math.min(25, count - from) }, (_, index) => item(from + index));
      await client.send(
        new BatchWriteCommand({
          RequestItems: { [table]: Items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}

async function newest(streams: DynamoDBStreamsClient): Promise<string | undefined> {
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName: benchTables.leaderboards }));
  const StreamArn = Streams?.[0]?.StreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' }),
  );
  return ShardIterator;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
