import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { gameField, matchmakingField } from './fields';

export const gameSchema = z
  .object({
    game: gameField,
    seats: z
      .object({ min: z.int(), max: z.int() })
      .openapi({ description: 'Numbers of seats that the game supports' }),
    teams: z.boolean().openapi({ description: 'The seats of one team win and lose together' }),
    matchmakings: z
      .array(matchmakingField)
      .openapi({ description: 'Its matchmakings; a ticket that names none uses the first' }),
    options: z.looseObject({}).openapi({
      description: 'JSON Schema (2020-12) of the options of a match; every option has a default',
      example: { type: 'object', properties: { size: { enum: [6, 8, 10], default: 8 } } },
    }),
    botLevels: z
      .array(z.string())
      .openapi({ description: "Strengths of the game's bot, weakest first; empty without a bot" }),
  })
  .openapi('Game');

export const gamesSchema = z.object({ games: z.array(gameSchema) }).openapi('Games');

export const listGames = declareRoute(
  { function: 'matchmaking', authentication: 'none', throttle: 'public', errors: [] },
  {
    method: 'get',
    path: '/v1/games',
    operationId: 'listGames',
    tags: ['games'],
    summary: 'The games that can be played here',
    responses: { 200: { description: 'Every game', content: jsonContent(gamesSchema) }, ...unchanged },
  },
);
