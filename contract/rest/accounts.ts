import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent } from './declaration';
import { playerIdField, timeField } from './fields';
import { historyEntrySchema } from './match-documents';
import { identitySchema } from './identities';
import { invitationSchema } from './invitations';
import { openSessionSchema } from './sessions';
import { ticketSchema } from './tickets';

const tags = ['account'];

export const newSecretSchema = z
  .object({
    playerId: playerIdField,
    secret: z.string().openapi({ description: 'The secret from now on: keep it', example: 'J2mZ…' }),
  })
  .openapi('NewSecret');

export const replaceSecret = declareRoute(
  {
    function: 'players',
    authentication: 'recent session',
    throttle: 'identity',
    errors: ['player-banned', 'too-many-attempts'],
  },
  {
    method: 'post',
    path: '/v1/players/me/secret',
    operationId: 'replaceSecret',
    tags,
    summary: 'A new secret, where the old one is lost or stolen',
    description: [
      'The old secret and every session end at once.',
      'Needs a session that was opened within ten minutes, or the refresh token of the session.',
      'The same request again, within ten minutes and with the same access token, gives the same secret.',
    ].join(' '),
    request: {
      body: {
        required: false,
        content: jsonContent(
          z.strictObject({ refreshToken: z.string().min(1).max(400).optional() }).openapi('ReplaceSecret'),
        ),
      },
    },
    responses: { 201: { description: 'The new secret', content: jsonContent(newSecretSchema) } },
  },
);

export const deletePlayer = declareRoute(
  {
    function: 'players',
    authentication: 'recent session',
    throttle: 'identity',
    errors: ['player-banned'],
  },
  {
    method: 'delete',
    path: '/v1/players/me',
    operationId: 'deletePlayer',
    tags,
    summary: 'Delete my account and all that is stored of me',
    description: [
      'Name, secret, sessions, identities and history end at once, leaderboards within two minutes;',
      'access tokens run out within 15 minutes.',
      'Matches stay true for those who played them:',
      'they keep an id without a player.',
      'This cannot be undone.',
    ].join(' '),
    responses: { 204: { description: 'The player is deleted' } },
  },
);

const accountEventSchema = z
  .object({
    event: z.string(),
    at: timeField,
    by: z.enum(['player', 'operator']),
    about: z.string().optional(),
  })
  .openapi('AccountEvent');

export const playerExportSchema = z
  .object({
    playerId: playerIdField,
    exportedAt: timeField,
    profile: z.object({
      displayName: z.string(),
      createdAt: timeField,
      kept: z.record(z.string(), z.unknown()).optional(),
      ban: z.object({ reason: z.string(), at: timeField, until: timeField.optional() }).optional(),
    }),
    standings: z
      .array(z.object({ game: z.string(), values: z.record(z.string(), z.unknown()) }))
      .openapi({ description: '`values`: all that is counted of the game' }),
    sessions: z.array(openSessionSchema.omit({ current: true })),
    identities: z.array(identitySchema),
    events: z.array(accountEventSchema),
    tickets: z
      .array(ticketSchema.omit({ connection: true }).extend({ createdAt: timeField }))
      .openapi({ description: 'The last one; earlier ones expire within a week' }),
    invitations: z
      .array(invitationSchema.omit({ match: true }))
      .openapi({ description: 'Open invitations from the player, and to the player' }),
    boards: z.array(z.object({ board: z.string(), period: z.string(), score: z.number(), at: timeField })),
    matches: z
      .array(historyEntrySchema)
      .openapi({ description: 'The newest 2,000; the log of each is at GET /v1/matches/{id}/log' }),
    moreMatches: z
      .string()
      .optional()
      .openapi({ description: 'When there are more: the `cursor` for GET /v1/players/{id}/matches' }),
  })
  .openapi('PlayerExport');

export const exportPlayer = declareRoute(
  {
    function: 'players',
    authentication: 'session',
    throttle: 'identity',
    errors: ['too-many-attempts'],
  },
  {
    method: 'get',
    path: '/v1/players/me/export',
    operationId: 'exportPlayer',
    tags,
    summary: 'All that is stored of me',
    responses: { 200: { description: 'One document', content: jsonContent(playerExportSchema) } },
  },
);
