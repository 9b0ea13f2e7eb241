/** The simulator: a population, a virtual clock, the real engine, and what players would experience. */
import { type OpenQuestions } from '../engine-types';
import { type RuleSet } from '../rule-set/rule-set';
import { type ArrivingTicket, drawTickets } from './arrivals';
import { assembleReport, commonLimits } from './assemble';
import { type Behaviour } from './behaviour';
import { type Comparison, compareReports } from './compare';
import { completePopulation } from './infer';
import { type PartialPopulation, type Population, PopulationError } from './population';
import { type SimulationReport } from './report';
import { runSimulation } from './run';
import { type Progress, type Run, type SimulatedMatch } from './run-types';

export { type ArrivingTicket, drawTickets } from './arrivals';
export { type Comparison, comparisonMarkdown, type ComparisonRow, compareReports } from './compare';
export { type Behaviour } from './behaviour';
export { CsvError } from './csv';
export { completePopulation, type CompletePopulation } from './infer';
export {
  parseDistributionFlag,
  parsePopulation,
  parseWeights,
  type PartialPopulation,
  type Population,
  PopulationError,
} from './population';
export {
  type Estimate,
  estimate,
  type RepeatedComparison,
  repeatedComparison,
  type RepeatedMetric,
  repeatedMetrics,
} from './repeat';
export { isSweptOption, parseSweep, type Sweep, sweptOptions, withValue } from './sweep';
export { parseRecording } from './recording';
export * from './report';
export { type Progress, type Run, type SimulatedMatch } from './run-types';
export { type Bin, type Spread } from './statistics';

/** Recorded tickets, in the order of their start times. */
export interface Recording {
  readonly recorded: readonly ArrivingTicket[];
}

/** The options of a simulation; all have defaults. */
export interface SimulateOptions {
  /**
   * Hours on the virtual clock. Default 1; with `players` or a recording: until the last ticket has timed
   * out.
   */
  readonly hours?: number;
  /** Arrivals end after this many players. */
  readonly players?: number;
  /** Request timeout of the matchmaking configuration. Default 120. */
  readonly timeoutSeconds?: number;
  /** Seconds between two evaluations of the pool. Default 1. */
  readonly lookEverySeconds?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly openQuestions?: OpenQuestions;
  /** Budget of candidate evaluations per anchor in an evaluation. */
  readonly searchBudget?: number;
  /** Behaviour of players and sessions besides waiting. */
  readonly behaviour?: Behaviour;
  /** Called a few hundred times at most. */
  readonly onProgress?: (progress: Progress) => void;
  readonly onMatch?: (match: SimulatedMatch) => void;
}

export const defaultTimeoutSeconds = 120;
const maxHours = 24 * 31;
/** A limit that fits in the memory of a laptop. */
const maxPlayers = 2_000_000;
const maxTickets = 4_000_000;

/** One run of a simulation: values only besides the callbacks, so that a thread can send it to another. */
export interface PlannedRun {
  readonly ruleSet: RuleSet;
  /** Complete (see completePopulation), or recorded tickets. */
  readonly population: Population | Recording;
  readonly options: SimulateOptions;
}

/**
 * Plays a population against a rule set on a virtual clock.
 * @param population complete (see completePopulation), or recorded tickets
 * @returns equal reports for equal arguments
 * @throws PopulationError for options out of range, with the limit
 */
export function simulate(
  ruleSet: RuleSet,
  population: Population | Recording,
  options: SimulateOptions = {},
): SimulationReport {
  return reportOf(play({ ruleSet, population, options }));
}

/** The report of one run. */
export const reportOf = (run: Run): SimulationReport => assembleReport(run, run.ruleSet.name);

/** The options of a simulation of two rule sets. Both meet the same tickets. */
export interface CompareOptions extends Omit<SimulateOptions, 'onMatch'> {
  /** The population; open parts are inferred from the rule set before, else from the rule set after. */
  readonly population?: PartialPopulation | Recording;
  /** Names to show; default: the names in the rule sets. */
  readonly names?: { readonly before: string; readonly after: string };
}

/** A comparison before its runs are played. */
export interface PlannedComparison {
  readonly runs: readonly [before: PlannedRun, after: PlannedRun];
  /** Both reports, with bars of equal width, and rows that are ready for a table. */
  compared(before: Run, after: Run): Comparison;
}

/** Plans the same tickets against two rule sets. @throws PopulationError */
export function planComparison(
  before: RuleSet,
  after: RuleSet,
  given: CompareOptions = {},
): PlannedComparison {
  const { population: open = {}, names, ...options } = given;
  const { population, assumptions } =
    'recorded' in open
      ? { population: open, assumptions: [] }
      : completePopulation(open, [before, after], given);
  return {
    runs: [
      { ruleSet: before, population, options },
      { ruleSet: after, population, options },
    ],
    compared: (...runs) => {
      const limits = commonLimits(runs);
      const reports = [
        assembleReport(runs[0], names?.before ?? before.name, limits),
        assembleReport(runs[1], names?.after ?? after.name, limits),
      ] as const;
      return {
        before: reports[0],
        after: reports[1],
        rows: compareReports(reports[0], reports[1]),
        assumptions,
      };
    },
  };
}

/**
 * Plays the same tickets against two rule sets.
 * @returns both reports, with bars of equal width, and rows that are ready for a table
 * @throws PopulationError
 */
