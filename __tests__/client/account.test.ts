import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, type Tokens, Turnlift } from '../../client/node';
import { nodeTransports } from '../../client/node-transports';
import { type Transports } from '../../client/transports';
import { startOidcIssuer } from '../functions/support/oidc-issuer';
import { startPlayersApp } from '../functions/support/players-app';
import { until } from '../support/until';

let oidc: Awaited<ReturnType<typeof startOidcIssuer>>;
let app: Awaited<ReturnType<typeof startPlayersApp>>;
const tokens: Tokens[] = [];
let turnlift: Turnlift;
let transports: Transports;
/** The network of a client that loses this many answers of requests to a path. */
const lost = { path: '', times: 0 };

beforeAll(async () => {
  oidc = await startOidcIssuer();
  const { issuer } = oidc;
  app = await startPlayersApp({
    providers: [
      { name: 'our-id', kind: 'oidc', issuer, issuers: [issuer], origins: [issuer], audiences: ['the-game'] },
    ],
  });
  transports = {
    ...nodeTransports,
    now: () => app.clock.now,
    after: (_milliseconds, call) => {
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
    fetch: async (url, { method, headers, body }) => {
      const { pathname, search } = new URL(url);
      const token = headers['authorization']?.slice('Bearer '.length);
      const answer = await app.call(method, `${pathname}${search}`, {
        ...(token === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body: JSON.parse(body) }),
      });
      if (pathname === lost.path && lost.times > 0) {
        lost.times -= 1;
        throw new TypeError('fetch failed');
      }
      return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), {
        status: answer.status,
      });
    },
  };
  turnlift = new Turnlift({ url: 'http://api', transports, onTokens: (changed) => tokens.push(changed) });
});
afterAll(async () => {
  await app.close();
  await oidc.close();
});

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );
const proof = async (sub: string) => {
  const nonce = await turnlift.identityNonce();
  return { provider: 'our-id', nonce, idToken: await oidc.token(app.clock.now, { sub, nonce }) };
};

/** The pages of one browser: each has its own client, and all keep the newest refresh token in one place. */
function pagesOfBrowser(own: Partial<Transports> = {}): {
  readonly page: () => Turnlift;
  readonly token: () => string | undefined;
} {
  let newest: string | undefined;
  const page = (): Turnlift =>
    new Turnlift({
      url: 'http://api',
      transports: { ...transports, ...own },
      onTokens: ({ refreshToken }) => {
        newest = refreshToken;
      },
      keptToken: () => newest,
    });
  return { page, token: () => newest };
}

describe('a session that was kept', () => {
  it('is continued by all pages of a browser, each with the token that the others have left', async () => {
    const { page, token } = pagesOfBrowser();
    const { player: first } = await page().register({ displayName: 'Ada' });
    const second = await page().signIn({ refreshToken: token() ?? '' });
    for (const hour of [1, 2, 3]) {
      app.clock.now += 3_600_000;
      for (const player of hour === 2 ? [second, first] : [first, second])
        expect((await player.me()).displayName).toBe('Ada');
    }
    expect(await first.account.sessions()).toHaveLength(1);
  });

  it('continues when a page gets the answer to its renewal late', async () => {
    let waiting = 0;
    let last: Promise<unknown> = Promise.resolve();
    const alone = async <Result>(_name: string, call: () => Promise<Result>): Promise<Result> => {
      waiting += 1;
      const mine = last.then(call);
      last = mine.catch(() => undefined);
      return mine.finally(() => (waiting -= 1));
    };
    const late = { arrives: (): void => undefined, isNext: false, isHeld: false };
    const { page } = pagesOfBrowser({
      alone,
      fetch: async (url, init) => {
        const isLate = late.isNext;
        late.isNext = false;
        const answer = await transports.fetch(url, init);
        if (isLate)
          await new Promise<void>((resolve) => {
            Object.assign(late, { arrives: resolve, isHeld: true });
          });
        return answer;
      },
    });
    const { player: first, secret } = await page().register({ displayName: 'Cleo' });
    const { playerId, tokens: kept } = first;
    const second = await page().signIn({ playerId, secret, refreshToken: kept.refreshToken });
    const [session] = await first.account.sessions();
    late.isNext = true;
    const renewed = first.renew();
    let isRenewedTwice = false;
    const twice = second
      .renew()
      .then(() => second.renew())
      .then(() => (isRenewedTwice = true));
    await until('the second page to wait, or to be done', () => waiting === 2 || isRenewedTwice);
    await until('the answer to be on its way', () => late.isHeld);
    late.arrives();
    await Promise.all([renewed, twice]);
    app.clock.now += 3_600_000;
    for (const player of [first, second]) expect((await player.me()).displayName).toBe('Cleo');
    expect((await first.account.sessions()).map(({ sessionId }) => sessionId)).toEqual([session?.sessionId]);
  });

  it('is replaced by another one of the secret, when it ends or has ended', async () => {
    const { player, secret } = await turnlift.register({ displayName: 'Bea' });
    const { playerId, tokens: kept } = player;
    const again = await turnlift.signIn({ playerId, secret, refreshToken: kept.refreshToken });
    expect(await again.account.sessions()).toHaveLength(1);
    await player.signOut({ everywhere: true });
    expect((await again.me()).displayName).toBe('Bea');
    // A session lasts 30 days.
    app.clock.now += 31 * 86_400_000;
    const later = await turnlift.signIn({ playerId, secret, refreshToken: again.tokens.refreshToken });
    expect((await later.me()).displayName).toBe('Bea');
    expect((await again.me()).displayName).toBe('Bea');
    const wrong = { playerId, secret: 'wrong', refreshToken: kept.refreshToken };
    expect(await codeOf(turnlift.signIn(wrong))).toBe('invalid-credentials');
  });

  it('is not opened again by a client that has signed out', async () => {
    const { player, secret } = await turnlift.register();
    await player.signOut();
    expect(await codeOf(player.me())).toBe('invalid-refresh-token');
    expect((await turnlift.signIn({ playerId: player.playerId, secret })).playerId).toBe(player.playerId);
  });
});

