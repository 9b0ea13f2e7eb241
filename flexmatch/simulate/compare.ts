import { type SimulationReport } from './report';
import { type Spread } from './statistics';

/** One row of a comparison, ready for a table. */
export interface ComparisonRow {
  /** `wait p95`. */
  readonly measure: string;
  /** `12 s`. */
  readonly before: string;
  readonly after: string;
  /** `+3.5 s (+41 %)`; empty when nothing changed. */
  readonly change: string;
  /** `neutral`: it changed, and whether that is good depends on the game. */
  readonly verdict: 'better' | 'worse' | 'same' | 'neutral';
}

export interface Comparison {
  readonly before: SimulationReport;
  readonly after: SimulationReport;
  readonly rows: readonly ComparisonRow[];
  /** The assumptions about the population, in words. */
  readonly assumptions: readonly string[];
}

type Wish = 'less' | 'more' | 'neither';
interface Measure {
  readonly name: string;
  readonly unit: 's' | 'ms' | '%' | '';
  readonly wish: Wish;
  readonly value: (report: SimulationReport) => number | undefined;
  /** Number of tickets or matches behind the measure. */ readonly count: (
    report: SimulationReport,
  ) => number;
  readonly far?: boolean;
}

/** Smaller differences are ignored: one part in fifty, and the smallest relevant step of the unit. */
const relativeNoise = 0.02;
/**
 * Relative standard error of a percentile of n exponential values, times √n: sqrt(q(1−q)) / ((1−q) ·
 * ln(1/(1−q))).
 */
const percentileError = 1.45;
const farPercentileError = 2.16;
const absoluteNoise: Readonly<Record<Measure['unit'], number>> = { s: 0.5, ms: 1, '%': 0.002, '': 0.05 };

/** Compares two reports over the same population. */
export function compareReports(before: SimulationReport, after: SimulationReport): ComparisonRow[] {
  return measuresOf(before, after).flatMap((measure) => {
    const { name, unit, wish, value } = measure;
    const [old, now] = [value(before), value(after)];
    if (old === undefined && now === undefined) return [];
    if (old === undefined || now === undefined)
      return [
        {
          measure: name,
          before: old === undefined ? '–' : shown(old, unit),
          after: now === undefined ? '–' : shown(now, unit),
          change: '',
          verdict: 'neutral' as const,
        },
      ];
    const difference = now - old;
    const same = Math.abs(difference) < noise(measure, old, now, before, after);
    const verdict = same
      ? 'same'
      : wish === 'neither'
        ? 'neutral'
        : difference < 0 === (wish === 'less')
          ? 'better'
          : 'worse';
    return [
      {
        measure: name,
        before: shown(old, unit),
        after: shown(now, unit),
        change: difference === 0 ? '' : changeText(difference, old, unit),
        verdict,
      },
    ];
  });
}

/** The size up to which a difference is insignificant, given the number of tickets or matches. */
function noise(
  { unit, count, far }: Measure,
  old: number,
  now: number,
  before: SimulationReport,
  after: SimulationReport,
): number {
  const measured = Math.max(1, Math.min(count(before), count(after)));
  const chance =
    unit === '%'
      ? Math.sqrt((old * (1 - old) + now * (1 - now)) / measured)
      : Math.abs(old) *
        Math.max(relativeNoise, (far === true ? farPercentileError : percentileError) / Math.sqrt(measured));
  return Math.max(absoluteNoise[unit], chance);
}

