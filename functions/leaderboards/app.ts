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
import { askedEveryTime, answerUnchanged } from '../shared/http/unchanged';
import { type ReadableLeaderboard, LeaderboardLookup, declarationOf, periodDocument } from './lookup';

export interface LeaderboardsDependencies {
  readonly leaderboards: LeaderboardStore;
  readonly declared: readonly ReadableLeaderboard[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The routes of functions/leaderboards. */
export function createLeaderboardsApp(dependencies: LeaderboardsDependencies): HttpApp {
  const app = createApp();
  const lookup = new LeaderboardLookup(dependencies);
  answerUnchanged(app, [{ path: '*' }]);
  addLeaderboardRoutes(app, dependencies, lookup);
  addPageRoutes(app, dependencies, lookup);
  addPublicPlaceRoutes(app, dependencies, lookup);
  addOwnPlaceRoutes(app, dependencies, lookup);
  return app;
}

/** Leaderboards and their periods. */
function addLeaderboardRoutes(
  app: HttpApp,
  { leaderboards, seasons }: LeaderboardsDependencies,
  lookup: LeaderboardLookup,
): void {
  app.openapi(listLeaderboards.schemas, (c) =>
    c.json({ boards: lookup.documents(false) }, 200, { 'cache-control': 'public, max-age=60' }),
  );
  app.openapi(listLeaderboardsAsPlayer.schemas, (c) =>
    c.json({ boards: lookup.documents(true) }, 200, { 'cache-control': 'private, max-age=60' }),
  );

  app.openapi(listPeriods.schemas, async (c) => {
    const leaderboard = lookup.leaderboard(c.req.valid('param').board, false);
    const periods = lookup.readable(await leaderboards.periods(leaderboard.id)).map((one) => ({
      ...periodDocument(one.period, seasons),
      ...declarationOf(leaderboard, one),
    }));
    return c.json({ board: leaderboard.id, periods }, 200, { 'cache-control': 'public, max-age=60' });
  });
}

/** Pages of a leaderboard. */
function addPageRoutes(
  app: HttpApp,
  { leaderboards }: LeaderboardsDependencies,
  lookup: LeaderboardLookup,
): void {
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
}

/** Places of any player on public leaderboards. */
function addPublicPlaceRoutes(
  app: HttpApp,
  { leaderboards }: LeaderboardsDependencies,
  lookup: LeaderboardLookup,
): void {
  app.openapi(getStanding.schemas, async (c) => {
    const { board: leaderboard, id } = c.req.valid('param');
    const found = await lookup.period(lookup.leaderboard(leaderboard, false), c.req.valid('query').period);
    return c.json(await place(leaderboards, found, playerId(id)), 200, askedEveryTime);
  });

  app.openapi(getNeighbours.schemas, async (c) => {
    const { board: leaderboard, id } = c.req.valid('param');
    const { period, each } = c.req.valid('query');
    const found = await lookup.period(lookup.leaderboard(leaderboard, false), period);
    return c.json(await neighbours(leaderboards, found, playerId(id), each), 200, askedEveryTime);
  });
}

/** The caller's own place, and the caller among others. */
function addOwnPlaceRoutes(
  app: HttpApp,
  { leaderboards }: LeaderboardsDependencies,
  lookup: LeaderboardLookup,
): void {
  app.openapi(getMyStanding.schemas, async (c) => {
    const leaderboard = lookup.leaderboard(c.req.valid('param').board, true);
    const found = await lookup.period(leaderboard, c.req.valid('query').period);
    return c.json(await place(leaderboards, found, callerOf(c).playerId), 200, askedEveryTime);
  });

  app.openapi(getMyNeighbours.schemas, async (c) => {
    const leaderboard = lookup.leaderboard(c.req.valid('param').board, true);
    const { period, each } = c.req.valid('query');
    const found = await lookup.period(leaderboard, period);
    return c.json(await neighbours(leaderboards, found, callerOf(c).playerId, each), 200, askedEveryTime);
  });

  app.openapi(comparePlayers.schemas, async (c) => {
    const leaderboard = lookup.leaderboard(c.req.valid('param').board, true);
    const { period, players } = c.req.valid('query');
    const found = await lookup.period(leaderboard, period);
    const items = await leaderboards.among(
      found.leaderboard,
      found.period,
      players.map(playerId),
      callerOf(c).playerId,
    );
    return c.json({ ...(await headOf(leaderboards, found)), items: [...items] }, 200, askedEveryTime);
  });
}

type Found = Awaited<ReturnType<LeaderboardLookup['period']>>;

/** The fields that every list of entries has: its leaderboard and period. */
async function headOf(leaderboards: LeaderboardStore, { leaderboard, period }: Found) {
  const found = await leaderboards.period(leaderboard.id, period);
  return { board: leaderboard.id, period, ...declarationOf(leaderboard, found) };
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
  lookup: LeaderboardLookup,
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
  const of = lookup.leaderboard(name, isPlayer);
  const before = cursor === undefined ? undefined : await leaderboards.positionOf(of.id, cursor);
  const { leaderboard, period } = await lookup.period(of, asked, before?.period);
  const first = pageStart({ ...start, cursor });
  const found = await leaderboards.page(leaderboard, period, { limit }, before ?? first);
  return {
    ...(await headOf(leaderboards, { leaderboard, period })),
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

async function place(leaderboards: LeaderboardStore, { leaderboard, period }: Found, player: PlayerId) {
  const found = await leaderboards.place(leaderboard, period, player);
  if (found === undefined) throw new ApiProblem('not-ranked');
  return { ...found };
}

async function neighbours(
  leaderboards: LeaderboardStore,
  { leaderboard, period }: Found,
  player: PlayerId,
  each: number,
) {
  const items = await leaderboards.around(leaderboard, period, player, each);
  if (items === undefined) throw new ApiProblem('not-ranked');
  return { ...(await headOf(leaderboards, { leaderboard, period })), items: [...items] };
}
