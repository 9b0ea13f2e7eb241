import { type SimulationReport } from './report';
import {
  type Estimate,
  metricsOf,
  type ReportMetric,
  type RepeatedComparison,
  type RepeatedMetric,
  repeatedMetrics,
} from './repeat';
import { type DrawTable } from './text-report';

function rounded(value: number, unit: ReportMetric['unit']): string {
  if (unit === 'share') return `${Math.round(value * 1000) / 10} %`;
  const shown = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
  return unit === '' ? `${shown}` : `${shown} ${unit}`;
}

function interval({ low, high, values }: Estimate, unit: ReportMetric['unit']): string {
  return values.length < 2 ? '' : `${rounded(low, unit)} … ${rounded(high, unit)}`;
}

/** The summary of several seeds of one rule set. */
export function textRepeated(
  name: string,
  seeds: number,
  metrics: readonly RepeatedMetric[],
  drawTable: DrawTable,
): string {
  return [
    `${name === '' ? 'The rule set' : name}: ${seeds} seeds`,
    drawTable(
      ['measure', 'mean', '95 % interval', 'least', 'most'],
      metrics.map((metric) => [
        metric.name,
        rounded(metric.mean, metric.unit),
        interval(metric, metric.unit),
        rounded(Math.min(...metric.values), metric.unit),
        rounded(Math.max(...metric.values), metric.unit),
      ]),
      ['left', 'right', 'right', 'right', 'right'],
    ),
  ].join('\n');
}

/**
 * The comparison of two rule sets over several seeds; a difference whose interval contains 0 may be due to
 * chance.
 */
export function textRepeatedComparison(
  names: readonly [string, string],
  seeds: number,
  rows: readonly RepeatedComparison[],
  drawTable: DrawTable,
): string {
  return [
    `${names[0]} → ${names[1]}: ${seeds} seeds, the same tickets for both`,
    drawTable(
      ['measure', names[0], names[1], 'difference', '95 % interval', ''],
      rows.map(({ name, unit, before, after, difference }) => [
        name,
        rounded(before.mean, unit),
        rounded(after.mean, unit),
        rounded(difference.mean, unit),
        interval(difference, unit),
        difference.low <= 0 && difference.high >= 0 ? 'may be chance' : '',
      ]),
      ['left', 'right', 'right', 'right', 'right', 'left'],
    ),
  ].join('\n');
}

/** One row per value of a sweep. */
export function textSweep(
  target: string,
  runs: ReadonlyArray<{ readonly value: string; readonly reports: readonly SimulationReport[] }>,
  drawTable: DrawTable,
): string {
  const [first] = runs;
  const [report] = first?.reports ?? [];
  if (first === undefined || report === undefined) return '';
  const shown = repeatedMetrics(first.reports).map(({ name }) => name);
  const metrics = metricsOf(report).filter(({ name }) => shown.includes(name));
  return [
    `${target}${first.reports.length > 1 ? `, ${first.reports.length} seeds a value` : ''}`,
    drawTable(
      ['', ...runs.map(({ value }) => value)],
      metrics.map(({ name, unit }) => [
        name,
        ...runs.map(({ reports }) => {
          const found = repeatedMetrics(reports).find((metric) => metric.name === name);
          if (found === undefined) return '';
          const half = found.high - found.mean;
          return `${rounded(found.mean, unit)}${reports.length > 1 ? ` ± ${rounded(half, unit)}` : ''}`;
        }),
      ]),
      ['left', ...runs.map(() => 'right' as const)],
    ),
  ].join('\n');
}
