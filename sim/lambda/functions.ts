import { newInvitationCode } from '../../core/invitation-code';
import { configurationArn, queueName } from '../../contract/names';
import { type PlayerEvent } from '../../contract/player-events';
import { type TableName } from '../../contract/tables';
import { type Backend } from '../../definition';
import { createLeaderboardsApp } from '../../functions/leaderboards/app';
import { sweepMatches } from '../../functions/match-sweeper/matches';
import { sweepTickets } from '../../functions/match-sweeper/tickets';
import { createMatchesApp } from '../../functions/matches/app';
import { createGameSessionCalls } from '../../functions/matches/hosting';
import { createMatchmakingApp } from '../../functions/matchmaking/app';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import { createPlayersApp } from '../../functions/players/app';
import { probeMs } from '../../functions/players/health';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { type Bus } from '../../functions/shared/events/bus';
import { type HttpApp } from '../../functions/shared/http/app';
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
import { declarations, type SimFunction } from './declarations';
import { type Invoke, serve } from './invocation';
import { makeStreamFunction } from './stream-functions';
import { signToken, signingKeys } from './tokens';

/** The parts of a world that functions reach. */
export interface LambdaWorld {
  readonly backend: Backend;
  readonly database: Database;
  readonly gamelift: () => GameLift;
  readonly tables: Readonly<Record<TableName, string>>;
  /** Called for each event that is put on the bus. */
  readonly eventSent: (event: PlayerEvent) => void;
  /** Called for each call to GameLift when it arrives there. */
  asked(action: string, input: object): void;
}

const busFaults = {
  requestLost: 'bus-request-lost',
  answerLost: 'bus-answer-lost',
  timeoutMs: 3000,
} as const;

/** The queue of a world has fleets of one Region. */
const gameLift = (name: SimFunction, host: Host, common: Common, world: LambdaWorld): GameLiftRegions =>
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
export function makeFunction(name: SimFunction, host: Host, common: Common, world: LambdaWorld): Invoke {
  const container = new Container(name, host, common, world);
  switch (name) {
    case 'players':
      return serve(container.playersApp());
    case 'matchmaking':
      return serve(container.matchmakingApp());
    case 'matches':
      return serve(container.matchesApp());
    case 'leaderboards':
      return serve(container.leaderboardsApp());
    case 'matchmaking-events':
      return container.matchmakingEvents();
    case 'match-sweeper':
      return container.matchSweeper();
    case 'player-records':
    case 'leaderboard-entries':
    case 'leaderboard-index':
    case 'match-events':
    case 'invitation-events':
      return container.streamFunction(name);
  }
}

class Container {
  readonly #host: Host;
  readonly #common: Common;
  readonly #world: LambdaWorld;
  readonly #client: ReturnType<typeof documentClient>;
  readonly #gamelift: GameLiftRegions;
  readonly #retry: ReturnType<typeof retryPolicy>;

