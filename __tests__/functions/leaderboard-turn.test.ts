import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { gameSessionId, matchId, type PlayerId } from '../../core/ids';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type LeaderboardDeclaration, scoreChanges } from '../../core/ranking/leaderboards';
import { onlyImproves } from '../../core/ranking/improving';
import { periodAt, type Season } from '../../core/ranking/periods';
import { maxScoreSteps } from '../../core/ranking/score-order';
import { outcomesOf, placesFromScores } from '../../core/results';
import { defaultScoring } from '../../core/ranking/scoring';
import { followPlayers } from '../../functions/leaderboard-entries/follow';
import { countEntries } from '../../functions/leaderboard-index/count';
import { createLeaderboardsApp } from '../../functions/leaderboards/app';
import { createLeaderboardEntries } from '../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createMatchStore } from '../../store/match-store';
import { createPlayerStore } from '../../store/players';
import { createRankCounts } from '../../store/rank-counts';
import { readStanding } from '../../store/standings';
import { aConduct } from '../support/headers';
import {
  aHeader,
  aPlayer,
  Crash,
  crashAt,
  type Database,
  game,
  names,
  openDatabase,
  quickRetries,
} from '../store/database';
import { streamOf } from '../store/ranking/support';

/**
 * Sixty matches of three to five seats around a midnight at which day, month and season change, from their
 * results to the REST API. Stream records arrive twice, late and shuffled, and functions die half-way. Every
 * page and every place must equal those of a sorted array.
 */

const midnight = Date.UTC(2026, 11, 1);
const seasons: readonly Season[] = [
  { name: 'autumn', startsAt: Date.UTC(2026, 8, 1) },
  { name: 'winter', startsAt: midnight },
];
const declared = (
  name: string,
  kind: 'wins' | 'points' | 'best-score',
  direction: LeaderboardDeclaration['direction'],
): LeaderboardDeclaration => ({
  id: `${game}.${name}`,
  game,
  name,
  metric: { kind },
  direction,
  decimals: 0,
  periods: ['season', 'day'],
  minimumGames: 0,
  hidesProvisional: false,
  visibility: 'public',
});
const leaderboards = [
  declared('wins', 'wins', 'highest'),
  declared('points', 'points', 'highest'),
  declared('least', 'best-score', 'lowest'),
];
const crowd = Array.from({ length: 12 }, aPlayer);
const retry = quickRetries();

interface Scored {
  readonly value: number;
  readonly score: number;
  readonly at: number;
}

/** `<board> <period>` → player → score, as the matches made it. */
const expected = new Map<string, Map<PlayerId, Scored>>();

let database: Database;
let now = midnight - 1_200_000;
const clock = (): number => now;
beforeAll(async () => {
  database = await openDatabase();
  const players = createPlayerStore(database.client, names, retry);
  for (const [index, playerId] of crowd.entries()) {
    await players.create({ playerId, displayName: `Player ${index}`, createdAt: 1 }, 'a'.repeat(64));
    await players.keepValue(playerId, 'country', 'GB');
  }
});
afterAll(async () => {
  await database.close();
});

/** The two functions of the streams, each with its own client that may die. */
function functionsOver(client: Database['client']) {
  const periods = createLeaderboardPeriods(client, names.ranks, retry, clock);
  const ranked = leaderboards.map((one) => ({ ...one, onlyImproves: onlyImproves(one) }));
  return {
    entries: createLeaderboardEntries(client, names, ranked, periods, { retry, now: clock }),
    counts: createRankCounts(client, names.ranks, { retry, now: clock }),
  };
}

/** Calls a function that dies at some call, or ends before it, and then calls it again, as Lambda does. */
async function survive(
  chance: MatchChance,
  run: (parts: ReturnType<typeof functionsOver>) => Promise<unknown>,
): Promise<void> {
  const dying = database.newClient();
  crashAt(dying, 1 + chance.below(8), chance.below(2) === 0 ? 'before' : 'after');
  await run(functionsOver(dying)).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  await run(functionsOver(database.client));
}

const clamped = (value: number): number => Math.min(maxScoreSteps, Math.max(-maxScoreSteps, value));

