import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent } from './declaration';
import { playerIdField, timeField } from './fields';
import { identityProofSchema } from './identities';

export const secretField = z.string().min(1).max(200);
const deviceField = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => !/\p{C}/u.test(name), 'must have no control characters')
  .openapi({
    description: 'What the player calls this device, in the list of sessions; no control characters',
    example: 'My phone',
  });

export const signInSchema = z
  .union([
    z.strictObject({ playerId: playerIdField, secret: secretField, device: deviceField.optional() }),
    z.strictObject({ refreshToken: z.string().min(1).max(400) }),
    z.strictObject({ identity: identityProofSchema, device: deviceField.optional() }),
  ])
  .openapi('SignIn', {
    description: "The player's id and secret, a refresh token, or an identity that is linked to the player",
  });

export const sessionSchema = z
  .object({
    playerId: playerIdField,
    accessToken: z.string().openapi({ description: 'A JWT (RS256): send it as `Authorization: Bearer …`' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().openapi({ description: 'Seconds for which the access token is valid', example: 900 }),
    refreshToken: z.string().openapi({ description: 'Valid for one refresh; the answer has the next one' }),
    refreshExpiresIn: z.int().openapi({ description: 'Seconds until the player has to sign in again' }),
  })
  .openapi('Session');

const tags = ['sessions'];

export const createSession = declareRoute(
  {
    function: 'players',
    authentication: 'none',
    throttle: 'identity',
    errors: [
      'invalid-credentials',
      'invalid-refresh-token',
      'refresh-token-reused',
      'unknown-provider',
      'identity-refused',
      'identity-not-linked',
      'provider-unavailable',
      'player-banned',
      'too-many-attempts',
      'no-signing-keys',
    ],
  },
  {
    method: 'post',
    path: '/v1/sessions',
    operationId: 'createSession',
    tags,
    summary: 'Sign in, or refresh',
    description: [
      'With a secret, or an identity:',
      'opens a session.',
      'With a refresh token:',
      'rotates it.',
      'A refresh token that comes again within 30 seconds, before its successor was used,',
      'gives the same successor:',
      'two tabs may refresh at once, and an answer may be lost.',
      'One that comes later ends its session, since one of the two senders has stolen it.',
    ].join(' '),
    request: { body: { required: true, content: jsonContent(signInSchema) } },
    responses: { 201: { description: 'Access and refresh token', content: jsonContent(sessionSchema) } },
  },
);

export const deleteSession = declareRoute(
  {
    function: 'players',
    authentication: 'session',
    throttle: 'identity',
    errors: [],
  },
  {
    method: 'delete',
    path: '/v1/sessions',
    operationId: 'deleteSession',
    tags,
    summary: 'Sign out',
    description: [
      'Ends the session of the access token:',
      'its refresh token is invalid from then on.',
      'Signing out twice has the same effect as once; `all=true` needs a session that is open.',
    ].join(' '),
    request: {
      query: z.object({
        all: z
          .enum(['true', 'false'])
          .default('false')
          .openapi({ description: '`true` ends every session of the player' }),
      }),
    },
    responses: { 204: { description: 'Signed out' } },
  },
);

export const openSessionSchema = z
  .object({
    sessionId: z.string(),
    device: z.string().optional(),
    openedAt: timeField,
    lastUsedAt: timeField.openapi({
      description: 'Epoch milliseconds of the last refresh, or of the sign-in',
    }),
    expiresAt: timeField,
    current: z.boolean().openapi({ description: 'The session of the access token that asked' }),
  })
  .openapi('OpenSession');

export const listSessions = declareRoute(
  { function: 'players', authentication: 'session', throttle: 'read', errors: [] },
  {
    method: 'get',
    path: '/v1/sessions',
    operationId: 'listSessions',
    tags,
    summary: 'My sessions',
    description: 'The most recently used sessions, at most 100.',
    responses: {
      200: {
        description: 'Open sessions, most recently used first',
        content: jsonContent(z.object({ items: z.array(openSessionSchema) }).openapi('OpenSessions')),
      },
    },
  },
);

export const endSession = declareRoute(
  {
    function: 'players',
    authentication: 'session',
    throttle: 'identity',
    errors: [],
  },
  {
    method: 'delete',
    path: '/v1/sessions/{id}',
    operationId: 'endSession',
    tags,
    summary: 'Sign out elsewhere',
    description:
      'Ends one of my sessions, by its id in the list. Ending a session that has already ended succeeds.',
    request: { params: z.object({ id: z.uuid() }) },
    responses: { 204: { description: 'The session has ended' } },
  },
);