  constructor(name: SimFunction, host: Host, common: Common, world: LambdaWorld) {
    this.#host = host;
    this.#common = common;
    this.#world = world;
    this.#client = documentClient(host, world.database, common, (calls) =>
      checkCalls(name, declarations[name].grants, calls, world.tables, common.violation),
    );
    this.#gamelift = gameLift(name, host, common, world);
    this.#retry = retryPolicy(host, common.chance);
  }

  playersApp(): HttpApp {
    return createPlayersApp({
      ...this.#accountStores(),
      gamelift: this.#gamelift.home,
      signingKeys,
      issuer: 'https://api.example.com',
      attemptsPerAddress: 1_000_000,
      reservedNames: [],
      addressOf: () => undefined,
      now: this.#now,
      newId: this.#newId,
      newSecret: () => this.#common.chance.hex(`${this.#host.name} secret`, 43),
      signAccessToken: signToken,
    });
  }

  matchmakingApp(): HttpApp {
    return createMatchmakingApp({
      players: this.#players(),
      sessions: this.#sessions(),
      tickets: this.#tickets(),
      matches: this.#matches(),
      gamelift: this.#gamelift,
      backend: this.#world.backend,
      resourcePrefix: prefix,
      locations: [place.region],
      now: this.#now,
      newId: this.#newId,
      newSeed: this.#newSeed,
    });
  }

  matchesApp(): HttpApp {
    const { tables, backend } = this.#world;
    const { chance } = this.#common;
    const [client, retry, now] = [this.#client, this.#retry, this.#now];
    return createMatchesApp({
      matches: this.#matches(),
      hosting: createGameSessionCalls(this.#gamelift, queueName(prefix)),
      backend,
      invitations: createInvitationStore(client, tables, { retry, now }),
      rematches: createRematchStore(client, tables, retry),
      interruptible,
      certificates: createFleetCertificates(this.#gamelift),
      sessions: this.#sessions(),
      accounts: createAccountStore(client, tables, retry),
      now,
      newId: this.#newId,
      newSeed: this.#newSeed,
      newCode: () =>
        newInvitationCode({
          below: (bound) => chance.between(`${this.#host.name} code`, 0, bound - 1),
        }),
    });
  }

  leaderboardsApp(): HttpApp {
    const { tables, backend } = this.#world;
    const [retry, now] = [this.#retry, this.#now];
    return createLeaderboardsApp({
      leaderboards: createLeaderboardStore(this.#client, tables, { retry, now }),
      declared: backend.leaderboards,
      seasons: backend.seasons,
      now,
    });
  }

  matchmakingEvents(): Invoke {
    const dependencies = {
      configurations: [...this.#world.backend.matchmakings.keys()].map((key) =>
        configurationArn(gameliftArn, prefix, key),
      ),
      tickets: this.#tickets(),
      matches: this.#matches(),
      gamelift: this.#gamelift.home,
      placed: this.#placed(),
      certificates: createFleetCertificates(this.#gamelift),
    };
    return (event) => receiveMatchmakingEvent(event, dependencies);
  }

  matchSweeper(): Invoke {
    const { games } = this.#world.backend;
    const gamelift = this.#gamelift;
    const shared = { tickets: this.#tickets(), matches: this.#matches(), now: this.#now };
    const sweeps = {
      ...shared,
      gamelift: gamelift.home,
      placed: this.#placed(),
      certificates: createFleetCertificates(gamelift),
    };
    return async () => {
      const [tickets, matches] = await Promise.allSettled([
        sweepTickets(sweeps),
        sweepMatches({ ...shared, gamelift, games, interruptible, newId: this.#newId }),
      ]);
      if (tickets.status === 'rejected') throw tickets.reason;
      if (matches.status === 'rejected') throw matches.reason;
    };
  }

  streamFunction(name: Parameters<typeof makeStreamFunction>[0]): Invoke {
    const { tables, backend, eventSent } = this.#world;
    const bus: Bus = {
      put: (events) =>
        this.#host.ask('bus', 'PutEvents', busFaults, () => {
          for (const event of events) eventSent(event);
        }),
    };
    return makeStreamFunction(name, {
      client: this.#client,
      tables,
      backend,
      retry: this.#retry,
      bus,
      now: this.#now,
    });
  }

  readonly #now = (): number => this.#common.clock.now();
  readonly #newId = (): string => this.#common.chance.uuid(`${this.#host.name} id`);
  readonly #newSeed = (): string => this.#common.chance.hex(`${this.#host.name} seed`, 32);

  #matches() {
    return createMatchStore(this.#client, this.#world.tables, {
      retry: this.#retry,
      now: this.#now,
      newId: this.#newId,
    });
  }

  #tickets() {
    return createTicketStore(this.#client, this.#world.tables, this.#retry);
  }

  #players() {
    return createPlayerStore(this.#client, this.#world.tables, this.#retry);
  }

  #sessions() {
    return createSessionStore(this.#client, this.#world.tables, this.#retry);
  }

  #placed() {
    return createPlacedMatches(this.#gamelift, this.#world.backend, prefix);
  }

  #accountStores() {
    const { tables } = this.#world;
    const [client, retry, now] = [this.#client, this.#retry, this.#now];
    const stores = {
      players: this.#players(),
      sessions: this.#sessions(),
      accounts: createAccountStore(client, tables, retry),
      identities: createIdentityStore(client, tables, retry),
      records: createPlayerRecordStore(client, tables, retry),
      rewards: createRewardStore(client, tables, retry),
      matches: this.#matches(),
      tickets: this.#tickets(),
      invitations: createInvitationStore(client, tables, { retry, now }),
    };
    return {
      ...stores,
      erasure: createErasure(client, tables, retry),
      exports: createPlayerExports(client, tables, stores, retry),
      probe: createWriteProbe(client, tables, probeMs),
      // Worlds do not link identities of other providers.
      proofs: createIdentityProofs([], { fetch: () => Promise.reject(new Error('no network')), now }),
    };
  }
}
