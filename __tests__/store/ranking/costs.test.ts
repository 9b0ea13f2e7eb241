import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { type PlayerId, playerId } from '../../../core/ids';
import { firstLayout, partitionWriteUnits } from '../../../core/ranking/index-layout';
import { type RankedBoard, type ScoreChange } from '../../../core/ranking/score-change';
import { asSteps } from '../../../core/ranking/score-order';
import { throttles } from '../../../contract/rest/declaration';
import { routes } from '../../../contract/rest/routes';
import { createBoardEntries } from '../../../store/board-entries';
import { createBoardPeriods } from '../../../store/board-periods';
import { type PageStart } from '../../../store/leaderboard-pages';
import { createLeaderboardStore } from '../../../store/leaderboards';
import { createRankCounts, type EntryChange } from '../../../store/rank-counts';
import { playerRows } from '../../../store/keys';
import { boardCost } from '../../../tools/cost/boards';
import { boardUnits } from '../../../tools/cost/units';
import { createRankPlaces } from '../../../store/rank-places';
import { aPlayer, type Database, game, names, openDatabase, quickRetries } from '../database';
import { change, streamOf } from './support';
import { meter, type Used } from './meter';

/** The figures of docs/leaderboards.md, from ReturnConsumedCapacity. */

const board: RankedBoard = {
  board: `${game}.points`,
  game,
  direction: 'highest',
  decimals: 0,
  periods: ['all'],
  onlyImproves: true,
  updatesPerSecond: 1000,
};

let database: Database;
let used: () => Used;
let own: { change: ScoreChange | undefined };
/** Of fixed players, so that their partitions are the same in each run. */
const crowdOf = (group: number, players: number): readonly PlayerId[] =>
  Array.from({ length: players }, (_, at) =>
    playerId(`p-00000000-0000-4000-8${String(group).padStart(3, '0')}-${String(at).padStart(12, '0')}`),
  );
const crowd = crowdOf(1, 120);
const scoreOfPlayer = (index: number): number => 100_000 + (index % 60) * 37;

