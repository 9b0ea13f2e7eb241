import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { Load, type Measured } from './load';

export const title = 'Local GameLift: requests per second over HTTP with 50,000 tickets in the pool (limit: 3,000/s on two cores)';

const pool = 50_000;
const connections = 32;
const seconds = 10;
const limit = 3000;

const ruleSet = JSON.stringify({
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'game', type: 'string' }, { name: 'skill', type: 'number' }],
  algorithm: { strategy: 'exhaustiveSearch', batchingPreference: 'sorted', sortByAttributes: ['game', 'skill'] },
  teams: [{ name: 'first', minPlayers: 1, maxPlayers: 1 }, { name: 'second', minPlayers: 1, maxPlayers: 1 }],
  rules: [
    { name: 'SameGame', type: 'comparison', measurements: ['flatten(teams[*].players.attributes[game])'], operation: '=' },
    { name: 'FairSkill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 },
    { name: 'FastEnough', type: 'latency', maxLatency: 120 },
  ],
});

function ticket(id: string, skill: number): { readonly operation: string; readonly input: unknown } {
  return { operation: 'StartMatchmaking', input: { TicketId: id, ConfigurationName: 'bench', Players: [{ PlayerId: `p-${id}`, PlayerAttributes: { game: { S: 'tic-tac-toe' }, skill: { N: skill } }, LatencyInMs: { 'us-west-2': 40, 'us-east-1': 90 } }] } };
}

async function withServer(dataFolder: string, measure: (load: Load, memory: () => Promise<number>) => Promise<void>): Promise<void> {
  const child = fork(path.join(__dirname, `server${path.extname(__filename)}`), [dataFolder]);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { readonly url: string }) => resolve(message.url));
      child.once('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
    });
    const load = new Load(url, connections);
    await load.send('CreateMatchmakingRuleSet', { Name: 'bench', RuleSetBody: ruleSet });
    await load.send('CreateMatchmakingConfiguration', { Name: 'bench', RuleSetName: 'bench', AcceptanceRequired: false, RequestTimeoutSeconds: 43_200, FlexMatchMode: 'STANDALONE' });
    await measure(load, () => new Promise((resolve) => {
      child.once('message', (message: { readonly residentMegabytes: number }) => resolve(message.residentMegabytes));
      child.send('memory');
    }));
    load.close();
  } finally {
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    if (child.connected) child.disconnect();
    await gone;
  }
}

/** Measures and prints a table. Resolves to false when a limit is missed. */
export async function run(): Promise<boolean> {
  const table = new Table({ head: ['data', 'operation', 'per second', 'p50 ms', 'p99 ms', 'limit'] });
  let good = true;
  const row = (where: string, what: string, { perSecond, p50, p99 }: Measured, least?: number): void => {
    if (least !== undefined && perSecond < least) good = false;
    table.push([where, what, perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2), least === undefined ? '' : perSecond >= least ? `≥ ${least} kept` : `≥ ${least} MISSED`]);
  };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-bench-'));
  try {
    for (const [where, dataFolder] of [['memory', ''], ['on disk', folder]] as const) {
      await withServer(dataFolder, async (load, memory) => {
        let filled = 0;
        row(where, `StartMatchmaking while the pool fills to ${pool}`, await load.run(() => (filled < pool ? ticket(`pool-${filled}`, filled++ * 50) : undefined), 600));
        let started = 0;
        // Two tickets of one skill match each other and nobody of the pool: it keeps its size.
        row(where, 'StartMatchmaking, every pair matches', await load.run(() => ticket(`new-${started}`, 5_000_000 + (started++ >> 1) * 50), seconds), limit);
        let described = 0;
        row(where, 'DescribeMatchmaking, 10 ids', await load.run(() => {
          described += 1;
          return { operation: 'DescribeMatchmaking', input: { TicketIds: Array.from({ length: 10 }, (_, index) => `pool-${(described * 7919 + index * 4801) % pool}`) } };
        }, seconds), limit);
        process.stdout.write(`${where}: ${(await memory()).toFixed(0)} MB resident with ${pool + started} tickets\n`);
      });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${table.toString()}\n${good ? 'Every limit is kept.' : 'A limit is missed.'}\n`);
  return good;
}
