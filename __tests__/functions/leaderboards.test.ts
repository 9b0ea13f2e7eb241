import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { defaultLeaderboards } from '../../core/ranking/leaderboards';
import { createLeaderboardsApp } from '../../functions/leaderboards/app';
import { aPlayer, type Database, game, openDatabase } from '../store/database';
import { change, indexOver, streamOf } from '../store/ranking/support';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createLeaderboardEntries } from '../../store/leaderboard-entries';
import { names, quickRetries } from '../store/database';

const [rating, wins] = defaultLeaderboards(game);
if (rating === undefined || wins === undefined) throw new Error('a game has two leaderboards');
const leaderboards = [rating, { ...wins, visibility: 'players' as const }];
const now = (): number => Date.UTC(2026, 10, 28);
const crowd = Array.from({ length: 5 }, aPlayer);

let database: Database;
let app: ReturnType<typeof createLeaderboardsApp>;
beforeAll(async () => {
  database = await openDatabase();
  const { periods, counts } = indexOver(database.client, { now });
  const retry = quickRetries();
  await createLeaderboardEntries(database.client, names, leaderboards, periods, { retry, now }).apply(
    crowd.flatMap((player, at) =>
      leaderboards.map((leaderboard) => change(leaderboard, player, 1500 + at, 1)),
    ),
  );
  const stream = streamOf(database);
  await counts.count('a shard', await stream.changes());
  stream.close();
  app = createLeaderboardsApp({
    leaderboards: createLeaderboardStore(database.client, names, { retry, now }),
    declared: leaderboards,
    seasons: [],
    now,
  });
});
afterAll(async () => {
  await database.close();
});

const caller = {
  event: {
    requestContext: {
      requestId: 'r',
      http: { sourceIp: '198.51.100.1' },
      authorizer: { jwt: { claims: { sub: crowd[0] } } },
    },
  },
};

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await app.request(path, { headers }, caller);
  const text = await answer.text();
  const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, body };
}

const leaderboard = `/v1/leaderboards/${rating.id}`;
const mine = `/v1/players/me/leaderboards/${wins.id}`;

