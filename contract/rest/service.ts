import { z } from '@hono/zod-openapi';
import { declareRoute, jsonContent, unchanged } from './declaration';
import { timeField } from './fields';

const tags = ['service'];

export const jwksSchema = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('RSA'),
        n: z.string(),
        e: z.string(),
        kid: z.string(),
        alg: z.literal('RS256'),
        use: z.literal('sig'),
      }),
    ),
  })
  .openapi('JsonWebKeySet');

export const getJwks = declareRoute(
  { function: 'players', authentication: 'none', throttle: 'public', errors: ['no-signing-keys'] },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    operationId: 'getJwks',
    tags,
    summary: 'The public keys of our access tokens (RFC 7517)',
    responses: {
      200: { description: 'Current, next and previous key', content: jsonContent(jwksSchema) },
      ...unchanged,
    },
  },
);

export const getOpenIdConfiguration = declareRoute(
  { function: 'players', authentication: 'none', throttle: 'public', errors: [] },
  {
    method: 'get',
    path: '/.well-known/openid-configuration',
    operationId: 'getOpenIdConfiguration',
    tags,
    summary: 'Where the keys are (OpenID Connect Discovery), as the JWT authorizer asks',
    responses: {
      200: {
        description: 'Issuer metadata',
        content: jsonContent(
          z
            .object({
              issuer: z.string(),
              jwks_uri: z.string(),
              token_endpoint: z.string(),
              response_types_supported: z.array(z.string()),
              subject_types_supported: z.array(z.string()),
              id_token_signing_alg_values_supported: z.array(z.string()),
            })
            .openapi('OpenIdConfiguration'),
        ),
      },
      ...unchanged,
    },
  },
);

export const getOpenApi = declareRoute(
  { function: 'matchmaking', authentication: 'none', throttle: 'public', errors: [] },
  {
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    tags,
    summary: 'This API, as an OpenAPI 3.1 document',
    responses: {
      200: {
        description: 'The document',
        content: jsonContent(z.looseObject({ openapi: z.string() }).openapi('OpenApiDocument')),
      },
      ...unchanged,
    },
  },
);

export const getHealth = declareRoute(
  { function: 'players', authentication: 'none', throttle: 'public', errors: ['no-signing-keys'] },
  {
    method: 'get',
    path: '/v1/health',
    operationId: 'getHealth',
    tags,
    summary: 'Whether the API answers, can write, and has its signing keys',
    responses: {
      200: {
        description: 'All is well',
        content: jsonContent(z.object({ status: z.literal('ok'), time: timeField }).openapi('Health')),
      },
    },
  },
);
