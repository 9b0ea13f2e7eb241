import { z } from '@hono/zod-openapi';
import { declareRoute, json } from './declaration';
import { playerIdField } from './fields';

export const secretField = z.string().min(1).max(200);
export const signInSchema = z
  .union([
    z.strictObject({ playerId: playerIdField, secret: secretField }),
    z.strictObject({ refreshToken: z.string().min(1).max(400) }),
  ])
  .openapi('SignIn', { description: "Either the player's id and secret, or a refresh token" });

export const sessionSchema = z
  .object({
    playerId: playerIdField,
    accessToken: z.string().openapi({ description: 'A JWT (RS256): send it as `Authorization: Bearer …`' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().openapi({ description: 'Seconds that the access token is good for', example: 900 }),
    refreshToken: z.string().openapi({ description: 'Good for one refresh; the answer has the next one' }),
    refreshExpiresIn: z
      .int()
      .openapi({ description: 'Seconds until the session has to be opened anew with the secret' }),
  })
  .openapi('Session');

const tags = ['sessions'];

export const createSession = declareRoute(
  {
    function: 'players',
    authentication: 'none',
    throttle: 'identity',
    errors: [
      'invalid-json',
      'invalid-request',
      'unsupported-media-type',
      'invalid-credentials',
      'invalid-refresh-token',
      'refresh-token-reused',
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
    description:
      'With a secret: opens a session. With a refresh token: rotates it. A refresh token that comes again within 30 seconds, before its successor was used, gives the same successor: two tabs may refresh at once, and an answer may be lost. One that comes later ends its session, since one of the two who sent it has stolen it.',
    request: { body: { required: true, content: json(signInSchema) } },
    responses: { 201: { description: 'Access and refresh token', content: json(sessionSchema) } },
  },
);

export const deleteSession = declareRoute(
  {
    function: 'players',
    authentication: 'player',
    throttle: 'identity',
    errors: ['invalid-request', 'unauthorized'],
  },
  {
    method: 'delete',
    path: '/v1/sessions',
    operationId: 'deleteSession',
    tags,
    summary: 'Sign out',
    description:
      'Ends the session of the access token: its refresh token is worth nothing any more. The access token itself runs out within its 15 minutes.',
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
