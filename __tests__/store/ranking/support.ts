import { afterAll, beforeAll } from '@jest/globals';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { type PlayerId } from '../../../core/ids';
import { type RankedLeaderboard, type ScoreChange } from '../../../core/ranking/score-change';
import { entryChanges } from '../../../functions/leaderboard-index/changes';
import { asEventRecord } from '../../../local/lambda/event-record';
import { createLeaderboardEntries } from '../../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../../store/leaderboard-periods';
import { createLeaderboardStore, type LeaderboardOptions } from '../../../store/leaderboards';
import { createRankCounts, type EntryChange } from '../../../store/rank-counts';
import { type Database, game, names, openDatabase, quickRetries, type Tables } from '../database';

export const best: RankedLeaderboard = {
  id: `${game}.best`,
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['all', 'day'],
  updatesPerSecond: 500,
};
export const lap: RankedLeaderboard = {
  id: `${game}.lap`,
  game,
  direction: 'lowest',
  decimals: 3,
  periods: ['all', 'season'],
  updatesPerSecond: 100,
  // The range has more scores than leaves have room for; scores outside of it come as well.
  scores: { from: -1000, to: 2_000_000 },
};
export const leaderboards = [best, lap];

/** Records of a table's stream, from the end of the last call on. */
export function streamOf({ url }: Pick<Tables, 'url'>, table = names.leaderboards) {
  const streams = new DynamoDBStreamsClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let iterator: string | undefined;

  async function first(): Promise<string | undefined> {
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: table }));
    const StreamArn = Streams?.[0]?.StreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    return ShardIterator;
  }

  return {
    /** In the form in which Lambda delivers them. */
    async records(): Promise<readonly unknown[]> {
      const all: unknown[] = [];
      for (;;) {
        iterator ??= await first();
        const read = await streams
          .send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1000 }))
          .catch((error: unknown) => {
            if (!(error instanceof TrimmedDataAccessException)) throw error;
            // DynamoDB Local sometimes answers so for a shard that has just begun: it is read from its start,
            // as Lambda does.
            return undefined;
          });
        iterator = read?.NextShardIterator;
        if (read === undefined) continue;
        const { Records = [] } = read;
        if (Records.length === 0) return all;
        all.push(...Records.map((record) => asEventRecord(record, 'stream', 'us-east-1')));
      }
    },
    async changes(): Promise<readonly EntryChange[]> {
      return entryChanges({ Records: await this.records() });
    },
    close: () => streams.destroy(),
  };
}

/** The parts of the index over one client; `clock.now` is their time. */
export function indexOver(
  client: Database['client'],
  { now = () => 1_800_000_000_000, ...options }: LeaderboardOptions = {},
) {
  const retry = options.retry ?? quickRetries();
  const periods = createLeaderboardPeriods(client, names.ranks, retry, now);
  return {
    periods,
    entries: createLeaderboardEntries(client, names, leaderboards, periods, { retry, now }),
    counts: createRankCounts(client, names.ranks, { retry, now }),
    leaderboards: createLeaderboardStore(client, names, { retry, now, ...options }),
  };
}

export function change(
  { id: leaderboard }: RankedLeaderboard,
  playerId: PlayerId,
  score: number,
  version: number,
  more: Partial<ScoreChange> = {},
): ScoreChange {
  return {
    leaderboard,
    period: 'all',
    playerId,
    score,
    at: 1_790_000_000_000 + version,
    version,
    hidden: false,
    ...more,
  };
}

interface Opened {
  readonly database: Database;
  readonly stream: ReturnType<typeof streamOf>;
}

/** A database for the tests of a file, and the stream of its entries; both are closed after the tests. */
export function openedForFile(): Opened {
  let opened: Opened | undefined;
  const now = (): Opened => {
    if (opened === undefined) throw new Error('the database is opened before the first test');
    return opened;
  };
  beforeAll(async () => {
    const database = await openDatabase();
    opened = { database, stream: streamOf(database) };
  });
  afterAll(async () => {
    now().stream.close();
    await now().database.close();
  });
  return {
    get database() {
      return now().database;
    },
    get stream() {
      return now().stream;
    },
  };
}
