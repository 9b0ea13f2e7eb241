import { at } from '../at';
import { type Expansion } from '../rule-set/rule-set';
import { numberAttributes } from './match-record';
import { type ExpansionReport, type Quality, type SimulationReport } from './report';
import { type Run, type TicketMeasures } from './run-types';
import { commonLimit, shareOf, type Spread, spreadOf } from './statistics';
import { groupsOf } from './wait-groups';

/** The end of the axis of each chart; shared by reports that are compared. */
export type ChartLimits = ReadonlyMap<string, number>;

/** All charted measures, by name. */
function measures(run: Run): Map<string, readonly number[]> {
  const lists = new Map<string, readonly number[]>([
    [
      'wait',
      run.tickets.filter(({ outcome }) => outcome === 'matched').map(({ waitSeconds }) => waitSeconds),
    ],
    ['players', run.matches.map(({ players }) => players)],
    ['latency', present(run.matches.map(({ worstLatencyMs }) => worstLatencyMs))],
  ]);
  numberAttributes(run.ruleSet).forEach(({ name }, index) => {
    lists.set(`spread:${name}`, present(run.matches.map(({ spreads }) => spreads[index])));
    lists.set(`teams:${name}`, present(run.matches.map(({ betweenTeams }) => betweenTeams[index])));
  });
  return lists;
}

const present = (values: ReadonlyArray<number | undefined>): number[] =>
  values.filter((value) => value !== undefined);

/** Axis limits under which the bars of several runs can be compared. */
export function commonLimits(runs: readonly Run[]): ChartLimits {
  const all = runs.map(measures);
  return new Map(
    [...new Set(all.flatMap((lists) => [...lists.keys()]))].map((name) => [
      name,
      commonLimit(
        all.flatMap((lists) => {
          const list = lists.get(name);
          return list === undefined ? [] : [list];
        }),
      ),
    ]),
  );
}

/** Makes the report of a run. */
export function assembleReport(
  run: Run,
  name: string,
  limits: ChartLimits = commonLimits([run]),
): SimulationReport {
  const { ruleSet, options, matches } = run;
  const lists = measures(run);
  const spread = (measure: string): Spread => spreadOf(lists.get(measure) ?? [], limits.get(measure));
  return {
    ruleSet: name,
    hours: options.seconds / 3600,
    seed: options.seed,
    timeoutSeconds: options.timeoutSeconds,
    lookEverySeconds: options.lookEverySeconds,
    tickets: ticketsOf(run),
    players: playersOf(run),
    matches: {
      formed: matches.length,
      perMinute: Math.round((matches.length / options.seconds) * 60 * 100) / 100,
      players: spread('players'),
      fullShare: shareOf(matches.filter(({ full }) => full).length, matches.length),
    },
    waitSeconds: spread('wait'),
    groups: groupsOf(run),
    quality: qualityOf(run, spread),
    unmatched: run.unmatched,
    rules: [...run.counts].map(([rule, { passed, failed }]) => ({
      name: rule,
      type: ruleSet.rules.find((one) => one.name === rule)?.type ?? '',
      atRandom: run.random.byRule.get(rule) ?? [],
      passed,
      failed,
    })),
    validAtRandom: run.random.all,
    expansions: ruleSet.expansions.map((expansion) => expansionReport(expansion, run)),
    pool: run.pool,
    series: run.series,
    looks: run.looks,
    looksWithoutProof: run.looksWithoutProof,
    ...(run.acceptance === undefined ? {} : { acceptance: run.acceptance }),
    ...(run.sessions === undefined ? {} : { sessions: run.sessions }),
  };
}

function ticketsOf({ tickets, options, acceptance }: Run): SimulationReport['tickets'] {
  const count = (outcome: TicketMeasures['outcome']): number =>
    tickets.filter((ticket) => ticket.outcome === outcome).length;
  const matched = count('matched');
  const timedOut = count('timed-out');
  return {
    arrived: tickets.length,
    matched,
    timedOut,
    waiting: count('waiting'),
    ...(options.behaviour?.patienceSeconds === undefined ? {} : { givenUp: count('given-up') }),
    ...(acceptance === undefined ? {} : { declined: count('declined') }),
    matchedShare: shareOf(matched, tickets.length),
    timedOutShare: shareOf(timedOut, tickets.length),
  };
}

function playersOf({ tickets }: Run): SimulationReport['players'] {
  let arrived = 0;
  let matched = 0;
  for (const { size, outcome } of tickets) {
    arrived += size;
    if (outcome === 'matched') matched += size;
  }
  return { arrived, matched };
}

/** @param spread of a charted measure, by its name */
function qualityOf({ ruleSet, matches }: Run, spread: (measure: string) => Spread): Quality {
  const locations = new Map<string, number>();
  for (const { location } of matches)
    if (location !== undefined) locations.set(location, (locations.get(location) ?? 0) + 1);
  const latency = spread('latency');
  return {
    attributes: numberAttributes(ruleSet).map(({ name }) => {
      const betweenTeams = spread(`teams:${name}`);
      return {
        name,
        spread: spread(`spread:${name}`),
        ...(betweenTeams.count === 0 ? {} : { betweenTeams }),
      };
    }),
    ...(latency.count === 0 ? {} : { worstLatencyMs: latency }),
    locations: [...locations]
      .map(([name, count]) => ({ name, matches: count, share: shareOf(count, matches.length) }))
      .sort((a, b) => b.matches - a.matches || (a.name < b.name ? -1 : 1)),
  };
}

function expansionReport(expansion: Expansion, run: Run): ExpansionReport {
  const { boundaries, matches } = run;
  const own = { fromAgeSeconds: 0, value: ownValue(expansion, run) };
  const steps = [
    own,
    ...expansion.steps.map((step) => ({ fromAgeSeconds: step.waitTimeSeconds, value: step.shown })),
  ];
  const counts = steps.map(() => 0);
  for (const { stage } of matches) {
    const age = stage === 0 ? -1 : at(boundaries, stage - 1);
    const step = expansion.steps.filter((candidate) => candidate.waitTimeSeconds <= age).length;
    counts[step] = at(counts, step) + 1;
  }
  return {
    target: expansion.text,
    steps: steps.map((step, index) => ({
      ...step,
      matches: at(counts, index),
      share: shareOf(at(counts, index), matches.length),
    })),
  };
}

/** The value before any step, as written in the rule set. */
function ownValue({ target }: Expansion, { ruleSet }: Run): string {
  if (target.kind === 'teams') {
    const team = ruleSet.teams.find((one) => target.teams.includes(one.name));
    return team === undefined ? '' : String(team[target.property]);
  }
  const rule = ruleSet.rules.find((one) => one.name === target.rule);
  const property = target.property === 'referenceValue' ? 'reference' : target.property;
  const value: unknown =
    rule === undefined ? undefined : new Map<string, unknown>(Object.entries(rule)).get(property);
  if (typeof value === 'object' && value !== null && 'value' in value)
    return typeof value.value === 'object' && value.value !== null && 'text' in value.value
      ? String(value.value.text)
      : JSON.stringify(value.value);
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
