import { type Measure, measuresOf } from './compared-measures';
import { type SimulationReport } from './report';

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

/** Two rule sets on the same arrivals. */
export interface Comparison {
  readonly before: SimulationReport;
  readonly after: SimulationReport;
  readonly rows: readonly ComparisonRow[];
  /** The assumptions about the population, in words. */
  readonly assumptions: readonly string[];
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
