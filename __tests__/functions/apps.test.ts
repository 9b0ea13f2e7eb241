import { randomUUID } from 'node:crypto';
import { botId } from '../../core/bots/bot-ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { gameSessionId, matchId, matchmakingName, type PlayerId, playerId, ticketId } from '../../core/ids';
import { createMatchesApp } from '../../functions/matches/app';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { newSecret } from '../../functions/shared/identity/secrets';
import { signAccessToken } from '../../functions/shared/identity/tokens';
import { createPlayersApp } from '../../functions/players/app';
import { probeMilliseconds } from '../../functions/players/health';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { firstKeySet, type KeySet } from '../../functions/shared/identity/key-set';
import { createIdentityProofs } from '../../functions/shared/identity/identity-proof';
import { createAccountStore } from '../../store/accounts';
import { createErasure } from '../../store/erasure';
import { createIdentityStore } from '../../store/identities';
import { createInvitationStore } from '../../store/invitations';
import { createRematchStore } from '../../store/rematches';
import { createPlayerExports } from '../../store/player-export';
import { createSessionStore } from '../../store/sessions';
import { createWriteProbe } from '../../store/write-probe';
import { StoreContended } from '../../store/contention';
import { backend } from '../games';
import { aMatchHeader } from '../support/headers';
import { locations, resourcePrefix, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { ask, type InProcessRequest } from './support/in-process';
import { startStores } from './support/stores';

/** The apps of the functions in this process, on real stores and a real local GameLift. */
const start = 1_800_000_000_000;
let time = start;
const now = (): number => time;
let stores: Awaited<ReturnType<typeof startStores>>;
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
let keys: KeySet;
beforeAll(async () => {
  [stores, gamelift, keys] = await Promise.all([
    startStores(),
    startGameLift(),
    firstKeySet(Math.floor(start / 1000)),
  ]);
});
afterAll(async () => {
  await gamelift.close();
  await stores.close();
});
beforeEach(() => {
  time = start;
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

function accountStores() {
  const { documents, players, matches, tickets } = stores;
  const more = {
    players,
    matches,
    tickets,
    sessions: createSessionStore(documents, tableNames),
    accounts: createAccountStore(documents, tableNames),
    identities: createIdentityStore(documents, tableNames),
    invitations: createInvitationStore(documents, tableNames, { now }),
  };
  return {
    ...more,
    erasure: createErasure(documents, tableNames),
    exports: createPlayerExports(documents, tableNames, more),
    probe: createWriteProbe(documents, tableNames, probeMilliseconds),
    proofs: createIdentityProofs([], { fetch: () => Promise.reject(new Error('no provider')), now }),
  };
}

const playersApp = (more: Partial<Parameters<typeof createPlayersApp>[0]> = {}) =>
  createPlayersApp({
    ...accountStores(),
    reservedNames: [],
    records: stores.records,
    rewards: stores.rewards,
    signingKeys: { read: () => Promise.resolve(keys) },
    issuer: 'https://api.example.com',
    attemptsPerAddress: 3,
    addressOf: () => undefined,
    newId: randomUUID,
    newSecret,
    signAccessToken,
    now,
    ...more,
  });

interface Guest {
  readonly id: PlayerId;
  readonly secret: string;
  readonly claims: Readonly<Record<string, unknown>>;
}
async function guest(): Promise<Guest> {
  const { body } = await ask(playersApp(), 'POST', '/v1/players', { body: { displayName: 'Ada' } });
  const id = playerId(String(body['playerId']));
  return { id, secret: String(body['secret']), claims: { sub: id } };
}

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
    time += 300_000;
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
      const { body, headers } = await ask(failing, 'GET', '/v1/players/me', {
        claims: { sub: `p-${randomUUID()}` },
      });
      expect([body['code'], headers.get('retry-after')]).toEqual([code, retry]);
      expect(JSON.stringify(body)).not.toContain('42');
    },
  );
});