function recordResult(player: PlayerId, points: number, won: boolean, at: number): void {
  for (const { id: leaderboard, metric, periods } of leaderboards)
    for (const kind of periods) {
      const list = `${leaderboard} ${periodAt(kind, at, seasons) ?? ''}`;
      const scores = expected.get(list) ?? new Map<PlayerId, Scored>();
      expected.set(list, scores);
      const before = scores.get(player);
      if (metric.kind === 'wins' && !won) continue;
      const value =
        metric.kind === 'wins'
          ? (before?.value ?? 0) + 1
          : metric.kind === 'points'
            ? (before?.value ?? 0) + points
            : Math.min(before?.value ?? Infinity, points);
      const score = clamped(value);
      scores.set(player, { value, score, at: before?.score === score ? before.at : at });
    }
}

/** The entries in the array's order, best first. */
function sorted({ id, direction }: LeaderboardDeclaration, period: string, gone: readonly PlayerId[]) {
  const listed = [...(expected.get(`${id} ${period}`) ?? [])]
    .filter(([playerId]) => !gone.includes(playerId))
    .map(([playerId, { score, at }]) => ({ playerId, score, at }));
  const better = (one: number, other: number): number =>
    direction === 'highest' ? other - one : one - other;
  listed.sort(
    (one, other) =>
      better(one.score, other.score) || one.at - other.at || (one.playerId > other.playerId ? -1 : 1),
  );
  return listed.map((entry) => ({
    ...entry,
    rank: 1 + listed.filter(({ score }) => better(score, entry.score) < 0).length,
    displayName: `Player ${crowd.indexOf(entry.playerId)}`,
    country: 'GB',
  }));
}

const pageOf = z.object({
  items: z.array(z.looseObject({ rank: z.int(), playerId: z.string() })),
  cursor: z.string().optional(),
});

const event = { requestContext: { requestId: 'r', http: { sourceIp: '198.51.100.1' } } };

function rest() {
  const app = createLeaderboardsApp({
    leaderboards: createLeaderboardStore(database.client, names, {
      retry,
      now: clock,
      async latest(player, of) {
        const standing = await readStanding(database.client, names.players, player, of, retry);
        return standing === undefined ? [] : scoreChanges(standing, leaderboards);
      },
    }),
    declared: leaderboards,
    seasons,
    now: clock,
  });
  const get = async (path: string) => {
    const answer = await app.request(path, {}, { event });
    return { status: answer.status, headers: answer.headers, body: z.unknown().parse(await answer.json()) };
  };
  return {
    get,
    async pages(leaderboard: string, period: string, limit: number) {
      const items: unknown[] = [];
      let cursor: string | undefined;
      do {
        const from = cursor === undefined ? '' : `&cursor=${cursor}`;
        const { body } = await get(`/v1/leaderboards/${leaderboard}?period=${period}&limit=${limit}${from}`);
        const page = pageOf.parse(body);
        items.push(...page.items);
        ({ cursor } = page);
      } while (cursor !== undefined);
      return items;
    },
  };
}

async function isAsSorted(of: readonly LeaderboardDeclaration[], gone: readonly PlayerId[]): Promise<void> {
  const { get, pages } = rest();
  for (const leaderboard of of)
    for (const period of ['autumn', 'winter', '2026-11-30', '2026-12-01']) {
      const expected = sorted(leaderboard, period, gone);
      expect(expected.length).toBeGreaterThan(3);
      expect(await pages(leaderboard.id, period, 5)).toEqual(expected);
      for (const { playerId, rank, score } of expected.slice(-4)) {
        const { body } = await get(`/v1/leaderboards/${leaderboard.id}/players/${playerId}?period=${period}`);
        expect(body).toMatchObject({ playerId, rank, score, players: expected.length });
      }
    }
}

const points = [0, 0, 7, 7, 7, -5, 12, -(2 ** 49), 2 ** 50];

