import { newInvitationCode } from '../../core/invitation-code';
import { configurationArn, queueName } from '../../contract/names';
import { type PlayerEvent } from '../../contract/player-events';
import { type TableName } from '../../contract/tables';
import { type Backend } from '../../definition';
import { leaderboards as leaderboardsDeclaration } from '../../functions/leaderboards/declaration';
import { createLeaderboardsApp } from '../../functions/leaderboards/app';
import { matchSweeper } from '../../functions/match-sweeper/declaration';
import { sweepMatches } from '../../functions/match-sweeper/matches';
import { sweepTickets } from '../../functions/match-sweeper/tickets';
import { createMatchesApp } from '../../functions/matches/app';
import { createHosting } from '../../functions/matches/hosting';
import { matches as matchesDeclaration } from '../../functions/matches/declaration';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { matchmaking as matchmakingDeclaration } from '../../functions/matchmaking/declaration';
import { matchmakingEvents } from '../../functions/matchmaking-events/declaration';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import { createPlayersApp } from '../../functions/players/app';
import { players as playersDeclaration } from '../../functions/players/declaration';
import { probeMilliseconds } from '../../functions/players/health';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { type Bus } from '../../functions/shared/events/bus';
import { type HttpApp } from '../../functions/shared/http/app';
import { type FunctionDeclaration } from '../../functions/declaration';
import { createLeaderboardStore } from '../../store/leaderboards';
import { createInvitationStore } from '../../store/invitations';
import { createMatchStore } from '../../store/match-store';
import { createAccountStore } from '../../store/accounts';
import { createErasure } from '../../store/erasure';
import { createIdentityStore } from '../../store/identities';
import { createPlayerExports } from '../../store/player-export';
import { createPlayerRecordStore } from '../../store/player-records';
import { createPlayerStore } from '../../store/players';
import { createRematchStore } from '../../store/rematches';
import { createRewardStore } from '../../store/rewards';
import { createSessionStore } from '../../store/sessions';
import { createIdentityProofs } from '../../functions/shared/identity/identity-proof';
import { createTicketStore } from '../../store/tickets';
import { createWriteProbe } from '../../store/write-probe';
import { documentClient } from '../dynamodb/client';
import { type Database } from '../dynamodb/database';
import { createGameLiftRegions, type GameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { gameLiftClient } from '../gamelift/client';
import { interruptible } from '../game';
import { gameliftArn, place, prefix } from '../gamelift/place';
import { type GameLift } from '../gamelift/service';
import { type Common, type Host } from '../host';
import { checkCalls, checkGameLift } from '../oracles/grants';
import { retryPolicy } from '../retries';
import { makeStreamFunction, streamDeclarations } from './stream-functions';
import { signToken, signingKeys } from './tokens';

/** The parts of a world that functions reach. */
export interface World {
  readonly backend: Backend;
  readonly database: Database;
  readonly gamelift: () => GameLift;
  readonly tables: Readonly<Record<TableName, string>>;
  /** Called for each event that is put on the bus. */
  told(event: PlayerEvent): void;
  /** Called for each call to GameLift when it arrives there. */
  asked(action: string, input: object): void;
}

const busFaults = {
  requestLost: 'bus-request-lost',
  answerLost: 'bus-answer-lost',
  patience: 3000,
} as const;

const declarations = {
  players: playersDeclaration,
  matchmaking: matchmakingDeclaration,
  matches: matchesDeclaration,
  leaderboards: leaderboardsDeclaration,
  'matchmaking-events': matchmakingEvents,
  'match-sweeper': matchSweeper,
  ...streamDeclarations,
} as const satisfies Readonly<Record<string, FunctionDeclaration>>;
export type FunctionName = keyof typeof declarations;

export const timeoutSeconds = (name: FunctionName): number => declarations[name].timeoutSeconds;

/** Runs one execution: of an HTTP function with a request, of another function with its event. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** An HTTP request as the gateway passes it to a function. */
export interface GatewayCall {
  readonly request: Request;
  readonly requestId: string;
  /** Claims of the token that the authorizer accepted. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The queue of a world has fleets of one Region. */
const gameLift = (name: FunctionName, host: Host, common: Common, world: World): GameLiftRegions =>
  createGameLiftRegions(undefined, () =>
    gameLiftClient(
      host,
      world.gamelift(),
      common,
      (action) => checkGameLift(name, declarations[name].grants, action, common.violation),
      world.asked,
    ),
  );

/**
 * A container of a function: the deployed parts, connected to edges of this world. It does the work of the
 * function's index.ts.
 */
export function makeFunction(name: FunctionName, host: Host, common: Common, world: World): Invoke {
  const { clock, chance, violation } = common;
  const { backend, tables } = world;
  const { grants } = declarations[name];
  const now = (): number => clock.now();
  const newId = (): string => chance.uuid(`${host.name} id`);
  const client = documentClient(host, world.database, common, (calls) =>
    checkCalls(name, grants, calls, tables, violation),
  );
  const gamelift = gameLift(name, host, common, world);
  const retry = retryPolicy(host, chance);
  const matchStore = () => createMatchStore(client, tables, { retry, now, newId });
  const ticketStore = () => createTicketStore(client, tables, retry);
  const playerStore = () => createPlayerStore(client, tables, retry);
  const accountStores = () => {
    const stores = {
      players: playerStore(),
      sessions: createSessionStore(client, tables, retry),
      accounts: createAccountStore(client, tables, retry),
      identities: createIdentityStore(client, tables, retry),
      records: createPlayerRecordStore(client, tables, retry),
      rewards: createRewardStore(client, tables, retry),
      matches: matchStore(),
      tickets: ticketStore(),
      invitations: createInvitationStore(client, tables, { retry, now }),
    };
    return {
      ...stores,
      erasure: createErasure(client, tables, retry),
      exports: createPlayerExports(client, tables, stores, retry),
      probe: createWriteProbe(client, tables, probeMilliseconds),
      // Worlds do not link identities of other providers.
      proofs: createIdentityProofs([], { fetch: () => Promise.reject(new Error('no network')), now }),
    };
  };
  const bus = (): Bus => ({
    put: (events) =>
      host.ask('bus', 'PutEvents', busFaults, () => {
        for (const event of events) world.told(event);
      }),
  });
  const placed = () => createPlacedMatches(gamelift, backend, prefix);
  const certificates = () => createFleetCertificates(gamelift);
  switch (name) {
    case 'players':
      return serve(
        createPlayersApp({
          ...accountStores(),
          signingKeys,
          issuer: 'https://api.example.com',
          attemptsPerAddress: 1_000_000,
          reservedNames: [],
          addressOf: () => undefined,
          now,
          newId,
          newSecret: () => chance.hex(`${host.name} secret`, 43),
          signAccessToken: signToken,
        }),
      );
    case 'matchmaking':
      return serve(
        createMatchmakingApp({
          players: playerStore(),
          tickets: ticketStore(),
          matches: matchStore(),
          gamelift,
          backend,
          resourcePrefix: prefix,
          locations: [place.region],
          now,
          newId,
          newSeed: () => chance.hex(`${host.name} seed`, 32),
        }),
      );
    case 'matches':
      return serve(
        createMatchesApp({
          matches: matchStore(),
          hosting: createHosting(gamelift, queueName(prefix)),
          backend,
          invitations: createInvitationStore(client, tables, { retry, now }),
          rematches: createRematchStore(client, tables, retry),
          interruptible,
          certificates: certificates(),
          accounts: createAccountStore(client, tables, retry),
          now,
          newId,
          newSeed: () => chance.hex(`${host.name} seed`, 32),
          newCode: () =>
            newInvitationCode({ below: (bound) => chance.between(`${host.name} code`, 0, bound - 1) }),
        }),
      );
    case 'leaderboards':
      return serve(
        createLeaderboardsApp({
          leaderboards: createLeaderboardStore(client, tables, { retry, now }),
          boards: backend.boards,
          seasons: backend.seasons,
          now,
        }),
      );
    case 'matchmaking-events': {
      const configurations = [...backend.matchmakings.keys()].map((key) =>
        configurationArn(gameliftArn, prefix, key),
      );
      const dependencies = {
        configurations,
        tickets: ticketStore(),
        matches: matchStore(),
        placed: placed(),
        certificates: certificates(),
      };
      return (event) => receiveMatchmakingEvent(event, dependencies);
    }
    case 'match-sweeper': {
      const shared = { tickets: ticketStore(), matches: matchStore(), now };
      const sweeps = { ...shared, gamelift: gamelift.home, placed: placed(), certificates: certificates() };
      return async () => {
        const [tickets, matches] = await Promise.allSettled([
          sweepTickets(sweeps),
          sweepMatches({ ...shared, gamelift, games: backend.games, interruptible, newId }),
        ]);
        if (tickets.status === 'rejected') throw tickets.reason;
        if (matches.status === 'rejected') throw matches.reason;
      };
    }
    case 'player-records':
    case 'leaderboard-entries':
    case 'leaderboard-index':
    case 'match-events':
    case 'invitation-events':
      return makeStreamFunction(name, { client, tables, backend, retry, bus: bus(), now });
  }
}

function serve(app: HttpApp): Invoke {
  return async (event) => {
    if (!isGatewayCall(event)) throw new TypeError('an HTTP function was called without a request');
    const { request, requestId, claims } = event;
    const response = await app.fetch(request, {
      event: {
        requestContext: {
          requestId,
          http: { sourceIp: '10.1.0.1' },
          ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
        },
      },
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    } satisfies GatewayAnswer;
  };
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

function isGatewayCall(event: unknown): event is GatewayCall {
  return (
    typeof event === 'object' && event !== null && 'request' in event && event.request instanceof Request
  );
}

export function isGatewayAnswer(answer: unknown): answer is GatewayAnswer {
  return typeof answer === 'object' && answer !== null && 'status' in answer && 'text' in answer;
}
