import { at } from '../at';
import { type Expansion } from '../rule-set/rule-set';
import { numberAttributes } from './match-record';
import { type ExpansionReport, type SimulationReport, type WaitGroup } from './report';
import { type Run, type TicketRecord } from './run-types';
import { commonLimit, percentile, shareOf, spreadOf } from './statistics';

/** The end of the axis of each chart; shared by reports that are compared. */
export type Limits = ReadonlyMap<string, number>;

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
  numberAttributes(run.program).forEach(({ name }, index) => {
    lists.set(`spread:${name}`, present(run.matches.map(({ spreads }) => spreads[index])));
    lists.set(`teams:${name}`, present(run.matches.map(({ betweenTeams }) => betweenTeams[index])));
  });
  return lists;
}

const present = (values: ReadonlyArray<number | undefined>): number[] =>
  values.filter((value) => value !== undefined);

/** Axis limits under which the bars of several runs can be compared. */
export function commonLimits(runs: readonly Run[]): Limits {
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
export function assemble(run: Run, name: string, limits: Limits = commonLimits([run])): SimulationReport {
  const { program, options, tickets, matches } = run;
  const lists = measures(run);
  const spread = (measure: string): ReturnType<typeof spreadOf> =>
    spreadOf(lists.get(measure) ?? [], limits.get(measure));
  const outcomes = { matched: 0, 'timed-out': 0, waiting: 0, 'given-up': 0, declined: 0 };
  let players = 0;
  let playersMatched = 0;
  for (const ticket of tickets) {
    outcomes[ticket.outcome] += 1;
    players += ticket.size;
    if (ticket.outcome === 'matched') playersMatched += ticket.size;
  }
  const locations = new Map<string, number>();
  for (const { location } of matches)
    if (location !== undefined) locations.set(location, (locations.get(location) ?? 0) + 1);
  return {
    ruleSet: name,
    hours: options.seconds / 3600,
    seed: options.seed,
    timeoutSeconds: options.timeoutSeconds,
    lookEverySeconds: options.lookEverySeconds,
    tickets: {
      arrived: tickets.length,
      matched: outcomes.matched,
      timedOut: outcomes['timed-out'],
      waiting: outcomes.waiting,
      ...(options.behaviour?.patienceSeconds === undefined ? {} : { givenUp: outcomes['given-up'] }),
      ...(run.acceptance === undefined ? {} : { declined: outcomes.declined }),
      matchedShare: shareOf(outcomes.matched, tickets.length),
      timedOutShare: shareOf(outcomes['timed-out'], tickets.length),
    },
    players: { arrived: players, matched: playersMatched },
    matches: {
      formed: matches.length,
      perMinute: Math.round((matches.length / options.seconds) * 60 * 100) / 100,
      players: spread('players'),
      fullShare: shareOf(matches.filter(({ full }) => full).length, matches.length),
    },
    waitSeconds: spread('wait'),
    groups: groupsOf(run),
    quality: {
      attributes: numberAttributes(program).map(({ name: attribute }) => {
        const betweenTeams = spread(`teams:${attribute}`);
        return {
          name: attribute,
          spread: spread(`spread:${attribute}`),
          ...(betweenTeams.count === 0 ? {} : { betweenTeams }),
        };
      }),
      ...((lists.get('latency')?.length ?? 0) === 0 ? {} : { worstLatencyMs: spread('latency') }),
      locations: [...locations]
        .map(([location, count]) => ({
          name: location,
          matches: count,
          share: shareOf(count, matches.length),
        }))
        .sort((a, b) => b.matches - a.matches || (a.name < b.name ? -1 : 1)),
    },
    unmatched: run.unmatched,
    rules: [...run.counts].map(([rule, { passed, failed }]) => ({
      name: rule,
      type: program.ruleSet.rules.find((one) => one.name === rule)?.type ?? '',
      atRandom: run.random.byRule.get(rule) ?? [],
      passed,
      failed,
    })),
    validAtRandom: run.random.all,
    expansions: program.ruleSet.expansions.map((expansion) => expansionReport(expansion, run)),
    pool: run.pool,
    series: run.series,
    looks: run.looks,
    looksWithoutProof: run.looksWithoutProof,
    ...(run.acceptance === undefined ? {} : { acceptance: run.acceptance }),
    ...(run.sessions === undefined ? {} : { sessions: run.sessions }),
  };
}

function expansionReport(expansion: Expansion, run: Run): ExpansionReport {
  const { program, matches } = run;
  const own = { fromAgeSeconds: 0, value: ownValue(expansion, run) };
  const steps = [
    own,
    ...expansion.steps.map((step) => ({ fromAgeSeconds: step.waitTimeSeconds, value: step.shown })),
  ];
  const counts = steps.map(() => 0);
  for (const { stage } of matches) {
    const age = stage === 0 ? -1 : at(program.boundaries, stage - 1);
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
function ownValue({ target }: Expansion, { program }: Run): string {
  if (target.kind === 'teams') {
    const team = program.ruleSet.teams.find((one) => target.teams.includes(one.name));
    return team === undefined ? '' : String(team[target.property]);
  }
  const rule = program.ruleSet.rules.find((one) => one.name === target.rule);
  const property = target.property === 'referenceValue' ? 'reference' : target.property;
  const value: unknown =
    rule === undefined ? undefined : new Map<string, unknown>(Object.entries(rule)).get(property);
  if (typeof value === 'object' && value !== null && 'value' in value)
    return typeof value.value === 'object' && value.value !== null && 'text' in value.value
      ? String(value.value.text)
      : JSON.stringify(value.value);
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Minimum number of tickets for a split into tenths. */
const leastForBands = 50;

/** Minimum number of tickets for a split into deciles. */
const leastForDeciles = 200;

/** Waiting times by home region, by party size and by the position of a ticket in each number attribute. */
function groupsOf(run: Run): WaitGroup[] {
  const groups: WaitGroup[] = [];
  const add = (
    by: string,
    key: (ticket: TicketRecord) => string | undefined,
    order?: readonly string[],
  ): void => {
    const parts = new Map<string, TicketRecord[]>(order?.map((name) => [name, []]));
    for (const ticket of run.tickets) {
      const name = key(ticket);
      if (name === undefined) continue;
      const part = parts.get(name);
      if (part === undefined) parts.set(name, [ticket]);
      else part.push(ticket);
    }
    if (parts.size < 2) return;
    const names = order ?? [...parts.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    groups.push({
      by,
      rows: names.map((name) => {
        const part = parts.get(name) ?? [];
        const waits = part
          .filter(({ outcome }) => outcome === 'matched')
          .map(({ waitSeconds }) => waitSeconds)
          .sort((a, b) => a - b);
        const timedOut = part.filter(({ outcome }) => outcome === 'timed-out').length;
        return {
          name,
          arrived: part.length,
          matchedShare: shareOf(waits.length, part.length),
          timedOutShare: shareOf(timedOut, part.length),
          p50: percentile(waits, 0.5),
          p95: percentile(waits, 0.95),
          p99: percentile(waits, 0.99),
        };
      }),
    });
  };
  const addDeciles = (name: string, index: number, sorted: readonly number[]): void => {
    if (sorted.length < leastForDeciles) return;
    const edges = Array.from({ length: 9 }, (_, place) => percentile(sorted, (place + 1) / 10));
    const round = (value: number): string => String(Math.round(value * 10) / 10);
    const names = Array.from(
      { length: 10 },
      (_, place) =>
        `${place + 1}: ${place === 0 ? `up to ${round(at(edges, 0))}` : place === 9 ? `above ${round(at(edges, 8))}` : `${round(at(edges, place - 1))} to ${round(at(edges, place))}`}`,
    );
    add(
      `deciles of ${name}`,
      ({ numbers }) => {
        const value = numbers[index];
        if (value === undefined) return undefined;
        const place = edges.findIndex((edge) => value <= edge);
        return names[place === -1 ? 9 : place];
      },
      names,
    );
  };
  add('region', ({ region }) => region);
  add('party size', ({ size }) => String(size));
  add('hour', ({ hour }) => `${String(hour).padStart(2, '0')}:00`);
  numberAttributes(run.program).forEach(({ name }, index) => {
    const sorted = present(run.tickets.map(({ numbers }) => numbers[index])).sort((a, b) => a - b);
    const low = percentile(sorted, 0.1);
    const high = percentile(sorted, 0.9);
    if (!(low < high) || sorted.length < leastForBands) return;
    const round = (value: number): string => String(Math.round(value * 10) / 10);
    const bands = [
      `lowest tenth (below ${round(low)})`,
      `middle (${round(low)} to ${round(high)})`,
      `highest tenth (above ${round(high)})`,
    ] as const;
    add(
      name,
      ({ numbers }) => {
        const value = numbers[index];
        return value === undefined ? undefined : value < low ? bands[0] : value > high ? bands[2] : bands[1];
      },
      bands,
    );
    addDeciles(name, index, sorted);
  });
  return groups;
}