export function compareRuleSets(before: RuleSet, after: RuleSet, options: CompareOptions = {}): Comparison {
  const { runs, compared } = planComparison(before, after, options);
  const { onProgress } = options;
  const half = ({ options: own, ...run }: PlannedRun, offset: number): Run =>
    play({
      ...run,
      options: {
        ...own,
        ...(onProgress === undefined
          ? {}
          : { onProgress: (progress) => onProgress({ ...progress, done: offset + progress.done / 2 }) }),
      },
    });
  return compared(half(runs[0], 0), half(runs[1], 0.5));
}

/** Checks the options of a run before any is played. @throws PopulationError */
export function checkRun({ options }: PlannedRun): void {
  checkedOptions(options);
}

/** Plays one run. @throws PopulationError */
export function play({ ruleSet, population, options }: PlannedRun): Run {
  const { hours, players, ...checked } = checkedOptions(options);
  const { timeoutSeconds, seed } = checked;
  const startHour = 'recorded' in population ? 0 : population.arrivals.startHour;
  const base = { ...checked, startHour };
  if ('recorded' in population) {
    const last = population.recorded.at(-1)?.ticket.startTime ?? 0;
    const seconds = Math.ceil(hours === undefined ? last + timeoutSeconds : hours * 3600);
    return runSimulation(
      ruleSet,
      population.recorded.filter(({ ticket }) => ticket.startTime < seconds),
      { ...base, seconds },
    );
  }
  if (hours === undefined && players !== undefined) {
    const drawn = [...drawTickets(population, { seconds: maxHours * 3600 - timeoutSeconds, players }, seed)];
    return runSimulation(ruleSet, drawn, {
      ...base,
      seconds: (drawn.at(-1)?.ticket.startTime ?? 0) + timeoutSeconds,
    });
  }
  const seconds = Math.ceil((hours ?? 1) * 3600);
  const expected = Math.min(players ?? Infinity, (population.arrivals.ticketsPerMinute / 60) * seconds);
  if (expected > maxTickets)
    throw new PopulationError(
      `${population.arrivals.ticketsPerMinute} tickets a minute over ${hours ?? 1} hours are some ` +
        `${Math.round(expected)} tickets, and at most ${maxTickets} are played: lower the rate or the ` +
        'hours',
    );
  return runSimulation(
    ruleSet,
    drawTickets(population, { seconds, ...(players === undefined ? {} : { players }) }, seed),
    { ...base, seconds },
  );
}

/** The options with their defaults. @throws PopulationError for one out of range */
function checkedOptions(options: SimulateOptions) {
  const { timeoutSeconds = defaultTimeoutSeconds, lookEverySeconds = 1, seed = 1 } = options;
  const { players, hours, searchBudget } = options;
  return {
    timeoutSeconds: inRange('timeout', timeoutSeconds, 1, 43_200, 'seconds', true),
    lookEverySeconds: inRange('look-every', lookEverySeconds, 1, 3600, 'seconds', true),
    seed: inRange('seed', seed, -(2 ** 31), 2 ** 32 - 1, '', true),
    players: players === undefined ? undefined : inRange('players', players, 1, maxPlayers, 'players', true),
    hours: hours === undefined ? undefined : inRange('hours', hours, 1 / 3600, maxHours, 'hours', false),
    openQuestions: options.openQuestions,
    searchBudget:
      searchBudget === undefined
        ? undefined
        : inRange('search-budget', searchBudget, 1, 100_000_000, 'evaluations', true),
    behaviour: checkedBehaviour(options.behaviour),
    onMatch: options.onMatch,
    onProgress: sparing(options.onProgress),
  };
}

function checkedBehaviour(behaviour: Behaviour = {}): Behaviour {
  const { acceptance, patienceSeconds, sessions } = behaviour;
  if (acceptance !== undefined) {
    inRange('accept', acceptance.share, 0, 1, '', false);
    inRange('acceptance-timeout', acceptance.timeoutSeconds, 1, 600, 'seconds', true);
  }
  if (patienceSeconds !== undefined) inRange('patience', patienceSeconds, 1, 86_400, 'seconds', false);
  if (sessions !== undefined) {
    inRange('session-minutes', sessions.minutes, 0.1, 10_080, 'minutes', false);
    inRange('leave', sessions.leaveShare, 0, 1, '', false);
    inRange('sessions-per-instance', sessions.perInstance, 1, 1000, 'sessions', true);
    if (sessions.instancePricePerHour !== undefined)
      inRange('instance-price', sessions.instancePricePerHour, 0, 1_000_000, '', false);
  }
  return behaviour;
}

function inRange(
  name: string,
  value: number,
  least: number,
  most: number,
  unit: string,
  whole: boolean,
): number {
  if (Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value)))
    return value;
  throw new PopulationError(
    `${name} is ${value}: give ${whole ? 'a whole number' : 'a number'} from ` +
      `${Math.round(least * 10_000) / 10_000} to ${most}${unit === '' ? '' : ` ${unit}`}`,
  );
}

/** Reports progress every two-hundredth of the clock. */
function sparing(
  onProgress: ((progress: Progress) => void) | undefined,
): ((progress: Progress) => void) | undefined {
  if (onProgress === undefined) return undefined;
  let next = 0;
  return (progress) => {
    if (progress.done < next) return;
    next = progress.done + 1 / 200;
    onProgress(progress);
  };
}
