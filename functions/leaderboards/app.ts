import {
  comparePlayers,
  getLeaderboard,
  getLeaderboardAsPlayer,
  getMyNeighbours,
  getMyStanding,
  getNeighbours,
  getStanding,
  listLeaderboards,
  listLeaderboardsAsPlayer,
  listPeriods,
} from '../../contract/rest/leaderboards';
import { playerId, type PlayerId } from '../../core/ids';
import { type Season } from '../../core/ranking/periods';
import { type PageStart } from '../../store/leaderboard-pages';
import { type LeaderboardStore } from '../../store/leaderboards';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { ApiProblem } from '../shared/http/problem';
import { askedEveryTime, tellUnchanged } from '../shared/http/unchanged';
import { type Board, type BoardLookup, createBoardLookup, declarationOf, periodDocument } from './lookup';

export interface LeaderboardsDependencies {
  readonly leaderboards: LeaderboardStore;
  readonly boards: readonly Board[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The routes of functions/leaderboards. */
export function createLeaderboardsApp(dependencies: LeaderboardsDependencies): HttpApp {
  const { leaderboards } = dependencies;
  const app = createApp();
  const lookup = createBoardLookup(dependencies);
  const mine = (board: string): Board => lookup.board(board, true);
  tellUnchanged(app, [{ path: '*' }]);

  app.openapi(listLeaderboards.schemas, (c) =>
    c.json({ boards: lookup.documents(false) }, 200, { 'cache-control': 'public, max-age=60' }),
  );
  app.openapi(listLeaderboardsAsPlayer.schemas, (c) =>
    c.json({ boards: lookup.documents(true) }, 200, { 'cache-control': 'private, max-age=60' }),
  );

  app.openapi(listPeriods.schemas, async (c) => {
    const board = lookup.board(c.req.valid('param').board, false);
    const periods = lookup.readable(await leaderboards.periods(board.board)).map((one) => ({
      ...periodDocument(one.period, dependencies.seasons),
      ...declarationOf(board, one),
    }));
    return c.json({ board: board.board, periods }, 200, { 'cache-control': 'public, max-age=60' });
  });

  app.openapi(getLeaderboard.schemas, async (c) =>
    c.json(await page(leaderboards, lookup, false, c.req.valid('param').board, c.req.valid('query')), 200, {
      'cache-control': 'public, max-age=5',
    }),
  );
  app.openapi(getLeaderboardAsPlayer.schemas, async (c) =>
    c.json(await page(leaderboards, lookup, true, c.req.valid('param').board, c.req.valid('query')), 200, {
      'cache-control': 'private, max-age=5',
    }),
  );

  app.openapi(getStanding.schemas, async (c) => {
    const { board, id } = c.req.valid('param');
    const found = await lookup.period(lookup.board(board, false), c.req.valid('query').period);
    return c.json(await place(leaderboards, found, playerId(id)), 200, askedEveryTime);
  });
  app.openapi(getMyStanding.schemas, async (c) => {
    const found = await lookup.period(mine(c.req.valid('param').board), c.req.valid('query').period);
    return c.json(await place(leaderboards, found, callerOf(c).playerId), 200, askedEveryTime);
  });

  app.openapi(getNeighbours.schemas, async (c) => {
    const { board, id } = c.req.valid('param');
    const { period, each } = c.req.valid('query');
    const found = await lookup.period(lookup.board(board, false), period);
    return c.json(await neighbours(leaderboards, found, playerId(id), each), 200, askedEveryTime);
  });
  app.openapi(getMyNeighbours.schemas, async (c) => {
    const { period, each } = c.req.valid('query');
    const found = await lookup.period(mine(c.req.valid('param').board), period);
    return c.json(await neighbours(leaderboards, found, callerOf(c).playerId, each), 200, askedEveryTime);
  });

  app.openapi(comparePlayers.schemas, async (c) => {
    const { period, players } = c.req.valid('query');
    const found = await lookup.period(mine(c.req.valid('param').board), period);
    const items = await leaderboards.among(
      found.board,
      found.period,
      players.map(playerId),
      callerOf(c).playerId,
    );
    return c.json({ ...(await headOf(leaderboards, found)), items: [...items] }, 200, askedEveryTime);
  });

  return app;
}

type Found = Awaited<ReturnType<BoardLookup['period']>>;

/** What every list of entries tells of its board and period. */
async function headOf(leaderboards: LeaderboardStore, { board, period }: Found) {
  const found = await leaderboards.period(board.board, period);
  return { board: board.board, period, ...declarationOf(board, found) };
}

interface PageQuery {
  readonly period?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly rank?: number | undefined;
  readonly percentile?: number | undefined;
}

async function page(
  leaderboards: LeaderboardStore,
  lookup: BoardLookup,
  isPlayer: boolean,
  name: string,
  { period: asked, limit, cursor, ...start }: PageQuery,
) {
  if (limit === 0 && start.rank === undefined && start.percentile === undefined)
    throw new ApiProblem(
      'invalid-request',
      'A limit of 0 asks where a rank or percentile begins: give one.',
      {
        errors: [{ in: 'query', field: 'limit', message: 'must be 1 to 100 without rank or percentile' }],
      },
    );
  const of = lookup.board(name, isPlayer);
  const begun = cursor === undefined ? undefined : await leaderboards.begunIn(of.board, cursor);
  const { board, period } = await lookup.period(of, asked, begun);
  const found = await leaderboards.page(
    board,
    period,
    { limit, ...(cursor === undefined ? {} : { cursor }) },
    pageStart({ ...start, cursor }),
  );
  return {
    ...(await headOf(leaderboards, { board, period })),
    items: [...found.items],
    ...(found.begins === undefined ? {} : { begins: found.begins }),
    ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
  };
}

/** @throws ApiProblem when the query names more than one start of a page */
function pageStart({ rank, percentile, cursor }: Omit<PageQuery, 'limit' | 'period'>): PageStart {
  if ([rank, percentile, cursor].filter((one) => one !== undefined).length > 1)
    throw new ApiProblem('invalid-request', 'A page begins at a cursor, a rank or a percentile: give one.', {
      errors: [
        { in: 'query', field: rank === undefined ? 'percentile' : 'rank', message: 'must stand alone' },
      ],
    });
  if (rank !== undefined) return { rank };
  return percentile === undefined ? { from: 'the best' } : { percentile };
}

async function place(leaderboards: LeaderboardStore, { board, period }: Found, player: PlayerId) {
  const found = await leaderboards.place(board, period, player);
  if (found === undefined) throw new ApiProblem('not-ranked');
  return { ...found };
}

async function neighbours(
  leaderboards: LeaderboardStore,
  { board, period }: Found,
  player: PlayerId,
  each: number,
) {
  const items = await leaderboards.around(board, period, player, each);
  if (items === undefined) throw new ApiProblem('not-ranked');
  return { ...(await headOf(leaderboards, { board, period })), items: [...items] };
}