describe('sixty matches around the turn of a season', () => {
  it('agree with a sorted array, day by day and season by season', async () => {
    const chance = new MatchChance(seededChance('the turn'));
    const scoring = {
      ...defaultScoring,
      leaderboardsOf: () => leaderboards,
      seasons,
      ratedWithinDay: () => Infinity,
    };
    const matches = createMatchStore(database.client, names, { retry, now: clock, scoring });
    const ofPlayers = streamOf(database, names.players);
    const ofEntries = streamOf(database);
    const standings: unknown[] = [];
    const entries: unknown[] = [];

    for (let match = 0; match < 60; match += 1) {
      // The thirtieth ends in the last millisecond of the year's eleventh month, the next in the first
      // millisecond of the twelfth.
      now = match === 29 ? midnight - 1 : match === 30 ? midnight : midnight + (match - 30) * 20_000;
      const seats = crowd.toSorted(() => chance.below(3) - 1).slice(0, 3 + chance.below(3));
      const scores = seats.map(() => points[chance.below(points.length)] ?? 0);
      const header = aHeader(seats, { matchId: matchId(randomUUID()), startedAt: now - 300_000 });
      const result = { places: placesFromScores(scores), scores, reason: 'points' };
      await matches.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${match}`));
      await matches.finish(header.matchId, {
        result,
        endedAt: now,
        commands: 20,
        conduct: aConduct(seats.length, 4),
      });
      for (const [seat, outcome] of outcomesOf(result, header.teams).entries())
        recordResult(seats[seat] ?? aPlayer(), scores[seat] ?? 0, outcome === 'win', now);

      if (match % 12 !== 11) continue;
      const news = await ofPlayers.records();
      const again = standings.filter(() => chance.below(6) === 0);
      standings.push(...news);
      const Records = [...news, ...again].toSorted(() => chance.below(3) - 1);
      await survive(chance, (parts) => followPlayers(parts.entries, leaderboards, { Records }));
      // A batch starts at or before the end of the last batch, and ends anywhere.
      const from = chance.below(entries.length + 1);
      entries.push(...(await ofEntries.records()));
      const batch = entries.slice(from, from + 1 + chance.below(entries.length));
      await survive(chance, (parts) => countEntries(parts.counts, { shardId: 'one', Records: batch }));
      await survive(chance, (parts) => countEntries(parts.counts, { shardId: 'one', Records: entries }));
      // A reader during the turn of the season gets pages of both seasons.
      for (const period of ['season', 'day', 'autumn', '2026-11-30'])
        expect((await rest().get(`/v1/leaderboards/${game}.points?period=${period}`)).status).toBe(200);
    }
    await isAsSorted(leaderboards, []);

    // A removed player is off every page at once, and out of every rank with the index; the same holds for
    // archives.
    const [gone = aPlayer()] = sorted(
      leaderboards[1] ?? declared('points', 'points', 'highest'),
      'autumn',
      [],
    ).map(({ playerId }) => playerId);
    await functionsOver(database.client).entries.remove(gone);
    const { get, pages } = rest();
    for (const period of ['autumn', '2026-11-30'])
      expect(JSON.stringify(await pages(`${game}.points`, period, 100))).not.toContain(gone);
    const page = await get(`/v1/leaderboards/${game}.points?period=autumn`);
    expect(page.headers.get('cache-control')).toBe('public, max-age=5');
    entries.push(...(await ofEntries.records()));
    await survive(chance, (parts) => countEntries(parts.counts, { shardId: 'one', Records: entries }));
    await isAsSorted(leaderboards.slice(1, 2), [gone]);
    expect((await get(`/v1/leaderboards/${game}.points/players/${gone}?period=autumn`)).body).toMatchObject({
      code: 'not-ranked',
    });
    // A day is kept for 60 days after its end, and listed for as long as it can be read.
    now = midnight + 60 * 86_400_000;
    expect((await get(`/v1/leaderboards/${game}.points/periods`)).body).toMatchObject({
      periods: ['2026-12-01', 'autumn', 'winter'].map((period) => ({ period })),
    });
    expect(await get(`/v1/leaderboards/${game}.points?period=2026-11-30`)).toMatchObject({
      status: 404,
      body: { code: 'period-not-found' },
    });
    ofPlayers.close();
    ofEntries.close();
  });
});
