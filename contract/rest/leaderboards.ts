import { z } from '@hono/zod-openapi';
import { periodKinds } from '../../core/ranking/score-change';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { playerIdField, timeField } from './fields';
import {
  declaredLeaderboardSchema,
  keptFields,
  leaderboardSchema,
  playerPlaceSchema,
  stretchSchema,
} from './leaderboard-documents';
import {
  around,
  leaderboard,
  leaderboardPage,
  onLeaderboard,
  period,
  periodQuery,
} from './leaderboard-queries';

const tags = ['leaderboards'];
const listed = (description: string) => ({
  200: {
    description,
    content: jsonContent(z.object({ boards: z.array(declaredLeaderboardSchema) }).openapi('Boards')),
  },
  ...unchanged,
});
const page = {
  200: { description: 'A page of the leaderboard', content: jsonContent(leaderboardSchema) },
  ...unchanged,
};
const place = {
  200: { description: "The player's place", content: jsonContent(playerPlaceSchema) },
  ...unchanged,
};
const stretch = {
  200: {
    description: 'The player and the players next to it, best first',
    content: jsonContent(stretchSchema),
  },
  ...unchanged,
};
const leaderboardErrors = ['board-not-found', 'period-not-found'] as const;
/** Routes of leaderboards that are open to all callers. */
const open = { function: 'leaderboards', authentication: 'none', throttle: 'public' } as const;
/** The same for signed-in players, including leaderboards that only they may read. */
const forPlayers = { function: 'leaderboards', authentication: 'token', throttle: 'read' } as const;

export const listLeaderboards = declareRoute(
  { ...open, errors: [] },
  {
    method: 'get',
    path: '/v1/leaderboards',
    operationId: 'listLeaderboards',
    tags,
    summary: 'The public leaderboards',
    responses: listed('Every public leaderboard'),
  },
);

export const listLeaderboardsAsPlayer = declareRoute(
  { ...forPlayers, errors: [] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards',
    operationId: 'listLeaderboardsAsPlayer',
    tags,
    summary: 'The leaderboards that players may read',
    responses: listed('Every leaderboard but hidden ones'),
  },
);

export const listPeriods = declareRoute(
  { ...open, errors: ['board-not-found'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/periods',
    operationId: 'listPeriods',
    tags,
    summary: 'The periods of a leaderboard that have scores, past ones too',
    description:
      'Each of them can be read. Months and seasons do not expire; weeks are kept for 400 days, days for 60.',
    request: { params: leaderboard },
    responses: {
      200: {
        description: 'Every stored period',
        content: jsonContent(
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
  { ...open, errors: [...leaderboardErrors, 'invalid-cursor'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}',
    operationId: 'getLeaderboard',
    tags,
    summary: 'A leaderboard, best first',
    request: { params: leaderboard, query: leaderboardPage },
    responses: page,
  },
);

export const getLeaderboardAsPlayer = declareRoute(
  { ...forPlayers, errors: [...leaderboardErrors, 'invalid-cursor'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}',
    operationId: 'getLeaderboardAsPlayer',
    tags,
    summary: 'A leaderboard that players may read, best first',
    request: { params: leaderboard, query: leaderboardPage },
    responses: page,
  },
);

export const getStanding = declareRoute(
  { ...open, errors: [...leaderboardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/players/{id}',
    operationId: 'getStanding',
    tags,
    summary: "A player's own place",
    request: { params: onLeaderboard, query: periodQuery },
    responses: place,
  },
);

export const getNeighbours = declareRoute(
  { ...open, errors: [...leaderboardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/leaderboards/{board}/players/{id}/neighbours',
    operationId: 'getNeighbours',
    tags,
    summary: 'The players around a player',
    request: { params: onLeaderboard, query: around },
    responses: stretch,
  },
);

export const getMyStanding = declareRoute(
  { ...forPlayers, errors: [...leaderboardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/place',
    operationId: 'getMyStanding',
    tags,
    summary: 'My own place',
    request: { params: leaderboard, query: periodQuery },
    responses: place,
  },
);

export const getMyNeighbours = declareRoute(
  { ...forPlayers, errors: [...leaderboardErrors, 'not-ranked'] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/neighbours',
    operationId: 'getMyNeighbours',
    tags,
    summary: 'The players around me',
    request: { params: leaderboard, query: around },
    responses: stretch,
  },
);

/** The maximum number of players of one comparison. */
export const maxCompared = 100;

export const comparePlayers = declareRoute(
  { ...forPlayers, errors: [...leaderboardErrors] },
  {
    method: 'get',
    path: '/v1/players/me/leaderboards/{board}/among',
    operationId: 'comparePlayers',
    tags,
    summary: 'Given players, ranked among themselves',
    description: 'For friends: at most 100 players. A player who is not on the leaderboard is left out.',
    request: {
      params: leaderboard,
      query: z.object({
        period,
        players: z
          .string()
          .transform((text) => text.split(','))
          .pipe(z.array(playerIdField).min(1).max(maxCompared, `must name at most ${maxCompared} players`))
          .openapi({ type: 'string', description: 'Player ids, separated by commas' }),
      }),
    },
    responses: stretch,
  },
);
