/** Builds the parts of a local GameLift on a state and a clock, and serves them. */
import { advertisedAddress, listenFor } from '../realtime';
import { type CloudFormation } from './cloudformation/endpoint';
import { type Context } from './context';
import { type ControlPlane, type ControlPlaneOptions } from './control-plane';
import { createEventBus } from './events/bus';
import { EventDelivery } from './events/delivery';
import { FaultyDelivery } from './events/delivery-faults';
import { eventSwitches } from './events/switches';
import { createControlPlane } from './fleets/create-control-plane';
import { createIds } from './identity';
import { LateFleets } from './late-fleets';
import { logUrl, localApi } from './local-api/endpoints';
import { insightOf } from './local-api/insight';
import { type SessionLogLine, Snapshots } from './local-api/snapshots';
import { configurationOperations } from './matchmaking/configuration-operations';
import { MatchmakingService } from './matchmaking/matchmaking';
import { ticketOperations } from './matchmaking/ticket-operations';
import { createCall, type RequestRecord } from './operation';
import { type LocalGameLift, type LocalGameLiftOptions } from './options';
import { placementOperations } from './placement/placement-operations';
import { Placements } from './placement/placements';
import { awsJson } from './protocol/aws-json';
import { type Call } from './protocol/call';
import { rpcCbor } from './protocol/rpc-cbor';
import { serveProtocols } from './protocol/server';
import { Ring } from './ring';
import { sessionCounts, sessionReports } from './sessions/reports';
import { gameSessionOperations } from './sessions/game-session-operations';
import { playerSessionOperations } from './sessions/player-session-operations';
import { Sessions } from './sessions/sessions';
import { type State } from './state/state';
import { Tags } from './tag-store';
import { type TaskClock } from './task-clock';

/** Maximum number of requests that the console shows. */
const maxRequests = 2000;

/** The state, the clock and the log of a local GameLift. */
export interface Foundation {
  readonly clock: TaskClock;
  readonly state: State;
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly lines: Ring<SessionLogLine>;
  readonly failed: (error: unknown) => void;
  /** Unlocks the folder, or removes a temporary one. */
  readonly release: () => void;
}

interface Base {
  readonly context: Context;
  readonly fleets: LateFleets;
  readonly faults: FaultyDelivery;
  readonly delivery: EventDelivery | undefined;
  /** The seed of batches. */
  readonly chance: number;
}

interface Services {
  readonly sessions: Sessions;
  readonly placements: Placements;
  readonly matchmaking: MatchmakingService;
  readonly controlPlane: ControlPlane;
}

/** The running local GameLift. Rejects when the port is in use. */
export async function assemble(
  options: LocalGameLiftOptions,
  foundation: Foundation,
): Promise<LocalGameLift> {
  const { address = listenFor(options.advertise) } = options;
  const advertised = await advertisedAddress(address, options.advertise);
  const base = createBase(options, foundation);
  const { context, faults, delivery } = base;
  const services = createServices(options, { address, advertised, folder: foundation.folder }, base);
  const { sessions, placements, matchmaking } = services;
  const requests = new Ring<RequestRecord>(maxRequests);
  const { server, cloudFormation } = await serve(options, foundation, context, services, requests);
  placements.recover();
  matchmaking.recover();
  delivery?.recover();

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await server.close();
    matchmaking.close();
    placements.close();
    await services.controlPlane.close();
    await delivery?.close();
    foundation.clock.close();
    await foundation.state.close();
    foundation.release();
  };
  return {
    url: server.url,
    port: server.port,
    region: context.region,
    account: context.account,
    clock: foundation.clock,
    stacks: cloudFormation.stacks,
    events: eventSwitches(faults, delivery),
    insight: insightOf(context, matchmaking, placements, sessions, requests),
    close: () => (closing ??= close()),
  };
}

function createBase(options: LocalGameLiftOptions, { clock, state, log, warn }: Foundation): Base {
  const { region = 'us-west-2', account = '111122223333', hosting = 'local' } = options;
  const boots = state.collection<{ readonly count: number }>('boots');
  const boot = boots.put('boots', { count: (boots.get('boots')?.count ?? 0) + 1 }).count;
  // A seeded run on stored data must not repeat the ids of its earlier runs.
  const seed = options.seed === undefined ? undefined : options.seed + (boot - 1) * 1_000_003;
  const ids = createIds(seed);
  const chance = seed ?? Math.floor(Math.random() * 2 ** 31);
  const faults = new FaultyDelivery(options.eventDelivery ?? [], chance);
  const delivery =
    options.eventSink === undefined
      ? undefined
      : new EventDelivery(state, clock, { sink: options.eventSink, copies: () => faults.copies() }, log);
  const fleets = new LateFleets();
  const context: Context = {
    region,
    account,
    clock,
    ids,
    state,
    events: createEventBus({ region, account }, clock, ids, delivery),
    tags: new Tags(state),
    hosting,
    log,
    warn,
    fleets,
  };
  return { context, fleets, faults, delivery, chance };
}

function createServices(
  { openQuestions = {}, fleetEnvironment = {}, said, controlPlane: settings = {} }: LocalGameLiftOptions,
  places: Pick<ControlPlaneOptions, 'address' | 'advertised' | 'folder'>,
  { context, fleets, chance }: Base,
): Services {
  const sessions = new Sessions(context);
  const placements = new Placements(context, sessions);
  const matchmaking = new MatchmakingService(context, sessions, placements, { seed: chance, openQuestions });
  sessions.recover();
  const controlPlane = createControlPlane(
    {
      context,
      reports: (fleetId, location) => sessionReports(context, sessions, fleetId, location, said),
      sessions: sessionCounts(sessions),
      fleetEnvironment,
      ...places,
    },
    settings,
  );
  fleets.bind(controlPlane.fleets);
  return { sessions, placements, matchmaking, controlPlane };
}

/** Serves every protocol on one port. */
async function serve(
  options: LocalGameLiftOptions,
  { failed, lines }: Foundation,
  context: Context,
  services: Services,
  requests: Ring<RequestRecord>,
): Promise<{
  readonly server: Awaited<ReturnType<typeof serveProtocols>>;
  readonly cloudFormation: CloudFormation;
}> {
  const { sessions, placements, matchmaking, controlPlane } = services;
  let url = '';
  const call: Call = createCall(
    context,
    [
      ...gameSessionOperations(sessions, (gameSessionId) => logUrl(url, gameSessionId)),
      ...playerSessionOperations(sessions),
      ...placementOperations(placements),
      ...configurationOperations(matchmaking, placements),
      ...ticketOperations(matchmaking, sessions),
      ...controlPlane.operations,
    ],
    requests,
  );
  const cloudFormation = controlPlane.cloudFormation(call, options.cloudFormationTypes ?? []);
  const snapshots = new Snapshots({
    context,
    matchmaking,
    placements,
    sessions,
    controlPlane,
    requests,
    lines,
  });
  const server = await serveProtocols({
    port: options.port ?? 0,
    ids: context.ids,
    failed,
    ...(options.host === undefined ? {} : { host: options.host }),
    claimants: [
      awsJson(call),
      rpcCbor(call),
      localApi({ context, placements, sessions, snapshots }),
      ...controlPlane.claimants,
      cloudFormation.claimant,
    ],
  }).catch(async (error: unknown) => {
    await controlPlane.close();
    throw error;
  });
  ({ url } = server);
  return { server, cloudFormation };
}
