/**
 * A local GameLift with its control plane, sessions and queues, on a free port. For tests of the control
 * plane.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { strToU8, zipSync } from 'fflate';
import { RealClock, type VirtualClock } from '../../../../local/gamelift/task-clock';
import { type Context, type HostingMode } from '../../../../local/gamelift/context';
import { type ControlPlane } from '../../../../local/gamelift/control-plane';
import { createControlPlane } from '../../../../local/gamelift/fleets/create-control-plane';
import { type ControlPlaneSettings } from '../../../../local/gamelift/fleets/settings';
import { createIds } from '../../../../local/gamelift/identity';
import { configurationOperations } from '../../../../local/gamelift/matchmaking/configuration-operations';
import { MatchmakingService } from '../../../../local/gamelift/matchmaking/matchmaking';
import { LateFleets } from '../../../../local/gamelift/late-fleets';
import { createCall, type RequestRecord } from '../../../../local/gamelift/operation';
import { Placements } from '../../../../local/gamelift/placement/placements';
import { placementOperations } from '../../../../local/gamelift/placement/placement-operations';
import { awsJson } from '../../../../local/gamelift/protocol/aws-json';
import { type Call } from '../../../../local/gamelift/protocol/call';
import { rpcCbor } from '../../../../local/gamelift/protocol/rpc-cbor';
import { serveProtocols } from '../../../../local/gamelift/protocol/server';
import { Ring } from '../../../../local/gamelift/ring';
import { sessionCounts, sessionReports } from '../../../../local/gamelift/sessions/reports';
import { gameSessionOperations } from '../../../../local/gamelift/sessions/game-session-operations';
import { playerSessionOperations } from '../../../../local/gamelift/sessions/player-session-operations';
import { Sessions } from '../../../../local/gamelift/sessions/sessions';
import { State } from '../../../../local/gamelift/state/state';
import { Tags } from '../../../../local/gamelift/tag-store';

export interface ControlPlaneServer {
  readonly url: string;
  readonly client: GameLiftClient;
  readonly controlPlane: ControlPlane;
  readonly call: Call;
  readonly folder: string;
  readonly log: readonly string[];
  /** The instructions to a user who must change something. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly settings?: Partial<ControlPlaneSettings>;
  readonly clock?: VirtualClock;
  readonly hosting?: HostingMode;
  /** The folder of state and scripts; by default a temporary folder that is removed with the server. */
  readonly folder?: string;
  /** Default us-west-2. */
  readonly region?: string;
  /** Intercepts the calls of CloudFormation, to let one fail. */
  readonly intercept?: (call: Call) => Call;
}

export const region = 'us-west-2';
export const account = '111122223333';

export async function startControlPlane(options: ServerOptions = {}): Promise<ControlPlaneServer> {
  const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-control-'));
  const log: string[] = [];
  const warnings: string[] = [];
  const clock =
    options.clock ??
    new RealClock((error) => {
      log.push(String(error));
    });
  const ids = createIds();
  const state =
    options.folder === undefined
      ? State.memory()
      : await State.open(path.join(folder, 'state'), (error) => {
          log.push(String(error));
        });
  const base: Omit<Context, 'fleets'> = {
    region: options.region ?? region,
    account,
    clock,
    ids,
    state,
    hosting: options.hosting ?? 'local',
    tags: new Tags(state),
    log: (line) => {
      log.push(line);
    },
    warn: (line) => {
      warnings.push(line);
    },
    events: { matchmaking: () => undefined, placement: () => undefined, sent: () => [] },
  };
  const fleets = new LateFleets();
  const context: Context = { ...base, fleets };
  const sessions = new Sessions(context);
  const placements = new Placements(context, sessions);
  const matchmaking = new MatchmakingService(context, sessions, placements, { seed: 1, openQuestions: {} });
  sessions.recover();
  const controlPlane = createControlPlane(
    {
      context: base,
      reports: (fleetId, location) => sessionReports(base, sessions, fleetId, location),
      sessions: sessionCounts(sessions),
      fleetEnvironment: {},
      folder,
      address: '127.0.0.1',
      advertised: { ipAddress: '127.0.0.1', dnsName: 'localhost' },
    },
    { fleetStepMs: 1, instanceStartMs: 1, warmProcesses: 1, ...options.settings },
  );
  fleets.bind(controlPlane.fleets);
  placements.recover();
  const call = createCall(
    context,
    [
      ...controlPlane.operations,
      ...configurationOperations(matchmaking, placements),
      ...gameSessionOperations(sessions, (id) => `http://127.0.0.1/${id}`),
      ...playerSessionOperations(sessions),
      ...placementOperations(placements),
    ],
    new Ring<RequestRecord>(100),
  );
  const server = await serveProtocols({
    port: 0,
    ids,
    failed: (error) => {
      log.push(String(error));
    },
    claimants: [
      rpcCbor(call),
      awsJson(call),
      ...controlPlane.claimants,
      controlPlane.cloudFormation(options.intercept?.(call) ?? call, []).claimant,
    ],
  });
  const client = new GameLiftClient({
    region: base.region,
    endpoint: server.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    url: server.url,
    client,
    controlPlane,
    call,
    folder,
    log,
    warnings,
    close: async () => {
      client.destroy();
      await server.close();
      matchmaking.close();
      await controlPlane.close();
      if (!options.clock) clock.close();
      await state.close();
      if (options.folder === undefined) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A zip with a Realtime script that only hosts a session. */
export function scriptZip(files: Readonly<Record<string, string>> = {}): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries({ 'server.js': quietScript, ...files }).map(([name, text]) => [name, strToU8(text)]),
    ),
  );
}

export const quietScript = `
let session;
exports.ssExports = {
  configuration: {},
  init(rtSession) { session = rtSession; },
  onProcessStarted() { return true; },
  onStartGameSession() {},
  onPlayerConnect() { return true; },
  onProcessTerminate() { process.exit(0); },
};
`;
