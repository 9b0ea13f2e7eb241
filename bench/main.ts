/**
 * `npm run bench [-- NAME]`: lists the benches, or runs one. Each is a folder here whose index exports a
 * Bench. The exit code is 1 when a limit is missed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../core/message-of';
import { type Bench } from './bench';
import { runBench } from './run-bench';

const here = path.dirname(__filename);

function names(): string[] {
  return fs
    .readdirSync(here, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() &&
        ['index.js', 'index.ts'].some((file) => fs.existsSync(path.join(here, entry.name, file))),
    )
    .map((entry) => entry.name)
    .sort();
}

function isBench(value: unknown): value is Bench {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    typeof value.title === 'string' &&
    'run' in value &&
    typeof value.run === 'function'
  );
}

async function load(name: string): Promise<Bench> {
  const file =
    ['index.js', 'index.ts']
      .map((index) => path.join(here, name, index))
      .find((candidate) => fs.existsSync(candidate)) ?? '';
  const loaded: unknown = await import(pathToFileURL(file).href);
  const candidates =
    typeof loaded === 'object' && loaded !== null
      ? [
          loaded,
          ...('bench' in loaded ? [loaded.bench] : []),
          ...('default' in loaded ? [loaded.default] : []),
        ]
      : [];
  const bench = candidates.find(isBench);
  if (bench === undefined) throw new Error(`bench/${name}/index.ts does not export { title, run }`);
  return bench;
}

interface Options {
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly players?: string;
  readonly embedded?: boolean;
}

function playersOf(text: string): number {
  const players = Number(text);
  if (!Number.isInteger(players) || players < 1000 || players > 50_000_000)
    throw new RangeError(`--players must be a whole number from 1,000 to 50,000,000, not ${text}`);
  return players;
}

const program = new Command('bench')
  .description('side-by-side measurements, each with its rival or limit')
  .argument('[name]', 'the bench to run; without one the benches are listed')
  .option('--list', 'list the benches, as without a name')
  .option('--quick', 'fewer and smaller rounds, to see that it works')
  .option('--json', 'print the figures as JSON as well, as the last line')
  .option('--players <number>', 'ranking: players on the leaderboard')
  .option('--embedded', 'ranking: the embedded database and Redis instead of the model')
  .action(async (name: string | undefined, options: Options) => {
    if (name === undefined || options.list === true) {
      for (const one of names())
        process.stdout.write(`${pc.bold(one.padEnd(16))} ${(await load(one)).title}\n`);
      process.stdout.write('Run one: npm run bench -- NAME\n');
      return;
    }
    if (!names().includes(name))
      throw new Error(`no bench is named ${name}: there are ${names().join(', ')}`);
    const bench = await load(name);
    process.stdout.write(`${pc.bold(bench.title)}\n`);
    process.exitCode = await runBench(bench, {
      quick: options.quick === true,
      ...(options.players === undefined ? {} : { players: playersOf(options.players) }),
      ...(options.embedded === undefined ? {} : { embedded: options.embedded }),
      json: options.json === true,
      print: (line) => {
        process.stdout.write(`${line}\n`);
      },
      complain: (line) => {
        process.stderr.write(`${line}\n`);
      },
    });
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
