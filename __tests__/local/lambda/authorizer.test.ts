import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createAuthorizer } from '../../../local/lambda/authorizer';
import { untilRead } from '../../support/until';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let server: http.Server;
let issuer: string;
let published: JWK[] = [];
let fetches = 0;
let first: Pair;
let second: Pair;
const now = Date.parse('2026-11-22T12:00:00Z');
const seconds = now / 1000;

beforeAll(async () => {
  [first, second] = [
    await generateKeyPair('RS256', { extractable: true }),
    await generateKeyPair('RS256', { extractable: true }),
  ];
  server = http.createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
      return;
    }
    fetches += 1;
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const jwk = async (pair: Pair, kid: string): Promise<JWK> => ({
  ...(await exportJWK(pair.publicKey)),
  kid,
  alg: 'RS256',
  use: 'sig',
});
const sign = (pair: Pair, kid: string, claims: Record<string, unknown> = {}) =>
  new SignJWT({ sub: 'p', iss: issuer, aud: 'turnlift', iat: seconds - 10, exp: seconds + 890, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(pair.privateKey);

describe('the JWT authorizer', () => {
  it('passes every claim on as text', async () => {
    published = [await jwk(first, 'one')];
    const authorize = createAuthorizer(issuer, () => now);
    expect(
      await authorize(`Bearer ${await sign(first, 'one', { roles: ['a', 'b'], admin: false })}`),
    ).toEqual({
      authorized: true,
      claims: {
        sub: 'p',
        iss: issuer,
        aud: 'turnlift',
        iat: String(seconds - 10),
        exp: String(seconds + 890),
        roles: '[a b]',
        admin: 'false',
      },
    });
  });

  it('refuses tokens that are expired, not yet valid, without times, or of another audience', async () => {
    published = [await jwk(first, 'one')];
    const authorize = createAuthorizer(issuer, () => now);
    const refused = async (claims: Record<string, unknown>) =>
      authorize(`Bearer ${await sign(first, 'one', claims)}`);
    expect(await refused({ exp: seconds - 1 })).toEqual({
      authorized: false,
      challenge: expect.stringContaining('error="invalid_token"'),
    });
    for (const claims of [
      { nbf: seconds + 60 },
      { iat: seconds + 1 },
      { aud: 'another' },
      { iss: 'https://elsewhere.example' },
      { exp: undefined },
      { iat: undefined },
    ])
      expect(await refused(claims)).toMatchObject({ authorized: false });
    expect(await authorize(undefined)).toEqual({ authorized: false, challenge: 'Bearer' });
    expect(await refused({ iat: seconds })).toMatchObject({ authorized: true });
  });

  it('caches the keys, and fetches them again for an unknown key id', async () => {
    published = [await jwk(first, 'one')];
    const authorize = createAuthorizer(issuer, () => now);
    await authorize(`Bearer ${await sign(first, 'one')}`);
    const asked = fetches;
    await authorize(`Bearer ${await sign(first, 'one')}`);
    expect(fetches).toBe(asked);
    published = [await jwk(first, 'one'), await jwk(second, 'two')];
    const token = await sign(second, 'two');
    // Unknown keys are fetched at most once a second, so that forged ids cannot flood the issuer.
    const answer = await untilRead(
      () => authorize(`Bearer ${token}`),
      ({ authorized }) => authorized,
    );
    expect(answer.authorized).toBe(true);
  });
});
