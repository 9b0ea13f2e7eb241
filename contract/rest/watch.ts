import { z } from '@hono/zod-openapi';
import { abandonReasons } from '../../core/match/log';
import { declareRoute, jsonContent, unchanged } from './declaration';
import {
  afterField,
  gameField,
  jsonField,
  matchIdField,
  playerIdField,
  seatField,
  timeField,
  wholeQuery,
} from './fields';
import { actionSchema, hostingActionSchema } from './match-actions';
import { clocksSchema, endSchema, positionSchema } from './seats';

/** The maximum number of steps of one answer. */
export const maxWatchSteps = 100;

const position = positionSchema.omit({ legal: true }).openapi('WatchedPosition');
const moment = {
  position: position.openapi({ description: 'The match after this step, as a spectator may see it' }),
  clocks: clocksSchema.nullable().openapi({ description: 'At this step; null in a match without a clock' }),
};

export const watchedStepSchema = z
  .object({
    sequence: z
      .int()
      .openapi({ description: 'Sequence number of the entry of the log: 1, 2, 3 … without a gap' }),
    at: timeField,
    seat: seatField
      .nullable()
      .openapi({ description: 'The seat of the command; null: an action on the match itself' }),
    action: z.union([actionSchema, hostingActionSchema]),
    ...moment,
  })
  .openapi('WatchedStep');

export const watchedSchema = z
  .object({
    matchId: matchIdField,
    game: gameField,
    rulesVersion: z.int(),
    seats: z.array(playerIdField).openapi({ description: 'Seat 0 first' }),
    names: z
      .array(z.string().nullable())
      .optional()
      .openapi({
        description:
          'Display names, seat 0 first; null: a bot, or a player who was deleted. Only with after=0: ' +
          'other answers are cached for longer than a name may last',
      }),
    teams: z.array(z.int()),
    options: jsonField,
    startedAt: timeField,
    delaySeconds: z.int().openapi({ description: 'How late a running match is shown; 0 once it has ended' }),
    start: z.object(moment).optional().openapi({
      description: 'The match before its first step; only with after=0, once the delay has passed',
    }),
    steps: z.array(watchedStepSchema),
    next: z
      .int()
      .optional()
      .openapi({ description: 'Present when there are more steps now: the next `after`' }),
    result: endSchema
      .optional()
      .openapi({ description: 'With the last step of a match that has its result' }),
    abandoned: z
      .enum(abandonReasons)
      .optional()
      .openapi({ description: 'With the last step of a match that ended without a result' }),
  })
  .openapi('WatchedMatch');

export const watchMatch = declareRoute(
  {
    function: 'matches',
    authentication: 'none',
    throttle: 'public',
    errors: ['no-spectators', 'match-not-found'],
  },
  {
    method: 'get',
    path: '/v1/matches/{id}/watch',
    operationId: 'watchMatch',
    tags: ['matches'],
    summary: 'Watch a match',
    description:
      'The steps of a match as a spectator may see them, each with the match after it, so that a page ' +
      'can draw them. A running match is shown with the delay of its game; one that has ended is ' +
      'shown completely, with what its commands hid. Any cache may keep the answer for the time in ' +
      '`cache-control`: until then it is up to date.',
    request: {
      params: z.object({ id: matchIdField }),
      query: z.object({
        after: afterField,
        limit: wholeQuery(1, maxWatchSteps, 50),
      }),
    },
    responses: {
      200: { description: 'Steps in their order', content: jsonContent(watchedSchema) },
      ...unchanged,
    },
  },
);