describe('player.account', () => {
  it('gets a new secret although the answer is lost, and stays signed in', async () => {
    const { player, secret } = await turnlift.register({ displayName: 'Ada' });
    const { playerId } = player;
    const elsewhere = await turnlift.signIn({ playerId, secret, device: 'Tablet' });
    // Long after the sign-in, the refresh token alone is proof enough.
    app.clock.now += 3_600_000;
    Object.assign(lost, { path: '/v1/players/me/secret', times: 1 });
    const replaced = await player.account.replaceSecret();
    expect(replaced).not.toBe(secret);
    expect((await player.me()).displayName).toBe('Ada');
    expect(tokens.at(-1)).toEqual(player.tokens);
    expect(await codeOf(turnlift.signIn({ playerId, secret }))).toBe('invalid-credentials');
    expect((await turnlift.signIn({ playerId, secret: replaced })).playerId).toBe(playerId);
    // The other device has only the old secret.
    expect(await codeOf(elsewhere.renew())).toBe('invalid-credentials');
  });

  it('lists sessions and ends one', async () => {
    const { player, secret } = await turnlift.register();
    await turnlift.signIn({ playerId: player.playerId, secret, device: 'Tablet' });
    const sessions = await player.account.sessions();
    expect(sessions.map(({ device, current }) => ({ device, current }))).toEqual(
      expect.arrayContaining([
        { device: 'Tablet', current: false },
        { device: undefined, current: true },
      ]),
    );
    const other = sessions.find(({ current }) => !current);
    await player.account.endSession(other?.sessionId ?? '');
    expect(await player.account.sessions()).toHaveLength(1);
  });

  it('links an identity, signs in with it elsewhere, and unlinks it after a new sign-in', async () => {
    const { player } = await turnlift.register();
    expect(await turnlift.identityProviders()).toMatchObject([{ provider: 'our-id', kind: 'oidc' }]);
    app.clock.now += 3_600_000;
    // The SDK signs in by the secret and then tries again with the same nonce, which is still valid.
    expect(await player.account.link(await proof('ada'))).toMatchObject([{ provider: 'our-id' }]);
    const there = await turnlift.signIn({ identity: await proof('ada'), device: 'Phone' });
    expect(there.playerId).toBe(player.playerId);
    expect(await there.account.identities()).toHaveLength(1);
    const { player: bob } = await turnlift.register();
    expect(await codeOf(bob.account.link(await proof('ada')))).toBe('identity-linked-elsewhere');
    app.clock.now += 3_600_000;
    // Without the secret, the client has no way to sign in.
    expect(await codeOf(there.account.unlink('our-id'))).toBe('sign-in-required');
    await player.account.unlink('our-id');
    expect(await codeOf(turnlift.signIn({ identity: await proof('ada') }))).toBe('identity-not-linked');
  });

  it('exports all that is stored, and deletes the account', async () => {
    const { player, secret } = await turnlift.register({ displayName: 'Eve' });
    expect(await player.account.export()).toMatchObject({ profile: { displayName: 'Eve' } });
    app.clock.now += 3_600_000;
    await player.account.delete();
    expect(await codeOf(turnlift.signIn({ playerId: player.playerId, secret }))).toBe('invalid-credentials');
    const { player: bob } = await turnlift.register();
    expect(await bob.profile(player.playerId)).toMatchObject({
      displayName: 'Deleted player',
      deleted: true,
    });
  });
});
