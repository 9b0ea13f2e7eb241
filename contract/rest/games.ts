import { z } from '@hono/zod-openapi';
import { toJSONSchema } from 'zod/v4/core';
import { type Game } from '../../core/define';
import { declareRoute, json, unchanged } from './declaration';
import { gameField, matchmakingField } from './fields';

/** The part of a game that the document of its options needs. */
export type GameOptions = Pick<Game, 'name' | 'optionsSchema'>;

/** JSON Schema (2020-12) of the options in a request: options with a default may be absent. */
export const optionsJsonSchema = ({ optionsSchema }: Pick<Game, 'optionsSchema'>) =>
  toJSONSchema(optionsSchema, { io: 'input', unrepresentable: 'any' });

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
    responses: { 200: { description: 'Every game', content: json(gamesSchema) }, ...unchanged },
  },
);
