/** `npm run sim`: worlds of many seeds; a failure is shrunk and reported with the command that repeats it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type Campaign, runCampaign } from './campaign';
import { allFaultKinds, type FaultKind, faultKinds, isFaultKind } from './faults';
import { plantedBugs } from './planted/bugs';
import { buildWithBug } from './planted/build';
import { findPlanted, isFoundWell, rowOf, tableHead } from './planted/table';
import { campaignProgress } from './progress';
import { runWorld } from './run';
import { shrink } from './shrink';
import { type WorldOptions, type WorldReport } from './report';

interface Options {
  readonly seeds?: number;
  readonly seed?: number;
  readonly from: number;
  readonly minutes?: number;
  readonly faults: readonly FaultKind[];
  readonly only?: ReadonlySet<string>;
  readonly persons?: number;
  readonly rounds?: number;
  readonly thinks?: number;
  readonly trace?: string;
  readonly planted?: string;
  readonly json?: true;
  readonly shrink?: true;
}

const defaultSeeds = 1000;
/** A planted bug that more seeds do not find is a defect of the simulator. */
const defaultPlantedSeeds = 20_000;
/** Lines of the trace that are printed with a failure. */
const shownLines = 25;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function asWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Write a whole number from 0.');
  return value;
}

function kindsOf(text: string): readonly FaultKind[] {
  if (text === 'all') return allFaultKinds;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    if (!isFaultKind(name))
      throw new InvalidArgumentError(`Write all, none, or some of ${Object.keys(faultKinds).join(', ')}.`);
    return name;
  });
}

const idsOf = (text: string): ReadonlySet<string> => new Set(text.split(',').filter((id) => id !== ''));

/** The command that repeats a world. */
export function repeatCommand({ seed, only, persons, rounds, thinks }: WorldOptions): string {
  const parts = [`npm run sim -- --seed ${seed}`];
  if (persons !== undefined) parts.push(`--persons ${persons}`);
  if (rounds !== undefined) parts.push(`--rounds ${rounds}`);
  if (thinks !== undefined) parts.push(`--thinks ${thinks}`);
  if (only !== undefined) parts.push(only.size === 0 ? '--faults none' : `--only '${[...only].join(',')}'`);
  return parts.join(' ');
}

function printViolations({ violations }: WorldReport): void {
  for (const { oracle, message, at } of violations.slice(0, 3))
    say(`${pc.red('VIOLATION')} ${pc.bold(oracle)} at ${at} ms: ${message}`);
}

async function printFailure(options: WorldOptions, report: WorldReport): Promise<void> {
  say(`\nseed ${options.seed} fails with ${report.faults.length} faults`);
  printViolations(report);
  say('shrinking …');
  const small = await shrink(options, report, runWorld);
  const last = await runWorld({ ...small.options, keepTrace: true });
  say(`\nafter ${small.runs} runs: ${last.faults.length} faults, ${last.commands} commands`);
  printViolations(last);
  for (const { id, at } of last.faults) say(`  ${String(at).padStart(8)} ms  ${id}`);
  say(`\nthe last ${Math.min(shownLines, last.trace.length)} of ${last.trace.length} events:`);
  for (const line of last.trace.slice(-shownLines)) say(`  ${line}`);
  say(`\n${pc.bold('repeat:')} ${repeatCommand(small.options)}`);
}

/** The size of a campaign's failure once it is shrunk. */
async function shrunkFailure({ failed }: Campaign) {
  if (failed === undefined) return undefined;
  const { report, runs } = await shrink(failed.options, failed.report, runWorld);
  return { faults: report.faults.length, commands: report.commands, runs };
}

function printSummary(
  campaign: Campaign,
  json: boolean,
  shrunk?: Awaited<ReturnType<typeof shrunkFailure>>,
): void {
  const { worlds, matches, commands, acknowledgements, faults, occasions, cpuSeconds } = campaign;
  const perHour = Math.round((worlds / cpuSeconds) * 3600);
  const reached = allFaultKinds.filter((kind) => (faults.get(kind) ?? 0) > 0);
  if (json) {
    const figures = { worlds, matches, commands, acknowledgements, cpuSeconds, seedsPerCpuHour: perHour };
    const failed = campaign.failed?.report;
    const found = failed && { seed: failed.seed, violation: failed.violations[0] };
    const more = { ...(found === undefined ? {} : { found }), ...(shrunk === undefined ? {} : { shrunk }) };
    say(JSON.stringify({ ...figures, faults: Object.fromEntries(faults), ...more }));
    return;
  }
  say(
    `\n${worlds} seeds: ${matches} matches, ${commands} commands, ${acknowledgements} of them acknowledged`,
  );
  say(`${cpuSeconds.toFixed(1)} s of processor time, ${perHour} seeds a processor hour`);
  say(`fault kinds reached: ${reached.length} of ${allFaultKinds.length}`);
  for (const kind of allFaultKinds)
    say(`  ${kind.padEnd(24)} ${String(faults.get(kind) ?? 0).padStart(8)} of ${occasions.get(kind) ?? 0}`);
}

