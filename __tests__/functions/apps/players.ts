import { randomUUID } from 'node:crypto';
import { botId } from '../../../core/bots/bot-ids';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { StoreContended } from '../../../store/contention';
import { ask, type InProcessRequest } from '../support/in-process';
import { clock, start, stores, playersApp, guest } from './app-stores';

export function players(): void {
  describe('createPlayersApp', () => {
    const app = () => playersApp();
    const session = (body: unknown) => ask(app(), 'POST', '/v1/sessions', { body });

    it('marks the id of a bot as that of a bot', async () => {
      const { claims } = await guest();
      const { body } = await ask(app(), 'GET', `/v1/players/${botId(1)}`, { claims });
      expect(body).toMatchObject({ playerId: botId(1), displayName: 'Bot', bot: true, standings: [] });
    });

    it('registers, signs in with a token of the issuer, and shows the profile of the caller', async () => {
      const { id, secret, claims } = await guest();
      const { status, headers, body } = await session({ playerId: id, secret });
      expect({ status, cache: headers.get('cache-control') }).toEqual({ status: 201, cache: 'no-store' });
      expect(decodeJwt(String(body['accessToken']))).toMatchObject({
        iss: 'https://api.example.com',
        sub: id,
        iat: start / 1000,
      });
      const renamed = await ask(app(), 'PATCH', '/v1/players/me', {
        claims,
        body: { displayName: ' Countess ' },
      });
      expect(renamed.body).toMatchObject({ playerId: id, displayName: 'Countess' });
      expect((await ask(app(), 'GET', '/v1/players/me', { claims })).body).toEqual({
        ...renamed.body,
        matches: [],
        tickets: [],
        invitations: [],
      });
    });

    it.each<[string, string, string, InProcessRequest, string]>([
      ['a caller without a token', 'GET', '/v1/players/me', {}, 'unauthorized'],
      ['a token that names no player', 'GET', '/v1/players/me', { claims: { sub: 'root' } }, 'unauthorized'],
      ['a token whose subject is not text', 'GET', '/v1/players/me', { claims: { sub: 7 } }, 'unauthorized'],
      ['a body that is not JSON', 'POST', '/v1/players', { text: '{"displayName"' }, 'invalid-json'],
      [
        'a body of another type',
        'POST',
        '/v1/sessions',
        { text: '<x/>', type: 'text/xml' },
        'unsupported-media-type',
      ],
      ['a path that does not exist', 'GET', '/v1/nothing', {}, 'not-found'],
    ])('answers %s with a problem', async (_what, method, path, request, code) => {
      expect((await ask(app(), method, path, request)).body['code']).toBe(code);
    });

    it('names every field that it refuses', async () => {
      const { status, body } = await ask(app(), 'POST', '/v1/players', {
        body: { displayName: 'x'.repeat(33), admin: true },
      });
      expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'invalid-request' });
      expect(body['errors']).toEqual(
        expect.arrayContaining([
          { in: 'body', field: '/displayName', message: expect.stringContaining('at most 32 characters') },
          expect.objectContaining({ in: 'body', field: '/admin' }),
        ]),
      );
    });

    it('refuses a wrong secret with the same answer as an unknown player', async () => {
      const { id } = await guest();
      const secret = 'A'.repeat(43);
      const wrong = await session({ playerId: id, secret });
      const unknown = await session({ playerId: `p-${randomUUID()}`, secret });
      expect(wrong.body['code']).toBe('invalid-credentials');
      expect(unknown).toEqual({ ...wrong, headers: expect.anything() });
    });

    it('counts attempts by address, and says when the next is allowed', async () => {
      const counted = playersApp({ addressOf: (c) => c.env.event.requestContext.http.sourceIp });
      const register = (sourceIp: string) => ask(counted, 'POST', '/v1/players', { sourceIp });
      for (let attempt = 0; attempt < 3; attempt += 1)
        expect((await register('198.51.100.1')).status).toBe(201);
      const refused = await register('198.51.100.1');
      expect(refused.body['code']).toBe('too-many-attempts');
      expect(refused.headers.get('retry-after')).toBe(String(300 - ((start / 1000) % 300)));
      expect((await register('198.51.100.2')).status).toBe(201);
      clock.time += 300_000;
      expect((await register('198.51.100.1')).status).toBe(201);
    });

    it('loses no session while it cannot sign', async () => {
      const { id, secret } = await guest();
      const { refreshToken } = (await session({ playerId: id, secret })).body;
      const keyless = playersApp({ signingKeys: { read: () => Promise.resolve(undefined) } });
      for (const [method, path, body] of [
        ['POST', '/v1/sessions', { refreshToken }],
        ['GET', '/.well-known/jwks.json', undefined],
        ['GET', '/v1/health', undefined],
      ] as const) {
        const { headers, ...answer } = await ask(keyless, method, path, { body });
        expect({ path, code: answer.body['code'], retry: headers.get('retry-after') }).toEqual({
          path,
          code: 'no-signing-keys',
          retry: '60',
        });
      }
      expect((await session({ refreshToken })).status).toBe(201);
    });

    it('publishes the public half of its keys, and itself as the issuer', async () => {
      const { body, headers } = await ask(app(), 'GET', '/.well-known/jwks.json');
      expect(headers.get('cache-control')).toBe('public, max-age=300');
      expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
      expect((await ask(app(), 'GET', '/.well-known/openid-configuration')).body).toMatchObject({
        issuer: 'https://api.example.com',
        jwks_uri: 'https://api.example.com/.well-known/jwks.json',
      });
    });

    it.each<[string, Error, string, string | null]>([
      ['contention', new StoreContended('players'), 'unavailable', '2'],
      ['a defect', new Error('secret of the table: 42'), 'internal-error', null],
    ])(
      'distinguishes a store that fails by %s, and reveals no detail of it',
      async (_what, error, code, retry) => {
        const failing = playersApp({
          players: { ...stores.players, get: () => Promise.reject(error) },
        });
        const { claims } = await guest();
        const { body, headers } = await ask(failing, 'GET', '/v1/players/me', { claims });
        expect([body['code'], headers.get('retry-after')]).toEqual([code, retry]);
        expect(JSON.stringify(body)).not.toContain('42');
      },
    );
  });
}
