import { once } from 'node:events';
import fs from 'node:fs';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { zipSync } from 'fflate';
import { WebSocket, WebSocketServer } from 'ws';
import { createRealtimeFleet, type RealtimeFleet } from '../../local/realtime';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { packet } from '../../contract/realtime/wire/packet';

export const title =
  'Realtime host: placement with warm processes (limit: p99 < 300 ms), memory of idle sessions with a process each (limit: 100 within 4 GB), message round trip beside a bare ws server';

const gigabyte = 1024 ** 3;
/**
 * The number of concurrent idle sessions; TURNLIFT_BENCH_SESSIONS=400 takes two minutes and shows the upper
 * end.
 */
const sessions = Number(process.env['TURNLIFT_BENCH_SESSIONS'] ?? 100);
const script = `'use strict';
let session;
exports.ssExports = {
  configuration: { pingIntervalTime: 30000, maxPlayers: 32 },
  init(rtSession) { session = rtSession; },
  onMessage(m) { session.sendReliableMessage(session.newTextGameMessage(m.opCode, session.getServerId(), m.payload), m.sender); },
};`;

interface Bench {
  readonly fleet: RealtimeFleet;
  start(): Promise<number>;
  close(): Promise<void>;
}

function open(maximumProcesses: number, warmProcesses: number): Bench {
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
      maximumProcesses,
      warmProcesses,
      address: '127.0.0.1',
      certificate: 'DISABLED',
      udp: true,
      environment: {},
      activationTimeoutSeconds: 60,
      logFolder,
      // the bench measures the round trip, not the rate limit
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

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
const pause = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration));

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function warmed(bench: Bench, spares: number): Promise<void> {
  while (
    bench.fleet.processes().filter((process) => process.port > 0 && process.gameSessionId === undefined)
      .length < spares
  )
    await pause(5);
}

/**
 * The private memory of processes (page tables included), and their memory with shared pages (the Node
 * binary), in bytes; undefined where the system does not report it.
 */
function memoryOf(pids: readonly number[]): { readonly own: number; readonly together: number } | undefined {
  try {
    let own = 0;
    let together = 0;
    for (const pid of pids) {
      const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      const read = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN) * 1024;
      const tables =
        // page tables that the kernel keeps for it
        Number(/^VmPTE:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
      own += read('Private_Dirty') + tables;
      together += read('Pss') + tables;
    }
    return { own: own / pids.length, together };
  } catch {
    return undefined;
  }
}

/** Round trips a second and their times, one message at a time. */
async function roundTrips(url: string, login: boolean): Promise<readonly number[]> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  if (login) {
    socket.send(
      encodePacket(
        packet({
          opCode: 0,
          targetPlayer: -1,
          reliable: true,
          message: { kind: 'login', playerSessionId: 'psess-bench', clientVersion: 2 },
        }),
      ),
    );
    await once(socket, 'message');
  }
  const sent = encodePacket(
    packet({ opCode: 7, targetPlayer: -1, sender: 1, reliable: true, payload: Buffer.alloc(200, 'x') }),
  );
  const times: number[] = [];
  for (let n = 0; n < 6000; n += 1) {
    const answer = new Promise<unknown>((resolve) => socket.once('message', resolve));
    const time = await timed(async () => {
      socket.send(sent);
      await answer;
    });
    const frame = await answer;
    if (!Buffer.isBuffer(frame) || !decodePacket(frame).ok) throw new Error('the answer is not a packet');
    if (n >= 1000) times.push(time);
  }
  socket.terminate();
  return times;
}

async function bareServer(): Promise<{ readonly url: string; close(): void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (frame) => socket.send(frame)));
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
    },
  };
}

/** Prints the figures; true when they keep the limits. */
export async function run(): Promise<boolean> {
  const table = new Table({ head: ['what', 'p50', 'p99', 'limit', ''], style: { head: [], border: [] } });
  let good = true;
  const row = (what: string, values: readonly number[], limit?: number) => {
    const kept = limit === undefined || percentile(values, 0.99) < limit;
    good &&= kept;
    table.push([
      what,
      milliseconds(percentile(values, 0.5)),
      milliseconds(percentile(values, 0.99)),
      limit === undefined ? '' : `p99 < ${limit} ms`,
      limit === undefined ? '' : kept ? 'kept' : 'MISSED',
    ]);
  };

  const warm = open(sessions + 10, 8);
  const cold = open(30, 0);
  try {
    await warmed(warm, 8);
    const placements: number[] = [];
    for (let n = 0; n < sessions; n += 1) {
      placements.push(await timed(() => warm.start()));
      await pause(250);
    }
    row('startGameSession, four a second, 8 warm processes', placements, 300);
    await cold.fleet.ready();
    await cold.start(); // the one that ready() needed
    const starts: number[] = [];
    for (let n = 0; n < 15; n += 1) starts.push(await timed(() => cold.start()));
    row('startGameSession, no warm process', starts);
    await cold.close();

    const pids = warm.fleet
      .processes()
      .filter((process) => process.gameSessionId !== undefined)
      .flatMap((process) => process.pid ?? []);
    const memory = memoryOf(pids);
    const bare = await bareServer();
    row(
      'round trip of 200 bytes through a script',
      await roundTrips(`ws://127.0.0.1:${await warm.start()}/`, true),
    );
    row('the same through a bare ws echo in this process', await roundTrips(bare.url, false));
    bare.close();

    process.stdout.write(`${table.toString()}\n`);
    if (memory === undefined) {
      process.stdout.write('memory: this system has no /proc/PID/smaps_rollup; not measured\n');
    } else {
      const kept = memory.together < 4 * gigabyte;
      good &&= kept;
      process.stdout.write(
        `memory of ${pids.length} idle sessions with a process each: ${(memory.together / gigabyte).toFixed(2)} GB together (limit 4 GB: ${kept ? 'kept' : 'MISSED'}), ` +
          `${(memory.own / 1024 / 1024).toFixed(1)} MB of its own a session; 4 GB hold ${Math.floor((4 * gigabyte - (memory.together - memory.own * pids.length)) / memory.own)} of them\n`,
      );
    }
    return good;
  } finally {
    await Promise.all([warm.close(), cold.close()]);
  }
}