/** Of what was asked for besides waiting. */
const behaviour: readonly Measure[] = [
  {
    name: 'tickets given up',
    unit: '%',
    wish: 'less',
    count: ({ tickets }) => tickets.arrived,
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
    count: ({ sessions }) => sessions?.begun ?? 0,
    value: ({ sessions }) => sessions?.concurrent.mean,
  },
  {
    name: 'instance hours',
    unit: '',
    wish: 'less',
    count: ({ sessions }) => sessions?.begun ?? 0,
    value: ({ sessions }) => sessions?.instances.hours,
  },
  {
    name: 'cost a day',
    unit: '',
    wish: 'less',
    count: ({ sessions }) => sessions?.begun ?? 0,
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

function measuresOf(before: SimulationReport, after: SimulationReport): Measure[] {
  const quantiles = (
    name: string,
    unit: Measure['unit'],
    wish: Wish,
    of: (report: SimulationReport) => Spread | undefined,
    which: ReadonlyArray<'p50' | 'p95' | 'p99'>,
  ): Measure[] =>
    which.map((quantile) => ({
      name: `${name} ${quantile}`,
      unit,
      wish,
      far: quantile === 'p99',
      count: (report) => of(report)?.count ?? 0,
      value: (report) => {
        const spread = of(report);
        return spread === undefined || spread.count === 0 ? undefined : spread[quantile];
      },
    }));
  const attributes = [
    ...new Set([...before.quality.attributes, ...after.quality.attributes].map(({ name }) => name)),
  ];
  const regions = [
    ...new Set(
      [before, after].flatMap((report) =>
        report.groups.filter(({ by }) => by === 'region').flatMap(({ rows }) => rows.map(({ name }) => name)),
      ),
    ),
  ];
  const arrived = ({ tickets }: SimulationReport): number => tickets.arrived;
  return [
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
      count: ({ matches }) => matches.formed,
      value: ({ matches }) => matches.perMinute,
    },
    {
      name: 'full matches',
      unit: '%',
      wish: 'more',
      count: ({ matches }) => matches.formed,
      value: ({ matches }) => (matches.formed === 0 ? undefined : matches.fullShare),
    },
    ...behaviour,
    ...quantiles('wait', 's', 'less', ({ waitSeconds }) => waitSeconds, ['p50', 'p95', 'p99']),
    ...regions.map((region): Measure => ({
      name: `wait p95, ${region}`,
      unit: 's',
      wish: 'less',
      count: (report) => rowOf(report, region)?.arrived ?? 0,
      value: (report) => {
        const row = rowOf(report, region);
        return row === undefined || row.matchedShare === 0 ? undefined : row.p95;
      },
    })),
    ...attributes.flatMap((attribute) => {
      const of = (report: SimulationReport): SimulationReport['quality']['attributes'][number] | undefined =>
        report.quality.attributes.find(({ name }) => name === attribute);
      return [
        ...quantiles(`${attribute} spread in a match`, '', 'less', (report) => of(report)?.spread, [
          'p50',
          'p95',
        ]),
        // With one player per team this is the same number again.
        ...([before, after].every((report) => of(report)?.betweenTeams?.p95 === of(report)?.spread.p95)
          ? []
          : quantiles(`${attribute} between teams`, '', 'less', (report) => of(report)?.betweenTeams, [
              'p50',
              'p95',
            ])),
      ];
    }),
    ...quantiles('worst latency in a match', 'ms', 'less', ({ quality }) => quality.worstLatencyMs, [
      'p50',
      'p95',
    ]),
    { name: 'tickets waiting, mean', unit: '', wish: 'less', count: arrived, value: ({ pool }) => pool.mean },
  ];
}

const rowOf = (
  { groups }: SimulationReport,
  region: string,
): SimulationReport['groups'][number]['rows'][number] | undefined =>
  groups.find(({ by }) => by === 'region')?.rows.find(({ name }) => name === region);

const digits = (value: number): string => {
  const size = Math.abs(value);
  return String(
    size >= 100
      ? Math.round(value)
      : size >= 10
        ? Math.round(value * 10) / 10
        : Math.round(value * 100) / 100,
  );
};

function shown(value: number, unit: Measure['unit']): string {
  return unit === '%' ? `${digits(value * 100)} %` : unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

function changeText(difference: number, old: number, unit: Measure['unit']): string {
  const sign = difference > 0 ? '+' : '−';
  const size = Math.abs(difference);
  if (unit === '%') return `${sign}${digits(size * 100)} points`;
  const relative = old === 0 ? '' : ` (${sign}${Math.round((size / Math.abs(old)) * 100)} %)`;
  return `${sign}${shown(size, unit)}${relative}`;
}

/** The rows as a Markdown table. */
export function comparisonMarkdown(rows: readonly ComparisonRow[]): string {
  const mark = { better: '🟢 better', worse: '🔴 worse', same: 'same', neutral: 'changed' };
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    '| measure | before | after | change | |',
    '|---|---:|---:|---:|---|',
    ...rows.map(
      (row) =>
        `| ${[row.measure, row.before, row.after, row.change, mark[row.verdict]].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}
