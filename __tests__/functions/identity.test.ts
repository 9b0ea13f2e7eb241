import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { apiClient } from './support/api-client';
import { type Backend, startBackend, tableNames } from './support/backend';

let backend: Backend;
let api: ReturnType<typeof apiClient>;
beforeAll(async () => {
  backend = await startBackend();
  api = apiClient(backend.lambda.url);
});
afterAll(() => backend.close());

describe('guests', () => {
  it('registers with a name, or without a body at all', async () => {
    const named = await api.call('POST', '/v1/players', { body: { displayName: '  Ada  ' } });
    expect(named.status).toBe(201);
    expect(named.body).toMatchObject({
      displayName: 'Ada',
      playerId: expect.stringMatching(/^p-[0-9a-f-]{36}$/),
      secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(named.headers.get('cache-control')).toBe('no-store');
    const unnamed = await api.call('POST', '/v1/players');
    expect(unnamed.body.displayName).toBe(`Guest ${String(unnamed.body.playerId).slice(-4)}`);
  });

  it('never stores a secret or a refresh token in clear', async () => {
    const player = await api.register();
    const { Items } = await backend.documents.send(new ScanCommand({ TableName: tableNames.players }));
    const stored = JSON.stringify(Items);
    expect(stored).toContain(player.playerId);
    expect(stored).not.toContain(player.secret);
    expect(stored).not.toContain(player.refreshToken.split('.')[1]);
  });

  it('shows a player its own profile, renames it, and shows others only the public part', async () => {
    const [ada, bob] = await Promise.all([api.register('Ada'), api.register('Bob')]);
    const renamed = await api.call('PATCH', '/v1/players/me', {
      token: ada.accessToken,
      body: { displayName: 'Countess' },
    });
    expect(renamed.body).toMatchObject({ playerId: ada.playerId, displayName: 'Countess', standings: [] });
    const seen = await api.call('GET', `/v1/players/${ada.playerId}`, { token: bob.accessToken });
    expect(Object.keys(seen.body).sort()).toEqual(['createdAt', 'displayName', 'playerId', 'standings']);
    expect((await api.call('GET', '/v1/players/me', { token: bob.accessToken })).body.displayName).toBe(
      'Bob',
    );
    expect(
      (
        await api.call('GET', '/v1/players/p-00000000-0000-4000-8000-000000000000', {
          token: bob.accessToken,
        })
      ).body.code,
    ).toBe('player-not-found');
  });
});

describe('sessions', () => {
  it('signs tokens that any verifier accepts: RS256, key id in the header, 15 minutes', async () => {
    const player = await api.register();
    const configuration = await api.call('GET', '/.well-known/openid-configuration');
    const keys = createRemoteJWKSet(new URL(String(configuration.body.jwks_uri)));
    const { payload, protectedHeader } = await jwtVerify(player.accessToken, keys, {
      issuer: backend.lambda.url,
      audience: 'turnlift',
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(payload.sub).toBe(player.playerId);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
  });

  it('refuses a wrong secret with the same answer as an unknown player', async () => {
    const player = await api.register();
    const wrong = await api.call('POST', '/v1/sessions', {
      body: { playerId: player.playerId, secret: 'wrong' },
    });
    const unknown = await api.call('POST', '/v1/sessions', {
      body: { playerId: 'p-00000000-0000-4000-8000-000000000000', secret: player.secret },
    });
    expect([wrong.body.code, unknown.body.code]).toEqual(['invalid-credentials', 'invalid-credentials']);
    expect(wrong.body.detail).toBe(unknown.body.detail);
  });

  it('rotates refresh tokens, and ends the session when a token is used after its successor', async () => {
    const player = await api.register();
    const refresh = (refreshToken: string) => api.call('POST', '/v1/sessions', { body: { refreshToken } });
    const first = await refresh(player.refreshToken);
    expect(first.status).toBe(201);
    expect(first.body.refreshToken).not.toBe(player.refreshToken);
    const second = await refresh(String(first.body.refreshToken));
    expect(second.status).toBe(201);
    expect((await refresh(player.refreshToken)).body.code).toBe('refresh-token-reused');
    expect((await refresh(String(second.body.refreshToken))).body.code).toBe('invalid-refresh-token');
    // Only that session: the secret still opens another.
    expect((await api.signIn(player.playerId, player.secret)).accessToken).toBeTruthy();
  });

  it('gives two refreshes at once, and one whose answer was lost, the same next token', async () => {
    const player = await api.register();
    const refresh = () => api.call('POST', '/v1/sessions', { body: { refreshToken: player.refreshToken } });
    const answers = [...(await Promise.all([refresh(), refresh()])), await refresh()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    const next = await api.call('POST', '/v1/sessions', {
      body: { refreshToken: answers[0]?.body.refreshToken },
    });
    expect(next.status).toBe(201);
  });

  it('keeps the session open for a guessed token of its family', async () => {
    const player = await api.register();
    const family = player.refreshToken.split('.')[0];
    expect(
      (await api.call('POST', '/v1/sessions', { body: { refreshToken: `${family}.${'A'.repeat(43)}` } })).body
        .code,
    ).toBe('invalid-refresh-token');
    expect((await api.call('POST', '/v1/sessions', { body: { refreshToken: 'nonsense' } })).body.code).toBe(
      'invalid-refresh-token',
    );
    expect(
      (await api.call('POST', '/v1/sessions', { body: { refreshToken: player.refreshToken } })).status,
    ).toBe(201);
  });

  it('signs out of one session, or of all', async () => {
    const one = await api.register();
    const [two, three] = [
      await api.signIn(one.playerId, one.secret),
      await api.signIn(one.playerId, one.secret),
    ];
    expect((await api.call('DELETE', '/v1/sessions', { token: one.accessToken })).status).toBe(204);
    expect(
      (await api.call('POST', '/v1/sessions', { body: { refreshToken: one.refreshToken } })).body.code,
    ).toBe('invalid-refresh-token');
    const refreshed = await api.call('POST', '/v1/sessions', { body: { refreshToken: two.refreshToken } });
    expect(refreshed.status).toBe(201);
    expect(
      (await api.call('DELETE', '/v1/sessions?all=true', { token: String(refreshed.body.accessToken) }))
        .status,
    ).toBe(204);
    for (const token of [refreshed.body.refreshToken, three.refreshToken]) {
      expect((await api.call('POST', '/v1/sessions', { body: { refreshToken: token } })).body.code).toBe(
        'invalid-refresh-token',
      );
    }
  });
});

describe('access tokens', () => {
  const claims = (player: { accessToken: string }) => decodeJwt(player.accessToken);
  const me = (token: string) => api.call('GET', '/v1/players/me', { token });

  it('refuses a missing, malformed, unsigned or foreign token before any function runs', async () => {
    const player = await api.register();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { kid } = decodeProtectedHeader(player.accessToken);
    const sign = (header: { alg: string; kid?: string | undefined }, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(claims(player)).setProtectedHeader(header).sign(key);
    const [head, payload, signature] = player.accessToken.split('.');
    const other = Buffer.from(
      JSON.stringify({ ...claims(player), sub: 'p-00000000-0000-4000-8000-000000000000' }),
    ).toString('base64url');
    const tokens = {
      none: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      "another player's claims under our signature": `${head}.${other}.${signature}`,
      'another key under our key id': await sign({ alg: 'RS256', kid }, privateKey),
      'an unknown key id': await sign({ alg: 'RS256', kid: 'mine' }, privateKey),
      'no key id': await sign({ alg: 'RS256' }, privateKey),
      'a symmetric signature with the public key as secret': await sign(
        { alg: 'HS256', kid },
        new TextEncoder().encode(JSON.stringify((await api.call('GET', '/.well-known/jwks.json')).body)),
      ),
      garbage: 'a.b.c',
      empty: '',
    };
    for (const [what, token] of Object.entries(tokens)) {
      const answer = await me(token);
      expect({ what, status: answer.status, code: answer.body.code, message: answer.body.message }).toEqual({
        what,
        status: 401,
        code: 'unauthorized',
        message: 'Unauthorized',
      });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect((await api.call('GET', '/v1/players/me')).status).toBe(401);
    expect((await me(player.accessToken)).status).toBe(200);
  });

  it('ignores claims of identity outside the token', async () => {
    const [ada, bob] = await Promise.all([api.register(), api.register()]);
    const answer = await api.call('GET', `/v1/players/me?playerId=${bob.playerId}&sub=${bob.playerId}`, {
      token: ada.accessToken,
      headers: {
        'x-player-id': bob.playerId,
        'x-amzn-request-context': JSON.stringify({ authorizer: { jwt: { claims: { sub: bob.playerId } } } }),
      },
    });
    expect(answer.body.playerId).toBe(ada.playerId);
  });
});

describe('a request that cannot be parsed', () => {
  it.each([
    ['a GET with a body', 'host: 127.0.0.1\r\ncontent-length: 2\r\n\r\n{}', 'A GET request has no body'],
    ['an invalid Host', 'host: a b\r\n\r\n', 'The Host header is not the name of a host'],
    ['a Host with a path', 'host: a/b\r\n\r\n', 'The Host header is not the name of a host'],
  ])('%s gets a problem document', async (_what, rest, detail) => {
    const { hostname, port } = new URL(backend.lambda.url);
    const socket = net.connect(Number(port), hostname);
    socket.write(`GET /v1/health HTTP/1.1\r\n${rest}`);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 [\s\S]*content-type: application\/problem\+json/);
    expect(String(answer)).toContain(detail);
  });
});
