import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IdentityProvider } from '../../contract/identity-providers';
import { createIdentityProofs } from '../../functions/shared/identity/identity-proof';
import { startOidcIssuer } from './support/oidc-issuer';
import { startPlayersApp } from './support/players-app';
import { startSteam } from './support/steam-responder';

const page = 'https://play.our-game.gg/steam';
let oidc: Awaited<ReturnType<typeof startOidcIssuer>>;
let steam: Awaited<ReturnType<typeof startSteam>>;
let app: Awaited<ReturnType<typeof startPlayersApp>>;

const oidcProvider = (name: string, issuer: string): IdentityProvider => ({
  name,
  kind: 'oidc',
  issuer,
  issuers: [issuer],
  origins: [issuer],
  audiences: ['the-game', 'the-game-on-ios'],
});

beforeAll(async () => {
  oidc = await startOidcIssuer();
  steam = await startSteam();
  app = await startPlayersApp({
    providers: [
      oidcProvider('our-id', oidc.issuer),
      oidcProvider('gone', 'http://127.0.0.1:9'),
      {
        name: 'steam',
        kind: 'steam',
        endpoint: `${steam.at}/login`,
        claimedIdPrefix: `${steam.at}/id/`,
        returnTo: [page],
      },
    ],
  });
});
afterAll(async () => {
  await app.close();
  await oidc.close();
  await steam.close();
});

const proofOf = async (
  sub: string,
  claims: Record<string, unknown> = {},
  key?: { kid: string; alg?: string },
) => {
  const nonce = await app.nonce();
  const idToken = await oidc.token(app.clock.now, { sub, nonce, ...claims }, key);
  return { provider: 'our-id', nonce, idToken };
};
const steamProof = async (account: string, changes: Record<string, string> = {}) => {
  const nonce = await app.nonce();
  const openId = steam.assertion(account, `${page}?nonce=${nonce}`, app.clock.now, changes);
  return { provider: 'steam', nonce, openId };
};
const link = (token: string, body: object) => app.call('POST', '/v1/players/me/identities', { token, body });
const signIn = (identity: object) => app.call('POST', '/v1/sessions', { body: { identity } });
const codeOf = ({ body }: { body: Record<string, unknown> }) => body['code'];

