/** The local GameLift: the AWS API of GameLift Realtime, FlexMatch and queues on one port. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type OpenQuestions } from '../../flexmatch';
import { advertisedAddress, listenFor } from '../realtime';
import { type ScriptSaid } from '../realtime/hosting';
import { type LocalTime } from '../time/local-time';
import { RealClock, type TaskClock, VirtualClock } from './task-clock';
import { type ResourceType } from './cloudformation/stack';
import { type Stacks } from './cloudformation/stacks';
import { type Context, type HostingMode } from './context';
import { createEventBus } from './events/bus';
import { EventDelivery, type EventSink } from './events/delivery';
import { type EventSwitches, eventSwitches } from './events/switches';
import { FaultyDelivery, type DeliveryFault } from './events/delivery-faults';
import { createControlPlane } from './fleets/create-control-plane';
import { type ControlPlaneSettings } from './fleets/settings';
import { createIds } from './identity';
import { lockFolder } from './folder-lock';
import { LateFleets } from './late-fleets';
import { configurationOperations } from './matchmaking/configuration-operations';
import { Matchmaking } from './matchmaking/matchmaking';
import { ticketOperations } from './matchmaking/ticket-operations';
import { createCall, type RequestRecord } from './operation';
import { placementOperations } from './placement/placement-operations';
import { Placements } from './placement/placements';
import { awsJson } from './protocol/aws-json';
import { rpcCbor } from './protocol/rpc-cbor';
import { serveProtocols } from './protocol/server';
import { Ring } from './ring';
import { sessionOperations } from './sessions/session-operations';
import { sessionCounts, sessionReports } from './sessions/reports';
import { Sessions } from './sessions/sessions';
import { logUrl, localApi } from './local-api/endpoints';
import { type Insight, insightOf } from './local-api/insight';
import { type LogLine, Snapshots } from './local-api/snapshots';
import { State } from './state/state';
import { Tags } from './tag-store';

export type { Delivery, EventSink } from './events/delivery';
export { httpTopic, snsLambdaEvent, snsNotification } from './events/sns';
export { type DeliveryFault, deliveryFaults } from './events/delivery-faults';
export { boolean, integer, list, object, string } from './cloudformation/properties';
export { type ResourceType } from './cloudformation/stack';
export { type Stacks } from './cloudformation/stacks';
export type { HostingMode } from './context';
export { type S3Reader } from './scripts/s3';
export { RealClock, VirtualClock } from './task-clock';
export { type EventSwitches } from './events/switches';
export { type Insight } from './local-api/insight';

export interface LocalGameLiftOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Default us-west-2. */
  readonly region?: string;
  /** Twelve digits. Default 111122223333. */
  readonly account?: string;
  /** A folder that keeps everything; absent: everything ends with the process. */
  readonly dataFolder?: string;
  /**
   * Default `real`. A virtual clock starts at 2026-01-01T00:00:00Z and is advanced by POST /_local/clock;
   * with a data folder it continues where it stood.
   */
  readonly clock?: 'real' | 'virtual';
  /** What a real clock follows; absent: the time of the machine. */
  readonly time?: LocalTime;
  /** Default `local`. */
  readonly hosting?: HostingMode;
  /** Resource types of other services that templates may contain, besides GameLift's own. */
  readonly cloudFormationTypes?: readonly ResourceType[];
  /** Receives every event, and once more for the topic that a configuration or a queue names. */
  readonly eventSink?: EventSink;
  /** Deliberate faults of event delivery. */
  readonly eventDelivery?: readonly DeliveryFault[];
  /** Added to the environment of every script process. */
  readonly fleetEnvironment?: Readonly<Record<string, string>>;
  /**
   * The address that script processes listen on. Default: 127.0.0.1; with `advertise`, every address.
   */
  readonly address?: string;
  /**
   * The address or name that players receive in sessions, placements, tickets and events. Default: where the
   * processes listen; when that is every address, this machine's own in its network.
   */
  readonly advertise?: string;
  /** The pace of fleets and scaling, and the S3 endpoint; each has a default. */
  readonly controlPlane?: Partial<ControlPlaneSettings>;
  /** How FlexMatch interprets what its documents leave open. */
  readonly openQuestions?: OpenQuestions;
  /** Makes ids, batches and delivery faults repeatable. */
  readonly seed?: number;
  /** Receives log lines. */
  readonly log?: (line: string) => void;
  /** Hears what a user should change. Default: `log`. */
  readonly warn?: (line: string) => void;
  /** Hears what scripts say that their developer should read at once. */
  readonly said?: (said: ScriptSaid) => void;
}

export interface LocalGameLift {
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly account: string;
  /** The clock that everything runs on; a virtual one can be advanced here as well as over HTTP. */
  readonly clock: TaskClock;
  /** CloudFormation's stacks, as over HTTP. */
  readonly stacks: Stacks;
  /** Controls of event delivery, which can be changed at any time. */
  readonly events: EventSwitches;
  /** Its contents, for the console. */
  readonly insight: Insight;
  /** Ends every script process and flushes the state. */
  close(): Promise<void>;
}

