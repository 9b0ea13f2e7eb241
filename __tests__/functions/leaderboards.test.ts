import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultBoards } from '../../core/ranking/boards';
import { createLeaderboardsApp } from '../../functions/leaderboards/app';
import { aPlayer, type Database, game, openDatabase } from '../store/database';
import { change, indexOver } from '../store/ranking/support';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createBoardEntries } from '../../store/board-entries';
import { names, quickRetries } from '../store/database';

const [rating, wins] = defaultBoards(game);
if (rating === undefined || wins === undefined) throw new Error('a game has two boards');
const boards = [rating, { ...wins, visibility: 'players' as const }];
const now = (): number => Date.UTC(2026, 10, 28);
const crowd = Array.from({ length: 5 }, aPlayer);

let database: Database;
let app: ReturnType<typeof createLeaderboardsApp>;
beforeAll(async () => {
  database = await openDatabase();
  const { periods } = indexOver(database.client, { now });
  const retry = quickRetries();
  await createBoardEntries(database.client, names, boards, periods, { retry, now }).apply(
    crowd.flatMap((player, at) => boards.map((board) => change(board, player, 1500 + at, 1))),
  );
  app = createLeaderboardsApp({
    leaderboards: createLeaderboardStore(database.client, names, { retry, now }),
    boards,
    seasons: [],
    now,
  });
});
afterAll(async () => {
  await database.close();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await app.request(
    path,
    { headers },
    {
      event: {
        requestContext: {
          requestId: 'r',
          http: { sourceIp: '198.51.100.1' },
          authorizer: { jwt: { claims: { sub: crowd[0] } } },
        },
      },
    },
  );
  const text = await answer.text();
  const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, body };
}

const board = `/v1/leaderboards/${rating.board}`;
const mine = `/v1/players/me/leaderboards/${wins.board}`;

describe('leaderboards over REST', () => {
  it('are cached for their max-age, and sent once for an ETag', async () => {
    const first = await get(board);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ board: rating.board, period: 'all' });
    expect(first.headers.get('cache-control')).toBe('public, max-age=5');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const again = await get(board, { 'if-none-match': etag });
    expect([again.status, again.body]).toEqual([304, {}]);
    const place = await get(`${board}/players/${crowd[0] ?? ''}`);
    expect(place.headers.get('cache-control')).toBe('no-cache');
    expect(place.body).toMatchObject({ playerId: crowd[0], score: 1500 });
  });

  it('refuse cursors that are forged, foreign or truncated', async () => {
    const { body } = await get(`${board}?limit=2`);
    const cursor = String(body.cursor);
    expect((await get(`${board}?limit=2&cursor=${cursor}`)).body.items).toMatchObject([
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
      expect((await get(`${board}?cursor=${wrong}`)).body).toMatchObject({
        status: 400,
        code: 'invalid-cursor',
      });
    // Of another period of the same board.
    expect((await get(`${board}?period=month&cursor=${cursor}`)).body.code).toBe('invalid-cursor');
  });

  it('explain invalid requests', async () => {
    const codes = async (...paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await get(path)).body.code));
    expect(
      await codes(
        '/v1/leaderboards/chess.rating',
        // Only players may read it.
        `/v1/leaderboards/${wins.board}`,
        `${board}?period=2026-13`,
        `${board}?period=2027-01`,
        `${board}?period=2026-11-28`,
        `${board}?limit=101`,
        `${board}?limit=0x10`,
        `${board}?limit=1e1`,
        `${board}?limit=%2B5`,
        `${board}?limit=`,
        `${board}/players/${crowd[0] ?? ''}/neighbours?each=%205`,
        `${board}?rank=0`,
        `${board}?percentile=101`,
        `${board}?percentile=`,
        `${board}?rank=1&percentile=5`,
        `${board}/players/${aPlayer()}`,
        `${mine}/among?players=${Array.from({ length: 101 }, aPlayer).join(',')}`,
        `${mine}/among?players=not-a-player`,
      ),
    ).toEqual([
      'board-not-found',
      'board-not-found',
      'period-not-found',
      'period-not-found',
      'period-not-found',
      ...Array<string>(5).fill('invalid-request'),
      'invalid-request',
      'invalid-request',
      'invalid-request',
      'invalid-request',
      'invalid-request',
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
    expect((await get(`${board}/periods`)).body.periods).toEqual([{ period: 'all', kind: 'all', ...kept }]);
  });

  it('tell by which direction and decimals a period shows its scores, whatever is declared now', async () => {
    const changed = [{ ...rating, direction: 'lowest' as const, decimals: 2 }];
    const leaderboards = createLeaderboardStore(database.client, names, { retry: quickRetries(), now });
    const next = createLeaderboardsApp({ leaderboards, boards: changed, seasons: [], now });
    const kept = { direction: 'highest', decimals: 0 };
    const body = async (path: string): Promise<unknown> => (await next.request(path)).json();
    expect(await body(board)).toMatchObject({
      period: 'all',
      ...kept,
      items: [{ rank: 1, score: 1504 }, {}, {}, {}, {}],
    });
    expect(await body(`${board}/players/${crowd[2] ?? ''}/neighbours?each=1`)).toMatchObject({
      ...kept,
      items: [{ score: 1503 }, { score: 1502 }, { score: 1501 }],
    });
    expect(await body(`${board}/periods`)).toMatchObject({ periods: [kept] });
    // A period without scores is shown as it will begin.
    expect(await body(`${board}?period=month`)).toMatchObject({
      direction: 'lowest',
      decimals: 2,
      items: [],
    });
    expect(await body('/v1/leaderboards')).toMatchObject({ boards: [{ direction: 'lowest', decimals: 2 }] });
  });
});
