import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { Load } from './load';

export const title =
  'Local GameLift: requests per second over HTTP with 50,000 tickets in the pool (limit: 3,000/s on two cores)';

const pool = 50_000;
const connections = 32;
const seconds = 10;
const limit = 3000;

const ruleSet = JSON.stringify({
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'game', type: 'string' },
    { name: 'skill', type: 'number' },
  ],
  algorithm: {
    strategy: 'exhaustiveSearch',
    batchingPreference: 'sorted',
    sortByAttributes: ['game', 'skill'],
  },
  teams: [
    { name: 'first', minPlayers: 1, maxPlayers: 1 },
    { name: 'second', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [
    {
      name: 'SameGame',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[game])'],
      operation: '=',
    },
    { name: 'FairSkill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 },
    { name: 'FastEnough', type: 'latency', maxLatency: 120 },
  ],
});

function ticket(id: string, skill: number): { readonly operation: string; readonly input: unknown } {
  return {
    operation: 'StartMatchmaking',
    input: {
      TicketId: id,
      ConfigurationName: 'bench',
      Players: [
        {
          PlayerId: `p-${id}`,
          PlayerAttributes: { game: { S: 'tic-tac-toe' }, skill: { N: skill } },
          LatencyInMs: { 'us-west-2': 40, 'us-east-1': 90 },
        },
      ],
    },
  };
}

interface Used {
  readonly residentMegabytes: number;
  readonly cpuMicroseconds: number;
}

/** A measured process, with the resources that it has used. */
async function withServer(
  args: readonly string[],
  measure: (load: Load, used: () => Promise<Used>) => Promise<void>,
): Promise<void> {
  const child = fork(path.join(__dirname, `server${path.extname(__filename)}`), [...args]);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { readonly url: string }) => resolve(message.url));
      child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
    });
    const load = new Load(url, connections);
    await measure(
      load,
      () =>
        new Promise((resolve) => {
          child.once('message', (message: Used) => resolve(message));
          child.send('used');
        }),
    );
    load.close();
  } finally {
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    if (child.connected) child.disconnect();
    await gone;
  }
}

type Next = Parameters<Load['run']>[0];

/** Measures and prints a table. Resolves to false when a limit is missed. */
export async function run(): Promise<boolean> {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['where', 'operation', 'per second', 'p50 ms', 'p99 ms', 'server CPU µs', 'limit'],
  });
  let good = true;
  const measure = async (
    load: Load,
    used: () => Promise<Used>,
    where: string,
    what: string,
    next: Next,
    time: number,
    least?: number,
  ): Promise<void> => {
    const before = await used();
    const { perSecond, p50, p99, count } = await load.run(next, time);
    const cpu = ((await used()).cpuMicroseconds - before.cpuMicroseconds) / count;
    if (least !== undefined && perSecond < least) good = false;
    table.push([
      where,
      what,
      perSecond.toFixed(0),
      p50.toFixed(2),
      p99.toFixed(2),
      cpu.toFixed(0),
      least === undefined ? '' : perSecond >= least ? `≥ ${least} kept` : `≥ ${least} MISSED`,
    ]);
  };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-bench-'));
  try {
    await withServer(['echo'], (load, used) =>
      measure(load, used, 'rival', 'bare Node server that echoes JSON', () => ticket('echo', 1), seconds / 2),
    );
    for (const [where, dataFolder] of [
      ['memory', ''],
      ['on disk', folder],
    ] as const) {
      await withServer(['gamelift', dataFolder], async (load, used) => {
        await load.send('CreateMatchmakingRuleSet', { Name: 'bench', RuleSetBody: ruleSet });
        await load.send('CreateMatchmakingConfiguration', {
          Name: 'bench',
          RuleSetName: 'bench',
          AcceptanceRequired: false,
          RequestTimeoutSeconds: 43_200,
          FlexMatchMode: 'STANDALONE',
        });
        let filled = 0;
        await measure(
          load,
          used,
          where,
          `StartMatchmaking while the pool fills to ${pool}`,
          () => (filled < pool ? ticket(`pool-${filled}`, filled++ * 50) : undefined),
          600,
        );
        let started = 0;
        // Two tickets of one skill match each other and no ticket of the pool, which keeps its size.
        await measure(
          load,
          used,
          where,
          'StartMatchmaking, every pair matches',
          () => ticket(`new-${started}`, 5_000_000 + (started++ >> 1) * 50),
          seconds,
          limit,
        );
        let described = 0;
        await measure(
          load,
          used,
          where,
          'DescribeMatchmaking, 10 ids',
          () => {
            described += 1;
            return {
              operation: 'DescribeMatchmaking',
              input: {
                TicketIds: Array.from(
                  { length: 10 },
                  (_, index) => `pool-${(described * 7919 + index * 4801) % pool}`,
                ),
              },
            };
          },
          seconds,
          limit,
        );
        process.stdout.write(
          `${where}: ${(await used()).residentMegabytes.toFixed(0)} MB resident with ${pool + started} tickets\n`,
        );
      });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `${table.toString()}\n${good ? 'Every limit is kept.' : 'A limit is missed: other work on the machine counts, too; the CPU column does not.'}\n`,
  );
  return good;
}
