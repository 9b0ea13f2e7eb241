import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { gameField, jsonField, millisecondsField, playerIdField, timeField } from './fields';

const tallySchema = z
  .object({ wins: z.int(), draws: z.int(), losses: z.int() })
  .openapi('Tally', { description: 'Numbers of matches by their result' });

export const statisticsSchema = z
  .object({
    playerId: playerIdField,
    game: gameField,
    played: z.int().openapi({ description: 'wins + draws + losses' }),
    wins: z.int(),
    draws: z.int(),
    losses: z.int(),
    abandoned: z.int().openapi({ description: 'Matches that the player left without resigning' }),
    voided: z.int().openapi({
      description: 'Matches in which a seat never played: they are counted here and in abandoned only',
    }),
    rated: z.int().openapi({ description: 'Matches that changed the rating' }),
    rating: z.number(),
    provisional: z.boolean().openapi({ description: 'True while the rating is provisional' }),
    ratedAt: timeField.optional().openapi({ description: 'End of the newest match that changed the rating' }),
    streak: z.object({
      current: z.int().openapi({ description: 'Rated wins in a row, up to the newest rated match' }),
      longest: z.int(),
    }),
    turns: z.int().openapi({ description: 'Commands played, in all matches' }),
    milliseconds: millisecondsField.openapi({ description: 'From start to end of all matches' }),
    bySeat: z.array(tallySchema).openapi({ description: 'Seat 0 first' }),
    byOption: z.record(z.string(), tallySchema).openapi({
      description: 'By the value of an option. Values beyond the first twelve are counted together as other',
      example: { 'size=8': { wins: 3, draws: 0, losses: 1 } },
    }),
  })
  .openapi('Statistics');

export const ratingCurveSchema = z
  .object({
    playerId: playerIdField,
    game: gameField,
    from: z.string(),
    to: z.string(),
    days: z.array(z.object({ day: z.iso.date(), rating: z.number() })),
  })
  .openapi('RatingCurve');

export const headToHeadSchema = z
  .object({
    playerId: playerIdField,
    opponent: playerIdField,
    games: z.array(
      z.object({
        game: gameField,
        wins: z.int().openapi({ description: 'Matches in which the player was placed before the opponent' }),
        draws: z.int(),
        losses: z.int(),
        ratedWithinDay: z.int().openapi({
          description:
            'Their rated matches of the last 24 hours. Limited by ratedWithinDay of the matchmaking',
        }),
      }),
    ),
  })
  .openapi('HeadToHead');

const tags = ['players'];
const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11')
  .openapi({ example: '2026-11' });
/** The maximum number of months of one answer. */
export const maxMonths = 24;

export const rewardsSchema = z
  .object({
    playerId: playerIdField,
    rewards: z.array(
      z.object({
        board: z.string().openapi({ example: 'tic-tac-toe.wins' }),
        period: z.string().openapi({ example: '2026-11' }),
        rank: z.int(),
        score: z.number(),
        reward: jsonField,
        endedAt: timeField,
      }),
    ),
  })
  .openapi('Rewards');

export const getRewards = declareRoute(
  {
    function: 'players',
    authentication: 'token',
    throttle: 'read',
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/players/{id}/rewards',
    operationId: 'getRewards',
    tags,
    summary: 'Rewards of a player, by period of a leaderboard',
    description: 'The newest hundred. Rewards of a period are given within two hours of its end.',
    request: { params: z.object({ id: playerIdField }) },
    responses: { 200: { description: 'Newest first', content: jsonContent(rewardsSchema) }, ...unchanged },
  },
);

export const getStatistics = declareRoute(
  {
    function: 'players',
    authentication: 'token',
    throttle: 'read',
    errors: ['not-played'],
  },
  {
    method: 'get',
    path: '/v1/players/{id}/statistics/{game}',
    operationId: 'getStatistics',
    tags,
    summary: "A player's statistics in a game",
    description: 'Counts matches of rated matchmakings, from the moment their results are recorded.',
    request: { params: z.object({ id: playerIdField, game: gameField }) },
    responses: {
      200: { description: 'The statistics', content: jsonContent(statisticsSchema) },
      ...unchanged,
    },
  },
);

export const getRatingCurve = declareRoute(
  {
    function: 'players',
    authentication: 'token',
    throttle: 'read',
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/players/{id}/ratings/{game}',
    operationId: 'getRatingCurve',
    tags,
    summary: "The course of a player's rating in a game",
    description:
      'The rating at the end of each day (UTC) on which a rated match ended, in order. ' +
      'It lags a moment behind results.',
    request: {
      params: z.object({ id: playerIdField, game: gameField }),
      query: z
        .object({
          from: month.optional().openapi({ description: `First month; default: eleven before the last one` }),
          to: month.optional().openapi({ description: 'Last month; default: the current one' }),
        })
        .openapi({ description: `At most ${maxMonths} months` }),
    },
    responses: {
      200: {
        description: 'The curve',
        content: jsonContent(ratingCurveSchema),
      },
      ...unchanged,
    },
  },
);

export const getHeadToHead = declareRoute(
  {
    function: 'players',
    authentication: 'token',
    throttle: 'read',
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/players/{id}/opponents/{opponent}',
    operationId: 'getHeadToHead',
    tags,
    summary: 'The results of two players against each other',
    description:
      'One record for each game in which they were opponents: in matches of several seats, ' +
      'who was placed before the other. It lags a moment behind results.',
    request: { params: z.object({ id: playerIdField, opponent: playerIdField }) },
    responses: {
      200: {
        description: 'Their records',
        content: jsonContent(headToHeadSchema),
      },
      ...unchanged,
    },
  },
);
