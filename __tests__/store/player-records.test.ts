import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { type PlayerId } from '../../core/ids';
import { type MatchEnding } from '../../core/match/log';
import { type LeaderboardDeclaration, scoreChanges } from '../../core/ranking/leaderboards';
import { defaultScoring } from '../../core/ranking/scoring';
import { placesFromScores } from '../../core/results';
import { followStandings } from '../../functions/player-records/follow';
import { createMatchStore } from '../../store/match-store';
import { createPlayerRecordStore, type PlayerRecordStore } from '../../store/player-records';
import { createPlayerStore } from '../../store/players';
import { aRatingLeaderboard } from '../support/leaderboards';
import { aConduct } from '../support/headers';
import {
  aGameSession,
  aHeader,
  aPlayer,
  Crash,
  crashAt,
  type Database,
  game,
  names,
  openDatabase,
  playerAt,
  quickRetries,
} from './database';
import { streamOf } from './ranking/support';

let database: Database;
let stream: ReturnType<typeof streamOf>;
let records: PlayerRecordStore;
beforeAll(async () => {
  database = await openDatabase();
  stream = streamOf(database, names.players);
});
afterAll(async () => {
  stream.close();
  await database.close();
});
beforeEach(() => {
  database.dynamodb.faults.set({});
  records = createPlayerRecordStore(database.client, names, quickRetries());
});

