import { afterAll, beforeAll } from '@jest/globals';
import { BatchWriteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type PlayerId, playerId } from '../../../../core/ids';
import { type RankedLeaderboard, type ScoreChange } from '../../../../core/ranking/score-change';
import { createLeaderboardEntries } from '../../../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../../../store/leaderboard-periods';
import { createLeaderboardStore } from '../../../../store/leaderboards';
import { createRankCounts } from '../../../../store/rank-counts';
import { playerRows } from '../../../../store/keys';
import { createRankPlaces } from '../../../../store/rank-places';
import { type Database, game, names, openDatabase, quickRetries } from '../../database';
import { change, streamOf } from '../support';
import { meter, type Used } from '../meter';

/** The figures of docs/leaderboards.md, from ReturnConsumedCapacity. */

export const leaderboard: RankedLeaderboard = {
  id: `${game}.points`,
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['all'],
  onlyImproves: true,
  updatesPerSecond: 1000,
};

export let database: Database;
let used: () => Used;
export let own: { change: ScoreChange | undefined };
/** Of fixed players, so that their partitions are the same in each run. */
export const crowdOf = (group: number, players: number): readonly PlayerId[] =>
  Array.from({ length: players }, (_, at) =>
    playerId(`p-00000000-0000-4000-8${String(group).padStart(3, '0')}-${String(at).padStart(12, '0')}`),
  );
export const crowd = crowdOf(1, 120);
export const scoreOfPlayer = (index: number): number => 100_000 + (index % 60) * 37;

export function parts(client: DynamoDBDocumentClient, of = leaderboard) {
  const retry = quickRetries();
  const now = (): number => 1_800_000_000_000;
  const periods = createLeaderboardPeriods(client, names.ranks, retry, now);
  return {
    periods,
    entries: createLeaderboardEntries(client, names, [of], periods, { retry, now }),
    counts: createRankCounts(client, names.ranks, { retry, now }),
    places: createRankPlaces(client, names.ranks, retry),
    leaderboards: createLeaderboardStore(client, names, {
      retry,
      now,
      // As the function reads it: one consistent read of a row below 4 KB.
      async latest() {
        await client.send(
          new GetCommand({ TableName: names.players, Key: { pk: 'P#x', sk: 'S#x' }, ConsistentRead: true }),
        );
        return own.change === undefined ? [] : [own.change];
      },
    }),
  };
}
export let index: ReturnType<typeof parts>;

export const usualProfile = {
  displayName: 'Ada Augusta Byron K.',
  'kept.country': 'GB',
  'kept.avatar': 'owl-7',
};

export async function putProfiles(
  players: readonly PlayerId[],
  profile: Readonly<Record<string, string>>,
): Promise<void> {
  for (let from = 0; from < players.length; from += 25)
    await database.client.send(
      new BatchWriteCommand({
        RequestItems: {
          [names.players]: players.slice(from, from + 25).map((player) => ({
            PutRequest: {
              Item: { ...playerRows.profile.key({ playerId: player }), playerId: player, ...profile },
            },
          })),
        },
      }),
    );
}

export async function cost(run: () => Promise<unknown>): Promise<Used> {
  used();
  await run();
  return used();
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useMeasuredLeaderboards(): void {
  beforeAll(async () => {
    database = await openDatabase();
    own = { change: undefined };
    const filling = parts(database.client);
    const stream = streamOf(database);
    await putProfiles(crowd, usualProfile);
    await filling.entries.apply(crowd.map((player, at) => change(leaderboard, player, scoreOfPlayer(at), 1)));
    await filling.counts.count('shard', await stream.changes());
    stream.close();
    const client = database.newClient();
    used = meter(client);
    index = parts(client);
    // A container that has served before knows the period and the key of cursors.
    await index.leaderboards.page(leaderboard, 'all', { limit: 1 }, { from: 'the best' });
    await index.periods.find(leaderboard.id, 'all');
  });
  afterAll(async () => {
    await database.close();
  });
}
