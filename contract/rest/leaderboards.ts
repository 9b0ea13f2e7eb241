import { z } from '@hono/zod-openapi';
import { idPatterns } from '../../core/ids';
import { boardNamePattern, visibilities } from '../../core/ranking/boards';
import { directions, periodKinds } from '../../core/ranking/score-change';
import { declareRoute, json, unchanged } from './declaration';
import {
  cursorField,
  displayNameField,
  gameField,
  pageQuery,
  playerIdField,
  timeField,
  wholeQuery,
} from './fields';

export const boardSchema = z
  .object({
    board: z.string().openapi({ example: 'tic-tac-toe.rating' }),
    game: gameField,
    metric: z.string().openapi({ description: 'What the board measures', example: 'rating' }),
    direction: z.enum(directions).openapi({
      description: 'Which scores come first, as it is declared now: a period keeps what it began with',
    }),
    decimals: z.int().openapi({ description: 'Decimal places of its scores, as it is declared now' }),
    periods: z.array(z.enum(periodKinds)),
    visibility: z.enum(visibilities).exclude(['hidden']),
  })
  .openapi('Board');

export const leaderboardEntrySchema = z
  .object({
    rank: z.int().openapi({ description: 'Standard competition ranking: 1, 2, 2, 4' }),
    playerId: playerIdField,
    displayName: displayNameField
      .optional()
      .openapi({ description: 'The current profile, in archived periods too' }),
    country: z.string().optional(),
    avatar: z.string().optional().openapi({ description: 'Key of the picture, as the game names it' }),
    score: z.number(),
    at: timeField.openapi({
      description: 'When the score was reached: among equals the earlier comes first',
    }),
  })
  .openapi('LeaderboardEntry');

export const playerPlaceSchema = leaderboardEntrySchema
  .extend({
    sharedBy: z.int().openapi({ description: 'Players with this rank' }),
    players: z.int().openapi({ description: 'Players on the board' }),
    percentile: z
      .number()
      .openapi({ description: 'Share of the other players with a lower place, 0 to 100' }),
    asOf: timeField.openapi({
      description:
        "Time of the newest result that the rank counts. The player's own newest result is always counted",
    }),
  })
  .openapi('PlayerPlace');

const tags = ['leaderboards'];
const [gamePart, namePart] = [idPatterns.gameName, boardNamePattern].map(({ source }) =>
  source.replace(/^\^|\$$/g, ''),
);
const boardField = z
  .string()
  .regex(new RegExp(`^${gamePart}\\.${namePart}$`), "must be a board's name, such as tic-tac-toe.rating");
const periodDescription =
  '`all`, `season`, `month`, `week` or `day`: the current one (UTC); or the name of any, such as `2026-11`, `2026-W48`, `2026-11-28`. The first kind of the board when absent';
const period = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
    'must be all, season, month, week or day for the current one, or the name of a period such as 2026-11',
  )
  .optional()
  .openapi({ description: periodDescription });
/** Of a page: the kind of period that is asked for may have another current one by the next page. */
const pagePeriod = period.openapi({
  description: `${periodDescription}. With a \`cursor\`, a kind or nothing means the period of the page before`,
});

const board = z.object({ board: boardField });
const query = z.object({ period });
const numberQuery = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'must be a number')
    .transform(Number)
    .pipe(schema)
    .optional();
const pageStart = {
  rank: numberQuery(z.int().min(1).max(1_000_000_000)).openapi({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    description: 'Begin with the players of this rank, and all who share it',
  }),
  percentile: numberQuery(z.number().min(0).max(100)).openapi({
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Begin with the players at this percentile',
  }),
};
const boardPage = z.object({
  period: pagePeriod,
  ...pageQuery,
  limit: wholeQuery(
    0,
    100,
    20,
    'Most items of this answer, 1 to 100. 0 with `rank` or `percentile`: only where the page begins',
  ),
  ...pageStart,
});
const around = z.object({
  period,
  each: wholeQuery(1, 10, 5, 'Maximum number of players before, and of players after, 1 to 10'),
});
const onBoard = z.object({ board: boardField, id: playerIdField });

/** A period keeps the declaration with which it began. */
const keptFields = {
  direction: z.enum(directions).openapi({ description: 'Which scores of this period come first' }),
  decimals: z.int().openapi({ description: 'Decimal places of the scores of this period' }),
};

const listed = (description: string) => ({
  200: { description, content: json(z.object({ boards: z.array(boardSchema) }).openapi('Boards')) },
  ...unchanged,
});
export const stretchSchema = z
  .object({ board: z.string(), period: z.string(), ...keptFields, items: z.array(leaderboardEntrySchema) })
  .openapi('BoardStretch');