describe('leaderboards over REST', () => {
  it('are cached for their max-age, and sent once for an ETag', async () => {
    const first = await get(leaderboard);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ board: rating.id, period: 'all' });
    expect(first.headers.get('cache-control')).toBe('public, max-age=5');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const again = await get(leaderboard, { 'if-none-match': etag });
    expect([again.status, again.body]).toEqual([304, {}]);
    const place = await get(`${leaderboard}/players/${crowd[0] ?? ''}`);
    expect(place.headers.get('cache-control')).toBe('no-cache');
    expect(place.body).toMatchObject({ playerId: crowd[0], score: 1500 });
  });

  it('say where a rank or percentile begins, also without players', async () => {
    const jump = await get(`${leaderboard}?rank=3&limit=1`);
    expect(jump.body).toMatchObject({
      begins: { rank: 3, score: 1502, players: crowd.length },
      items: [{ rank: 3, score: 1502 }],
    });
    expect((await get(`${leaderboard}?rank=3&limit=0`)).body).toMatchObject({
      begins: { rank: 3, score: 1502, players: crowd.length },
      items: [],
    });
    expect((await get(`${leaderboard}?percentile=100&limit=0`)).body).toMatchObject({ begins: { rank: 1 } });
    expect((await get(leaderboard)).body).not.toHaveProperty('begins');
    expect((await get(`${leaderboard}?limit=0`)).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: 'limit' }],
    });
  });

  it('refuse cursors that are forged, foreign or truncated', async () => {
    const { body } = await get(`${leaderboard}?limit=2`);
    const cursor = String(body.cursor);
    expect((await get(`${leaderboard}?limit=2&cursor=${cursor}`)).body.items).toMatchObject([
      { rank: 3, score: 1502 },
      { rank: 4, score: 1501 },
    ]);
    const forged = Buffer.from(`${'x'.repeat(16)}{"passed":-100,"rank":1.5,"score":1,"beyond":"z"}`);
    for (const wrong of [
      cursor.slice(0, -2),
      `${cursor}AA`,
      'not-json',
      forged.toString('base64url'),
      'AAAA',
    ])
      expect((await get(`${leaderboard}?cursor=${wrong}`)).body).toMatchObject({
        status: 400,
        code: 'invalid-cursor',
      });
    // Of another period of the same leaderboard.
    expect((await get(`${leaderboard}?period=month&cursor=${cursor}`)).body.code).toBe('invalid-cursor');
  });

  it('explain invalid requests', async () => {
    const codes = async (...paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await get(path)).body.code));
    expect(
      await codes(
        '/v1/leaderboards/chess.rating',
        // Only players may read it.
        `/v1/leaderboards/${wins.id}`,
        `${leaderboard}?period=2026-13`,
        `${leaderboard}?period=2027-01`,
        `${leaderboard}?period=2026-11-28`,
        `${leaderboard}?limit=101`,
        `${leaderboard}?limit=0x10`,
        `${leaderboard}?limit=1e1`,
        `${leaderboard}?limit=%2B5`,
        `${leaderboard}?limit=`,
        `${leaderboard}/players/${crowd[0] ?? ''}/neighbours?each=%205`,
        `${leaderboard}?rank=0`,
        `${leaderboard}?percentile=101`,
        `${leaderboard}?percentile=`,
        `${leaderboard}?rank=1&percentile=5`,
        `${leaderboard}/players/${aPlayer()}`,
        `${mine}/among?players=${Array.from({ length: 101 }, aPlayer).join(',')}`,
        `${mine}/among?players=not-a-player`,
      ),
    ).toEqual([
      'board-not-found',
      'board-not-found',
      'period-not-found',
      'period-not-found',
      'period-not-found',
      ...Array<string>(10).fill('invalid-request'),
      'not-ranked',
      'invalid-request',
      'invalid-request',
    ]);
  });

  it('show players only their own restricted entries, and friends among themselves', async () => {
    expect((await get('/v1/leaderboards')).body.boards).toHaveLength(1);
    expect((await get('/v1/players/me/leaderboards')).body.boards).toHaveLength(2);
    expect((await get(`${mine}/place`)).body).toMatchObject({ playerId: crowd[0], score: 1500 });
    const among = await get(`${mine}/among?players=${[crowd[0], crowd[3], aPlayer()].join(',')}`);
    expect(among.body.items).toMatchObject([
      { rank: 1, playerId: crowd[3] },
      { rank: 2, playerId: crowd[0] },
    ]);
    const kept = { direction: 'highest', decimals: 0 };
    expect((await get(`${leaderboard}/periods`)).body.periods).toEqual([
      { period: 'all', kind: 'all', ...kept },
    ]);
  });

  it('say by which direction and decimals a period shows scores, as declared at its time', async () => {
    const changed = [{ ...rating, direction: 'lowest' as const, decimals: 2 }];
    const leaderboards = createLeaderboardStore(database.client, names, { retry: quickRetries(), now });
    const next = createLeaderboardsApp({ leaderboards, declared: changed, seasons: [], now });
    const kept = { direction: 'highest', decimals: 0 };
    const body = async (path: string): Promise<unknown> => (await next.request(path)).json();
    expect(await body(leaderboard)).toMatchObject({
      period: 'all',
      ...kept,
      items: [{ rank: 1, score: 1504 }, {}, {}, {}, {}],
    });
    expect(await body(`${leaderboard}/players/${crowd[2] ?? ''}/neighbours?each=1`)).toMatchObject({
      ...kept,
      items: [{ score: 1503 }, { score: 1502 }, { score: 1501 }],
    });
    expect(await body(`${leaderboard}/periods`)).toMatchObject({ periods: [kept] });
    // A period without scores is shown as it will begin.
    expect(await body(`${leaderboard}?period=month`)).toMatchObject({
      direction: 'lowest',
      decimals: 2,
      items: [],
    });
    expect(await body('/v1/leaderboards')).toMatchObject({ boards: [{ direction: 'lowest', decimals: 2 }] });
  });
});

