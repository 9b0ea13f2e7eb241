import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  gameName,
  gameSessionId,
  matchId,
  matchmakingName,
  playerId as readPlayerId,
  ticketId,
} from '../../core/ids';
import { aConduct, aMatchHeader } from '../support/headers';
import { textAt } from '../support/json-values';
import { entriesOf, winsOf } from './support/leaderboards';
import { startPlayersApp } from './support/players-app';

let app: Awaited<ReturnType<typeof startPlayersApp>>;
beforeAll(async () => {
  app = await startPlayersApp();
});
afterAll(() => app.close());

type Guest = Awaited<ReturnType<typeof app.register>>;
const replace = ({ token }: Pick<Guest, 'token'>, body: object = {}) =>
  app.call('POST', '/v1/players/me/secret', { token, body });
const refresh = (refreshToken: string) => app.call('POST', '/v1/sessions', { body: { refreshToken } });
const signIn = ({ playerId, secret }: { playerId: string; secret: string }) =>
  app.call('POST', '/v1/sessions', { body: { playerId, secret } });
const codeOf = ({ body }: { body: Record<string, unknown> }) => body['code'];
const minutes = 60_000;

describe('a secret that is lost or stolen', () => {
  it('is replaced: the old secret and every session end, and the new secret signs in', async () => {
    const ada = await app.register();
    const stolen = await app.signIn({ playerId: ada.playerId, secret: ada.secret });
    const { status, body } = await replace(ada);
    expect({ status, body }).toEqual({
      status: 201,
      body: { playerId: ada.playerId, secret: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(body['secret']).not.toBe(ada.secret);
    expect(codeOf(await signIn(ada))).toBe('invalid-credentials');
    for (const { refreshToken } of [ada, stolen])
      expect(codeOf(await refresh(refreshToken))).toBe('invalid-refresh-token');
    expect((await signIn({ playerId: ada.playerId, secret: String(body['secret']) })).status).toBe(201);
    // An access token of an ended session cannot replace the secret again.
    expect(codeOf(await replace(stolen))).toBe('sign-in-required');
    expect(app.logged.join('\n')).not.toContain(String(body['secret']));
  });

  it('is sent again when the answer was lost, and only to the client that asked', async () => {
    const ada = await app.register();
    const first = await replace(ada);
    expect(await replace(ada)).toEqual(first);
    app.clock.now += 10 * minutes;
    expect(await replace(ada)).toEqual(first);
    app.clock.now += 1000;
    expect(codeOf(await replace(ada))).toBe('sign-in-required');
  });

  it('is the same for concurrent requests', async () => {
    const ada = await app.register();
    const answers = await Promise.all([replace(ada), replace(ada), replace(ada)]);
    expect(new Set(answers.map(({ body }) => body['secret'])).size).toBe(1);
    expect(
      (await signIn({ playerId: ada.playerId, secret: String(answers[0]?.body['secret']) })).status,
    ).toBe(201);
  });

  it('needs a session that was just opened, or its refresh token', async () => {
    const ada = await app.register();
    app.clock.now += 10 * minutes + 1000;
    const renewed = await refresh(ada.refreshToken);
    const token = String(renewed.body['accessToken']);
    expect(codeOf(await replace({ token }))).toBe('sign-in-required');
    expect(codeOf(await replace({ token }, { refreshToken: ada.refreshToken }))).toBe('sign-in-required');
    const bob = await app.register('Bob');
    expect(codeOf(await replace({ token }, { refreshToken: bob.refreshToken }))).toBe('sign-in-required');
    const { status } = await replace({ token }, { refreshToken: String(renewed.body['refreshToken']) });
    expect(status).toBe(201);
  });

  it('is replaced a limited number of times', async () => {
    const ada = await app.register();
    const statuses = [];
    for (let time = 0; time < 11; time += 1) statuses.push((await replace(ada)).status);
    expect(statuses.at(-2)).toBe(201);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('sessions', () => {
  const list = async (token: string) => (await app.call('GET', '/v1/sessions', { token })).body['items'];

  it('are listed with device and times, and ended one by one', async () => {
    const { playerId, secret, token } = await app.register();
    const opened = app.clock.now;
    app.clock.now += minutes;
    const phone = await app.signIn({ playerId, secret, device: 'My phone' });
    app.clock.now += minutes;
    await refresh(phone.refreshToken);
    const items = await list(token);
    const [expiresAt, sessionId] = [expect.any(Number), expect.any(String)];
    expect(items).toEqual([
      {
        sessionId,
        device: 'My phone',
        openedAt: opened + minutes,
        lastUsedAt: opened + 2 * minutes,
        expiresAt,
        current: false,
      },
      { sessionId, openedAt: opened, lastUsedAt: opened, expiresAt, current: true },
    ]);
    const id = textAt(items, '0.sessionId');
    const bob = await app.register('Bob');
    const end = (by: string) => app.call('DELETE', `/v1/sessions/${id}`, { token: by });
    expect((await end(bob.token)).status).toBe(204);
    expect(await list(token)).toHaveLength(2);
    expect([(await end(token)).status, (await end(token)).status]).toEqual([204, 204]);
    expect(await list(token)).toHaveLength(1);
    expect(codeOf(await app.call('DELETE', '/v1/sessions/7', { token }))).toBe('invalid-request');
  });

  it('end all at once', async () => {
    const { playerId, secret, token, refreshToken } = await app.register();
    await app.signIn({ playerId, secret });
    expect((await app.call('DELETE', '/v1/sessions?all=true', { token })).status).toBe(204);
    expect(codeOf(await app.call('GET', '/v1/sessions', { token }))).toBe('unauthorized');
    expect(codeOf(await refresh(refreshToken))).toBe('invalid-refresh-token');
    const again = await app.signIn({ playerId, secret });
    expect(await list(again.token)).toHaveLength(1);
  });
});

describe('a banned player', () => {
  it('receives the reason, and can neither sign in nor continue', async () => {
    const ada = await app.register();
    const id = readPlayerId(ada.playerId);
    const until = app.clock.now + 60 * minutes;
    await app.accounts.ban(id, { reason: 'played with a bot', at: app.clock.now, until }, { by: 'operator' });
    const remove = () => app.call('DELETE', '/v1/players/me', { token: ada.token });
    for (const answer of [
      await signIn(ada),
      await refresh(ada.refreshToken),
      await replace(ada),
      await remove(),
    ])
      expect(answer).toMatchObject({
        status: 403,
        body: {
          code: 'player-banned',
          detail: `The player is banned until ${new Date(until).toISOString()}: played with a bot`,
        },
      });
    app.clock.now = until;
    expect((await signIn(ada)).status).toBe(201);
  });
});

describe('a player who is deleted', () => {
  const remove = (token: string) => app.call('DELETE', '/v1/players/me', { token });

  it('is gone at once: cannot sign in, and the profile has only a placeholder name', async () => {
    const [ada, bob] = [await app.register(), await app.register('Bob')];
    expect((await remove(ada.token)).status).toBe(204);
    expect((await remove(ada.token)).status).toBe(204);
    expect(codeOf(await signIn(ada))).toBe('invalid-credentials');
    expect(codeOf(await refresh(ada.refreshToken))).toBe('invalid-refresh-token');
    expect(codeOf(await app.call('GET', '/v1/players/me', { token: ada.token }))).toBe('player-not-found');
    expect(
      codeOf(await app.call('PATCH', '/v1/players/me', { token: ada.token, body: { displayName: 'A' } })),
    ).toBe('player-not-found');
    expect(codeOf(await app.call('GET', '/v1/players/me/export', { token: ada.token }))).toBe(
      'player-not-found',
    );
    expect(codeOf(await replace(ada))).toBe('sign-in-required');
    expect((await app.call('GET', `/v1/players/${ada.playerId}`, { token: bob.token })).body).toEqual({
      playerId: ada.playerId,
      displayName: 'Deleted player',
      createdAt: expect.any(Number),
      deleted: true,
      standings: [],
    });
    expect((await app.call('GET', `/v1/players/${bob.playerId}`, { token: ada.token })).body).toMatchObject({
      displayName: 'Bob',
    });
  });

  it('had just signed in', async () => {
    const ada = await app.register();
    app.clock.now += 10 * minutes + 1000;
    expect(codeOf(await remove(ada.token))).toBe('sign-in-required');
    expect((await signIn(ada)).status).toBe(201);
  });
});

describe('an export', () => {
  it('has all stored facts of the player, and no secret', async () => {
    const [ada, bob] = [await app.register(), await app.register('Bob')];
    const id = readPlayerId(ada.playerId);
    await app.players.keepValue(id, 'league', 'gold');
    const identityHash = 'i'.repeat(64);
    await app.identities.link(id, { provider: 'google', identityHash, linkedAt: app.clock.now });
    await app.tickets.create({
      ticketId: ticketId('0e9f3c52-8f4c-4b5d-9b57-6b8f1c1d2e3f'),
      playerId: id,
      game: gameName('noughts'),
      matchmaking: matchmakingName('duel'),
      options: {},
      status: 'failed',
      createdAt: app.clock.now,
    });
    const header = aMatchHeader({
      matchId: matchId('7d1f5a90-2c3b-4d4e-8f6a-9b0c1d2e3f4a'),
      seats: [id, readPlayerId(bob.playerId)],
      startedAt: app.clock.now,
    });
    await app.results.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/fleet/s'));
    const result = { places: [1, 2], reason: 'line' };
    await app.results.finish(header.matchId, {
      result,
      endedAt: app.clock.now,
      commands: 0,
      conduct: aConduct(),
    });
    const leaderboard = winsOf(header.game);
    const won = { playerId: id, score: 1, at: app.clock.now, version: 1, hidden: false };
    await entriesOf(app.documents, leaderboard, () => app.clock.now).apply([
      { leaderboard: leaderboard.id, period: 'all', ...won },
    ]);
    const { body } = await app.call('GET', '/v1/players/me/export', { token: ada.token });
    expect(body).toEqual({
      playerId: ada.playerId,
      exportedAt: app.clock.now,
      profile: { displayName: 'Ada', createdAt: app.clock.now, kept: { league: 'gold' } },
      standings: [{ game: header.game, values: expect.objectContaining({ wins: 1, rated: 1 }) }],
      sessions: [expect.objectContaining({ openedAt: app.clock.now - (app.clock.now % 1000) })],
      identities: [{ provider: 'google', linkedAt: app.clock.now }],
      events: [{ event: 'identity-linked', at: app.clock.now, by: 'player', about: 'google' }],
      invitations: [],
      tickets: [expect.objectContaining({ status: 'failed', game: 'noughts' })],
      boards: [{ board: leaderboard.id, period: 'all', score: 1, at: app.clock.now }],
      matches: [
        expect.objectContaining({ matchId: header.matchId, outcome: 'win', opponents: [bob.playerId] }),
      ],
    });
    for (const hidden of [ada.secret, ada.refreshToken, identityHash, 'secretHash'])
      expect(JSON.stringify(body)).not.toContain(hidden);
    for (let time = 0; time < 4; time += 1)
      await app.call('GET', '/v1/players/me/export', { token: ada.token });
    expect(codeOf(await app.call('GET', '/v1/players/me/export', { token: ada.token }))).toBe(
      'too-many-attempts',
    );
  });
});

describe('names', () => {
  const rename = (token: string, displayName: unknown) =>
    app.call('PATCH', '/v1/players/me', { token, body: { displayName } });

  it('are normalized, and refused with the reason', async () => {
    const { token } = await app.register();
    expect((await rename(token, '  Zoe\u0308  ')).body['displayName']).toBe('Zoë');
    expect((await rename(token, 'می\u200cخواهم')).body['displayName']).toBe('می\u200cخواهم');
    for (const [name, message] of [
      ['\u200b', 'must have a character that can be seen'],
      ['Ada\u202e', 'must have no characters that change the direction of text'],
      ['аdmin', 'must not have the reserved word admin'],
      [7, 'must be of type string'],
    ])
      expect((await rename(token, name)).body).toMatchObject({
        code: 'invalid-request',
        errors: [{ in: 'body', field: '/displayName', message }],
      });
    const guest = await app.call('POST', '/v1/players', { body: { displayName: 'Deleted Player' } });
    expect(codeOf(guest)).toBe('invalid-request');
  });
});
