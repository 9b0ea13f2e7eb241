import { type SimulationReport } from './report';
import { type Spread } from './statistics';

/** A measure by which two reports are compared. */
export interface Measure {
  readonly name: string;
  readonly unit: 's' | 'ms' | '%' | '';
  /** `neither`: whether more is better depends on the game. */
  readonly wish: 'less' | 'more' | 'neither';
  /** Undefined: the report does not have it. */
  readonly value: (report: SimulationReport) => number | undefined;
  /** Number of tickets or matches behind the measure. */
  readonly count: (report: SimulationReport) => number;
  /** A quantile so far out that its error is larger. */
  readonly far?: boolean;
}

const arrived = ({ tickets }: SimulationReport): number => tickets.arrived;
const formed = ({ matches }: SimulationReport): number => matches.formed;
const begun = ({ sessions }: SimulationReport): number => sessions?.begun ?? 0;

const ofTicketsAndMatches: readonly Measure[] = [
  {
    name: 'tickets matched',
    unit: '%',
    wish: 'more',
    count: arrived,
    value: ({ tickets }) => tickets.matchedShare,
  },
  {
    name: 'tickets timed out',
    unit: '%',
    wish: 'less',
    count: arrived,
    value: ({ tickets }) => tickets.timedOutShare,
  },
  {
    name: 'matches per minute',
    unit: '',
    wish: 'neither',
    count: formed,
    value: ({ matches }) => matches.perMinute,
  },
  {
    name: 'full matches',
    unit: '%',
    wish: 'more',
    count: formed,
    value: ({ matches }) => (matches.formed === 0 ? undefined : matches.fullShare),
  },
];

/** Measures of what players and sessions do besides waiting. */
const ofBehaviour: readonly Measure[] = [
  {
    name: 'tickets given up',
    unit: '%',
    wish: 'less',
    count: arrived,
    value: ({ tickets }) =>
      tickets.givenUp === undefined ? undefined : tickets.givenUp / Math.max(1, tickets.arrived),
  },
  {
    name: 'proposed matches accepted',
    unit: '%',
    wish: 'more',
    count: ({ acceptance }) => acceptance?.proposed ?? 0,
    value: ({ acceptance }) =>
      acceptance === undefined || acceptance.proposed === 0
        ? undefined
        : acceptance.accepted / acceptance.proposed,
  },
  {
    name: 'sessions at once, mean',
    unit: '',
    wish: 'neither',
    count: begun,
    value: ({ sessions }) => sessions?.concurrent.mean,
  },
  {
    name: 'instance hours',
    unit: '',
    wish: 'less',
    count: begun,
    value: ({ sessions }) => sessions?.instances.hours,
  },
  {
    name: 'cost a day',
    unit: '',
    wish: 'less',
    count: begun,
    value: ({ sessions }) => sessions?.cost?.perDay,
  },
  {
    name: 'players who joined by backfill',
    unit: '',
    wish: 'neither',
    count: ({ sessions }) => sessions?.backfill.requests ?? 0,
    value: ({ sessions }) => sessions?.backfill.playersJoined,
  },
];

/** The measures of two reports: each attribute and region that one of them has is a measure. */
export function measuresOf(before: SimulationReport, after: SimulationReport): Measure[] {
  const attributes = [...before.quality.attributes, ...after.quality.attributes].map(({ name }) => name);
  const regions = [before, after].flatMap(({ groups }) =>
    groups.filter(({ by }) => by === 'region').flatMap(({ rows }) => rows.map(({ name }) => name)),
  );
  return [
    ...ofTicketsAndMatches,
    ...ofBehaviour,
    ...quantiles('wait', 's', ({ waitSeconds }) => waitSeconds, ['p50', 'p95', 'p99']),
    ...[...new Set(regions)].map(ofRegion),
    ...[...new Set(attributes)].flatMap((attribute) => ofAttribute(attribute, [before, after])),
    ...quantiles('worst latency in a match', 'ms', ({ quality }) => quality.worstLatencyMs, ['p50', 'p95']),
    { name: 'tickets waiting, mean', unit: '', wish: 'less', count: arrived, value: ({ pool }) => pool.mean },
  ];
}

/** Quantiles of a spread of which less is better. */
function quantiles(
  name: string,
  unit: Measure['unit'],
  of: (report: SimulationReport) => Spread | undefined,
  which: ReadonlyArray<'p50' | 'p95' | 'p99'>,
): Measure[] {
  return which.map((quantile) => ({
    name: `${name} ${quantile}`,
    unit,
    wish: 'less',
    far: quantile === 'p99',
    count: (report) => of(report)?.count ?? 0,
    value: (report) => {
      const spread = of(report);
      return spread === undefined || spread.count === 0 ? undefined : spread[quantile];
    },
  }));
}

function ofRegion(region: string): Measure {
  const rowOf = ({
    groups,
  }: SimulationReport): SimulationReport['groups'][number]['rows'][number] | undefined =>
    groups.find(({ by }) => by === 'region')?.rows.find(({ name }) => name === region);
  return {
    name: `wait p95, ${region}`,
    unit: 's',
    wish: 'less',
    count: (report) => rowOf(report)?.arrived ?? 0,
    value: (report) => {
      const row = rowOf(report);
      return row === undefined || row.matchedShare === 0 ? undefined : row.p95;
    },
  };
}

function ofAttribute(attribute: string, reports: readonly SimulationReport[]): Measure[] {
  const of = ({ quality }: SimulationReport): SimulationReport['quality']['attributes'][number] | undefined =>
    quality.attributes.find(({ name }) => name === attribute);
  const inMatch = quantiles(`${attribute} spread in a match`, '', (report) => of(report)?.spread, [
    'p50',
    'p95',
  ]);
  // With one player per team this is the same number again.
  if (reports.every((report) => of(report)?.betweenTeams?.p95 === of(report)?.spread.p95)) return inMatch;
  return [
    ...inMatch,
    ...quantiles(`${attribute} between teams`, '', (report) => of(report)?.betweenTeams, ['p50', 'p95']),
  ];
}
