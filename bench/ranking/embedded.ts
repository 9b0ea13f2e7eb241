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
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { entryChanges } from '../../functions/leaderboard-index/changes';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { asEventRecord } from '../../local/lambda/event-record';
import { createLeaderboardEntries } from '../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createLeaderboardStore, type LeaderboardStore } from '../../store/leaderboards';
import { createRankCounts } from '../../store/rank-counts';
import { benchTables } from '../tables';
import { type RankingChance, chanceOf } from './chance';
import { Columns, epoch, playerOf } from './columns';
import { fill } from './filled-database';
import { besideRedis, type Measure } from './redis-rival';

const period = 'autumn';
const region = 'us-east-1';
const samples = 200;

/** A leaderboard on the embedded database. */
interface EmbeddedLeaderboard {
  readonly client: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
  readonly leaderboard: RankedLeaderboard;
  readonly columns: Columns;
  readonly players: number;
  readonly chance: RankingChance;
  readonly now: () => number;
  readonly print: (line: string) => void;
}

/**
 * Runs the same code with the embedded database, on disk and with real round trips, beside a sorted set of
 * Redis.
 */
export async function benchEmbedded(
  leaderboard: RankedLeaderboard,
  players: number,
  print: (line: string) => void,
): Promise<unknown> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-ranking-'));
  const dynamodb = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
  const settings = {
    endpoint: dynamodb.url,
    region,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const streams = new DynamoDBStreamsClient(settings);
  try {
    const columns = new Columns(players);
    const now = (): number => epoch + players + 1_000_000;
    const chance = chanceOf(7);
    return await measureLeaderboard({ client, streams, leaderboard, columns, players, chance, now, print });
  } finally {
    client.destroy();
    streams.destroy();
    await dynamodb.close();
    fs.rmSync(dataDir, { recursive: true });
  }
}

async function measureLeaderboard(embedded: EmbeddedLeaderboard): Promise<unknown> {
  const { client, leaderboard, columns, players, chance, now, print } = embedded;
  await createTables(client, benchTables);
  for (let player = 0; player < players; player += 1) columns.set(player, chance.score(), epoch + player);
  const filled = performance.now();
  await fill(client, leaderboard, period, columns, players);
  print(`${players.toLocaleString('en-US')} entries written in ${seconds(filled)}`);
  await createLeaderboardPeriods(client, benchTables.ranks, retry, now).open(leaderboard, period);
  const iterator = await newest(embedded.streams);
  await writeResults(embedded);
  await countResults(embedded, iterator);

  const { measure, figures } = measurer(embedded);
  const leaderboards = createLeaderboardStore(client, benchTables, { retry, now });
  const wrong = await measureRequests(embedded, leaderboards, measure);
  await besideRedis(columns, players, measure, print);
  print(`${wrong} of ${samples} ranks wrong`);
  if (wrong > 0) throw new Error(`${wrong} ranks are wrong`);
  return { players, wrong, figures };
}

async function writeResults({
  client,
  leaderboard,
  columns,
  players,
  chance,
  now,
  print,
}: EmbeddedLeaderboard): Promise<void> {
  const periods = createLeaderboardPeriods(client, benchTables.ranks, retry, now);
  const entries = createLeaderboardEntries(client, benchTables, [leaderboard], periods, { retry, now });
  const updates = Math.min(1000, players);
  let version = 1;
  const writing = performance.now();
  for (let from = 0; from < updates; from += 100)
    await entries.apply(
      Array.from({ length: 100 }, () => {
        const player = chance.below(players);
        const score = chance.better(columns.steps(player) ?? 0);
        columns.set(player, score, now());
        version += 1;
        return {
          leaderboard: leaderboard.id,
          period,
          playerId: playerOf(player),
          score,
          at: now(),
          version,
          hidden: false,
        };
      }),
    );
  print(`${updates} improving results written in ${seconds(writing)}`);
}

/** Reads the stream of entries from an iterator to its end, and counts as the function does. */
async function countResults(
  { client, streams, now, print }: EmbeddedLeaderboard,
  iterator: string | undefined,
): Promise<void> {
  const counts = createRankCounts(client, benchTables.ranks, { retry, now });
  const counting = performance.now();
  for (let next = iterator, idle = false; next !== undefined && !idle;) {
    const { Records = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator: next, Limit: 1000 }),
    );
    next = NextShardIterator;
    idle = Records.length === 0;
    const event = { Records: Records.map((record) => asEventRecord(record, 'stream', region)) };
    await counts.count('shard', entryChanges(event));
  }
  print(`and counted in ${seconds(counting)}`);
}

/** Measures requests of random players, and keeps p50 and p99 of each kind in milliseconds. */
function measurer({ columns, chance, print }: EmbeddedLeaderboard): {
  readonly measure: Measure;
  readonly figures: Readonly<Record<string, readonly [p50: number, p99: number]>>;
} {
  const order = columns.sort();
  const figures: Record<string, readonly [p50: number, p99: number]> = {};
  return {
    figures,
    async measure(name, ask) {
      const times: number[] = [];
      for (let sample = 0; sample < samples; sample += 1) {
        const player = order[chance.below(order.length)] ?? 0;
        const asked = performance.now();
        await ask(player);
        times.push(performance.now() - asked);
      }
      times.sort((one, other) => one - other);
      const [p50, p99] = [times[samples / 2] ?? 0, times[samples * 0.99] ?? 0];
      figures[name] = [p50, p99];
      print(`${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
    },
  };
}

/** Measures ranks, pages and neighbourhoods. @returns the number of wrong ranks */
async function measureRequests(
  { leaderboard, columns }: EmbeddedLeaderboard,
  leaderboards: LeaderboardStore,
  measure: Measure,
): Promise<number> {
  // The number of players who have at least each score.
  const atLeast = columns.histogram();
  for (let steps = atLeast.length - 2; steps >= 0; steps -= 1)
    atLeast[steps] = (atLeast[steps] ?? 0) + (atLeast[steps + 1] ?? 0);
  let wrong = 0;
  await measure('rank of a player', async (player) => {
    const place = await leaderboards.place(leaderboard, period, playerOf(player));
    const better = atLeast[(columns.steps(player) ?? 0) + 1] ?? 0;
    if (place?.rank !== better + 1) wrong += 1;
  });
  await measure('page of 20', () =>
    leaderboards.page(leaderboard, period, { limit: 20 }, { from: 'the best' }),
  );
  await measure('10 around a player', (player) =>
    leaderboards.around(leaderboard, period, playerOf(player), 5),
  );
  return wrong;
}

/** The iterator behind the newest record of the entries' stream. */
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