/** The nearest parent folder with the sources: this program may be compiled, or a bundle. */
function projectFolder(from: string): string {
  if (fs.existsSync(path.join(from, 'sim', 'main.ts'))) return from;
  if (path.dirname(from) === from) throw new Error('planted bugs need the sources of the project');
  return projectFolder(path.dirname(from));
}

/** Runs this program again, with a bug in the code under test. */
async function runPlanted(name: string, args: readonly string[]): Promise<number> {
  const bug = plantedBugs.find((candidate) => candidate.name === name);
  if (bug === undefined)
    throw new InvalidArgumentError(
      `There is no planted bug ${name}: ${plantedBugs.map((one) => one.name).join(', ')}.`,
    );
  const root = projectFolder(__dirname);
  process.stderr.write(`planted: ${bug.summary} (${bug.file})\n`);
  const bundle = await buildWithBug(root, 'sim/main.ts', bug);
  try {
    return spawnSync(process.execPath, [bundle, ...args], { stdio: 'inherit' }).status ?? 1;
  } finally {
    fs.rmSync(bundle, { force: true });
  }
}

/** Looks for every planted bug, rare ones last, and prints a row of the table for each. */
async function runAllPlanted(seeds: number): Promise<number> {
  const root = projectFolder(__dirname);
  let status = 0;
  for (const line of tableHead) say(line);
  for (const bug of plantedBugs.toSorted((left, right) => left.within - right.within)) {
    const finding = await findPlanted(root, bug, seeds);
    say(rowOf(finding));
    if (!isFoundWell(finding)) status = 1;
  }
  return status;
}

function withoutPlanted(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--planted');
  return at === -1 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
}

/** The options that decide a world besides its seed. */
function limitsOf({ faults: kinds, persons, rounds, thinks }: Options): Omit<WorldOptions, 'seed'> {
  return {
    kinds,
    ...(persons === undefined ? {} : { persons }),
    ...(rounds === undefined ? {} : { rounds }),
    ...(thinks === undefined ? {} : { thinks }),
  };
}

async function runOne(seed: number, options: Options): Promise<number> {
  const { only, trace } = options;
  const world = { seed, ...limitsOf(options), ...(only === undefined ? {} : { only }) };
  const report = await runWorld({ ...world, keepTrace: true });
  if (trace !== undefined) fs.writeFileSync(trace, `${report.trace.join('\n')}\n`);
  say(`seed ${seed}: ${report.matches} matches, ${report.commands} commands, ${report.faults.length} faults`);
  say(`${report.trace.length} events in ${report.lasted} virtual ms, trace ${report.hash}`);
  if (report.violations.length === 0) return 0;
  if (only === undefined) await printFailure(world, report);
  else printViolations(report);
  return 1;
}

async function runMany(options: Options): Promise<number> {
  const { minutes, json = false } = options;
  const seeds = options.seeds ?? (minutes === undefined ? defaultSeeds : Infinity);
  const until = minutes === undefined ? Infinity : Date.now() + minutes * 60_000;
  const progress = campaignProgress({ seeds, minutes }, process.stderr, Date.now);
  let done = 0;
  const campaign = await runCampaign(
    options.from,
    limitsOf(options),
    (worlds) => worlds < seeds && Date.now() < until,
    () => {
      done += 1;
      progress.show(done);
    },
  );
  progress.end();
  printSummary(campaign, json, options.shrink === true ? await shrunkFailure(campaign) : undefined);
  if (campaign.failed === undefined) return 0;
  if (!json) await printFailure(campaign.failed.options, campaign.failed.report);
  return 1;
}

const program = new Command('npm run sim --')
  .description('The simulator of everything: the real backend in worlds that seeds decide')
  .option('--seeds <n>', `how many seeds (default ${defaultSeeds})`, asWholeNumber)
  .option('--from <seed>', 'the first of them', asWholeNumber, 1)
  .option('--minutes <n>', 'run for this long instead', asWholeNumber)
  .option('--seed <n>', 'this seed alone', asWholeNumber)
  .option('--faults <kinds>', 'all, none, or kinds with commas between', kindsOf, allFaultKinds)
  .option('--only <ids>', 'with --seed: these faults and no others, with commas between', idsOf)
  .option('--persons <n>', 'maximum number of persons', asWholeNumber)
  .option('--rounds <n>', 'maximum number of rounds per match', asWholeNumber)
  .option('--thinks <ms>', 'how long every person thinks at most before a command', asWholeNumber)
  .option('--trace <file>', 'with --seed: write every event to this file')
  .option('--planted <name>', 'with a planted bug: see sim/planted/bugs.ts; all: a table of all of them')
  .option('--json', 'the summary as one line of JSON; a failure is shrunk with --shrink only')
  .option('--shrink', 'with --json: the size of the shrunk failure as well')
  .action(async (options: Options) => {
    process.exitCode =
      options.planted === 'all'
        ? await runAllPlanted(options.seeds ?? defaultPlantedSeeds)
        : options.planted !== undefined
          ? await runPlanted(options.planted, withoutPlanted(process.argv.slice(2)))
          : options.seed !== undefined
            ? await runOne(options.seed, options)
            : await runMany(options);
  });

void program.parseAsync();
