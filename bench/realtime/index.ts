import { setTimeout as pause } from 'node:timers/promises';
import Table from 'cli-table3';
import { type MeasuredFleet, openFleet, warmed } from './fleet';
import { type Memory, memoryOf } from './memory';
import { bareServer, roundTrips } from './round-trips';
import { timed } from './timed';

export const title =
  'Realtime host: placement with warm processes (limit: p99 < 300 ms), memory of idle sessions with a process each (limit: 100 within 4 GB), message round trip beside a bare ws server';

const gigabyte = 1024 ** 3;
/**
 * The number of concurrent idle sessions; TURNLIFT_BENCH_SESSIONS=400 takes two minutes and shows the upper
 * end.
 */
const sessions = Number(process.env['TURNLIFT_BENCH_SESSIONS'] ?? 100);

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;

/** What is measured in milliseconds; a limit is one of p99. */
interface Row {
  readonly what: string;
  readonly values: readonly number[];
  readonly limit?: number;
}

const isKept = ({ values, limit }: Row): boolean => limit === undefined || percentile(values, 0.99) < limit;

/** Starts game sessions while warm processes wait. */
async function placeWarm(warm: MeasuredFleet): Promise<Row> {
  await warmed(warm, 8);
  const values: number[] = [];
  for (let n = 0; n < sessions; n += 1) {
    values.push(await timed(() => warm.start()));
    await pause(250);
  }
  return { what: 'startGameSession, four a second, 8 warm processes', values, limit: 300 };
}

/** Starts game sessions whose process must start first. */
async function placeCold(cold: MeasuredFleet): Promise<Row> {
  await cold.fleet.ready();
  // The process that ready() waited for.
  await cold.start();
  const values: number[] = [];
  for (let n = 0; n < 15; n += 1) values.push(await timed(() => cold.start()));
  return { what: 'startGameSession, no warm process', values };
}

async function sendThroughScript(warm: MeasuredFleet): Promise<Row> {
  const url = `ws://127.0.0.1:${await warm.start()}/`;
  return { what: 'round trip of 200 bytes through a script', values: await roundTrips(url, true) };
}

async function sendThroughBareServer(): Promise<Row> {
  const bare = await bareServer();
  try {
    return {
      what: 'the same through a bare ws echo in this process',
      values: await roundTrips(bare.url, false),
    };
  } finally {
    bare.close();
  }
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({ head: ['what', 'p50', 'p99', 'limit', ''], style: { head: [], border: [] } });
  for (const row of rows)
    table.push([
      row.what,
      milliseconds(percentile(row.values, 0.5)),
      milliseconds(percentile(row.values, 0.99)),
      row.limit === undefined ? '' : `p99 < ${row.limit} ms`,
      row.limit === undefined ? '' : isKept(row) ? 'kept' : 'MISSED',
    ]);
  return table.toString();
}

/** Process ids of the game sessions of a fleet. */
const processesOf = ({ fleet }: MeasuredFleet): readonly number[] =>
  fleet
    .processes()
    .filter((process) => process.gameSessionId !== undefined)
    .flatMap((process) => process.pid ?? []);

const memoryLimit = 4 * gigabyte;

/** @param processes the number of idle sessions whose memory it is */
function memoryText(memory: Memory | undefined, processes: number): string {
  if (memory === undefined) return 'memory: this system has no /proc/PID/smaps_rollup; not measured';
  const { own, together } = memory;
  const shared = together - own * processes;
  return (
    `memory of ${processes} idle sessions with a process each: ${(together / gigabyte).toFixed(2)} GB together (limit 4 GB: ${together < memoryLimit ? 'kept' : 'MISSED'}), ` +
    `${(own / 1024 / 1024).toFixed(1)} MB of its own a session; 4 GB hold ${Math.floor((memoryLimit - shared) / own)} of them`
  );
}

/** Prints the figures; true when they keep the limits. */
export async function run(): Promise<boolean> {
  const warm = openFleet(sessions + 10, 8);
  const cold = openFleet(30, 0);
  try {
    const rows = [await placeWarm(warm), await placeCold(cold)];
    await cold.close();
    const pids = processesOf(warm);
    const memory = memoryOf(pids);
    rows.push(await sendThroughScript(warm), await sendThroughBareServer());
    process.stdout.write(`${tableOf(rows)}\n${memoryText(memory, pids.length)}\n`);
    return rows.every(isKept) && (memory === undefined || memory.together < memoryLimit);
  } finally {
    await Promise.all([warm.close(), cold.close()]);
  }
}
