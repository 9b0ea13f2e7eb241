import fs from 'node:fs';
import path from 'node:path';
import { type Command } from 'commander';
import pc from 'picocolors';
import { readOpenQuestions } from '../open-questions';
import { parseRuleSet } from '../rule-set/parse';
import { type RuleSet } from '../rule-set/rule-set';
import {
  completePopulation,
  CsvError,
  planComparison,
  type PlannedRun,
  PopulationError,
  reportOf,
  type Run,
  type SimulateOptions,
} from '../simulate';
import { htmlReport } from '../simulate/html-report';
import { textComparison, textReport } from '../simulate/text-report';
import { inOneLine, outputPath, readContent, shownName, UnreadableError } from './files';
import { addOpenQuestions } from './open-questions';
import { behaviourOf, type Flags, readPopulation } from './population-flags';
import { progressLine } from './progress';
import { type ManyRuns, runMany } from './simulate-many';
import { addSimulateOptions } from './simulate-options';
import { drawTable, palette } from './terminal';
import { playAll, threadsOf } from './threads';

/** `flexmatch simulate RULESET`: a population against the rule set on a virtual clock. */
export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'draw a population, run it against a rule set on a virtual clock, and print waiting times, ' +
        'match quality and why tickets time out',
    );
  addOpenQuestions(addSimulateOptions(command))
    .addHelpText(
      'after',
      `
Options that are left out are inferred from the rule set, and printed.
Exit code 0; 1 when a rule set is not valid; 2 when a file or a flag cannot be used.

Example: npm run flexmatch -- simulate docs/examples/duel.json \\
  --compare docs/examples/duel-wide.json --hours 2 --html report.html`,
    )
    .action(async (file: string, flags: Flags) => {
      try {
        await run(file, flags);
      } catch (error) {
        if (
          error instanceof RangeError ||
          error instanceof UnreadableError ||
          error instanceof PopulationError ||
          error instanceof CsvError
        ) {
          process.stderr.write(`${error.message}\n`);
          process.exitCode = error instanceof InvalidRuleSet ? 1 : 2;
          return;
        }
        throw error;
      }
    });
}

class InvalidRuleSet extends UnreadableError {}

async function run(file: string, flags: Flags): Promise<void> {
  // reported before the clock runs, not after
  const page = flags.html === undefined ? undefined : outputPath(flags.html);
  const ruleSet = readRuleSet(file);
  const other = flags.compare === undefined ? undefined : readRuleSet(flags.compare);
  const names = other === undefined ? undefined : namesOf(file, flags.compare ?? '', ruleSet, other);
  const population = readPopulation(flags, other === undefined ? [ruleSet] : [ruleSet, other]);
  const progress = progressLine();
  const threads = threadsOf(flags.threads);
  const playRuns = (planned: readonly PlannedRun[]): Promise<readonly Run[]> =>
    playAll(planned, threads, progress.show);
  const inputs = { ruleSet, other, names, population, options: optionsOf(flags), drawTable, playRuns };
  const many = flags.seeds !== undefined || flags.sweep !== undefined;
  if (many && page !== undefined)
    throw new PopulationError('--html shows one run: leave out --seeds and --sweep, or --html');
  let outcome: Outcome;
  try {
    outcome = await (many ? runMany({ ...inputs, body: readContent(file) }, flags) : runOnce(inputs));
  } finally {
    progress.end();
  }
  if (outcome.arrived === 0) process.stderr.write('No ticket came in this time: raise --hours or --rate.\n');
  if (page !== undefined && outcome.html !== undefined) writeHtml(page, outcome.html);
  process.stdout.write(`${flags.json === true ? JSON.stringify(outcome.json) : outcome.text}\n`);
  if (flags.json !== true && !many)
    process.stdout.write(`${pc.green('Done.')} ${nextStep(page, other !== undefined)}\n`);
}

interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly html?: string;
  /** Number of tickets that came in. */
  readonly arrived?: number;
}

/** One run, or one of each of two rule sets. */
async function runOnce(inputs: Omit<ManyRuns, 'body'>): Promise<Outcome> {
  const { ruleSet, other, names, population, options, playRuns } = inputs;
  if (other === undefined) {
    const complete =
      'recorded' in population
        ? { population, assumptions: [] }
        : completePopulation(population, [ruleSet], options);
    const { assumptions } = complete;
    const [played] = await playRuns([{ ruleSet, population: complete.population, options }]);
    if (played === undefined) throw new Error('the simulation gave no run');
    const report = reportOf(played);
    return {
      json: { ...report, assumptions },
      text: textReport(report, assumptions, palette, drawTable),
      html: htmlReport({ report, assumptions }),
      arrived: report.tickets.arrived,
    };
  }
  const plan = planComparison(ruleSet, other, {
    ...options,
    population,
    ...(names === undefined ? {} : { names }),
  });
  const [before, after] = await playRuns(plan.runs);
  if (before === undefined || after === undefined) throw new Error('the simulation gave no run');
  const comparison = plan.compared(before, after);
  return {
    json: comparison,
    text: textComparison(comparison, palette, drawTable),
    html: htmlReport({ comparison }),
    arrived: comparison.before.tickets.arrived,
  };
}

function nextStep(page: string | undefined, compared: boolean): string {
  if (page !== undefined) return `Open ${page} in a browser.`;
  return (
    'Add --html report.html for ' + `charts${compared ? '' : ', --compare OTHER.json for a second rule set'}.`
  );
}

function optionsOf(flags: Flags): SimulateOptions {
  return {
    ...(flags.hours === undefined ? {} : { hours: flags.hours }),
    ...(flags.players === undefined ? {} : { players: flags.players }),
    timeoutSeconds: flags.timeout,
    lookEverySeconds: flags.lookEvery,
    seed: flags.seed,
    openQuestions: readOpenQuestions(flags),
    ...(flags.searchBudget === undefined ? {} : { searchBudget: flags.searchBudget }),
    behaviour: behaviourOf(flags),
  };
}

/** Two files may contain rule sets with the same name: then the file names are used. */
function namesOf(
  before: string,
  after: string,
  one: RuleSet,
  other: RuleSet,
): { before: string; after: string } {
  if (one.name !== other.name && one.name !== '' && other.name !== '')
    return { before: one.name, after: other.name };
  return path.basename(before) === path.basename(after)
    ? { before, after }
    : { before: path.basename(before, '.json'), after: path.basename(after, '.json') };
}

function readRuleSet(file: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(readContent(file));
  if (ruleSet === undefined)
    throw new InvalidRuleSet(`${shownName(file)} is not a valid rule set: ${inOneLine(errors)}`);
  return ruleSet;
}

function writeHtml(file: string, html: string): void {
  try {
    fs.writeFileSync(file, html);
  } catch (error) {
    throw new UnreadableError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
