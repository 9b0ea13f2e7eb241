import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { timeField } from './fields';

const providerField = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,19}$/,
    "must be a provider's name: 1 to 20 of a-z, 0-9 and hyphens, beginning with a letter",
  )
  .openapi({ example: 'google' });
const nonceField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a nonce of POST /v1/identity-nonces')
  .openapi({ description: 'Of POST /v1/identity-nonces; valid for one use' });

/**
 * A provider's confirmation of a player: an ID token of OpenID Connect, or an assertion of OpenID 2.0
 * (Steam).
 */
export const identityProofSchema = z
  .union([
    z.strictObject({
      provider: providerField,
      nonce: nonceField,
      idToken: z
        .string()
        .min(1)
        .max(8192)
        .openapi({ description: 'An ID token whose `nonce` is this nonce' }),
    }),
    z.strictObject({
      provider: providerField,
      nonce: nonceField,
      openId: z
        .record(z.string().regex(/^openid\.[a-z0-9_.]{1,40}$/), z.string().max(2048))
        .refine((fields) => Object.keys(fields).length <= 30, 'must have at most 30 fields')
        .openapi({
          description: 'With Steam: every `openid.…` parameter with which it sent the player back',
          example: { 'openid.mode': 'id_res' },
        }),
    }),
  ])
  .openapi('IdentityProof');
export type IdentityProof = z.infer<typeof identityProofSchema>;

export const identitySchema = z.object({ provider: providerField, linkedAt: timeField }).openapi('Identity');
const identitiesSchema = z.object({ items: z.array(identitySchema) }).openapi('Identities');

export const identityProviderSchema = z
  .discriminatedUnion('kind', [
    z.object({
      provider: providerField,
      kind: z.literal('oidc'),
      issuer: z.string(),
      audiences: z.array(z.string()).openapi({ description: 'Client ids of this game' }),
    }),
    z.object({
      provider: providerField,
      kind: z.literal('steam'),
      endpoint: z.string().openapi({ description: 'Where the player signs in (OpenID 2.0)' }),
      returnTo: z.array(z.string()).openapi({
        description: '`openid.return_to` must be one of them, with the query `nonce=…`',
      }),
    }),
  ])
  .openapi('IdentityProvider');

const tags = ['identities'];

export const listIdentityProviders = declareRoute(
  { function: 'players', authentication: 'none', throttle: 'public', errors: [] },
  {
    method: 'get',
    path: '/v1/identity-providers',
    operationId: 'listIdentityProviders',
    tags,
    summary: 'The identity providers',
    responses: {
      200: {
        description: 'The providers of this backend',
        content: jsonContent(
          z.object({ items: z.array(identityProviderSchema) }).openapi('IdentityProviders'),
        ),
      },
      ...unchanged,
    },
  },
);

export const createIdentityNonce = declareRoute(
  { function: 'players', authentication: 'none', throttle: 'identity', errors: ['too-many-attempts'] },
  {
    method: 'post',
    path: '/v1/identity-nonces',
    operationId: 'createIdentityNonce',
    tags,
    summary: 'A nonce to sign in at a provider with',
    description: 'Pass it to the provider unchanged, and send it along with the answer of the provider.',
    responses: {
      201: {
        description: 'The nonce',
        content: jsonContent(
          z
            .object({ nonce: z.string(), expiresIn: z.int().openapi({ description: 'Seconds' }) })
            .openapi('IdentityNonce'),
        ),
      },
    },
  },
);

export const listIdentities = declareRoute(
  { function: 'players', authentication: 'session', throttle: 'read', errors: [] },
  {
    method: 'get',
    path: '/v1/players/me/identities',
    operationId: 'listIdentities',
    tags,
    summary: 'My linked identities',
    responses: {
      200: { description: 'At most one of each provider', content: jsonContent(identitiesSchema) },
    },
  },
);

export const linkIdentity = declareRoute(
  {
    function: 'players',
    authentication: 'recent session',
    throttle: 'identity',
    errors: [
      'unknown-provider',
      'identity-refused',
      'player-banned',
      'player-not-found',
      'identity-linked-elsewhere',
      'provider-linked',
      'provider-unavailable',
      'too-many-attempts',
    ],
  },
  {
    method: 'post',
    path: '/v1/players/me/identities',
    operationId: 'linkIdentity',
    tags,
    summary: 'Link an identity to me',
    description: [
      'From then on POST /v1/sessions takes the identity in place of the secret, on any device.',
      'Linking an identity that is already linked to me succeeds.',
    ].join(' '),
    request: { body: { required: true, content: jsonContent(identityProofSchema) } },
    responses: { 201: { description: 'My identities', content: jsonContent(identitiesSchema) } },
  },
);

export const unlinkIdentity = declareRoute(
  {
    function: 'players',
    authentication: 'recent session',
    throttle: 'identity',
    errors: [],
  },
  {
    method: 'delete',
    path: '/v1/players/me/identities/{provider}',
    operationId: 'unlinkIdentity',
    tags,
    summary: 'Unlink an identity',
    description: 'The secret stays valid. Unlinking an identity that is not linked succeeds.',
    request: { params: z.object({ provider: providerField }) },
    responses: { 204: { description: 'The link is removed' } },
  },
);
