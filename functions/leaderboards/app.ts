import { getLeaderboard, getStanding, listLeaderboards } from '../../contract/rest/leaderboards';
import { playerId } from '../../core/ids';
import { type LeaderboardStore } from '../../store/leaderboards';
import { createApp, type HttpApp } from '../shared/http/app';
import { ApiProblem } from '../shared/http/problem';

/** The routes of functions/leaderboards: open to everybody, so that any page may show them. */
export function createLeaderboardsApp(leaderboards: LeaderboardStore): HttpApp {
  const app = createApp();

  app.openapi(listLeaderboards.schemas, (c) =>
    c.json({ boards: leaderboards.boards().map((board) => ({ ...board })) }, 200, {
      'cache-control': 'public, max-age=60',
    }),
  );

  app.openapi(getLeaderboard.schemas, async (c) => {
    const board = knownBoard(c.req.valid('param').board);
    const { period, ...page } = c.req.valid('query');
    const top = await leaderboards.top(board, period, page);
    return c.json(
      {
        board,
        period,
        items: top.items.map((entry) => ({ ...entry })),
        ...(top.cursor === undefined ? {} : { cursor: top.cursor }),
      },
      200,
    );
  });

  app.openapi(getStanding.schemas, async (c) => {
    const { board, id } = c.req.valid('param');
    const standing = await leaderboards.standing(
      knownBoard(board),
      c.req.valid('query').period,
      playerId(id),
    );
    if (standing === undefined) throw new ApiProblem('not-ranked');
    return c.json({ ...standing }, 200);
  });

  function knownBoard(board: string): string {
    if (!leaderboards.boards().some((known) => known.board === board))
      throw new ApiProblem('board-not-found', `There is no board ${board}.`);
    return board;
  }

  return app;
}