describe('an identity of an OpenID Connect provider', () => {
  it('is linked, and signs its player in on another device', async () => {
    const ada = await app.register();
    const linked = await link(ada.token, await proofOf('ada'));
    expect(linked).toMatchObject({ status: 201, body: { items: [{ provider: 'our-id' }] } });
    expect(await signIn(await proofOf('ada'))).toMatchObject({
      status: 201,
      body: { playerId: ada.playerId, tokenType: 'Bearer' },
    });
    expect((await link(ada.token, await proofOf('ada'))).status).toBe(201);
    expect(await app.call('GET', '/v1/players/me/identities', { token: ada.token })).toMatchObject({
      body: { items: [{ provider: 'our-id', linkedAt: app.clock.now }] },
    });
  });

  it('belongs to one player; another player may only sign in as that one', async () => {
    const [ada, bob] = [await app.register(), await app.register('Bob')];
    await link(ada.token, await proofOf('shared'));
    expect(await link(bob.token, await proofOf('shared'))).toMatchObject({
      status: 409,
      body: { code: 'identity-linked-elsewhere', remedy: expect.stringContaining('POST /v1/sessions') },
    });
    expect(codeOf(await link(ada.token, await proofOf('second')))).toBe('provider-linked');
    const path = '/v1/players/me/identities/our-id';
    expect((await app.call('DELETE', path, { token: ada.token })).status).toBe(204);
    expect((await app.call('DELETE', path, { token: ada.token })).status).toBe(204);
    expect(codeOf(await signIn(await proofOf('shared')))).toBe('identity-not-linked');
    expect((await link(bob.token, await proofOf('shared'))).status).toBe(201);
  });

  it('is proved by tokens of a new key, and of an old key only while it is published', async () => {
    const ada = await app.register();
    await link(ada.token, await proofOf('rotates'));
    await oidc.addKey('two', 'RS256');
    expect((await signIn(await proofOf('rotates', {}, { kid: 'two', alg: 'RS256' }))).status).toBe(201);
    const stale = await proofOf('rotates');
    oidc.published.shift();
    await oidc.addKey('three');
    expect((await signIn(await proofOf('rotates', {}, { kid: 'three' }))).status).toBe(201);
    expect(codeOf(await signIn(stale))).toBe('identity-refused');
    await oidc.addKey('one');
  });

  it.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'another-game' }],
    ['no audience', { aud: undefined }],
    ['several audiences and no authorized party', { aud: ['the-game', 'another-game'] }],
    ['another authorized party', { aud: ['the-game', 'another-game'], azp: 'another-game' }],
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['an expired token', { exp: 1 }],
    ['a token issued in the future', { iat: 4_000_000_000, exp: 4_000_000_300 }],
    ['no end', { exp: undefined }],
    ['no beginning', { iat: undefined }],
    ['an age of one hour', { iat: Date.parse('2026-11-22T11:00:00Z') / 1000 }],
    ['a token that is not yet valid', { nbf: 4_000_000_000 }],
    ['another nonce', { nonce: 'x'.repeat(43) }],
    ['no nonce', { nonce: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
  ])('is refused by a token with %s', async (_what, claims) => {
    expect(await signIn(await proofOf('ada', claims))).toMatchObject({
      status: 401,
      body: { code: 'identity-refused', detail: expect.any(String) },
    });
  });

  it('is refused for tokens without a signature, signed by another key, or malformed', async () => {
    const nonce = await app.nonce();
    const none = oidc.unsigned(app.clock.now, { sub: 'ada', nonce });
    expect(codeOf(await signIn({ provider: 'our-id', nonce, idToken: none }))).toBe('identity-refused');
    const otherIssuer = await startOidcIssuer();
    try {
      const other = await app.nonce();
      const forged = await otherIssuer.token(app.clock.now, { sub: 'ada', nonce: other, iss: oidc.issuer });
      expect(codeOf(await signIn({ provider: 'our-id', nonce: other, idToken: forged }))).toBe(
        'identity-refused',
      );
    } finally {
      await otherIssuer.close();
    }
    for (const idToken of ['x', 'a.b.c', '..']) {
      const fresh = await app.nonce();
      expect(codeOf(await signIn({ provider: 'our-id', nonce: fresh, idToken }))).toBe('identity-refused');
    }
  });

  it('has a nonce for one use: a used, old or foreign nonce is refused', async () => {
    const ada = await app.register();
    const proof = await proofOf('once');
    // The answer was lost: the same request comes again.
    for (const _request of [1, 2]) expect((await link(ada.token, proof)).status).toBe(201);
    expect(codeOf(await signIn(proof))).toBe('identity-refused');
    const bob = await app.register('Bob');
    expect(codeOf(await link(bob.token, proof))).toBe('identity-refused');
    const identity = await proofOf('once');
    const on = (device: string) => app.call('POST', '/v1/sessions', { body: { identity, device } });
    for (const device of ['phone', 'phone']) expect((await on(device)).status).toBe(201);
    expect(codeOf(await on('tablet'))).toBe('identity-refused');
    const late = await proofOf('once');
    app.clock.now += 600_000;
    expect(codeOf(await signIn(late))).toBe('identity-refused');
    const nonce = 'n'.repeat(43);
    const idToken = await oidc.token(app.clock.now, { sub: 'once', nonce });
    expect(codeOf(await signIn({ provider: 'our-id', nonce, idToken }))).toBe('identity-refused');
  });

  it('needs a known provider that answers; no other address is called', async () => {
    const nonce = await app.nonce();
    expect(await signIn({ provider: 'nowhere', nonce, idToken: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'unknown-provider', providers: ['our-id', 'gone', 'steam'] },
    });
    expect(codeOf(await signIn({ provider: 'gone', nonce: await app.nonce(), idToken: 'a.b.c' }))).toBe(
      'provider-unavailable',
    );
    expect(codeOf(await signIn({ provider: 'steam', nonce: await app.nonce(), idToken: 'x' }))).toBe(
      'invalid-request',
    );
  });

  it.each<[string, typeof oidc.fault]>([
    ['whose keys are on another host', { discovery: { jwks_uri: 'http://127.0.0.1:9/keys' } }],
    ['whose document is of another issuer', { discovery: { issuer: 'https://elsewhere.example' } }],
    ['whose document has an invalid address of keys', { discovery: { jwks_uri: 7 } }],
    ['that answers with an error', { status: 500 }],
    ['that redirects', { redirect: 'http://127.0.0.1:9/' }],
    ['that answers without end', { huge: true }],
  ])('is refused from a provider %s', async (_what, fault) => {
    const strange = await startOidcIssuer();
    try {
      Object.assign(strange.fault, fault);
      const { prove } = createIdentityProofs([oidcProvider('our-id', strange.issuer)], {
        fetch: (url, init) => fetch(url, init),
        now: () => app.clock.now,
      });
      const nonce = 'n'.repeat(43);
      const idToken = await strange.token(app.clock.now, { sub: 'ada', nonce });
      await expect(prove({ provider: 'our-id', nonce, idToken })).rejects.toMatchObject({
        code: 'provider-unavailable',
      });
    } finally {
      await strange.close();
    }
  });
});

