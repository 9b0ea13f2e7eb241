import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { formatLaunchParameters, type LaunchParameters } from '../../../contract/launch-parameters';
import { createRealtimeFleet, type HostedEndpoint, type RealtimeFleet } from '../../../local/realtime';
import { StandalonePlayerSessions } from '../../../local/realtime/standalone/player-sessions';
import { buildSharedArtifacts } from '../../functions/support/bundles';
import { arrangeMatch, type MatchSeats, prefix } from './script-harness';
import { credentials, type EmulatedStore, region, tables } from './store';

/** The script as it is deployed, bundled, in the Realtime host: a process for each match. */
export interface HostedScript {
  readonly fleet: RealtimeFleet;
  readonly playerSessions: StandalonePlayerSessions;
  /** The number of game sessions that have ended. */
  readonly ends: readonly { readonly gameSessionId: string; readonly end: string; readonly detail: string }[];
  /** A match whose players may connect now. */
  start(game: string): Promise<
    MatchSeats & {
      readonly endpoint: HostedEndpoint;
      endpointOf(seat: number): { ipAddress: string; tls: boolean; port: number; playerSessionId: string };
    }
  >;
  close(): Promise<void>;
}

export async function hostScript(
  store: EmulatedStore,
  options: {
    readonly patience?: LaunchParameters['patience'];
    readonly udp?: boolean;
    readonly tls?: boolean;
    readonly processes?: number;
  } = {},
): Promise<HostedScript> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-script-'));
  fs.cpSync(path.join(await buildSharedArtifacts(), 'realtime-server'), folder, { recursive: true });
  const playerSessions = new StandalonePlayerSessions(false);
  const ends: { gameSessionId: string; end: string; detail: string }[] = [];
  const fleet = createRealtimeFleet(
    {
      fleetId: 'fleet-1',
      fleetArn: `arn:aws:gamelift:${region}:111122223333:fleet/fleet-1`,
      fleetName: 'test',
      script: {
        source: { kind: 'folder', path: folder },
        launchPath: 'server.js',
        launchParameters: formatLaunchParameters({
          region,
          prefix,
          tables,
          loggingLevel: 'info',
          ...(options.patience === undefined ? {} : { patience: options.patience }),
        }),
      },
      maxProcesses: options.processes ?? 3,
      warmProcesses: 1,
      address: '127.0.0.1',
      certificate: options.tls === true ? 'GENERATED' : 'DISABLED',
      udp: options.udp === true,
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: store.dynamodb.url,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      activationTimeoutSeconds: 30,
      logFolder: path.join(folder, 'logs'),
    },
    {
      checkPlayerSession: (session, id) => playerSessions.checkPlayerSession(session, id),
      acceptPlayerSession: (session, id) => playerSessions.acceptPlayerSession(session, id),
      removePlayerSession: (session, id) => playerSessions.removePlayerSession(session, id),
      gameSessionEnded: (gameSessionId, end, detail) => {
        ends.push({ gameSessionId, end, detail });
      },
      processFailed: (detail) => {
        ends.push({ gameSessionId: '', end: 'process-failed', detail });
      },
      log: () => undefined,
    },
  );
  await fleet.ready();
  return {
    fleet,
    playerSessions,
    ends,
    async start(game) {
      const match = await arrangeMatch(store.matches, game);
      playerSessions.reserve(match.playerSessions);
      const endpoint = await fleet.startGameSession({
        ...match.gameSession,
        FleetId: 'fleet-1',
        MaximumPlayerSessionCount: 2,
        GameProperties: [],
        IpAddress: '127.0.0.1',
      });
      return {
        ...match,
        endpoint,
        endpointOf: (seat) => ({
          ipAddress: '127.0.0.1',
          tls: options.tls === true,
          port: endpoint.port,
          playerSessionId: match.playerSessions[seat] ?? '',
        }),
      };
    },
    async close() {
      await fleet.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
