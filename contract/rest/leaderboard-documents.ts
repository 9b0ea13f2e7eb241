import { z } from '@hono/zod-openapi';
import { visibilities } from '../../core/ranking/leaderboards';
import { directions, periodKinds } from '../../core/ranking/score-change';
import { cursorField, displayNameField, gameField, playerIdField, timeField } from './fields';

export const declaredLeaderboardSchema = z
  .object({
    board: z.string().openapi({ example: 'tic-tac-toe.rating' }),
    game: gameField,
    metric: z.string().openapi({ description: 'What the leaderboard measures', example: 'rating' }),
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
    players: z.int().openapi({ description: 'Players on the leaderboard' }),
    percentile: z
      .number()
      .openapi({ description: 'Share of the other players with a lower place, 0 to 100' }),
    asOf: timeField.openapi({
      description:
        "Time of the newest result that the rank counts. The player's own newest result is always counted",
    }),
  })
  .openapi('PlayerPlace');

/** A period keeps the declaration with which it began. */
export const keptFields = {
  direction: z.enum(directions).openapi({ description: 'Which scores of this period come first' }),
  decimals: z.int().openapi({ description: 'Decimal places of the scores of this period' }),
};

export const stretchSchema = z
  .object({ board: z.string(), period: z.string(), ...keptFields, items: z.array(leaderboardEntrySchema) })
  .openapi('BoardStretch');
export const leaderboardSchema = stretchSchema
  .extend({
    begins: z.object({ rank: z.int(), score: z.number(), players: z.int() }).optional().openapi({
      description:
        'With `rank` or `percentile`: rank and score at which the page begins, players on the leaderboard',
    }),
    cursor: cursorField,
  })
  .openapi('Leaderboard');