describe('an identity of Steam', () => {
  it('is linked by an assertion that Steam confirms, and signs in', async () => {
    const ada = await app.register();
    expect((await link(ada.token, await steamProof('76561198000000001'))).status).toBe(201);
    expect(await signIn(await steamProof('76561198000000001'))).toMatchObject({
      status: 201,
      body: { playerId: ada.playerId },
    });
    expect(codeOf(await signIn(await steamProof('76561198000000002')))).toBe('identity-not-linked');
  });

  it('is verified once with Steam, although the request comes twice', async () => {
    const ada = await app.register();
    const proof = await steamProof('76561198000000003');
    expect((await link(ada.token, proof)).status).toBe(201);
    const { asked } = steam;
    expect((await link(ada.token, proof)).status).toBe(201);
    expect(steam.asked).toBe(asked);
  });

  it('is refused when Steam does not confirm it', async () => {
    const proof = await steamProof('76561198000000004', { 'openid.sig': 'forged' });
    expect(codeOf(await signIn(proof))).toBe('identity-refused');
  });

  it.each<[string, Record<string, string>]>([
    ['another mode', { 'openid.mode': 'cancel' }],
    ['another endpoint', { 'openid.op_endpoint': 'https://elsewhere.example/login' }],
    ['a return address of another page', { 'openid.return_to': 'https://elsewhere.example/steam?nonce=x' }],
    [
      'an id of another host',
      {
        'openid.claimed_id': 'https://elsewhere.example/id/1',
        'openid.identity': 'https://elsewhere.example/id/1',
      },
    ],
    ['two ids', { 'openid.identity': 'x' }],
    ['an old time', { 'openid.response_nonce': '2020-01-01T00:00:00Zabc' }],
    ['no time', { 'openid.response_nonce': 'abc' }],
    [
      'an id that is not signed',
      { 'openid.signed': 'op_endpoint,return_to,response_nonce,assoc_handle,identity' },
    ],
  ])('is refused for %s, without asking Steam', async (_what, changes) => {
    const proof = await steamProof('76561198000000005', changes);
    const { asked } = steam;
    expect(codeOf(await signIn(proof))).toBe('identity-refused');
    expect(steam.asked).toBe(asked);
  });

  it('is refused when the page carries another nonce', async () => {
    const nonce = await app.nonce();
    const openId = steam.assertion('76561198000000006', `${page}?nonce=other`, app.clock.now);
    expect(codeOf(await signIn({ provider: 'steam', nonce, openId }))).toBe('identity-refused');
  });

  it('has to wait while Steam answers with an error', async () => {
    steam.fault.status = 503;
    expect(codeOf(await signIn(await steamProof('76561198000000007')))).toBe('provider-unavailable');
    delete steam.fault.status;
  });
});

describe('providers', () => {
  it('are listed to every client, without a token', async () => {
    expect((await app.call('GET', '/v1/identity-providers')).body).toEqual({
      items: [
        { provider: 'our-id', kind: 'oidc', issuer: oidc.issuer, audiences: ['the-game', 'the-game-on-ios'] },
        {
          provider: 'gone',
          kind: 'oidc',
          issuer: 'http://127.0.0.1:9',
          audiences: ['the-game', 'the-game-on-ios'],
        },
        { provider: 'steam', kind: 'steam', endpoint: `${steam.at}/login`, returnTo: [page] },
      ],
    });
  });

  it('and nonces are limited by address', async () => {
    const strict = await startPlayersApp({ attemptsPerAddress: 2 });
    try {
      const ask = (address: string) => strict.call('POST', '/v1/identity-nonces', { address });
      const statuses = [];
      for (let time = 0; time < 3; time += 1) statuses.push((await ask('192.0.2.7')).status);
      expect(statuses).toEqual([201, 201, 429]);
      expect((await ask('192.0.2.8')).status).toBe(201);
    } finally {
      await strict.close();
    }
  });
});
