import { type RuleSet } from '../rule-set/rule-set';
import {
  completePopulation,
  isSweptOption,
  parseSweep,
  type PartialPopulation,
  planComparison,
  type PlannedRun,
  PopulationError,
  type Recording,
  repeatedComparison,
  repeatedMetrics,
  reportOf,
  type Run,
  type SimulateOptions,
  type Sweep,
  withValue,
} from '../simulate';
import { type DrawTable } from '../simulate/text-report';
import { textRepeated, textRepeatedComparison, textSweep } from '../simulate/text-repeat';

/** The common inputs of several runs. */
export interface ManyRuns {
  readonly body: string;
  readonly ruleSet: RuleSet;
  readonly other: RuleSet | undefined;
  readonly names: { readonly before: string; readonly after: string } | undefined;
  readonly population: PartialPopulation | Recording;
  readonly options: SimulateOptions;
  readonly drawTable: DrawTable;
  /** Plays runs, in their order. */
  readonly playRuns: (planned: readonly PlannedRun[]) => Promise<readonly Run[]>;
}

const maxSeeds = 1000;

/** Several seeds, several values of a sweep, or both. @throws PopulationError */
export async function runMany(
  runs: ManyRuns,
  flags: { readonly seeds?: number; readonly sweep?: string },
): Promise<{ readonly json: unknown; readonly text: string }> {
  const { seeds: count = 1 } = flags;
  if (flags.seeds !== undefined && !(count >= 2 && count <= maxSeeds))
    throw new PopulationError(`--seeds ${count}: give a whole number from 2 to ${maxSeeds}`);
  const first = runs.options.seed ?? 1;
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  if (flags.sweep !== undefined) {
    if (runs.other !== undefined)
      throw new PopulationError('--sweep tries values of one rule set: leave out --compare');
    return sweepRuns(runs, parseSweep(flags.sweep), seeds);
  }
  const { ruleSet, other, names, population, options, drawTable, playRuns } = runs;
  if (other === undefined) {
    const planned = seeds.map((seed) => planOf(ruleSet, population, { ...options, seed }));
    const reports = (await playRuns(planned)).map(reportOf);
    const metrics = repeatedMetrics(reports);
    return {
      json: { ruleSet: ruleSet.name, seeds, metrics, reports },
      text: textRepeated(ruleSet.name, seeds.length, metrics, drawTable),
    };
  }
  const plans = seeds.map((seed) =>
    planComparison(ruleSet, other, {
      ...options,
      seed,
      population,
      ...(names === undefined ? {} : { names }),
    }),
  );
  const played = await playRuns(plans.flatMap((plan) => plan.runs));
  const compared = plans.flatMap((plan, place) => {
    const [before, after] = played.slice(2 * place, 2 * place + 2);
    return before === undefined || after === undefined ? [] : [plan.compared(before, after)];
  });
  const rows = repeatedComparison(
    compared.map(({ before }) => before),
    compared.map(({ after }) => after),
  );
  return {
    json: { seeds, names, rows },
    text: textRepeatedComparison(
      [names?.before ?? 'before', names?.after ?? 'after'],
      seeds.length,
      rows,
      drawTable,
    ),
  };
}

/** @param unchanged the rule set before a swept value: players do not change with it */
function planOf(
  ruleSet: RuleSet,
  population: PartialPopulation | Recording,
  options: SimulateOptions,
  unchanged = ruleSet,
): PlannedRun {
  const complete =
    'recorded' in population
      ? population
      : completePopulation(population, [unchanged, ruleSet], options).population;
  return { ruleSet, population: complete, options };
}

async function sweepRuns(
  { body, ruleSet, population, options, drawTable, playRuns }: ManyRuns,
  { target, values }: Sweep,
  seeds: readonly number[],
): Promise<{ readonly json: unknown; readonly text: string }> {
  const planned = values.flatMap((value) => {
    const changed = isSweptOption(target)
      ? withOption(population, options, target, value)
      : { population, options };
    const tried = isSweptOption(target) ? ruleSet : withValue(body, target, value);
    return seeds.map((seed) => planOf(tried, changed.population, { ...changed.options, seed }, ruleSet));
  });
  const reports = (await playRuns(planned)).map(reportOf);
  const swept = values.map((value, place) => ({
    value,
    reports: reports.slice(place * seeds.length, (place + 1) * seeds.length),
  }));
  return {
    json: {
      sweep: target,
      seeds,
      values: swept.map(({ value, reports: own }) => ({
        value,
        metrics: repeatedMetrics(own),
        reports: own,
      })),
    },
    text: textSweep(target, swept, drawTable),
  };
}

function withOption(
  population: PartialPopulation | Recording,
  options: SimulateOptions,
  target: 'rate' | 'timeout' | 'look-every' | 'accept' | 'patience',
  text: string,
): { readonly population: PartialPopulation | Recording; readonly options: SimulateOptions } {
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new PopulationError(`--sweep ${target}=${text}: "${text}" is not a number`);
  const { behaviour = {} } = options;
  switch (target) {
    case 'rate':
      if ('recorded' in population)
        throw new PopulationError('--sweep rate: --tickets plays recorded tickets as they are');
      if (!(value > 0 && value <= 1_000_000))
        throw new PopulationError(`--sweep rate=${text}: give tickets a minute, above 0 and up to 1000000`);
      return {
        population: {
          ...population,
          arrivals: { startHour: 0, process: 'poisson', ...population.arrivals, ticketsPerMinute: value },
        },
        options,
      };
    case 'timeout':
      return { population, options: { ...options, timeoutSeconds: value } };
    case 'look-every':
      return { population, options: { ...options, lookEverySeconds: value } };
    case 'accept':
      return {
        population,
        options: {
          ...options,
          behaviour: {
            ...behaviour,
            acceptance: { timeoutSeconds: behaviour.acceptance?.timeoutSeconds ?? 30, share: value },
          },
        },
      };
    case 'patience':
      return { population, options: { ...options, behaviour: { ...behaviour, patienceSeconds: value } } };
  }
}
