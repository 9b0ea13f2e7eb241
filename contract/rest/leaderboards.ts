import { z } from '@hono/zod-openapi';
import { declareRoute, json } from './declaration';
import { cursorField, gameField, pageQuery, playerIdField, timeField } from './fields';

export const boardSchema = z
  .object({
    board: z.string().openapi({ example: 'tic-tac-toe.rating' }),
    game: gameField,
    measure: z.enum(['rating', 'wins']),
  })
  .openapi('Board');

export const leaderboardEntrySchema = z
  .object({
    rank: z.int().openapi({ description: 'Standard competition ranking: 1, 2, 2, 4' }),
    playerId: playerIdField,
    score: z.number(),
    at: timeField,
  })
  .openapi('LeaderboardEntry');

const tags = ['leaderboards'];
const boardField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}\.[a-z]{1,16}$/, "must be a board's name, such as tic-tac-toe.rating");
const period = z
  .string()
  .regex(/^(all|\d{4}-(0[1-9]|1[0-2]))$/, 'must be all, or a month such as 2026-11')
  .default('all')
  .openapi({ description: '`all`, or a calendar month (UTC) such as 2026-11' });

export const listLeaderboards = declareRoute(
  { function: 'leaderboards', authentication: 'none', throttle: 'public', errors: [] },
  {
    method: 'get',
    path: '/v1/leaderboards',
    operationId: 'listLeaderboards',
    tags,
    summary: 'The boards that there are',
    responses: {
      200: {
        description: 'Every board',
        content: json(z.object({ boards: z.array(boardSchema) }).openapi('Boards')),
      },
    },
  },
);

export const getLeaderboard = declareRoute(
  {
    function: 'leaderboards',
    authentication: 'none',
    throttle: 'public',
    errors: ['invalid-request', 'invalid-cursor', 'board-not-found'],
  },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}',
    operationId: 'getLeaderboard',
    tags,
    summary: 'A board, best first',
    request: { params: z.object({ board: boardField }), query: z.object({ period, ...pageQuery }) },
    responses: {
      200: {
        description: 'A page of the board',
        content: json(
          z
            .object({
              board: z.string(),
              period: z.string(),
              items: z.array(leaderboardEntrySchema),
              cursor: cursorField,
            })
            .openapi('Leaderboard'),
        ),
      },
    },
  },
);

export const getStanding = declareRoute(
  {
    function: 'leaderboards',
    authentication: 'none',
    throttle: 'public',
    errors: ['invalid-request', 'board-not-found', 'not-ranked'],
  },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/players/{id}',
    operationId: 'getStanding',
    tags,
    summary: "A player's own place",
    request: { params: z.object({ board: boardField, id: playerIdField }), query: z.object({ period }) },
    responses: { 200: { description: "The player's entry", content: json(leaderboardEntrySchema) } },
  },
);