describe('createMatchesApp', () => {
  const app = () =>
    createMatchesApp({
      matches: stores.matches,
      hosting: {
        // GameLift no longer knows the sessions of these matches.
        reserve: () => Promise.resolve({ kind: 'gone' }),
        place: () => Promise.resolve(),
        placement: () => Promise.resolve({ kind: 'pending' }),
      },
      now,
      backend,
      invitations: createInvitationStore(stores.documents, tableNames, { now }),
      rematches: createRematchStore(stores.documents, tableNames),
      newId: randomUUID,
      newSeed: () => '5'.repeat(32),
      newCode: () => '2'.repeat(10),
      certificates: createFleetCertificates(gamelift.regions),
      accounts: createAccountStore(stores.documents, tableNames),
    });
  const claimed = async (...seats: readonly PlayerId[]) => {
    const id = matchId(randomUUID());
    const session = `arn:aws:gamelift:us-east-1::gamesession/fleet-${randomUUID()}/${randomUUID()}`;
    await stores.matches.claim(aMatchHeader({ matchId: id, seats }), gameSessionId(session));
    return id;
  };

  it('shows a match to every player, and lets only its own players return to it', async () => {
    const [ada, bob, eve] = [await guest(), await guest(), await guest()];
    const id = await claimed(ada.id, bob.id);
    const seen = await ask(app(), 'GET', `/v1/matches/${id}`, { claims: eve.claims });
    expect(seen.body).toMatchObject({ matchId: id, status: 'active' });
    const rejoin = (claims: Guest['claims']) => ask(app(), 'POST', `/v1/matches/${id}/rejoin`, { claims });
    expect((await rejoin(eve.claims)).body['code']).toBe('not-in-match');
    // The server is gone, so a new one is placed.
    expect((await rejoin(ada.claims)).body['code']).toBe('match-resuming');
  });

  it.each<[string, string, string]>([
    ['a match that does not exist', `/v1/matches/${randomUUID()}`, 'match-not-found'],
    ['an invalid match id', '/v1/matches/7', 'invalid-request'],
    ['a page of zero entries', `/v1/matches/${randomUUID()}/log?limit=0`, 'invalid-request'],
  ])('answers %s with a problem', async (_what, path, code) => {
    const { claims } = await guest();
    expect((await ask(app(), 'GET', path, { claims })).body['code']).toBe(code);
    expect((await ask(app(), 'GET', path)).body['code']).toBe(
      code === 'invalid-request' ? code : 'unauthorized',
    );
  });
});

