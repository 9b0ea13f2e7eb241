import { type SimulationReport } from './report';

/** A measure over several runs that differ only in their seed. */
export interface Estimate {
  readonly mean: number;
  /** 95 % confidence interval of the mean (Student's t); equal to the mean for one run. */
  readonly low: number;
  readonly high: number;
  readonly values: readonly number[];
}

/** A number of a report; undefined where the run has no such value. */
export interface ReportMetric {
  readonly name: string;
  /** `share` is between 0 and 1. */
  readonly unit: 'share' | 's' | 'ms' | '';
  readonly of: (report: SimulationReport) => number | undefined;
}

/** The measures by which runs are compared. */
export function metricsOf(report: SimulationReport): readonly ReportMetric[] {
  return [
    { name: 'tickets matched', unit: 'share', of: ({ tickets }) => tickets.matchedShare },
    { name: 'tickets timed out', unit: 'share', of: ({ tickets }) => tickets.timedOutShare },
    { name: 'wait p50', unit: 's', of: ({ waitSeconds }) => waitSeconds.p50 },
    { name: 'wait p95', unit: 's', of: ({ waitSeconds }) => waitSeconds.p95 },
    { name: 'matches a minute', unit: '', of: ({ matches }) => matches.perMinute },
    { name: 'full matches', unit: 'share', of: ({ matches }) => matches.fullShare },
    ...report.quality.attributes.flatMap(({ name }): ReportMetric[] => [
      {
        name: `${name}, spread p50`,
        unit: '',
        of: ({ quality }) => quality.attributes.find((one) => one.name === name)?.spread.p50,
      },
      {
        name: `${name}, between teams p50`,
        unit: '',
        of: ({ quality }) => quality.attributes.find((one) => one.name === name)?.betweenTeams?.p50,
      },
    ]),
    { name: 'worst latency p50', unit: 'ms', of: ({ quality }) => quality.worstLatencyMs?.p50 },
    { name: 'sessions at once', unit: '', of: ({ sessions }) => sessions?.concurrent.mean },
    { name: 'cost a day', unit: '', of: ({ sessions }) => sessions?.cost?.perDay },
  ];
}

/**
 * Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (NIST handbook, table 1.3.6.7.2).
 */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** @param values of independent runs, at least one */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  if (values.length < 2) return { mean, low: mean, high: mean, values };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = (quantiles[values.length - 2] ?? 1.96) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half, values };
}

/** No measure is negative, and a share is at most 1: Student's t knows neither limit. */
function within(unit: ReportMetric['unit'], { low, high, ...one }: Estimate): Estimate {
  return { ...one, low: Math.max(0, low), high: unit === 'share' ? Math.min(1, high) : high };
}

/** A metric over several seeds. */
export interface RepeatedMetric extends Estimate {
  readonly name: string;
  readonly unit: ReportMetric['unit'];
}

/** @param reports of one rule set and several seeds */
export function repeatedMetrics(reports: readonly SimulationReport[]): RepeatedMetric[] {
  const [first] = reports;
  if (first === undefined) return [];
  return metricsOf(first).flatMap(({ name, unit, of }) => {
    const values = reports.map(of).filter((value) => value !== undefined);
    return values.length < reports.length ? [] : [{ name, unit, ...within(unit, estimate(values)) }];
  });
}

/** A metric of two rule sets over the same seeds. */
export interface RepeatedComparison {
  readonly name: string;
  readonly unit: ReportMetric['unit'];
  readonly before: Estimate;
  readonly after: Estimate;
  /** Of the differences per seed, because both meet the same tickets. */
  readonly difference: Estimate;
}

/** @param before and @param after reports of equal seeds, in the same order */
export function repeatedComparison(
  before: readonly SimulationReport[],
  after: readonly SimulationReport[],
): RepeatedComparison[] {
  const others = new Map(repeatedMetrics(after).map((metric) => [metric.name, metric]));
  return repeatedMetrics(before).flatMap(({ name, unit, ...one }) => {
    const other = others.get(name);
    if (other === undefined) return [];
    const differences = one.values.map((value, index) => (other.values[index] ?? value) - value);
    const { mean, low, high, values } = other;
    return [
      { name, unit, before: one, after: { mean, low, high, values }, difference: estimate(differences) },
    ];
  });
}
