import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { type BenchRun, type BenchOutcome } from '../bench';
import { Limits } from '../limits';
import { type MeasuredProcess, withServer } from './measured-process';
import { describeTickets, type Request, setUp, startTicket } from './requests';

export const title =
  'Local GameLift: requests per second over HTTP with 50,000 tickets in the pool (limit: 3,000/s on ' +
  'two cores)';

/** Requests a second. */
const limit = 3000;
/** Skills of tickets in the pool are so far apart that no two of them match. */
const apart = 50;

/** How much is measured. */
interface Size {
  /** Tickets in the pool. */
  readonly pool: number;
  /** Length of a measurement. */
  readonly seconds: number;
}
const sizeOf = ({ quick }: BenchRun): Size =>
  quick ? { pool: 2000, seconds: 1 } : { pool: 50_000, seconds: 10 };

interface Measurement {
  /** The store of the server, and its operation. */
  readonly where: string;
  readonly what: string;
  /** The next request; undefined ends the measurement before its time. */
  readonly next: () => Request | undefined;
  readonly seconds: number;
  /** Requests a second that the server must answer. */
  readonly least?: number;
}

/** Measures, and collects rows of the table. */
class Report {
  readonly limits = new Limits();
  readonly #table = new Table({
    style: { head: [], border: [] },
    head: ['where', 'operation', 'per second', 'p50 ms', 'p99 ms', 'server CPU µs', 'limit'],
  });

  async measure({ load, used }: MeasuredProcess, measurement: Measurement): Promise<void> {
    const { where, what, next, least } = measurement;
    const before = await used();
    const { perSecond, p50, p99, count } = await load.run(next, measurement.seconds);
    const cpu = ((await used()).cpuMicroseconds - before.cpuMicroseconds) / count;
    const kept =
      least === undefined ||
      this.limits.check(`${what}, ${where}`, perSecond, 'requests a second', { least });
    this.#table.push([
      where,
      what,
      perSecond.toFixed(0),
      p50.toFixed(2),
      p99.toFixed(2),
      cpu.toFixed(0),
      least === undefined ? '' : `≥ ${least} ${kept ? 'kept' : 'MISSED'}`,
    ]);
  }

  toString(): string {
    return this.#table.toString();
  }
}

/** Fills the pool of a local GameLift, then starts tickets that match, then reads tickets that wait. */
async function measureGameLift(
  report: Report,
  { pool, seconds }: Size,
  where: string,
  server: MeasuredProcess,
): Promise<void> {
  for (const { operation, input } of setUp) await server.load.send(operation, input);
  let filled = 0;
  await report.measure(server, {
    where,
    what: `StartMatchmaking while the pool fills to ${pool}`,
    next: () => (filled < pool ? startTicket(`pool-${filled}`, filled++ * apart) : undefined),
    seconds: 600,
  });
  let started = 0;
  await report.measure(server, {
    where,
    what: 'StartMatchmaking, every pair matches',
    // Two tickets of one skill match each other and no ticket of the pool, which keeps its size.
    next: () => startTicket(`new-${started}`, 5_000_000 + (started++ >> 1) * apart),
    seconds,
    least: limit,
  });
  let described = 0;
  await report.measure(server, {
    where,
    what: 'DescribeMatchmaking, 10 ids',
    next: () => {
      described += 1;
      const ticketAt = (index: number): string => `pool-${(described * 7919 + index * 4801) % pool}`;
      return describeTickets(Array.from({ length: 10 }, (_, index) => ticketAt(index)));
    },
    seconds,
    least: limit,
  });
  const { residentMegabytes } = await server.used();
  process.stdout.write(
    `${where}: ${residentMegabytes.toFixed(0)} MB resident with ${pool + started} tickets\n`,
  );
}

/** Measures and prints a table. */
export async function run(bench: BenchRun): Promise<BenchOutcome> {
  const size = sizeOf(bench);
  const report = new Report();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-bench-'));
  try {
    await withServer(['echo'], (server) =>
      report.measure(server, {
        where: 'rival',
        what: 'bare Node server that echoes JSON',
        next: () => startTicket('echo', 1),
        seconds: size.seconds / 2,
      }),
    );
    for (const [where, dataFolder] of [
      ['memory', ''],
      ['on disk', folder],
    ] as const)
      await withServer(['gamelift', dataFolder], (server) => measureGameLift(report, size, where, server));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const { missed } = report.limits;
  const verdict =
    missed.length === 0
      ? 'Every limit is kept.'
      : 'A limit is missed: other work on the machine counts, too; the CPU column does not.';
  process.stdout.write(`${report.toString()}\n${verdict}\n`);
  return { missed };
}
