import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ArrangedMatches } from '../../../client/arranged-matches';
import { Http } from '../../../client/rest/http';
import { type Transports } from '../../../client/transports';
import { gameSessionId, matchId, playerId, type PlayerId } from '../../../core/ids';
import { newInvitationCode } from '../../../core/invitation-code';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { createMatchesApp } from '../../../functions/matches/app';
import { createGameSessionCalls, type GameSessionCalls } from '../../../functions/matches/hosting';
import { createFleetCertificates } from '../../../functions/shared/flexmatch/fleet-certificates';
import { type HttpApp } from '../../../functions/shared/http/app';
import { createAccountStore } from '../../../store/accounts';
import { createInvitationStore } from '../../../store/invitations';
import { createRematchStore } from '../../../store/rematches';
import { backend } from '../../games';
import { aConduct } from '../../support/headers';
import { tableNames } from './backend';
import { startGameLift } from './gamelift';
import { ask } from './in-process';
import { sessionOf, openSession } from './signed-in';
import { startStores } from './stores';

export type Answer = Readonly<Record<string, unknown>>;

/** The match of an invitation that has begun. */
export const matchOf = (answer: Answer | undefined): string =>
  z.object({ match: z.object({ matchId: z.string() }) }).parse(answer).match.matchId;

/**
 * The routes of matches in this process, on an embedded DynamoDB and a local GameLift; the clock stands still
 * until a test advances it.
 */
export async function startArrangedMatches() {
  const clock = { now: Date.parse('2026-11-28T12:00:00Z') };
  const now = (): number => clock.now;
  const [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  const { hosting, placements } = recordedHosting(createGameSessionCalls(gamelift.regions, 'q'));
  let seeds = 0;
  const random = new MatchChance(seededChance('codes'));
  const app = createMatchesApp({
    matches: stores.matches,
    hosting,
    backend,
    invitations: createInvitationStore(stores.documents, tableNames, { now }),
    rematches: createRematchStore(stores.documents, tableNames),
    certificates: createFleetCertificates(gamelift.regions),
    sessions: stores.sessions,
    accounts: createAccountStore(stores.documents, tableNames),
    now,
    newId: randomUUID,
    newSeed: () => (seeds += 1).toString(16).padStart(32, '0'),
    newCode: () => newInvitationCode(random),
  });
  const call = async (player: PlayerId, method: string, path: string, body?: unknown): Promise<Answer> => {
    const claims = await openSession(stores.documents, player);
    const { status, body: answer } = await ask(app, method, path, { claims, body });
    return { status, ...answer };
  };
  const aPlayer = async (): Promise<PlayerId> => {
    const id = playerId(`p-${randomUUID()}`);
    await stores.players.create({ playerId: id, displayName: 'Ada', createdAt: clock.now }, 'hash');
    await openSession(stores.documents, id);
    return id;
  };
  return {
    stores,
    gamelift,
    clock,
    placements,
    call,
    aPlayer,
    accounts: createAccountStore(stores.documents, tableNames),
    invitations: createInvitationStore(stores.documents, tableNames, { now }),
    rematches: createRematchStore(stores.documents, tableNames),
    invite: (player: PlayerId, body: object = {}) =>
      call(player, 'POST', '/v1/invitations', { game: 'noughts', ...body }),
    answer: (player: PlayerId, code: unknown, accept = true) =>
      call(player, 'POST', `/v1/invitations/${String(code)}/acceptance`, { accept }),
    read: (player: PlayerId, code: unknown) => call(player, 'GET', `/v1/invitations/${String(code)}`),
    rejoin: (player: PlayerId, id: unknown) => call(player, 'POST', `/v1/matches/${String(id)}/rejoin`, {}),
    headerOf: async (id: unknown) => (await stores.matches.get(matchId(String(id))))?.header,
    /** Ends a match as its script would. */
    async finish(id: string, endedAt = clock.now): Promise<void> {
      await stores.matches.takeOver(matchId(id), { gameSessionId: gameSessionId(`arn:${randomUUID()}`) });
      await stores.matches.finish(matchId(id), {
        result: { places: [1, 2], reason: 'line' },
        endedAt,
        commands: 2,
        conduct: aConduct(),
      });
    },
    /** The SDK of a new player; the first answers to some requests are lost. */
    sdk: async (lost: readonly string[] = []) => sdkOf(app, await aPlayer(), clock, lost),
    async close() {
      await gamelift.close();
      await stores.close();
    },
  };
}

/** A hosting that notes what it places, and whose process can die before that. */
function recordedHosting(real: GameSessionCalls) {
  /** `begun`: the ids of all placements, with repeats. */
  const placements: { begun: string[]; dying: boolean } = { begun: [], dying: false };
  const hosting: GameSessionCalls = {
    ...real,
    async place(id, header) {
      if (placements.dying) throw new Error('the process died');
      placements.begun.push(id);
      await real.place(id, header);
    },
  };
  return { hosting, placements };
}

/** The SDK over an app in this process. Each entry of `lost` (`METHOD /path`) loses one answer. */
function sdkOf(
  app: HttpApp,
  player: PlayerId,
  clock: { readonly now: number },
  lost: readonly string[],
): ArrangedMatches {
  const losing = [...lost];
  const transports: Transports = {
    async fetch(url, init) {
      const claims = { sub: player, sid: sessionOf(player) };
      const event = { requestContext: { authorizer: { jwt: { claims } } } };
      const answer = await app.fetch(new Request(url, init), { event });
      const request = `${init.method} ${new URL(url).pathname}`;
      if (losing.includes(request)) {
        losing.splice(losing.indexOf(request), 1);
        throw new Error('the answer is lost');
      }
      return answer;
    },
    realtime: () => Promise.reject(new Error('no connection here')),
    openSocket: () => ({ send: () => undefined, close: () => undefined }),
    newId: () => randomUUID().replaceAll('-', ''),
    now: () => clock.now,
    after(_, call) {
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
  };
  const http = new Http('http://api', transports);
  return new ArrangedMatches({
    transports,
    playerId: player,
    patiently: (attempt) => http.patiently(attempt),
    ask: (path, answer, request) => http.ask(path, answer, request),
  });
}
