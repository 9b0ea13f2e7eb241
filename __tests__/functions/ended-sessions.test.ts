import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type RestRoute } from '../../contract/rest/declaration';
import { routes } from '../../contract/rest/routes';
import { matchId, playerSessionId, type TicketId } from '../../core/ids';
import { createTicketStore } from '../../store/tickets';
import { type Player } from './support/api-client';
import { tableNames } from './support/backend';
import { type ContractBackend, startContractBackend } from './support/contract-backend';

let contract: ContractBackend;
beforeAll(async () => {
  contract = await startContractBackend();
});
afterAll(() => contract.close());

/** Bodies that fit the schemas of routes that need one. */
const bodies: Readonly<Record<string, object>> = {
  updateMe: { displayName: 'Mallory' },
  replaceSecret: {},
  linkIdentity: { provider: 'our-id', nonce: 'n'.repeat(43), idToken: 'e.y.J' },
  createTicket: { game: 'noughts' },
  answerTicket: { accept: true },
  rejoinMatch: {},
  startPractice: { game: 'noughts' },
  createInvitation: { game: 'noughts' },
  answerInvitation: { accept: true },
  commandMatch: { commandId: 'c1', action: { kind: 'resign' } },
};

/** The resources that the paths name: a seat in a running match, and a ticket with its connection. */
interface Named {
  readonly match: string;
  readonly ticket: TicketId;
  readonly player: string;
}

async function writeNamedTicket(player: Player): Promise<Named> {
  const { backend, bob, lonely, ticketRow } = contract;
  const ticket = await ticketRow(player, 'queued');
  const connection = {
    ipAddress: '127.0.0.1',
    tls: false,
    port: 1900,
    playerSessionId: playerSessionId('psess-1'),
  };
  await createTicketStore(backend.documents, tableNames).change({
    ticketId: ticket,
    at: Date.now(),
    status: 'completed',
    match: { matchId: matchId(randomUUID()), seat: 0 },
    connection,
  });
  return { match: await lonely(player, bob), ticket, player: player.playerId };
}

function pathOf({ operationId, path }: RestRoute, { match, ticket, player }: Named): string {
  const id = path.startsWith('/v1/matches') ? match : path.startsWith('/v1/tickets') ? ticket : player;
  const filled = path
    .replace('/sessions/{id}', `/sessions/${randomUUID()}`)
    .replace('{id}', id)
    .replace('{opponent}', player)
    .replace('{provider}', 'our-id')
    .replace('{game}', 'noughts')
    .replace('{code}', '2'.repeat(10))
    .replace('{board}', 'noughts.rating');
  if (operationId === 'deleteSession') return `${filled}?all=true`;
  return operationId === 'comparePlayers' ? `${filled}?players=${player}` : filled;
}

const guarded = routes.filter(({ authentication }) => authentication !== 'none');
const sidOf = ({ accessToken }: Player) => String(decodeJwt(accessToken)['sid']);

/** How the session of a stolen token ends, by the player's own session. */
const ends: ReadonlyArray<readonly [string, (owner: Player, stolen: Player) => Promise<unknown>]> = [
  ['the player gets a new secret', ({ accessToken: token }) => ownCall('POST', '/players/me/secret', token)],
  [
    'the player ends all sessions',
    ({ accessToken: token }) => ownCall('DELETE', '/sessions?all=true', token),
  ],
  [
    'the player ends this session',
    ({ accessToken: token }, stolen) => ownCall('DELETE', `/sessions/${sidOf(stolen)}`, token),
  ],
  ['this session is signed out', (_owner, { accessToken: token }) => ownCall('DELETE', '/sessions', token)],
];

async function ownCall(method: string, path: string, token: string): Promise<void> {
  const { status, body } = await contract.api.call(method, `/v1${path}`, {
    token,
    ...(method === 'POST' ? { body: {} } : {}),
  });
  if (status >= 300) throw new Error(JSON.stringify(body));
}

const refusals = new Set<unknown>(['unauthorized', 'sign-in-required', 'invalid-request']);
const refusal = { token: 'taken', session: 'unauthorized', 'recent session': 'sign-in-required', none: '' };

describe.each(ends)('an access token when %s', (_how, end) => {
  it('is refused at once by every route that changes the account or shows private data', async () => {
    const { api, as } = contract;
    const owner = await api.register();
    const stolen = await api.signIn(owner.playerId, owner.secret);
    const paths = await writeNamedTicket(owner);
    await end(owner, stolen);
    const answers: Record<string, unknown> = {};
    for (const route of guarded) {
      const { body } = await as(stolen, route.method, pathOf(route, paths), bodies[route.operationId]);
      answers[route.operationId] = refusals.has(body.code) ? body.code : 'taken';
    }
    expect(answers).toEqual(
      Object.fromEntries(guarded.map((route) => [route.operationId, refusal[route.authentication]])),
    );
  });
});

describe('a session that is open', () => {
  it.each(guarded.filter(({ authentication }) => authentication === 'session'))(
    'is taken by $method $path',
    async (route) => {
      const { api, as } = contract;
      const owner = await api.register();
      const paths = await writeNamedTicket(owner);
      const { body } = await as(owner, route.method, pathOf(route, paths), bodies[route.operationId]);
      expect(['unauthorized', 'invalid-request']).not.toContain(body.code);
    },
  );

  it('is not ended by the holder of an ended session', async () => {
    const { api, as } = contract;
    const thief = await api.register();
    const secret = String((await as(thief, 'POST', '/v1/players/me/secret', {})).body.secret);
    const owner = await api.signIn(thief.playerId, secret);
    await as(thief, 'DELETE', '/v1/sessions?all=true');
    await as(thief, 'DELETE', `/v1/sessions/${sidOf(owner)}`);
    await as(thief, 'DELETE', '/v1/sessions');
    expect((await as(thief, 'POST', '/v1/tickets', { game: 'noughts' })).status).toBe(401);
    expect((await as(owner, 'GET', '/v1/sessions')).body.items).toHaveLength(1);
    expect((await as(owner, 'POST', '/v1/tickets', { game: 'noughts' })).status).toBe(201);
    const body = { refreshToken: owner.refreshToken };
    expect((await api.call('POST', '/v1/sessions', { body })).status).toBe(201);
  });
});
