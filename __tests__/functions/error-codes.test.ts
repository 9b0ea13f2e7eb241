import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePlayerSessionsCommand,
  TerminateGameSessionCommand,
  UpdateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { invitationLimits } from '../../contract/invitation-status';
import { ticketRows } from '../../store/keys';
import { type ErrorCode, errorCodes, errors } from '../../contract/errors';
import { functionDeclarations } from '../../functions/declarations';
import {
  gameName,
  gameSessionId,
  type MatchId,
  matchId,
  matchmakingName,
  type PlayerId,
  playerId,
  ticketId,
} from '../../core/ids';
import { type IdentityProvider } from '../../contract/identity-providers';
import { createAccountStore } from '../../store/accounts';
import { createMatchStore } from '../../store/match-store';
import { createTicketStore } from '../../store/tickets';
import { aConduct, aMatchHeader } from '../support/headers';
import { until } from '../local/lambda/support';
import { type Answer, apiClient, type Player } from './support/api-client';
import { type Backend, startBackend, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { startOidcIssuer } from './support/oidc-issuer';

/**
 * One way to each error of the contract, through real parts. The type of the table makes a new code without a
 * way a compile error.
 */

let gamelift: Awaited<ReturnType<typeof startGameLift>>;
const backends: Backend[] = [];
let issuer: Awaited<ReturnType<typeof startOidcIssuer>>;
let backend: Backend;
let api: ReturnType<typeof apiClient>;
let ada: Player;
let bob: Player;
/** A match of ada and bob that is live on a game session of the local GameLift. */
let live: { readonly matchId: MatchId; readonly session: string };

const backendWith = async (options: Parameters<typeof startBackend>[0], ...names: string[]) => {
  const started = await startBackend({
    ...options,
    ...(names.length > 0
      ? { declarations: functionDeclarations.filter(({ name }) => names.includes(name)) }
      : {}),
  });
  backends.push(started);
  return started;
};

beforeAll(async () => {
  gamelift = await startGameLift();
  issuer = await startOidcIssuer();
  backend = await backendWith({
    gamelift: gamelift.url,
    environment: {
      identityProviders: JSON.stringify(
        [issuer.issuer, 'http://127.0.0.1:9'].map((url, place): IdentityProvider => ({
          name: ['our-id', 'gone'][place] ?? '',
          kind: 'oidc',
          issuer: url,
          issuers: [url],
          origins: [url],
          audiences: ['the-game'],
        })),
      ),
    },
  });
  api = apiClient(backend.lambda.url);
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  [ada, bob] = [await api.register('Ada'), await api.register('Bob')];
  live = await play(ada, bob);
});
afterAll(async () => {
  for (const started of backends) await started.close();
  await gamelift.close();
  await issuer.close();
});

const matches = () => createMatchStore(backend.documents, tableNames);
const header = (id: MatchId, ...seats: readonly Player[]) =>
  aMatchHeader({
    matchId: id,
    seats: seats.map((player): PlayerId => playerId(player.playerId)),
    startedAt: Date.now(),
  });

/** Ada and Bob are matched; the match is claimed as the Realtime script claims it. */
async function play(
  ...players: readonly Player[]
): Promise<{ readonly matchId: MatchId; readonly session: string }> {
  const tickets: string[] = [];
  for (const player of players)
    tickets.push(
      String(
        (await api.call('POST', '/v1/tickets', { token: player.accessToken, body: { game: 'noughts' } })).body
          .ticketId,
      ),
    );
  const session = (await gamelift.place()) ?? '';
  const read = async () =>
    (await api.call('GET', `/v1/tickets/${tickets[0]}`, { token: players[0]?.accessToken ?? '' })).body as {
      status: string;
      match?: { matchId: string };
    };
  await until(async () => (await read()).status === 'completed', 'the match is placed');
  const id = matchId((await read()).match?.matchId ?? '');
  await matches().claim(header(id, ...players), gameSessionId(session));
  return { matchId: id, session };
}

/** A match that exists only in our table, on a session that GameLift does not know. */
async function lonely(...players: readonly Player[]): Promise<MatchId> {
  const id = matchId(randomUUID());
  await matches().claim(
    header(id, ...players),
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-${randomUUID()}/${randomUUID()}`),
  );
  return id;
}

const as = (player: Player, method: string, path: string, body?: unknown) =>
  api.call(method, path, { token: player.accessToken, ...(body === undefined ? {} : { body }) });
const ticketRow = async (player: Player, status: 'queued' | 'failed') => {
  const id = randomUUID() as Parameters<ReturnType<typeof createTicketStore>['create']>[0]['ticketId'];
  await createTicketStore(backend.documents, tableNames).create({
    ticketId: id,
    playerId: playerId(player.playerId),
    game: gameName('noughts'),
    matchmaking: matchmakingName('duel'),
    options: {},
    status,
    createdAt: Date.now(),
  });
  return id;
};

/** An identity of our-id, proved by a token that it signed. */
const identityOf = async (sub: string, provider = 'our-id') => {
  const nonce = String((await api.call('POST', '/v1/identity-nonces')).body.nonce);
  return { provider, nonce, idToken: await issuer.token(Date.now(), { sub, nonce }) };
};
const signInBy = (identity: object) => api.call('POST', '/v1/sessions', { body: { identity } });
const linkTo = async (player: Player, sub: string) =>
  as(player, 'POST', '/v1/players/me/identities', await identityOf(sub));

const ways: Readonly<Record<ErrorCode, () => Promise<Answer>>> = {
  'invalid-json': () => api.call('POST', '/v1/players', { text: '{"displayName":' }),
  'invalid-request': () => api.call('POST', '/v1/players', { body: { displayName: 7 } }),
  'invalid-cursor': () => as(ada, 'GET', `/v1/players/${ada.playerId}/matches?cursor=abc`),
  'unknown-provider': async () => signInBy(await identityOf('ada', 'nowhere')),
  'identity-refused': async () => signInBy({ ...(await identityOf('ada')), nonce: 'n'.repeat(43) }),
  'identity-not-linked': async () => signInBy(await identityOf('stranger')),
  'identity-linked-elsewhere': async () => {
    await linkTo(ada, 'ada');
    return linkTo(bob, 'ada');
  },
  'provider-linked': async () => {
    await linkTo(ada, 'ada');
    return linkTo(ada, 'another');
  },
  'provider-unavailable': async () => signInBy(await identityOf('ada', 'gone')),
  'sign-in-required': async () => {
    const player = await api.register();
    await as(player, 'DELETE', '/v1/sessions');
    return as(player, 'DELETE', '/v1/players/me');
  },
  'player-banned': async () => {
    const player = await api.register();
    const ban = { reason: 'cheating', at: Date.now() };
    await createAccountStore(backend.documents, tableNames).ban(playerId(player.playerId), ban, {
      by: 'operator',
    });
    expect((await as(player, 'POST', '/v1/tickets', { game: 'noughts' })).body.code).toBe('player-banned');
    const seated = await lonely(player, bob);
    expect((await as(player, 'POST', `/v1/matches/${seated}/rejoin`)).body.code).toBe('player-banned');
    return api.call('POST', '/v1/sessions', { body: { refreshToken: player.refreshToken } });
  },
  'unknown-game': () => as(ada, 'POST', '/v1/tickets', { game: 'chess-boxing' }),
  unauthorized: () => api.call('GET', '/v1/players/me'),
  'invalid-credentials': () =>
    api.call('POST', '/v1/sessions', { body: { playerId: ada.playerId, secret: 'wrong' } }),
  'invalid-refresh-token': () => api.call('POST', '/v1/sessions', { body: { refreshToken: 'x' } }),
  'refresh-token-reused': async () => {
    const body = { refreshToken: (await api.register()).refreshToken };
    const { refreshToken } = (await api.call('POST', '/v1/sessions', { body })).body;
    await api.call('POST', '/v1/sessions', { body: { refreshToken } });
    return api.call('POST', '/v1/sessions', { body });
  },
  'not-in-match': async () => as(await api.register(), 'GET', `/v1/matches/${live.matchId}/log`),
  'not-invited': async () => {
    const { code } = (await as(ada, 'POST', '/v1/invitations', { game: 'noughts' })).body;
    return as(bob, 'DELETE', `/v1/invitations/${String(code)}`);
  },
  'no-spectators': async () => api.call('GET', `/v1/matches/${await lonely(ada, bob)}/watch`),
  'not-found': () => api.call('GET', '/v2/players'),
  'player-not-found': () => as(ada, 'GET', `/v1/players/p-${randomUUID()}`),
  'ticket-not-found': () => as(ada, 'GET', `/v1/tickets/${randomUUID()}`),
  'match-not-found': () => as(ada, 'GET', `/v1/matches/${randomUUID()}`),
  'invitation-not-found': () => as(ada, 'GET', '/v1/invitations/2222222222'),
  'board-not-found': () => api.call('GET', '/v1/leaderboards/chess.rating'),
  'period-not-found': () => api.call('GET', '/v1/leaderboards/noughts.rating?period=2026-13'),
  'not-played': () => as(ada, 'GET', `/v1/players/${ada.playerId}/statistics/noughts`),
  'not-ranked': () => api.call('GET', `/v1/leaderboards/noughts.rating/players/${ada.playerId}`),
  'ticket-open': async () => {
    const player = await api.register();
    await ticketRow(player, 'queued');
    return as(player, 'POST', '/v1/tickets', { game: 'noughts' });
  },
  'match-running': async () => {
    const player = await api.register();
    await lonely(player, bob);
    return as(player, 'POST', '/v1/tickets', { game: 'noughts' });
  },
  'ticket-ended': async () => as(ada, 'DELETE', `/v1/tickets/${await ticketRow(ada, 'failed')}`),
  'ticket-placing': async () => {
    const [one, two] = [await api.register(), await api.register()];
    const first = (await as(one, 'POST', '/v1/tickets', { game: 'columns' })).body.ticketId;
    await as(two, 'POST', '/v1/tickets', { game: 'columns' });
    await until(
      async () => (await as(one, 'GET', `/v1/tickets/${first}`)).body.status === 'placing',
      'the match is made',
    );
    // The event that names the match is late.
    const Key = ticketRows.ticket.key({ ticketId: ticketId(String(first)) });
    await backend.documents.send(
      new UpdateCommand({
        TableName: tableNames.tickets,
        Key,
        UpdateExpression: 'REMOVE made',
      }),
    );
    return as(one, 'DELETE', `/v1/tickets/${first}`);
  },
  'acceptance-not-pending': async () =>
    as(ada, 'POST', `/v1/tickets/${await ticketRow(ada, 'failed')}/acceptance`, { accept: true }),
  'invitation-ended': async () => {
    const { code } = (await as(ada, 'POST', '/v1/invitations', { game: 'noughts' })).body;
    await as(ada, 'DELETE', `/v1/invitations/${String(code)}`);
    return as(bob, 'POST', `/v1/invitations/${String(code)}/acceptance`, { accept: true });
  },
  'too-many-invitations': async () => {
    const player = await api.register();
    const invite = () => as(player, 'POST', '/v1/invitations', { game: 'noughts' });
    for (let sent = 0; sent < invitationLimits.sent; sent += 1) await invite();
    return invite();
  },
  'too-many-matches': async () => {
    const player = await api.register();
    const id = matchId(randomUUID());
    await matches().arrange({
      ...header(id, player, bob),
      origin: 'practice',
      matchmaking: null,
      rated: false,
    });
    const answer = await as(player, 'POST', '/v1/practice', { game: 'columns' });
    expect(answer.body).toMatchObject({ matchId: id });
    return answer;
  },
  'match-not-ended': async () => as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/rematch`),
  'rematch-over': async () => {
    const id = await lonely(ada, bob);
    await matches().abandon(id, 1, { kind: 'end', sequence: 1, at: Date.now(), reason: 'server-lost' });
    return as(ada, 'POST', `/v1/matches/${id}/rematch`);
  },
  'match-ended': async () => {
    const id = await lonely(ada, bob);
    await matches().finish(id, {
      result: { places: [1, 2], reason: 'resigned' },
      endedAt: Date.now(),
      commands: 0,
      conduct: aConduct(),
    });
    return as(ada, 'POST', `/v1/matches/${id}/rejoin`);
  },
  'match-live': async () =>
    as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/commands`, {
      commandId: 'c',
      action: { kind: 'resign' },
    }),
  'command-refused': async () => {
    const id = await lonely(ada, bob);
    await matches().sleep(id, 1, { kind: 'sleep', sequence: 1, at: Date.now(), epoch: 2 }, null);
    return as(ada, 'POST', `/v1/matches/${id}/commands`, {
      commandId: 'c',
      action: { kind: 'answer', offer: 'draw', accept: true },
    });
  },
  'match-resuming': async () => {
    const answer = await as(ada, 'POST', `/v1/matches/${await lonely(ada, bob)}/rejoin`);
    expect(answer.headers.get('retry-after')).toBe('1');
    return answer;
  },
  'no-capacity': async () => {
    const id = await lonely(ada, bob);
    // Placements of other tests may wait before this one.
    let answer = await as(ada, 'POST', `/v1/matches/${id}/rejoin`);
    while (answer.body.code === 'match-resuming') {
      await gamelift.place('TIMED_OUT');
      answer = await as(bob, 'POST', `/v1/matches/${id}/rejoin`);
    }
    expect(answer.headers.get('retry-after')).toBe('2');
    return answer;
  },
  'game-session-full': async () => {
    // Strangers take all player sessions of the game session.
    const late = await api.register();
    const id = matchId(randomUUID());
    await matches().claim(header(id, ada, bob, late), gameSessionId(live.session));
    await gamelift.client.send(
      new UpdateGameSessionCommand({ GameSessionId: live.session, MaximumPlayerSessionCount: 6 }),
    );
    await gamelift.client.send(
      new CreatePlayerSessionsCommand({
        GameSessionId: live.session,
        PlayerIds: Array.from({ length: 4 }, () => randomUUID()),
      }),
    );
    return as(late, 'POST', `/v1/matches/${id}/rejoin`);
  },
  'foreign-caller': () => api.call('GET', '/v1/games', { headers: { origin: 'https://evil.example' } }),
  'body-too-large': () => api.call('POST', '/v1/players', { text: ' '.repeat(10 * 1024 * 1024 + 1) }),
  'unsupported-media-type': () =>
    api.call('POST', '/v1/players', {
      text: 'displayName=Ada',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  'too-many-attempts': async () => {
    const strict = apiClient(
      (await backendWith({ environment: { attemptsPerAddress: '2' } }, 'players')).lambda.url,
    );
    await strict.call('POST', '/v1/players');
    await strict.call('POST', '/v1/players');
    const answer = await strict.call('POST', '/v1/players');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    return answer;
  },
  'too-many-requests': async () => {
    const throttled = apiClient(
      (
        await backendWith(
          { throttling: true, clock: { now: () => 0, after: () => () => undefined } },
          'leaderboards',
        )
      ).lambda.url,
    );
    const answers = await Promise.all(
      Array.from({ length: 401 }, () => throttled.call('GET', '/v1/leaderboards')),
    );
    // Each route has a bucket of its own: a flood on one does not block another.
    for (const other of ['leaderboards/noughts.rating', 'players/me/leaderboards'])
      expect((await throttled.call('GET', `/v1/${other}`)).status).not.toBe(429);
    return answers.find(({ status }) => status === 429) ?? (answers[0] as Answer);
  },
  'internal-error': async () =>
    apiClient(
      (await backendWith({ environment: { leaderboardsTable: 'no-such-table' } }, 'leaderboards')).lambda.url,
    ).call('GET', '/v1/leaderboards/noughts.rating'),
  unavailable: async () => {
    const dead = 'http://127.0.0.1:9';
    return apiClient(
      (
        await backendWith(
          { endpoints: { dynamodb: dead, gamelift: dead, secretsManager: dead } },
          'leaderboards',
        )
      ).lambda.url,
    ).call('GET', '/v1/leaderboards/noughts.rating');
  },
  'no-signing-keys': async () =>
    apiClient(
      (await backendWith({ environment: { signingKeysSecret: 'no-such-secret' } }, 'players')).lambda.url,
    ).call('GET', '/.well-known/jwks.json'),
  'matchmaking-unavailable': async () => {
    const lost = apiClient(
      (
        await backendWith(
          { gamelift: gamelift.url, environment: { resourcePrefix: 'turnlift-nowhere' } },
          'players',
          'matchmaking',
          'signing-keys',
        )
      ).lambda.url,
    );
    return lost.call('POST', '/v1/tickets', {
      token: (await lost.register()).accessToken,
      body: { game: 'noughts' },
    });
  },
  'timed-out': async () => {
    const slow = await backendWith({ integrationTimeoutMilliseconds: 0 }, 'leaderboards');
    return apiClient(slow.lambda.url).call('GET', '/v1/leaderboards');
  },
};

describe('every error of the contract can be reached, and is a problem document', () => {
  it.each(errorCodes)('%s', async (code) => {
    const answer = await ways[code]();
    expect({ status: answer.status, ...answer.body }).toMatchObject({
      status: errors[code].status,
      code,
      type: `urn:turnlift:problem:${code}`,
      title: errors[code].title,
      remedy: errors[code].remedy,
      detail: expect.any(String),
      instance: expect.any(String),
    });
  });
});

describe('a rejoin of a live match', () => {
  it('is refused to a player who was deleted', async () => {
    const gone = await api.register();
    const seated = await lonely(gone, bob);
    expect((await as(gone, 'DELETE', '/v1/players/me')).status).toBe(204);
    expect((await as(gone, 'POST', `/v1/matches/${seated}/rejoin`)).body.code).toBe('player-not-found');
  });

  it('gives the same unused reservation for every request, and the match knows it', async () => {
    const first = await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    const again = await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    expect(first.body).toMatchObject({
      matchId: live.matchId,
      seat: 0,
      connection: { ipAddress: '127.0.0.1', playerSessionId: expect.stringMatching(/^psess-/) },
    });
    expect(again.body).toEqual(first.body);
    const other = await as(bob, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    expect(other.body.seat).toBe(1);
    expect((other.body.connection as { playerSessionId: string }).playerSessionId).not.toBe(
      (first.body.connection as { playerSessionId: string }).playerSessionId,
    );
    expect((await as(await api.register(), 'POST', `/v1/matches/${live.matchId}/rejoin`)).body.code).toBe(
      'not-in-match',
    );
  });

  it('has the match placed again when the game session is over', async () => {
    await gamelift.client.send(
      new TerminateGameSessionCommand({ GameSessionId: live.session, TerminationMode: 'FORCE_TERMINATE' }),
    );
    await until(
      async () =>
        (await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`)).body.code === 'match-resuming',
      'the game session is over',
    );
    while ((await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`)).status !== 200)
      await gamelift.place();
    const [first, second] = await Promise.all(
      [ada, bob].map((player) => as(player, 'POST', `/v1/matches/${live.matchId}/rejoin`)),
    );
    expect([first?.status, second?.status]).toEqual([200, 200]);
    expect([first?.body.seat, second?.body.seat]).toEqual([0, 1]);
  });
});