describe('periods over REST', () => {
  let at = 0;
  const clock = (): number => at;
  const midnight = Date.UTC(2029, 0, 1);
  const turning = { ...rating, id: `${game}.turning` };
  const kinds = ['day', 'week', 'month', 'season'] as const;
  const autumn = { name: 'autumn', startsAt: Date.UTC(2028, 8, 1) };
  const winter = { name: 'winter', startsAt: midnight };
  const before = { day: '2028-12-31', week: '2028-W52', month: '2028-12', season: 'autumn' };
  const after = { day: '2029-01-01', week: '2029-W01', month: '2029-01', season: 'winter' };
  const path = `/v1/leaderboards/${turning.id}`;

  function appWith(periods: typeof turning.periods, seasons = [autumn, winter]) {
    const leaderboards = createLeaderboardStore(database.client, names, {
      retry: quickRetries(),
      now: clock,
    });
    const declared = [{ ...turning, periods }];
    const turned = createLeaderboardsApp({ leaderboards, declared, seasons, now: clock });
    const page = z.object({
      status: z.int().optional(),
      code: z.string().optional(),
      period: z.string().optional(),
      cursor: z.string().optional(),
      items: z.array(z.object({ rank: z.int() })).optional(),
    });
    const list = z.object({ periods: z.array(z.object({ period: z.string() })) });
    return {
      page: async (query: string) =>
        page.parse(await (await turned.request(`${path}?${query}`, {}, caller)).json()),
      listed: async () =>
        list
          .parse(await (await turned.request(`${path}/periods`, {}, caller)).json())
          .periods.map(({ period }) => period),
    };
  }

  beforeAll(async () => {
    at = midnight - 2000;
    const { periods } = indexOver(database.client, { now: clock });
    await createLeaderboardEntries(database.client, names, [turning], periods, {
      retry: quickRetries(),
      now: clock,
    }).apply(
      Object.values(before).flatMap((period) =>
        crowd.map((player, score) => change(turning, player, score, 1, { period })),
      ),
    );
  });

  it.each(kinds)('continue in the %s in which the first page was read', async (kind) => {
    const { page } = appWith([kind, 'all']);
    // With the kind, or as the first kind of the leaderboard, or by the name in the answer.
    for (const query of [`period=${kind}&`, '', `period=${before[kind]}&`]) {
      at = midnight - 2000;
      const first = await page(`${query}limit=2`);
      expect(first).toMatchObject({ period: before[kind], items: [{ rank: 1 }, { rank: 2 }] });
      at = midnight + 2000;
      expect(await page(`${query}limit=2&cursor=${first.cursor ?? ''}`)).toMatchObject({
        period: before[kind],
        items: [{ rank: 3 }, { rank: 4 }],
      });
      // Of another kind or period.
      for (const other of ['all', after[kind]])
        expect(await page(`period=${other}&cursor=${first.cursor ?? ''}`)).toMatchObject({
          code: 'invalid-cursor',
        });
      expect(await page(`${query}limit=2`)).toMatchObject(
        query.includes(`=${before[kind]}`) ? { items: [{ rank: 1 }, {}] } : { items: [] },
      );
    }
  });

  it('can be read if they are listed, regardless of what the leaderboard declares by now', async () => {
    at = midnight + 2000;
    const isReadable = async ({ page }: ReturnType<typeof appWith>, period: string) =>
      (await page(`period=${period}`)).items?.length === crowd.length;
    const declarations: ReadonlyArray<Parameters<typeof appWith>> = [
      [kinds],
      [['season']],
      [['all']],
      [kinds, [{ ...autumn, startsAt: midnight + 5 * 86_400_000 }]],
      [['day'], [winter]],
    ];
    const listed = [];
    for (const declaration of declarations) {
      const app = appWith(...declaration);
      const readable = [];
      for (const period of Object.values(before)) if (await isReadable(app, period)) readable.push(period);
      listed.push(await app.listed());
      expect(listed.at(-1)).toEqual(readable.toSorted());
    }
    const everything = Object.values(before).toSorted();
    const calendar = everything.filter((period) => period !== 'autumn');
    expect(listed).toEqual([everything, everything, everything, calendar, calendar]);
    // A kind that is not declared has no current period, and a period without scores cannot be read.
    at = midnight - 2000;
    for (const query of ['period=season', 'period=2028-12-30'])
      expect(await appWith(['all']).page(query)).toMatchObject({ code: 'period-not-found' });
    at = midnight + 61 * 86_400_000;
    expect(await appWith(['all']).listed()).toEqual(everything.filter((period) => period !== before.day));
    expect(await appWith(['all']).page(`period=${before.day}`)).toMatchObject({ code: 'period-not-found' });
  });
});
