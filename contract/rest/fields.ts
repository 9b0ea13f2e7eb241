import { z } from '@hono/zod-openapi';
import { maxCharacters, maxCodePoints, readDisplayName } from '../../core/display-name';
import { idPatterns } from '../../core/ids';
import { type Json } from '../../core/json';

/** Fields that several routes share. The formats of ids are those of core/ids.ts, which parses them. */

export const playerIdField = z
  .string()
  .regex(idPatterns.playerId, 'must be a player id: p- and a UUID in lower case')
  .openapi({ example: 'p-5f0c4a3e-3c1b-4a43-9d0e-1d2f3a4b5c6d' });
export const ticketIdField = z
  .string()
  .regex(idPatterns.ticketId, 'must be a UUID in lower case')
  .openapi({ example: '0e9f3c52-8f4c-4b5d-9b57-6b8f1c1d2e3f' });
export const matchIdField = z
  .string()
  .regex(idPatterns.matchId, 'must be a UUID in lower case')
  .openapi({ example: '7d1f5a90-2c3b-4d4e-8f6a-9b0c1d2e3f4a' });
export const gameField = z
  .string()
  .regex(idPatterns.gameName, "must be a game's name: 1 to 32 of a-z, 0-9 and hyphens")
  .openapi({ example: 'tic-tac-toe' });
export const seatField = z.int().min(0).openapi({
  description:
    'Seat number, 0-based: teams in the order of the rule set, players of a team in the order of the match',
  example: 0,
});
export const matchmakingField = z
  .string()
  .regex(
    idPatterns.matchmakingName,
    "must be a matchmaking's name: 1 to 32 of a-z, 0-9 and hyphens, beginning with a letter",
  )
  .openapi({ example: 'duel' });
/** Options are the game's own: its schema parses them, and refuses unknown ones. */
export const optionsField = z
  .custom<Json>((value) => value !== undefined && value !== null, 'must be an object')
  .openapi({
    type: 'object',
    additionalProperties: {},
    description:
      "The game's own options (variant, size, time), by name; an absent option has the game's default",
    example: {},
  });
/** Options in a request: openapi.ts adds those of each game to the document. */
export const askedOptionsField = optionsField.openapi('AskedOptions');
/** Any JSON value, for schemas that are written by hand. */
export const anyJson = {
  type: ['object', 'array', 'string', 'number', 'boolean', 'null'] as const,
  items: {},
  additionalProperties: {},
};
export const jsonField = z
  .custom<Json>((value) => value !== undefined)
  .openapi({ ...anyJson, type: [...anyJson.type] });
/** A count of milliseconds: generated clients need 64 bits for it. */
export const millisecondsField = z.int().openapi({ format: 'int64' });
export const timeField = millisecondsField.openapi({
  description: 'Epoch milliseconds',
  example: 1795370400000,
});

/** Reserved words are a setting of the environment, so functions check them. */
export const displayNameField = z
  .string()
  .transform((given, context) => {
    const read = readDisplayName(given);
    if ('name' in read) return read.name;
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    description: [
      `1 to ${maxCharacters} characters as a person counts them (grapheme clusters),`,
      `of at most ${maxCodePoints} code points; kept in NFC, spaces at the ends dropped.`,
      'Invisible characters are allowed only where a script or an emoji needs them;',
      'characters that change the direction of text are not. Some words are reserved.',
    ].join(' '),
    example: 'Ada',
  });

/** A whole number in a query, in digits: `0x10`, `1e1` and `+5` are none. */
export function wholeQuery(minimum: number, maximum: number, usual: number, description?: string) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be a whole number in digits')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .default(usual)
    .openapi({
      type: 'integer',
      minimum,
      maximum,
      default: usual,
      ...(description === undefined ? {} : { description }),
    });
}

/** `limit` and `cursor` of a list. */
export const pageQuery = {
  limit: wholeQuery(1, 100, 20, 'Most items of this answer, 1 to 100'),
  cursor: z.string().min(1).max(2048).optional().openapi({ description: 'The `cursor` of the page before' }),
};
export const cursorField = z
  .string()
  .optional()
  .openapi({ description: 'Present when there is another page: pass it on unchanged' });

/** `after` of a list of entries. */
export const afterField = wholeQuery(0, 1_000_000, 0, 'Only entries after this sequence number');