function parts(client: DynamoDBDocumentClient, of = board) {
  const retry = quickRetries();
  const now = (): number => 1_800_000_000_000;
  const periods = createBoardPeriods(client, names.ranks, retry, now);
  return {
    periods,
    entries: createBoardEntries(client, names, [of], periods, { retry, now }),
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
let index: ReturnType<typeof parts>;

const usualProfile = {
  displayName: 'Ada Augusta Byron K.',
  'kept.country': 'GB',
  'kept.avatar': 'owl-7',
};

async function putProfiles(
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

beforeAll(async () => {
  database = await openDatabase();
  own = { change: undefined };
  const filling = parts(database.client);
  const stream = streamOf(database);
  await putProfiles(crowd, usualProfile);
  await filling.entries.apply(crowd.map((player, at) => change(board, player, scoreOfPlayer(at), 1)));
  await filling.counts.count('shard', await stream.changes());
  stream.close();
  const client = database.newClient();
  used = meter(client);
  index = parts(client);
  // A container that has served before knows the period and the key of cursors.
  await index.leaderboards.page(board, 'all', { limit: 1 }, { from: 'the best' });
  await index.periods.find(board.board, 'all');
});
afterAll(async () => {
  await database.close();
});

async function cost(run: () => Promise<unknown>): Promise<Used> {
  used();
  await run();
  return used();
}

describe('a result, for each board and period', () => {
  const player = (): PlayerId => crowd[7] ?? aPlayer();

  it('that improves no score costs half a read unit and no write', async () => {
    expect(
      await cost(() => index.entries.apply([change(board, player(), scoreOfPlayer(7), 2)])),
    ).toMatchObject({
      read: 0.5,
      write: 0,
    });
  });

  it('that improves costs three write units, a first one two', async () => {
    const improved = await cost(() => index.entries.apply([change(board, player(), 200_000, 3)]));
    expect(improved).toMatchObject(boardUnits.entry);
    const [newcomer = aPlayer()] = crowdOf(4, 1);
    const first = await cost(() => index.entries.apply([change(board, newcomer, 200_000, 3)]));
    expect(first).toMatchObject({ write: 2 });
  });

  it('opens a period once, however many results of a batch are its first', async () => {
    const first = Array.from({ length: 150 }, () => change(board, aPlayer(), 7, 1, { period: 'opened' }));
    const { calls, write } = await cost(() => index.entries.apply(first));
    expect(write).toBe(2 * first.length + 1);
    // The period is read, made and read again; entries, profiles and removals are read by the hundred.
    expect(calls).toBe(first.length + 3 + 3 * 2);
  });

  const generator = xoroshiro128plus(7);
  const random = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const most = 2 ** 24 - 1;
  const improved = (least: number, most: number): readonly [before: number, after: number] => {
    const before = least + Math.floor((most - least) * random());
    return [before, before + Math.floor((most - before) * random())];
  };
  /** The scores before and after a change, as with ten million players. */
  const kinds: Readonly<
    Record<
      'points' | 'rating' | 'wins' | 'cents' | 'seconds' | 'milliseconds' | 'any',
      () => readonly [before: number, after: number]
    >
  > = {
    points() {
      const before = Math.min(most, Math.floor(Math.exp(9 + 2 * normal())));
      return [before, Math.min(most, Math.floor((before + 1) * (1 + random())))];
    },
    rating() {
      const before = Math.max(50, Math.round(1500 + 300 * normal()));
      return [before, before + (random() < 0.5 ? 1 : -1) * (1 + Math.floor(24 * random()))];
    },
    wins() {
      const before = Math.floor(-50 * Math.log(1 - random()));
      return [before, before + 1];
    },
    cents: () => improved(2 ** 24, 80_000_000),
    seconds: () => improved(1_700_000_000, 1_800_000_000),
    milliseconds: () => improved(1_700_000_000_000, 1_800_000_000_000),
    any: () => improved(2 ** 44, 2 ** 53 - 1),
  };
  let sequence = 0;
  const changeOf = (kind: keyof typeof kinds): EntryChange => {
    const layout = firstLayout(board);
    const [before, after] = kinds[kind]();
    sequence += 1;
    return {
      sequence: String(sequence),
      board: board.board,
      period: kind,
      playerId: player(),
      before: { layout, steps: asSteps(before) },
      after: { layout, steps: asSteps(after) },
      writtenAt: sequence,
    };
  };

  // Changes in the batch of one second, as a board receives them, and the limit of their costs in the index.
  it.each([
    ['points', 600, 0.7, 1.5],
    ['points', 100, 1.2, 2],
    ['points', 20, 1.8, 3],
    ['points', 1, 6, 12],
    ['rating', 100, 0.1, 1],
    // Both players of a match.
    ['rating', 2, 2, 4.5],
    ['rating', 1, 4, 4.7],
    ['wins', 2, 2, 3],
    ['wins', 1, 4, 4.2],
    // Scores above 2^24 on a board that declares no range: each change has nodes of its own.
    ['cents', 100, 4, 4.5],
    ['seconds', 100, 4, 5],
    ['milliseconds', 100, 7, 8],
    ['any', 100, 11, 13],
  ] as const)(
    'costs in the index, of %s, %d at a time, %d to %d write units',
    async (kind, rate, least, most) => {
      const batches = Math.ceil(40 / rate);
      const { write } = await cost(async () => {
        for (let batch = 0; batch < batches; batch += 1)
          await index.counts.count(
            'another shard',
            Array.from({ length: rate }, () => changeOf(kind)),
          );
      });
      expect(write / (batches * rate)).toBeGreaterThanOrEqual(least);
      expect(write / (batches * rate)).toBeLessThanOrEqual(most);
      // What estimates go by is what the dearest board takes at its rate.
      if (kind === 'points' && rate === 100) expect(write / rate).toBeCloseTo(boardUnits.counters.write, 0);
    },
  );
});

describe('a request', () => {
  it('for a rank costs three read units in two round trips', async () => {
    for (const score of [1500, 100_000, 2 ** 24 - 1]) {
      own.change = change(board, crowd[3] ?? aPlayer(), score, 9);
      const measured = await cost(() => index.leaderboards.place(board, 'all', crowd[3] ?? aPlayer()));
      expect(measured.rounds).toBe(2);
      expect(measured.read).toBeLessThanOrEqual(3);
      expect(measured.write).toBe(0);
    }
    own.change = undefined;
  });

  it.each([
    // The nodes of a path: docs/leaderboards.md, "The counting tree".
    [80_000_000, 4],
    [1_700_000_000, 5],
    [1_700_000_000_000, 7],
    [2 ** 53 - 1, 8],
  ])('for the rank of %d costs half a read unit for each of %d nodes', async (score, nodes) => {
    own.change = change(board, crowd[3] ?? aPlayer(), score, 9);
    const measured = await cost(() => index.leaderboards.place(board, 'all', crowd[3] ?? aPlayer()));
    expect(measured).toMatchObject({ read: 1.5 + nodes / 2, rounds: 2 });
    own.change = undefined;
  });

  it('for a page of twenty costs two read units, from any start', async () => {
    const first = await index.leaderboards.page(board, 'all', { limit: 20 }, { from: 'the best' });
    expect(first.items).toHaveLength(20);
    expect(first.items[1]).toMatchObject({
      displayName: 'Ada Augusta Byron K.',
      country: 'GB',
      avatar: 'owl-7',
    });
    for (const page of [{ limit: 20 }, { limit: 20, cursor: first.cursor ?? '' }])
      expect(
        await cost(() => index.leaderboards.page(board, 'all', page, { from: 'the best' })),
      ).toMatchObject({ read: 2, rounds: 1 });
  });

  it('for the players around one costs at most eight read units', async () => {
    const measured = await cost(() => index.leaderboards.around(board, 'all', crowd[30] ?? aPlayer(), 10));
    expect(measured.read).toBeLessThanOrEqual(8);
    expect(measured.rounds).toBeLessThanOrEqual(3);
  });

  it('for a hundred players among themselves costs half a read unit for each, and one for the own standing', async () => {
    const friends = crowd.slice(0, 100);
    for (const [self, read] of [
      [undefined, 50],
      [friends[3], 51],
    ] as const)
      expect(await cost(() => index.leaderboards.among(board, 'all', friends, self))).toMatchObject({
        read,
        rounds: 1,
      });
  });

  it('for the score of a rank or percentile costs at most 2.5 read units', async () => {
    const period = await index.periods.find(board.board, 'all');
    if (period === undefined) throw new Error('the period is open');
    for (const wanted of [{ place: 60 }, { percentile: 75 }]) {
      const measured = await cost(() => index.places.scoreAt(period, 'highest', wanted));
      expect(measured.read).toBeLessThanOrEqual(2.5);
      expect(measured.read).toBeGreaterThanOrEqual(1);
    }
  });
});

/** Entries carry names of board, period and player, so their lengths decide how many a read unit reads. */
describe('a request to a board of four partitions', () => {
  const kanji = '\u9f8d'.repeat(32);
  // Seven code points, 25 bytes; a name has at most 128 code points.
  const families = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'.repeat(18);
  const longest = { board: `${'g'.repeat(32)}.${'b'.repeat(16)}`, period: `s${'x'.repeat(31)}` };

  it.each([
    ['usual names', 'tic-tac-toe.rating', 'all', 'Ada Augusta Byron K.', { page: 2, hundred: 4, around: 7 }],
    ['32 characters', 'market-day.dearest-lot', 'winter-2026', kanji, { page: 2, hundred: 6, around: 7 }],
    ['all names longest', longest.board, longest.period, kanji, { page: 2, hundred: 8, around: 7 }],
    ['18 families', 'connect-four.wins', 'all', families, { page: 4, hundred: 12, around: 11 }],
  ])('with %s on %s, %s', async (_, name, period, displayName, most) => {
    const players = crowdOf(2, 180);
    const here: RankedBoard = { ...board, board: name, updatesPerSecond: 1000 };
    await putProfiles(players, { displayName, 'kept.country': 'JP', 'kept.avatar': 'portraits/owl-7.png' });
    const filling = parts(database.client, here);
    const changes = players.map((player, at) => change(here, player, 100_000 + at, 1, { period }));
    await filling.entries.apply(changes);
    const stream = streamOf(database);
    await filling.counts.count(`shard of ${name}`, await stream.changes());
    stream.close();
    const { leaderboards, periods } = index;
    await periods.find(name, period);
    const read = async (run: () => Promise<unknown>) => (await cost(run)).read;
    const page = (limit: number) => leaderboards.page(here, period, { limit }, { from: 'the best' });
    expect((await page(20)).items[19]).toMatchObject({ displayName, avatar: 'portraits/owl-7.png' });
    expect(await cost(() => page(20))).toMatchObject({ read: most.page, rounds: 1 });
    expect(await read(() => page(100))).toBe(most.hundred);
    expect(await read(() => leaderboards.around(here, period, players[60] ?? aPlayer(), 10))).toBe(
      most.around,
    );
  });
});

/** As routes give them: who jumps to a rank pays for the way to the score, and for the page there. */
describe('a board for a rate, and scores of two and three nodes', () => {
  interface Units {
    /** The rank and score at which a percentile begins, without players. */
    readonly score: number;
    readonly jump: number;
    readonly one: number;
    readonly page: number;
    readonly around: number;
    readonly place: number;
  }

  it.each<readonly [number, number, Units]>([
    [100, 100_000, { score: 1.5, jump: 2.5, one: 2, page: 1, around: 4, place: 3 }],
    [500, 100_000, { score: 1.5, jump: 2.5, one: 2.5, page: 1, around: 5, place: 3 }],
    [1000, 1000, { score: 1, jump: 3, one: 3, page: 2, around: 6.5, place: 2.5 }],
    [1000, 100_000, { score: 1.5, jump: 3.5, one: 3.5, page: 2, around: 7, place: 3 }],
    [2000, 100_000, { score: 3, jump: 7, one: 7, page: 4, around: 12.5, place: 4.5 }],
  ])('%d a second, from %d', async (updatesPerSecond, least, units) => {
    const here: RankedBoard = {
      ...board,
      board: `${game}.at-${updatesPerSecond}-${least}`,
      updatesPerSecond,
    };
    const players = crowdOf(3, 45);
    await putProfiles(players, usualProfile);
    const filling = parts(database.client, here);
    await filling.entries.apply(players.map((player, at) => change(here, player, least + at * 7, 1)));
    const stream = streamOf(database);
    await filling.counts.count(`shard of ${here.board}`, await stream.changes());
    stream.close();
    const { leaderboards, periods } = index;
    await periods.find(here.board, 'all');
    const jump = (limit: number, start: PageStart) => leaderboards.page(here, 'all', { limit }, start);
    const [player = aPlayer()] = players.slice(22);
    const read = async (run: () => Promise<unknown>) => (await cost(run)).read;
    expect((await jump(1, { rank: 21 })).items).toMatchObject([{ rank: 21, score: least + 24 * 7 }]);
    expect((await cost(() => jump(20, { rank: 21 }))).rounds).toBe(least > 8191 ? 4 : 3);
    expect((await jump(0, { rank: 21 })).begins).toEqual({ rank: 21, score: least + 24 * 7, players: 45 });
    expect({
      score: await read(() => jump(0, { percentile: 50 })),
      jump: await read(() => jump(20, { percentile: 50 })),
      one: await read(() => jump(1, { rank: 21 })),
      page: await read(() => jump(20, { from: 'the best' })),
      around: await read(() => leaderboards.around(here, 'all', player, 5)),
      place: await read(() => leaderboards.place(here, 'all', player)),
    }).toEqual(units);
    // What the docs' table of choices says.
    if (least > 8191) {
      const { jumpReads, aroundReads, pageReads, rankReads } = boardCost(updatesPerSecond);
      expect(units).toMatchObject({
        jump: jumpReads,
        around: aroundReads,
        page: pageReads,
        place: rankReads,
      });
    }
  });
});

describe("no partition exceeds DynamoDB's limit", () => {
  it('of index writes, at the rate for which a board is declared', () => {
    for (const updatesPerSecond of [1, 100, 1000, 5000]) {
      const { shards } = firstLayout({ ...board, updatesPerSecond });
      // A change of score deletes one index entry and puts another.
      expect((updatesPerSecond * 2) / shards).toBeLessThanOrEqual(partitionWriteUnits / 2);
    }
  });

  it('of reads, at the rate at which any client may ask', () => {
    const anonymous = routes.filter(
      (route) => route.function === 'leaderboards' && route.authentication === 'none',
    );
    expect(anonymous.length).toBeGreaterThan(3);
    // All routes flooded at once, on one board: at most one unit of the root, or of each index partition.
    const units = anonymous.reduce((sum, { throttle }) => sum + throttles[throttle].burst, 0);
    expect(units).toBeLessThanOrEqual(3000);
  });
});
