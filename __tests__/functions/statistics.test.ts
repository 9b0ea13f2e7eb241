import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { routes } from '../../contract/rest/routes';
import { gameSessionId, matchId, playerId } from '../../core/ids';
import { type Conduct } from '../../core/match/log';
import { scoringOf } from '../../definition/scoring';
import { createMatchStore, type MatchStoreOptions } from '../../store/match-store';
import { createRewardStore } from '../../store/rewards';
import { laptopOf } from '../../definition/environments';
import { playersProgram } from '../../tools/players/program';
import { openTables } from '../../tools/players/tables';
import { backend as definition } from '../games';
import { until } from '../support/until';
import { aConduct, aMatchHeader } from '../support/headers';
import { apiClient, type Player } from './support/api-client';
import { type Backend, startBackend, tableNames } from './support/backend';

let backend: Backend;
let api: ReturnType<typeof apiClient>;
let ada: Player;
let bob: Player;
let eve: Player;
/** The match that Ada left. */
let voided: string;
beforeAll(async () => {
  backend = await startBackend({ streamPollMs: 20 });
  api = apiClient(backend.lambda.url);
  [ada, bob, eve] = [await api.register('Ada'), await api.register('Bob'), await api.register('Eve')];
  await played([ada, bob], [1, 2], november(2));
  await played([bob, ada], [2, 1], november(2) + 1000);
  await played([bob, ada], [1, 1], november(3));
  const away: Conduct = { turns: [4, 0], left: [{ seat: 1, reason: 'abandoned' }], bots: [] };
  voided = await played([bob, ada], [1, 2], november(4), away);
});
afterAll(async () => {
  await backend.close();
});

const get = async (path: string, as = eve) => {
  const { status, body } = await api.call('GET', path, { token: as.accessToken });
  return { status, body };
};
const november = (day: number) => Date.UTC(2026, 10, day, 12);

