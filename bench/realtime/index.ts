import { setTimeout as pause } from 'node:timers/promises';
import Table from 'cli-table3';
import { type BenchRun, type BenchOutcome } from '../bench';
import { Limits } from '../limits';
import { type MeasuredFleet, openFleet, warmUp } from './fleet';
import { type Memory, memoryOf } from './memory';
import { bareServer, roundTrips } from './round-trips';
import { measureMs } from './timed';

export const title =
  'Realtime host: placement with warm processes (limit: p99 < 300 ms), memory of idle sessions with a ' +
  'process each (limit: 100 within 4 GB), message round trip beside a bare ws server';

const gigabyte = 1024 ** 3;

/** How much is measured. */
interface Size {
  /** Concurrent idle sessions, each placed with a warm process. */
  readonly sessions: number;
  /** Placements whose process must start first. */
  readonly cold: number;
  /** Messages of a round trip. */
  readonly messages: number;
}
/** TURNLIFT_BENCH_SESSIONS=400 takes two minutes and shows the upper end. */
const sizeOf = ({ quick }: BenchRun): Size => ({
  sessions: Number(process.env['TURNLIFT_BENCH_SESSIONS'] ?? (quick ? 8 : 100)),
  cold: quick ? 2 : 15,
  messages: quick ? 500 : 5000,
});

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;

/** A measurement in milliseconds; a limit is one of p99. */
interface Row {
  readonly what: string;
  readonly values: readonly number[];
  readonly limit?: number;
}

/** Starts game sessions while warm processes wait. */
async function placeWarm(warm: MeasuredFleet, { sessions }: Size): Promise<Row> {
  await warmUp(warm, 8);
  const values: number[] = [];
  for (let n = 0; n < sessions; n += 1) {
    values.push(await measureMs(() => warm.start()));
    await pause(250);
  }
  return { what: 'startGameSession, four a second, 8 warm processes', values, limit: 300 };
}

/** Starts game sessions whose process must start first. */
async function placeCold(cold: MeasuredFleet, size: Size): Promise<Row> {
  await cold.fleet.ready();
  // The process that ready() waited for.
  await cold.start();
  const values: number[] = [];
  for (let n = 0; n < size.cold; n += 1) values.push(await measureMs(() => cold.start()));
  return { what: 'startGameSession, no warm process', values };
}

async function sendThroughScript(warm: MeasuredFleet, { messages }: Size): Promise<Row> {
  const url = `ws://127.0.0.1:${await warm.start()}/`;
  return { what: 'round trip of 200 bytes through a script', values: await roundTrips(url, true, messages) };
}

async function sendThroughBareServer({ messages }: Size): Promise<Row> {
  const bare = await bareServer();
  try {
    return {
      what: 'the same through a bare ws echo in this process',
      values: await roundTrips(bare.url, false, messages),
    };
  } finally {
    bare.close();
  }
}

function tableOf(rows: readonly Row[], limits: Limits): string {
  const table = new Table({ head: ['what', 'p50', 'p99', 'limit', ''], style: { head: [], border: [] } });
  for (const { what, values, limit } of rows) {
    const p99 = percentile(values, 0.99);
    const limited =
      limit === undefined
        ? ['', '']
        : [
            `p99 < ${limit} ms`,
            limits.check(`p99 of ${what}`, p99, 'ms', { below: limit }) ? 'kept' : 'MISSED',
          ];
    table.push([what, milliseconds(percentile(values, 0.5)), milliseconds(p99), ...limited]);
  }
  return table.toString();
}

/** Process ids of the game sessions of a fleet. */
const processesOf = ({ fleet }: MeasuredFleet): readonly number[] =>
  fleet
    .processes()
    .filter((process) => process.gameSessionId !== undefined)
    .flatMap((process) => process.pid ?? []);

/** Gigabytes. */
const maxMemoryGigabytes = 4;

/** @param processes the number of idle sessions whose memory it is */
function memoryText(memory: Memory | undefined, processes: number, limits: Limits): string {
  if (memory === undefined) return 'memory: this system has no /proc/PID/smaps_rollup; not measured';
  const { own, together } = memory;
  const shared = together - own * processes;
  const what = `memory of ${processes} idle sessions`;
  const kept = limits.check(what, together / gigabyte, 'GB', { below: maxMemoryGigabytes });
  return (
    `${what} with a process each: ${(together / gigabyte).toFixed(2)} GB together (limit ` +
    `${maxMemoryGigabytes} GB: ${kept ? 'kept' : 'MISSED'}), ` +
    `${(own / 1024 / 1024).toFixed(1)} MB of its own a session; ${maxMemoryGigabytes} GB hold ` +
    `${Math.floor((maxMemoryGigabytes * gigabyte - shared) / own)} of them`
  );
}

/** Measures and prints. */
export async function run(bench: BenchRun): Promise<BenchOutcome> {
  const size = sizeOf(bench);
  const limits = new Limits();
  const warm = openFleet(size.sessions + 10, 8);
  const cold = openFleet(30, 0);
  try {
    const rows = [await placeWarm(warm, size), await placeCold(cold, size)];
    await cold.close();
    const pids = processesOf(warm);
    const memory = memoryOf(pids);
    rows.push(await sendThroughScript(warm, size), await sendThroughBareServer(size));
    process.stdout.write(`${tableOf(rows, limits)}\n${memoryText(memory, pids.length, limits)}\n`);
    return { missed: limits.missed };
  } finally {
    await Promise.all([warm.close(), cold.close()]);
  }
}
