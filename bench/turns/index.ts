import fs from 'node:fs';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables, startDynamoDb } from '../../local/dynamodb';
import { messageOf } from '../../core/message-of';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';
import { type Figures } from './figures';
import { oneRun, type Program } from './one-run';
import { tableOf } from './report';
import { benchTables } from '../tables';

export const title =
  'Turns: CPU microseconds a move of 1,000 two-player matches over real sockets, beside colyseus, ws ' +
  'and boardgame.io (limits: 40 µs, p99 4 ms at 500 moves a second)';

const limits = { cpuUs: 40, p99Ms: 4 };
/** Where the rivals are, with their dependencies installed; without it they are left out. */
const rivalsVariable = 'TURNLIFT_PEERS_BENCH';
/** How often each is measured; figures are medians. */
const rounds = Number(process.env['TURNLIFT_BENCH_ROUNDS'] ?? 3);

interface Target {
  readonly name: string;
  readonly measure: () => Promise<Figures>;
  /** Its figures are held to the limits. */
  readonly limited?: boolean;
}

interface Size {
  readonly matches: number;
  readonly seconds: number;
  /** ms between two moves of a match in the paced phase. */
  readonly paceMs: number;
}

const program = (name: string, words: readonly (number | string)[]): Program => ({
  file: path.join(__dirname, `${name}${path.extname(__filename)}`),
  arguments: words.map(String),
});

/** Turnlift, with a number of matches in a number of processes. */
const turnlift = (
  { matches, seconds, paceMs }: Size,
  processes: number,
  endpoint?: string,
): Promise<Figures> => {
  const each = Math.ceil(matches / processes);
  return oneRun(
    Array.from({ length: processes }, (_, index) =>
      program('server', [
        index * each,
        Math.min(each, matches - index * each),
        ...(endpoint === undefined ? [] : [endpoint]),
      ]),
    ),
    (ports) => program('players', [ports.join(','), seconds, paceMs]),
  );
};

async function durable(size: Size): Promise<Figures> {
  const dynamodb = await startDynamoDb();
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    await createTables(client, benchTables);
    return await turnlift(size, 1, dynamodb.url);
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

const rivals: ReadonlyArray<{
  readonly name: string;
  readonly file: string;
  readonly kind: string;
  readonly environment?: Readonly<Record<string, string>>;
}> = [
  { name: 'bare ws, JSON, validation', file: 'ws-auth.cjs', kind: 'ws-auth' },
  { name: 'colyseus, messages only', file: 'colyseus.cjs', kind: 'colyseus', environment: { MODE: 'msg' } },
  { name: 'colyseus, a patch a move', file: 'colyseus.cjs', kind: 'colyseus', environment: { PATCH: 'now' } },
  { name: 'boardgame.io', file: 'bgio.cjs', kind: 'bgio' },
];

const rival = (
  folder: string,
  { file, kind, environment = {} }: (typeof rivals)[number],
  { matches, seconds, paceMs }: Size,
): Promise<Figures> =>
  oneRun([{ file: path.join(folder, 'targets', file), environment }], ([port = 0]) => ({
    file: path.join(folder, 'loadgen.cjs'),
    arguments: [kind, port, matches, seconds, paceMs].map(String),
  }));

function targetsOf({ quick, print }: BenchRun): readonly Target[] {
  const size = { matches: quick ? 100 : 1000, seconds: quick ? 2 : 8, paceMs: quick ? 200 : 2000 };
  const few = { ...size, matches: quick ? 5 : 40 };
  const some = { ...size, matches: quick ? 20 : 200 };
  const folder = process.env[rivalsVariable];
  if (folder === undefined || !fs.existsSync(path.join(folder, 'node_modules')))
    print(`The rivals are left out: ${rivalsVariable} names no folder of them with its node_modules.`);
  return [
    { name: 'Turnlift, one process', measure: () => turnlift(size, 1), limited: true },
    { name: 'Turnlift, two processes', measure: () => turnlift(size, 2) },
    {
      name: `Turnlift, a process a match (${few.matches} matches)`,
      measure: () => turnlift(few, few.matches),
    },
    { name: `Turnlift, durable writes (${some.matches} matches)`, measure: () => durable(some) },
    ...(folder === undefined
      ? []
      : rivals.map((one) => ({ name: one.name, measure: () => rival(folder, one, size) }))),
  ];
}

/** Measures and prints. */
export async function run(bench: BenchRun): Promise<BenchOutcome> {
  const targets = targetsOf(bench);
  const figures = new Map<Target, Figures[]>(targets.map((target) => [target, []]));
  // One round after the other, so that what else the machine does falls on all of them alike.
  for (let round = 0; round < (bench.quick ? 1 : rounds); round += 1)
    for (const target of targets)
      try {
        figures.get(target)?.push(await target.measure());
      } catch (error) {
        bench.print(`${target.name}: ${messageOf(error)}`);
      }
  const [ours] = targets;
  process.stdout.write(
    `${tableOf(targets.map((target) => ({ name: target.name, rounds: figures.get(target) ?? [] })))}\n`,
  );
  const measured = (ours === undefined ? undefined : figures.get(ours)) ?? [];
  const cpu = median(measured.map(({ sat }) => sat.cpuUsPerMove));
  const p99 = median(measured.map(({ paced }) => paced.p99));
  const checked = new Limits();
  if (measured.length === 0) checked.miss('turns of one process were not measured');
  else {
    checked.check('CPU of a move', cpu, 'µs', { most: limits.cpuUs });
    checked.check('p99 of a move', p99, 'ms', { most: limits.p99Ms });
  }
  const kept = checked.missed.length === 0;
  bench.print(
    `limits ${limits.cpuUs} µs a move and p99 ${limits.p99Ms} ms: ${kept ? 'kept' : 'MISSED'} ` +
      `(${measured.length === 0 ? 'not measured' : `${cpu.toFixed(1)} µs, ${p99.toFixed(2)} ms`})`,
  );
  return { missed: checked.missed };
}