const virtualStart = Date.parse('2026-01-01T00:00:00Z');
const requestsRemembered = 2000;
const linesRemembered = 5000;

interface Boots {
  readonly count: number;
}

/**
 * Starts a local GameLift.
 * @throws Error when the port is in use, or the data folder cannot be read or is in use by another local
 *   GameLift
 */
export async function createLocalGameLift(options: LocalGameLiftOptions = {}): Promise<LocalGameLift> {
  const lines = new Ring<LogLine>(linesRemembered);
  let clock: TaskClock | undefined;
  const log = (line: string): void => {
    lines.add({ time: clock?.seconds() ?? Date.now() / 1000, line });
    options.log?.(line);
  };
  const warn = (line: string): void => {
    lines.add({ time: clock?.seconds() ?? Date.now() / 1000, line });
    (options.warn ?? options.log)?.(line);
  };
  const failed = (error: unknown): void =>
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const folder = options.dataFolder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-gamelift-'));
  const release =
    options.dataFolder === undefined
      ? () => fs.rmSync(folder, { recursive: true, force: true })
      : lockFolder(folder);
  try {
    const state =
      options.dataFolder === undefined
        ? State.memory()
        : await State.open(path.join(folder, 'state'), failed);
    clock = options.clock === 'virtual' ? virtualClock(state, failed) : new RealClock(failed, options.time);
    return await assemble(options, { clock, state, folder, log, warn, lines, failed, release });
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * With stored data, time continues where it stood: otherwise stored deadlines would be further in the future
 * than intended.
 */
function virtualClock(state: State, failed: (error: unknown) => void): VirtualClock {
  const kept = state.collection<{ readonly milliseconds: number }>('virtualClock');
  const now = kept.get('now')?.milliseconds;
  return new VirtualClock(virtualStart, failed, {
    ...(now !== undefined && { now }),
    moved: (milliseconds) => {
      kept.put('now', { milliseconds });
    },
  });
}

interface Parts {
  readonly clock: TaskClock;
  readonly state: State;
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly lines: Ring<LogLine>;
  readonly failed: (error: unknown) => void;
  readonly release: () => void;
}

async function assemble(
  options: LocalGameLiftOptions,
  { clock, state, folder, log, warn, lines, failed, release }: Parts,
): Promise<LocalGameLift> {
  const {
    region = 'us-west-2',
    account = '111122223333',
    hosting = 'local',
    address = listenFor(options.advertise),
  } = options;
  const advertised = await advertisedAddress(address, options.advertise);
  const boots = state.collection<Boots>('boots');
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
  const place = { region, account };
  const fleets = new LateFleets();
  const base = {
    ...place,
    clock,
    ids,
    state,
    events: createEventBus(place, clock, ids, delivery),
    tags: new Tags(state),
    hosting,
    log,
    warn,
  };
  const context: Context = { ...base, fleets };

  const sessions = new Sessions(context);
  const placements = new Placements(context, sessions);
  const matchmaking = new Matchmaking(context, sessions, placements, {
    seed: chance,
    openQuestions: options.openQuestions ?? {},
  });
  sessions.recover();
  const controlPlane = createControlPlane(
    {
      context: base,
      reports: (fleetId, location) => sessionReports(context, sessions, fleetId, location, options.said),
      sessions: sessionCounts(sessions),
      fleetEnvironment: options.fleetEnvironment ?? {},
      folder,
      address,
      advertised,
    },
    options.controlPlane ?? {},
  );
  fleets.bind(controlPlane.fleets);

  let url = '';
  const requests = new Ring<RequestRecord>(requestsRemembered);
  const call = createCall(
    context,
    [
      ...sessionOperations(sessions, (gameSessionId) => logUrl(url, gameSessionId)),
      ...placementOperations(placements),
      ...configurationOperations(matchmaking, placements),
      ...ticketOperations(matchmaking, sessions),
      ...controlPlane.operations,
    ],
    requests,
  );
  const cloudFormation = controlPlane.cloudFormation(call, options.cloudFormationTypes ?? []);
  const snapshots = new Snapshots(context, matchmaking, placements, sessions, controlPlane, requests, lines);
  const server = await serveProtocols({
    port: options.port ?? 0,
    ids,
    failed,
    ...(options.host !== undefined && { host: options.host }),
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
  placements.recover();
  matchmaking.recover();
  delivery?.recover();

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await server.close();
    matchmaking.close();
    placements.close();
    await controlPlane.close();
    await delivery?.close();
    clock.close();
    await state.close();
    release();
  };
  return {
    url,
    port: server.port,
    region,
    account,
    clock,
    stacks: cloudFormation.stacks,
    events: eventSwitches(faults, delivery),
    insight: insightOf(context, matchmaking, placements, sessions, requests),
    close: () => (closing ??= close()),
  };
}
