import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent } from './declaration';
import { askedOptionsField, gameField, matchIdField, seatField } from './fields';
import { strengthField } from './match-documents';

/** A seat in a match that waits for its players: rejoin gives the address. */
export const arrangedSchema = z.object({ matchId: matchIdField, seat: seatField }).openapi('ArrangedMatch');

export const practiceSchema = z
  .strictObject({
    game: gameField,
    options: askedOptionsField.optional(),
    strength: strengthField.optional().openapi({
      description: "Of the bot, a name of the game's `botLevels`; absent: the middle level",
    }),
    seat: seatField.optional().openapi({ description: 'The seat that you want; absent: one is drawn' }),
    seats: z.int().min(2).max(8).optional().openapi({
      description: 'Seats of the match: bots play all others. Absent: the minimum of the game',
    }),
  })
  .openapi('StartPractice');

export const startPractice = declareRoute(
  {
    function: 'matches',
    authentication: 'session',
    throttle: 'matchmaking',
    errors: ['unknown-game', 'too-many-matches'],
  },
  {
    method: 'post',
    path: '/v1/practice',
    operationId: 'startPractice',
    tags: ['matches'],
    summary: 'Play against the bot of a game',
    description:
      'The match is never rated, and a player may have one at a time. Connect with POST ' +
      '/v1/matches/{id}/rejoin, which answers `match-resuming` while the match is being placed.',
    request: { body: { required: true, content: jsonContent(practiceSchema) } },
    responses: { 201: { description: 'The match, and your seat', content: jsonContent(arrangedSchema) } },
  },
);
