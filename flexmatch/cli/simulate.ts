import { type Flags } from './population-flags';
import { palette, drawTable } from './terminal';
import { behaviourOf, readPopulation } from './population-flags';
import fs from 'node:fs';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { parseRuleSet } from '../rule-set/parse';
import { type RuleSet } from '../rule-set/rule-set';
import {
  compareRuleSets,
  completePopulation,
  CsvError,
  PopulationError,
  simulate,
  type SimulateOptions,
  sweptOptions,
} from '../simulate';
import { htmlReport } from '../simulate/html-report';
import { textComparison, textReport } from '../simulate/text-report';
import { outputPath, readContent, shownName, UnreadableError } from './files';
import { asNumber, wholeNumber } from './numbers';
import { readOpenQuestions } from '../open-questions';
import { addOpenQuestions } from './open-questions';
import { progressLine } from './progress';
import { runMany } from './simulate-many';

/** `flexmatch simulate RULESET`: a population against the rule set on a virtual clock. */
export function registerSimulate(program: Command): void {
  addOpenQuestions(
    program
      .command('simulate')
      .description(
        'draw a population, run it against a rule set on a virtual clock, and print waiting times, match quality and why tickets time out',
      )
      .argument('<ruleset>', 'the rule set')
      .option('--compare <ruleset>', 'a second rule set that meets the very same tickets')
      .option(
        '--population <file>',
        'JSON: arrivals, parties, attributes, regions (all optional; see docs/simulator.md)',
      )
      .option(
        '--tickets <file>',
        'CSV of real tickets, one line a player: startTime, ticketId, playerId, region, latency:LOCATION, attributes',
      )
      .option('--hours <hours>', 'time on the virtual clock (default: 1)', asNumber)
      .option('--rate <tickets>', 'tickets a minute', asNumber)
      .option(
        '--players <count>',
        'arrivals end after so many players; with --hours and no --rate they come evenly',
        asNumber,
      )
      .option('--timeout <seconds>', 'request timeout of the matchmaking configuration', asNumber, 120)
      .option('--look-every <seconds>', 'how often the pool is looked at', asNumber, 1)
      .option(
        '--attribute <name=distribution>',
        'normal:MEAN,SD[,MIN,MAX] | lognormal:MEDIAN,SIGMA[,MIN,MAX] | uniform:MIN,MAX | constant:VALUE | choice:A*3,B | list:1-2:A,B,C (repeat for more)',
        collect,
      )
      .option('--regions <names>', 'where players live: us-east-1=4,eu-central-1=3')
      .option('--parties <sizes>', 'party sizes with weights: 1=7,2=3')
      .option('--without-latency <share>', 'share of players who send no latencies', asNumber)
      .option('--start-hour <hour>', 'hour of the day at which the clock starts', asNumber)
      .option('--seed <number>', 'seed of all chance', wholeNumber, 1)
      .option('--seeds <count>', 'run so many seeds and give 95 % confidence intervals', wholeNumber)
      .option(
        '--sweep <target=values>',
        `try one value at several settings: rules[NAME].maxDistance=50,100,200, or ${sweptOptions.join(', ')}`,
      )
      .option(
        '--search-budget <evaluations>',
        'what a look may spend around each ticket (default: 20000)',
        wholeNumber,
      )
      .option('--accept <share>', 'matches ask their players, and this share of them accepts', asNumber)
      .option('--acceptance-timeout <seconds>', 'how long they are asked', asNumber, 30)
      .option('--patience <seconds>', 'mean time after which a ticket is given up', asNumber)
      .option(
        '--session-minutes <minutes>',
        'mean length of a game session: tells sessions at once',
        asNumber,
      )
      .option('--leave <share>', 'share of players who leave a session before its end', asNumber, 0)
      .option('--backfill', 'sessions with open slots ask for players')
      .option('--sessions-per-instance <count>', 'game sessions that an instance hosts', asNumber, 1)
      .option('--instance-price <price>', 'price of an instance for an hour: tells costs', asNumber)
      .option('--html <file>', 'write a report that opens in any browser, offline')
      .option('--json', 'print JSON for machines'),
  )
    .addHelpText(
      'after',
      `
What is not given is inferred from the rule set and printed.
Exit code 0; 1 when a rule set is not valid; 2 when a file or a flag cannot be used.

Example: npm run flexmatch -- simulate docs/examples/duel.json \\
  --compare docs/examples/duel-wide.json --hours 2 --html report.html`,
    )
    .action((file: string, flags: Flags) => {
      try {
        run(file, flags);
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

function collect(
  text: string,
  known: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write NAME=DISTRIBUTION.');
  return { ...known, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function run(file: string, flags: Flags): void {
  // reported before the clock runs, not after
  const page = flags.html === undefined ? undefined : outputPath(flags.html);
  const ruleSet = readRuleSet(file);
  const other = flags.compare === undefined ? undefined : readRuleSet(flags.compare);
  const ruleSets = other === undefined ? [ruleSet] : [ruleSet, other];
  const population = readPopulation(flags, ruleSets);
  const progress = progressLine();
  const options: SimulateOptions = {
    ...(flags.hours === undefined ? {} : { hours: flags.hours }),
    ...(flags.players === undefined ? {} : { players: flags.players }),
    timeoutSeconds: flags.timeout,
    lookEverySeconds: flags.lookEvery,
    seed: flags.seed,
    openQuestions: readOpenQuestions(flags),
    ...(flags.searchBudget === undefined ? {} : { searchBudget: flags.searchBudget }),
    behaviour: behaviourOf(flags),
    onProgress: progress.show,
  };
  if (flags.seeds !== undefined || flags.sweep !== undefined) {
    if (page !== undefined)
      throw new PopulationError('--html shows one run: leave out --seeds and --sweep, or --html');
    const names = other === undefined ? undefined : namesOf(file, flags.compare ?? '', ruleSet, other);
    const many = { body: readContent(file), ruleSet, other, names, population, options, drawTable };
    let told: { readonly json: unknown; readonly text: string };
    try {
      told = runMany(many, flags);
    } finally {
      progress.end();
    }
    process.stdout.write(`${flags.json === true ? JSON.stringify(told.json) : told.text}\n`);
    return;
  }
  let json: unknown;
  let text: string;
  let html: string;
  const last = { arrived: 0 };
  try {
    if (other === undefined) {
      const complete =
        'recorded' in population
          ? { population, assumptions: [] }
          : completePopulation(population, [ruleSet], options);
      const report = simulate(ruleSet, complete.population, options);
      last.arrived = report.tickets.arrived;
      json = { ...report, assumptions: complete.assumptions };
      text = textReport(report, complete.assumptions, palette, drawTable);
      html = htmlReport({ report, assumptions: complete.assumptions });
    } else {
      const comparison = compareRuleSets(ruleSet, other, {
        ...options,
        population,
        names: namesOf(file, flags.compare ?? '', ruleSet, other),
      });
      last.arrived = comparison.before.tickets.arrived;
      json = comparison;
      text = textComparison(comparison, palette, drawTable);
      html = htmlReport({ comparison });
    }
  } finally {
    progress.end();
  }
  if (last.arrived === 0) process.stderr.write('No ticket came in this time: raise --hours or --rate.\n');
  if (page !== undefined) writeHtml(page, html);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(json)}\n`);
    return;
  }
  process.stdout.write(
    `${text}\n${pc.green('Done.')} ${page === undefined ? `Add --html report.html for charts${other === undefined ? ', --compare OTHER.json for a second rule set' : ''}.` : `Open ${page} in a browser.`}\n`,
  );
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
    throw new InvalidRuleSet(
      `${shownName(file)} is not a valid rule set: ${errors.map((error) => `${error.path === '' ? '' : `${error.path}: `}${error.message}`).join('; ')}`,
    );
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
