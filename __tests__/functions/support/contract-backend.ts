import { randomUUID } from 'node:crypto';
import { type IdentityProvider } from '../../../contract/identity-providers';
import {
  gameName,
  gameSessionId,
  type MatchId,
  matchId,
  matchmakingName,
  playerId,
  ticketId,
  type TicketId,
} from '../../../core/ids';
import { functionDeclarations } from '../../../functions/declarations';
import { ticket as ticketDocument } from '../../../client/rest/matchmaking-documents';
import { createMatchStore } from '../../../store/match-store';
import { createTicketStore } from '../../../store/tickets';
import { aMatchHeader } from '../../support/headers';
import { until } from '../../support/until';
import { type Answer, apiClient, type Player } from './api-client';
import { type Backend, type BackendOptions, startBackend, tableNames } from './backend';
import { startGameLift } from './gamelift';
import { startOidcIssuer } from './oidc-issuer';

export type ContractBackend = Awaited<ReturnType<typeof startContractBackend>>;

/** A request whose answer is an error. */
export type Way = (backend: ContractBackend) => Promise<Answer>;

/** A match of two players that is live on a game session of the local GameLift. */
interface LiveMatch {
  readonly matchId: MatchId;
  readonly session: string;
}

const header = (id: MatchId, ...seats: readonly Player[]) =>
  aMatchHeader({
    matchId: id,
    seats: seats.map((player) => playerId(player.playerId)),
    startedAt: Date.now(),
  });

/** The identity providers of the backend: one that the test runs, and one that does not answer. */
const providersOf = (issuer: string): readonly IdentityProvider[] =>
  [
    { name: 'our-id', url: issuer },
    { name: 'gone', url: 'http://127.0.0.1:9' },
  ].map(({ name, url }) => ({
    name,
    kind: 'oidc',
    issuer: url,
    issuers: [url],
    origins: [url],
    audiences: ['the-game'],
  }));

/**
 * The whole REST side of the backend, with a GameLift and an identity provider, two players, and their live
 * match.
 */
export async function startContractBackend() {
  const gamelift = await startGameLift();
  const issuer = await startOidcIssuer();
  const backends: Backend[] = [];
  const backendWith = async (options: BackendOptions, ...names: readonly string[]): Promise<Backend> => {
    const declarations = functionDeclarations.filter(({ name }) => names.includes(name));
    const started = await startBackend({ ...options, ...(names.length > 0 ? { declarations } : {}) });
    backends.push(started);
    return started;
  };
  const backend = await backendWith({
    gamelift: gamelift.url,
    environment: { identityProviders: JSON.stringify(providersOf(issuer.issuer)) },
  });
  gamelift.listener.take = (envelope) => backend.lambda.deliver(envelope);
  const api = apiClient(backend.lambda.url);
  const as = (player: Player, method: string, path: string, body?: unknown) =>
    api.call(method, path, { token: player.accessToken, ...(body === undefined ? {} : { body }) });
  const matches = createMatchStore(backend.documents, tableNames);
  const [ada, bob] = [await api.register('Ada'), await api.register('Bob')];

  /** Players are matched; the match is claimed as the Realtime script claims it. */
  async function play(...players: readonly Player[]): Promise<LiveMatch> {
    const tickets: string[] = [];
    for (const player of players)
      tickets.push(String((await as(player, 'POST', '/v1/tickets', { game: 'noughts' })).body.ticketId));
    const session = (await gamelift.place()) ?? '';
    const read = async () =>
      ticketDocument.parse((await as(players[0] ?? ada, 'GET', `/v1/tickets/${tickets[0]}`)).body);
    await until('the match is placed', async () => (await read()).status === 'completed');
    const id = matchId((await read()).match?.matchId ?? '');
    await matches.claim(header(id, ...players), gameSessionId(session));
    return { matchId: id, session };
  }

  /** A match that exists only in our table, on a session that GameLift does not know. */
  async function lonely(...players: readonly Player[]): Promise<MatchId> {
    const id = matchId(randomUUID());
    await matches.claim(
      header(id, ...players),
      gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-${randomUUID()}/${randomUUID()}`),
    );
    return id;
  }

  async function ticketRow(player: Player, status: 'queued' | 'failed'): Promise<TicketId> {
    const id = ticketId(randomUUID());
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
  }

  /** An identity, proved by a token that our-id signed. */
  async function identityOf(sub: string, provider = 'our-id') {
    const nonce = String((await api.call('POST', '/v1/identity-nonces')).body.nonce);
    return { provider, nonce, idToken: await issuer.token(Date.now(), { sub, nonce }) };
  }

  return {
    api,
    backend,
    gamelift,
    matches,
    ada,
    bob,
    live: await play(ada, bob),
    as,
    header,
    lonely,
    ticketRow,
    identityOf,
    signInBy: (identity: object) => api.call('POST', '/v1/sessions', { body: { identity } }),
    linkTo: async (player: Player, sub: string) =>
      as(player, 'POST', '/v1/players/me/identities', await identityOf(sub)),
    /** The API of another backend that has only the named functions. */
    apiWith: async (options: BackendOptions, ...names: readonly string[]) =>
      apiClient((await backendWith(options, ...names)).lambda.url),
    async close() {
      for (const started of backends) await started.close();
      await gamelift.close();
      await issuer.close();
    },
  };
}