describe('createMatchmakingApp', () => {
  const app = () =>
    createMatchmakingApp({
      players: stores.players,
      tickets: stores.tickets,
      matches: stores.matches,
      newSeed: () => '5'.repeat(32),
      gamelift: gamelift.regions,
      backend,
      resourcePrefix,
      locations,
      newId: randomUUID,
      now,
    });
  const open = (claims: Guest['claims'], more: object = {}) =>
    ask(app(), 'POST', '/v1/tickets', { claims, body: { game: 'noughts', ...more } });

  it('opens one ticket for each player, shows it to no other player, and cancels it once', async () => {
    const [ada, bob] = [await guest(), await guest()];
    const opened = await open(ada.claims);
    const path = `/v1/tickets/${String(opened.body['ticketId'])}`;
    expect(opened.status).toBe(201);
    expect(opened.headers.get('location')).toBe(path);
    expect((await open(ada.claims)).body).toMatchObject({
      code: 'ticket-open',
      ticketId: opened.body['ticketId'],
    });
    expect((await ask(app(), 'GET', path, { claims: bob.claims })).body['code']).toBe('ticket-not-found');
    const answer = { claims: ada.claims, body: { accept: true } };
    expect((await ask(app(), 'POST', `${path}/acceptance`, answer)).body['code']).toBe(
      'acceptance-not-pending',
    );
    for (let times = 0; times < 2; times += 1)
      expect((await ask(app(), 'DELETE', path, { claims: ada.claims })).body).toMatchObject({
        status: 'cancelled',
      });
    const next = await open(ada.claims);
    expect(next.status).toBe(201);
    await ask(app(), 'DELETE', `/v1/tickets/${String(next.body['ticketId'])}`, { claims: ada.claims });
  });

  /** A running match of two players that its server has claimed. */
  let begun = 0;
  const begin = async (matchmaking: string, ...players: readonly Guest[]) => {
    const header = aMatchHeader({
      matchId: matchId(randomUUID()),
      seats: players.map(({ claims }) => playerId(String(claims.sub))),
      matchmaking: matchmakingName(matchmaking),
      startedAt: now() + (begun += 1),
    });
    await stores.matches.claim(
      header,
      gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
    );
    return header.matchId;
  };
  const allowing = (concurrentMatches: number) => {
    const duel = [...backend.matchmakings.values()].find(({ key }) => key === 'duel');
    if (duel === undefined) throw new Error('no duel');
    const matchmakings = new Map(backend.matchmakings).set(duel.key, { ...duel, concurrentMatches });
    return createMatchmakingApp({
      ...{
        players: stores.players,
        tickets: stores.tickets,
        matches: stores.matches,
        gamelift: gamelift.regions,
      },
      ...{
        backend: { games: backend.games, matchmakings },
        resourcePrefix,
        locations,
        newId: randomUUID,
        newSeed: () => '5'.repeat(32),
        now,
      },
    });
  };

  it('gives a player one running match: two accounts hold one process, in any order of attempts', async () => {
    const [ada, bob] = [await guest(), await guest()];
    const id = await begin('duel', ada, bob);
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        open((index % 2 === 0 ? ada : bob).claims, index < 5 ? {} : { matchmaking: 'casual' }),
      ),
    );
    for (const { status, body } of tries)
      expect({ status, ...body }).toMatchObject({ status: 409, code: 'match-running', matchId: id });
    expect(await stores.tickets.openTicketOf(playerId(String(ada.claims.sub)))).toBeUndefined();
    await stores.matches.abandon(id, 1, { kind: 'end', sequence: 1, at: now(), reason: 'server-lost' });
    const next = await open(ada.claims);
    expect(next.status).toBe(201);
    await ask(app(), 'DELETE', `/v1/tickets/${String(next.body['ticketId'])}`, { claims: ada.claims });
  });

  it('counts the matches of a matchmaking that allows more for itself', async () => {
    const [ada, bob] = [await guest(), await guest()];
    const first = await begin('duel', ada, bob);
    const ask2 = (most: number, more: object = {}) =>
      ask(allowing(most), 'POST', '/v1/tickets', { claims: ada.claims, body: { game: 'noughts', ...more } });
    const ticket = await ask2(2);
    expect(ticket.status).toBe(201);
    await ask(allowing(2), 'DELETE', `/v1/tickets/${String(ticket.body['ticketId'])}`, {
      claims: ada.claims,
    });
    await begin('duel', ada, bob);
    expect((await ask2(2)).body).toMatchObject({ code: 'match-running', matchId: first });
    // They do not count against a matchmaking with a limit of one, and a matchmaking without a limit counts
    // no match.
    const casual = await ask2(2, { matchmaking: 'casual' });
    expect(casual.status).toBe(201);
    await ask(allowing(2), 'DELETE', `/v1/tickets/${String(casual.body['ticketId'])}`, {
      claims: ada.claims,
    });
    expect((await ask2(Infinity)).status).toBe(201);
  });

  it('refuses a ticket at the very moment in which the previous ticket becomes a match', async () => {
    const ada = await guest();
    const opened = await open(ada.claims);
    const before = ticketId(String(opened.body['ticketId']));
    const made = matchId(randomUUID());
    // The ticket completes after the first check of running matches, before the next ticket is written.
    const racing = createMatchmakingApp({
      ...{ players: stores.players, gamelift: gamelift.regions, backend, resourcePrefix, locations, now },
      newId: randomUUID,
      newSeed: () => '5'.repeat(32),
      tickets: stores.tickets,
      matches: {
        ...stores.matches,
        running: async (player) => {
          const found = await stores.matches.running(player);
          const match = { matchId: made, seat: 0 };
          await stores.tickets.change({ ticketId: before, at: now(), status: 'completed', match });
          return found;
        },
      },
    });
    const next = () => ask(racing, 'POST', '/v1/tickets', { claims: ada.claims, body: { game: 'noughts' } });
    for (let tries = 0; tries < 3; tries += 1)
      expect((await next()).body).toMatchObject({ code: 'match-running', matchId: made });
    expect(await stores.tickets.openTicketOf(playerId(String(ada.claims.sub)))).toBeUndefined();
  });

  it('refuses fields that it cannot match, by name', async () => {
    const { claims } = await guest();
    expect((await open(claims, { game: 'chess' })).body).toMatchObject({
      code: 'unknown-game',
      games: [...backend.games.keys()],
    });
    for (const [more, field] of [
      [{ latencyMs: { 'mars-north-1': 20 } }, '/latencyMs/mars-north-1'],
      [{ matchmaking: 'nowhere' }, '/matchmaking'],
      [{ latencyMs: { 'eu-west-1': -1 } }, '/latencyMs/eu-west-1'],
    ] as const) {
      const { body } = await open(claims, more);
      expect(body).toMatchObject({ code: 'invalid-request', errors: [{ in: 'body', field }] });
    }
    expect((await open({ sub: `p-${randomUUID()}` })).body['code']).toBe('player-not-found');
    expect((await ask(app(), 'POST', '/v1/tickets', { body: { game: 'noughts' } })).body['code']).toBe(
      'unauthorized',
    );
  });

  it('ends the ticket when GameLift refuses it, so that the player may ask again', async () => {
    const { claims } = await guest();
    const elsewhere = createMatchmakingApp({
      players: stores.players,
      tickets: stores.tickets,
      matches: stores.matches,
      newSeed: () => '5'.repeat(32),
      gamelift: gamelift.regions,
      backend,
      resourcePrefix: 'nothing-here',
      locations,
      newId: randomUUID,
      now,
    });
    const refused = await ask(elsewhere, 'POST', '/v1/tickets', { claims, body: { game: 'noughts' } });
    expect(refused.body['code']).toBe('matchmaking-unavailable');
    expect(refused.headers.get('retry-after')).toBe('3');
    expect((await open(claims)).status).toBe(201);
  });
});