/** A match in the database, from its claim to its record. */
async function played(
  seats: readonly Player[],
  places: readonly number[],
  at: number,
  conduct: Conduct = aConduct(seats.length, 5),
  more: MatchStoreOptions = {},
): Promise<string> {
  const store = createMatchStore(backend.documents, tableNames, {
    now: () => at,
    scoring: scoringOf(definition),
    ...more,
  });
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: seats.map((player) => playerId(player.playerId)),
    startedAt: at - 60_000,
    options: { speed: 'slow' },
  });
  await store.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`));
  await store.finish(header.matchId, {
    result: { places, reason: conduct.left.length > 0 ? 'abandoned' : 'line' },
    endedAt: at,
    commands: 10,
    conduct,
  });
  return header.matchId;
}

const daysOfCurve = z.array(z.looseObject({ day: z.string(), rating: z.number() }));

describe('statistics of players', () => {
  it('statistics count matches; void ones are counted separately, and marked as void', async () => {
    const { status, body } = await get(`/v1/players/${ada.playerId}/statistics/noughts`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      playerId: ada.playerId,
      game: 'noughts',
      played: 3,
      wins: 2,
      draws: 1,
      losses: 0,
      abandoned: 1,
      voided: 1,
      rated: 3,
      provisional: true,
      ratedAt: november(3),
      streak: { current: 0, longest: 2 },
      turns: 15,
      milliseconds: 180_000,
      bySeat: [
        { wins: 1, draws: 0, losses: 0 },
        { wins: 1, draws: 1, losses: 0 },
      ],
      byOption: { 'speed=slow': { wins: 2, draws: 1, losses: 0 } },
    });
    expect(await get(`/v1/matches/${voided}`)).toMatchObject({
      status: 200,
      body: { rated: true, result: { counted: 'void', places: [1, 2] } },
    });
    const history = await get(`/v1/players/${ada.playerId}/matches?limit=2`);
    expect(history.body).toMatchObject({
      items: [
        { matchId: voided, outcome: 'void', counted: 'void' },
        { outcome: 'draw', counted: 'rated' },
      ],
    });
    expect((await get(`/v1/players/${ada.playerId}`)).body).toMatchObject({
      standings: [{ game: 'noughts', wins: 2, draws: 1, losses: 0, rating: body.rating, provisional: true }],
    });
  });

  it('answers 404 for a game that the player has not played', async () => {
    expect(await get(`/v1/players/${eve.playerId}/statistics/noughts`)).toMatchObject({
      status: 404,
      body: { code: 'not-played' },
    });
  });

  it('a match says before it begins that it is unrated, since its opponents have met too often', async () => {
    const [cleo, dan] = [await api.register('Cleo'), await api.register('Dan')];
    const scoring = { ...scoringOf(definition), ratedWithinDay: () => 1 };
    const store = createMatchStore(backend.documents, tableNames, { now: () => november(5), scoring });
    const headers = [1, 2].map(() =>
      aMatchHeader({
        matchId: matchId(randomUUID()),
        seats: [cleo, dan].map((player) => playerId(player.playerId)),
        startedAt: november(5),
      }),
    );
    for (const header of headers)
      await store.claim(header, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`));
    const [first, second] = await Promise.all(
      headers.map(async (header) => (await get(`/v1/matches/${header.matchId}`)).body),
    );
    expect(first).toMatchObject({ status: 'active', rated: true });
    expect(first).not.toHaveProperty('unratedBecause');
    expect(second).toMatchObject({ status: 'active', rated: false, unratedBecause: 'same-opponents' });
  });

  it('records of pairs and ratings day by day follow from the stream', async () => {
    const pair = `/v1/players/${bob.playerId}/opponents/${ada.playerId}`;
    await until('the record of the pair follows', async () =>
      JSON.stringify((await get(pair)).body.games).includes('"draws":1'),
    );
    const record = { game: 'noughts', wins: 0, draws: 1, losses: 2, ratedWithinDay: 0 };
    expect((await get(pair)).body).toEqual({
      playerId: bob.playerId,
      opponent: ada.playerId,
      games: [record],
    });
    expect((await get(`/v1/players/${ada.playerId}/opponents/${bob.playerId}`)).body.games).toEqual([
      { ...record, wins: 2, losses: 0 },
    ]);
    expect((await get(`/v1/players/${ada.playerId}/opponents/${eve.playerId}`)).body.games).toEqual([]);

    const curve = `/v1/players/${ada.playerId}/ratings/noughts?from=2026-10&to=2026-11`;
    const days = async () => daysOfCurve.parse((await get(curve)).body.days);
    await until('the curve follows', async () => (await days()).length === 2);
    const { body } = await get(`/v1/players/${ada.playerId}/statistics/noughts`);
    const [first, second] = await days();
    expect([first?.day, second]).toEqual(['2026-11-02', { day: '2026-11-03', rating: body.rating }]);
    expect((first?.rating ?? 0) > 1500).toBe(true);
    const year = await get(`/v1/players/${ada.playerId}/ratings/noughts?to=2027-03`);
    expect(year.body).toMatchObject({ from: '2026-04', to: '2027-03' });
    expect(year.body.days).toHaveLength(2);
  });

  it('rewards at the end of periods are listed, newest first', async () => {
    const path = `/v1/players/${bob.playerId}/rewards`;
    expect((await get(path)).body).toEqual({ playerId: bob.playerId, rewards: [] });
    const rewards = createRewardStore(backend.documents, tableNames);
    const reward = { board: 'noughts.wins', rank: 2, score: 7, reward: { medal: 'silver' } };
    const given = [9, 10, 11].map((month) => ({
      ...reward,
      period: `2026-${String(month).padStart(2, '0')}`,
      endedAt: Date.UTC(2026, month),
    }));
    for (const each of given) {
      expect(await rewards.give(playerId(bob.playerId), each)).toBe(true);
      expect(await rewards.give(playerId(bob.playerId), { ...each, rank: 1 })).toBe(false);
    }
    expect((await get(path)).body).toEqual({ playerId: bob.playerId, rewards: given.toReversed() });
  });

  it.each([
    ['ratings/noughts?from=2026-12&to=2026-11', 'from'],
    ['ratings/noughts?from=2024-11&to=2026-11', 'from'],
    ['ratings/noughts?from=2026-13', 'from'],
    ['ratings/noughts?to=november', 'to'],
    ['ratings/No%20Game', 'game'],
    ['statistics/%23', 'game'],
    ['opponents/me', 'opponent'],
  ])('refuses %s and names the field', async (path, field) => {
    const { status, body } = await get(`/v1/players/${ada.playerId}/${path}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ field }] });
  });

  it('a banned player is on no leaderboard until an operator lifts the ban', async () => {
    const config = { ...laptopOf(definition), project: 'turnlift', environment: 'test' };
    const operator = (...args: readonly string[]) =>
      playersProgram({
        open: (_, endpoint) => openTables(config, endpoint, Date.now),
        name: 'eve',
        environments: ['test'],
        say: () => undefined,
        now: Date.now,
      }).parseAsync([...args, '--dynamodb', backend.dynamodb.url], { from: 'user' });
    const leaderboard = async (path = '') =>
      (await api.call('GET', `/v1/leaderboards/noughts.wins${path}`)).body;
    const place = (player: Player, period: string) =>
      leaderboard(`/players/${player.playerId}?period=${period}`);
    const [cheat, next] = [await api.register('Cheat'), await api.register('Next')];
    for (const day of [6, 7, 8]) await played([cheat, bob], [1, 2], november(day));
    await played([next, bob], [1, 2], november(9));
    const ranks = async () => [(await place(cheat, 'all')).rank, (await place(next, 'all')).rank];
    const isRanked = async () => JSON.stringify(await ranks()) === JSON.stringify([1, rank]);
    const listed = z.object({
      items: z.array(z.object({ playerId: z.string(), rank: z.int(), score: z.number() })),
    });
    let rank = 0;
    await until('all are ranked', async () => {
      // A rank that is read before the counters agree with the entries may still change.
      const { items } = listed.parse(await leaderboard('?limit=100'));
      const [first, second] = [cheat, next].map(({ playerId }) =>
        items.find((item) => item.playerId === playerId),
      );
      rank = second?.rank ?? 0;
      return first?.score === 3 && rank > 1 && (await isRanked());
    });

    await operator('ban', cheat.playerId, '--reason', 'a bot');
    await backend.lambda.runSchedule('account-sweeper');
    for (const list of ['?limit=100', '?period=2026-11'])
      expect(JSON.stringify(await leaderboard(list))).not.toContain(cheat.playerId);
    expect(await place(cheat, 'all')).toMatchObject({ code: 'not-ranked' });
    await until('ranks follow', async () => (await place(next, 'all')).rank === rank - 1);

    await operator('unban', cheat.playerId);
    await backend.lambda.runSchedule('account-sweeper');
    await until('ranks follow', isRanked);
    expect(await place(cheat, '2026-11')).toMatchObject({ rank: 1, score: 3, displayName: 'Cheat' });
  });

  it('an answer that may be cached is sent once for an ETag', async () => {
    const query: Readonly<Record<string, string>> = { comparePlayers: `?players=${ada.playerId}` };
    const answered = routes.filter(
      ({ operationId, schemas }) => 304 in schemas.responses && operationId !== 'watchMatch',
    );
    for (const { operationId, path } of answered) {
      const url = path
        .replace('{id}', ada.playerId)
        .replace('{opponent}', bob.playerId)
        .replace('{game}', 'noughts')
        .replace('{board}', 'noughts.wins');
      const ask = (headers: Readonly<Record<string, string>>) =>
        api.call('GET', `${url}${query[operationId] ?? ''}`, { token: ada.accessToken, headers });
      await until(`${operationId} answers`, async () => (await ask({})).status === 200);
      const first = await ask({});
      const etag = first.headers.get('etag') ?? '';
      expect([operationId, etag]).toEqual([operationId, expect.stringMatching(/^(W\/)?"[^"]+"$/)]);
      // A cached answer is out of date only within the seconds that it states.
      expect([operationId, first.headers.get('cache-control')]).toEqual([
        operationId,
        expect.stringMatching(/^(no-cache|(public|private), max-age=(5|60|300))$/),
      ]);
      const again = await ask({ 'if-none-match': etag });
      expect([operationId, again.status, again.body]).toEqual([operationId, 304, {}]);
      expect([operationId, (await ask({ 'if-none-match': '"other"' })).status]).toEqual([operationId, 200]);
    }
    // Public answers are among them, except the answer with the time.
    const open = routes.filter(({ method, authentication }) => method === 'GET' && authentication === 'none');
    const uncached = open.filter(({ schemas }) => !(304 in schemas.responses));
    expect(uncached.map(({ operationId }) => operationId)).toEqual(['getHealth']);
  });

  it('all of them need a token', async () => {
    for (const path of ['statistics/noughts', 'ratings/noughts', 'rewards', `opponents/${bob.playerId}`])
      expect((await api.call('GET', `/v1/players/${ada.playerId}/${path}`)).status).toBe(401);
  });
});
