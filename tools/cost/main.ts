/**
 * `npm run cost`: the monthly cost of the backend for 100, 1,000 and 10,000 concurrent players; also writes
 * the table in docs/cost.md.
 */
import fs from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { priceNote } from '../../config/prices';
import { format } from '../format';
import { findProjectRoot } from '../project';
import { type CostEstimate, estimateCost, type FleetChoice, usualHabits } from './estimate';

const fleet: FleetChoice = {
  instanceType: 'c5.large',
  matchesPerInstance: 50,
  onDemandShare: 0.1,
  free: 0.2,
};
const dollars = (value: number): string =>
  `$${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US')}`;
const rows: ReadonlyArray<readonly [string, (estimate: CostEstimate) => string]> = [
  ['matches a month', ({ matchesPerMonth }) => Math.round(matchesPerMonth).toLocaleString('en-US')],
  ['machines at the peak', ({ instancesAtPeak }) => String(instancesAtPeak)],
  ['fleet', ({ parts }) => dollars(parts.fleet)],
  ['DynamoDB', ({ parts }) => dollars(parts.database)],
  ['Lambda', ({ parts }) => dollars(parts.functions)],
  ['events', ({ parts }) => dollars(parts.events)],
  ['HTTP API', ({ parts }) => dollars(parts.api)],
  ['transfer', ({ parts }) => dollars(parts.transfer)],
  ['logs', ({ parts }) => dollars(parts.logs)],
  ['**together**', ({ total }) => `**${dollars(total)}**`],
  ['a concurrent player', ({ total, peakPlayers }) => dollars(total / peakPlayers)],
  ['a match', ({ total, matchesPerMonth }) => `$${(total / matchesPerMonth).toFixed(5)}`],
];
const [begin, end] = ['<!-- cost table: npm run cost -- --write -->', '<!-- end of cost table -->'];

function markdown(estimates: readonly CostEstimate[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line([
      'a month',
      ...estimates.map(({ peakPlayers }) => `${peakPlayers.toLocaleString('en-US')} players at once`),
    ]),
    line(['---', ...estimates.map(() => '---:')]),
    ...rows.map(([title, value]) => line([title, ...estimates.map(value)])),
  ].join('\n');
}

/** Replaces the table of docs/cost.md. */
async function writeTable(estimates: readonly CostEstimate[]): Promise<void> {
  const file = path.join(findProjectRoot(), 'docs', 'cost.md');
  const text = fs.readFileSync(file, 'utf8');
  if (!text.includes(begin) || !text.includes(end))
    throw new Error(`${file} has no place for the table (${begin} … ${end})`);
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  const written = `${before}\n\n${markdown(estimates)}\n\n${text.slice(text.indexOf(end))}`;
  fs.writeFileSync(file, await format(file, written));
  process.stdout.write('Wrote the table of docs/cost.md\n');
}

async function main(): Promise<void> {
  const program = new Command('cost')
    .description('Estimates the cost of a month from the prices in config/prices.ts.')
    .option('--players <numbers...>', 'players at once, at the peak', ['100', '1000', '10000'])
    .option('--write', 'write the table into docs/cost.md')
    .option('--json', 'as JSON on stdout');
  const options = program.parse().opts<{ players: string[]; write?: true; json?: true }>();
  const estimates = options.players.map((text) => {
    const players = Number(text);
    if (!Number.isInteger(players) || players < 1)
      throw new RangeError(`--players ${text}: must be a whole number above 0`);
    return estimateCost(players, usualHabits, fleet);
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(estimates)}\n`);
    return;
  }
  if (options.write) {
    await writeTable(estimates);
    return;
  }
  const table = new Table({
    head: [
      'a month',
      ...estimates.map(({ peakPlayers }) => `${peakPlayers.toLocaleString('en-US')} players`),
    ],
    colAligns: ['left', ...estimates.map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const [title, value] of rows)
    table.push([title, ...estimates.map(value)].map((cell) => cell.replaceAll('*', '')));
  process.stdout.write(
    `${table.toString()}\nFrom ${priceNote}; assumptions in docs/cost.md and tools/cost/estimate.ts\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`cost failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
