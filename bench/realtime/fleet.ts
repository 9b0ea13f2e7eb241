import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { createRealtimeFleet, type RealtimeFleet } from '../../local/realtime';

/** A script that sends every message back to its sender. */
const script = `'use strict';
let session;
exports.ssExports = {
  configuration: { pingIntervalTime: 30000, maxPlayers: 32 },
  init(rtSession) { session = rtSession; },
  onMessage({ opCode, payload, sender }) {
    session.sendReliableMessage(session.newTextGameMessage(opCode, session.getServerId(), payload), sender);
  },
};`;

export interface MeasuredFleet {
  readonly fleet: RealtimeFleet;
  /** Starts a game session. @returns its port */
  start(): Promise<number>;
  close(): Promise<void>;
}

/** A fleet on this machine whose script echoes messages, and keeps `warmProcesses` processes warm. */
export function openFleet(maxProcesses: number, warmProcesses: number): MeasuredFleet {
  const logFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-realtime-'));
  const fleet = createRealtimeFleet(
    {
      fleetId: 'fleet-bench',
      fleetArn: 'arn:aws:gamelift:local::fleet/fleet-bench',
      fleetName: 'bench',
      script: {
        source: { kind: 'zip', bytes: zipSync({ 'server.js': Buffer.from(script) }) },
        launchPath: 'server.js',
        launchParameters: 'loggingLevel:error',
      },
      maxProcesses,
      warmProcesses,
      address: '127.0.0.1',
      certificate: 'DISABLED',
      udp: true,
      environment: {},
      activationTimeoutSeconds: 60,
      logFolder,
      // The round trip is measured, not the rate limit.
      limits: { messagesPerSecond: 1_000_000, messageBurst: 1_000_000 },
    },
    {
      checkPlayerSession: () => Promise.resolve({ reserved: true }),
      acceptPlayerSession: () => Promise.resolve(true),
      removePlayerSession: () => Promise.resolve(),
      gameSessionEnded: () => undefined,
      processFailed: (detail) => {
        throw new Error(detail);
      },
      log: () => undefined,
    },
  );
  let started = 0;
  return {
    fleet,
    start: async () => {
      started += 1;
      const { port } = await fleet.startGameSession({
        GameSessionId: `arn:aws:gamelift:local::gamesession/bench/${started}`,
        FleetId: 'fleet-bench',
        MaximumPlayerSessionCount: 2,
        GameProperties: [],
        IpAddress: '127.0.0.1',
      });
      return port;
    },
    close: async () => {
      await fleet.close();
      fs.rmSync(logFolder, { recursive: true, force: true });
    },
  };
}

/** Resolves when `spares` processes are ready without a game session. */
export async function warmUp({ fleet }: MeasuredFleet, spares: number): Promise<void> {
  const ready = (): number =>
    fleet.processes().filter(({ port, gameSessionId }) => port > 0 && gameSessionId === undefined).length;
  while (ready() < spares) await pause(5);
}