/** Rows of pairs and curves, without their revision numbers. */
async function recordRows(): Promise<Map<string, unknown>> {
  const rows = new Map<string, unknown>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await database.client.send(
      new ScanCommand({
        TableName: names.players,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    for (const { pk, sk, revision: _, ...row } of page.Items ?? [])
      if (/^V#/.test(String(pk)) || /^R#/.test(String(sk))) rows.set(`${String(pk)} ${String(sk)}`, row);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;
}

const leaderboards: readonly LeaderboardDeclaration[] = (
  [
    ['wins', 'highest'],
    ['points', 'highest'],
    ['best-score', 'lowest'],
    ['fastest-win', 'lowest'],
  ] as const
).map(([kind, direction]) =>
  aRatingLeaderboard(game, {
    id: `${game}.${kind}`,
    name: kind,
    metric: { kind },
    direction,
    periods: ['all', 'day'],
  }),
);

const start = Date.UTC(2026, 10, 20);
const hour = 3_600_000;

describe('sixty matches of three to five seats, some reported twice, with conflicts', () => {
  const chance = xoroshiro128plus(20261128);
  const below = (bound: number) => uniformInt(chance, 0, bound - 1);
  const crowd = Array.from({ length: 9 }, aPlayer);
  const played = Array.from({ length: 60 }, (_, index) => {
    const first = below(9);
    const seats = Array.from({ length: 3 + below(3) }, (_seat, seat) => playerAt(crowd, (first + seat) % 9));
    const endedAt = start + index * hour;
    const header = aHeader(seats, { startedAt: endedAt - 1000 * (1 + below(600)) });
    const scores = seats.map(() => below(5));
    const ending: MatchEnding = {
      result: { places: placesFromScores(scores), scores, reason: 'points' },
      endedAt,
      commands: 9,
      conduct: aConduct(seats.length, 3),
    };
    return { header, ending, scores };
  });

  beforeAll(async () => {
    const scoring = { ...defaultScoring, leaderboardsOf: () => leaderboards, ratedWithinDay: () => Infinity };
    const processes = [1, 2].map((seed) =>
      createMatchStore(database.newClient(), names, {
        retry: quickRetries(seed, 2000),
        scoring,
        now: () => start,
      }),
    );
    for (const { header } of played) await processes[0]?.claim(header, aGameSession());
    database.dynamodb.faults.set({ transactionConflict: 0.05 });
    // Four at once: players have several matches that end together.
    for (let from = 0; from < played.length; from += 4)
      await Promise.all(
        played.slice(from, from + 4).flatMap(({ header, ending }, index) =>
          // Every other result is reported by both.
          processes.slice(index % 2).map((process) => process.finish(header.matchId, ending)),
        ),
      );
    database.dynamodb.faults.set({});
  });

  const of = (player: PlayerId) =>
    played.flatMap(({ header, ending, scores }) => {
      const seat = header.seats.indexOf(player);
      if (seat === -1) return [];
      const firsts = ending.result.places.filter((place) => place === 1).length;
      const isFirst = ending.result.places[seat] === 1;
      return [
        {
          seat,
          outcome: !isFirst ? 'loss' : firsts === 1 ? 'win' : 'draw',
          score: scores[seat] ?? 0,
          duration: ending.endedAt - header.startedAt,
          day: new Date(ending.endedAt).toISOString().slice(0, 10),
        },
      ];
    });

  it('give the statistics and scores of a plain list', async () => {
    const players = createPlayerStore(database.client, names);
    for (const player of crowd) {
      const list = of(player);
      const standing = await players.standing(player, game);
      if (standing === undefined) throw new Error('every player has played');
      const count = (outcome: string) => list.filter((match) => match.outcome === outcome).length;
      expect(standing).toMatchObject({
        version: list.length,
        wins: count('win'),
        draws: count('draw'),
        losses: count('loss'),
        rated: list.length,
        turns: 3 * list.length,
        time: list.reduce((sum, { duration }) => sum + duration, 0),
      });
      for (const [seat, tally] of standing.seats.entries())
        expect(tally.wins).toBe(
          list.filter((match) => match.seat === seat && match.outcome === 'win').length,
        );
      const lastDay = list
        .map(({ day }) => day)
        .sort()
        .at(-1);
      for (const period of ['all', lastDay]) {
        const within = list.filter(({ day }) => period === 'all' || day === period);
        const wins = within.filter(({ outcome }) => outcome === 'win');
        const expected = {
          ...(wins.length === 0 ? {} : { wins: wins.length }),
          points: within.reduce((sum, { score }) => sum + score, 0),
          'best-score': Math.min(...within.map(({ score }) => score)),
          ...(wins.length === 0 ? {} : { 'fastest-win': Math.min(...wins.map(({ duration }) => duration)) }),
        };
        const shown = scoreChanges(standing, leaderboards).filter((change) => change.period === period);
        expect(
          Object.fromEntries(shown.map(({ leaderboard, score }) => [leaderboard.split('.')[1], score])),
        ).toEqual(expected);
      }
    }
  });

  it('are counted once for every pair, for any order and repetition of the stream', async () => {
    const streamed = await stream.records();
    const shuffled = [...streamed, ...streamed.slice(0, 60)]
      .map((record) => ({ record, at: below(1_000_000) }))
      .sort((one, other) => one.at - other.at)
      .map(({ record }) => record);
    // Two functions at once, with conflicts.
    database.dynamodb.faults.set({ throttling: 0.02 });
    const halves = [0, 1].map((half) => shuffled.filter((_, index) => index % 2 === half));
    await Promise.all(
      halves.map((half, seed) =>
        followStandings(createPlayerRecordStore(database.newClient(), names, quickRetries(seed, 2000)), {
          Records: half,
        }),
      ),
    );
    database.dynamodb.faults.set({});
    const after = await recordRows();
    await followStandings(records, { Records: streamed.slice(-40) });
    expect(await recordRows()).toEqual(after);

    for (const [index, one] of crowd.entries())
      for (const other of crowd.slice(index + 1)) {
        const met = played.flatMap(({ header: { seats }, ending: { result } }) => {
          const [own, theirs] = [seats.indexOf(one), seats.indexOf(other)];
          return own === -1 || theirs === -1
            ? []
            : [Math.sign((result.places[theirs] ?? 0) - (result.places[own] ?? 0))];
        });
        const [record] = await records.headToHead(other, one);
        const count = (sign: number) => met.filter((each) => each === sign).length;
        expect(record === undefined ? 0 : record.firstWins + record.secondWins + record.draws).toBe(
          met.length,
        );
        if (record === undefined) continue;
        expect([record.first === one, record.firstWins, record.draws, record.secondWins]).toEqual([
          record.first === one,
          record.first === one ? count(1) : count(-1),
          count(0),
          record.first === one ? count(-1) : count(1),
        ]);
      }
  });

  it('leave one rating for each day, the newest of each', async () => {
    const store = createMatchStore(database.client, names);
    for (const player of crowd) {
      const { items } = await store.history(player, { limit: 100 });
      const days = [...new Set(items.map(({ endedAt }) => new Date(endedAt).toISOString().slice(0, 10)))];
      const curve = await records.ratingCurve(player, game, '2026-11', '2026-11');
      expect(curve.map(({ day }) => day)).toEqual(days.sort());
      const standing = await createPlayerStore(database.client, names).standing(player, game);
      expect(curve.at(-1)?.rating).toBe(standing?.rating);
      // Each rating of the curve was left by a match of that day, or of a day before.
      for (const { day, rating } of curve)
        expect(
          items.some(
            ({ endedAt, ratingAfter }) =>
              ratingAfter === rating && new Date(endedAt).toISOString().slice(0, 10) <= day,
          ),
        ).toBe(true);
      expect(await records.ratingCurve(player, game, '2026-12', '2027-02')).toEqual([]);
    }
  });
});

it('a function that dies before or after any call counts once when it is called again', async () => {
  for (const moment of ['before', 'after'] as const)
    for (let call = 1; ; call += 1) {
      const [one, two] = [aPlayer(), aPlayer()];
      const store = createMatchStore(database.client, names, { now: () => start });
      const header = aHeader([one, two]);
      await store.claim(header, aGameSession());
      await store.finish(header.matchId, {
        result: { places: [1, 2], reason: 'line' },
        endedAt: start,
        commands: 2,
        conduct: aConduct(),
      });
      const after = await createPlayerStore(database.client, names).standing(one, game);
      if (after === undefined) throw new Error('it is recorded');
      const doomed = database.newClient();
      crashAt(doomed, call, moment);
      const crashed = await createPlayerRecordStore(doomed, names, quickRetries())
        .follow(undefined, after)
        .then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
      await records.follow(undefined, after);
      expect(await records.headToHead(one, two)).toMatchObject([{ draws: 0, recent: [{ rated: true }] }]);
      const [record] = await records.headToHead(two, one);
      expect((record?.firstWins ?? 0) + (record?.secondWins ?? 0)).toBe(1);
      expect(await records.ratingCurve(one, game, '2026-11', '2026-11')).toEqual([
        { day: '2026-11-20', rating: after.rating },
      ]);
      if (!crashed) {
        expect(call).toBeGreaterThan(2);
        break;
      }
    }
});

it('refuses a malformed event of a stream', async () => {
  await expect(followStandings(records, { Records: [{ dynamodb: {} }] })).rejects.toThrow('"Keys"');
  await expect(followStandings(records, 7)).rejects.toThrow('"expected": "object"');
});