export const leaderboardSchema = stretchSchema
  .extend({
    begins: z.object({ rank: z.int(), score: z.number(), players: z.int() }).optional().openapi({
      description:
        'With `rank` or `percentile`: rank and score at which the page begins, players on the board',
    }),
    cursor: cursorField,
  })
  .openapi('Leaderboard');
const page = {
  200: { description: 'A page of the board', content: json(leaderboardSchema) },
  ...unchanged,
};
const place = {
  200: { description: "The player's place", content: json(playerPlaceSchema) },
  ...unchanged,
};
const stretch = {
  200: { description: 'The player and the players next to it, best first', content: json(stretchSchema) },
  ...unchanged,
};
const boardErrors = ['board-not-found', 'period-not-found'] as const;
/** Routes of boards that are open to all callers. */
const open = { function: 'leaderboards', authentication: 'none', throttle: 'public' } as const;
/** The same for signed-in players, including boards that only they may read. */
const forPlayers = { function: 'leaderboards', authentication: 'player', throttle: 'read' } as const;

export const listLeaderboards = declareRoute(
  { ...open, errors: [] },
  {
    method: 'get',
    path: '/v1/leaderboards',
    operationId: 'listLeaderboards',
    tags,
    summary: 'The public boards',
    responses: listed('Every public board'),
  },
);

export const listLeaderboardsAsPlayer = declareRoute(
  { ...forPlayers, errors: [] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards',
    operationId: 'listLeaderboardsAsPlayer',
    tags,
    summary: 'The boards that players may read',
    responses: listed('Every board but hidden ones'),
  },
);

export const listPeriods = declareRoute(
  { ...open, errors: ['board-not-found'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/periods',
    operationId: 'listPeriods',
    tags,
    summary: 'The periods of a board that have scores, past ones too',
    description:
      'Each of them can be read. Months and seasons do not expire; weeks are kept for 400 days, days for 60.',
    request: { params: board },
    responses: {
      200: {
        description: 'Every stored period',
        content: json(
          z
            .object({
              board: z.string(),
              periods: z.array(
                z
                  .object({
                    period: z.string(),
                    kind: z.enum(periodKinds),
                    startsAt: timeField.optional(),
                    endsAt: timeField.optional().openapi({ description: 'Absent while no end is known' }),
                    ...keptFields,
                  })
                  .openapi('BoardPeriod'),
              ),
            })
            .openapi('BoardPeriods'),
        ),
      },
      ...unchanged,
    },
  },
);

export const getLeaderboard = declareRoute(
  { ...open, errors: [...boardErrors, 'invalid-cursor'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}',
    operationId: 'getLeaderboard',
    tags,
    summary: 'A board, best first',
    request: { params: board, query: boardPage },
    responses: page,
  },
);

export const getLeaderboardAsPlayer = declareRoute(
  { ...forPlayers, errors: [...boardErrors, 'invalid-cursor'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}',
    operationId: 'getLeaderboardAsPlayer',
    tags,
    summary: 'A board that players may read, best first',
    request: { params: board, query: boardPage },
    responses: page,
  },
);

export const getStanding = declareRoute(
  { ...open, errors: [...boardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/players/{id}',
    operationId: 'getStanding',
    tags,
    summary: "A player's own place",
    request: { params: onBoard, query },
    responses: place,
  },
);

export const getNeighbours = declareRoute(
  { ...open, errors: [...boardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/players/{id}/neighbours',
    operationId: 'getNeighbours',
    tags,
    summary: 'The players around a player',
    request: { params: onBoard, query: around },
    responses: stretch,
  },
);

export const getMyStanding = declareRoute(
  { ...forPlayers, errors: [...boardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/place',
    operationId: 'getMyStanding',
    tags,
    summary: 'My own place',
    request: { params: board, query },
    responses: place,
  },
);

export const getMyNeighbours = declareRoute(
  { ...forPlayers, errors: [...boardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/neighbours',
    operationId: 'getMyNeighbours',
    tags,
    summary: 'The players around me',
    request: { params: board, query: around },
    responses: stretch,
  },
);

/** The maximum number of players of one comparison. */
export const mostCompared = 100;

export const comparePlayers = declareRoute(
  { ...forPlayers, errors: [...boardErrors] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/among',
    operationId: 'comparePlayers',
    tags,
    summary: 'Given players, ranked among themselves',
    description: 'For friends: at most 100 players. A player who is not on the board is left out.',
    request: {
      params: board,
      query: z.object({
        period,
        players: z
          .string()
          .transform((text) => text.split(','))
          .pipe(z.array(playerIdField).min(1).max(mostCompared, `must name at most ${mostCompared} players`))
          .openapi({ type: 'string', description: 'Player ids, separated by commas' }),
      }),
    },
    responses: stretch,
  },
);
