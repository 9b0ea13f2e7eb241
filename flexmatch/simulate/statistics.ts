/** One bar: values of at least `from` and below `to` (the last bar includes `to`). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Statistics of a list of measured values, all in one unit; zeros when the list is empty. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly least: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
  readonly histogram: readonly Bin[];
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

/** The value below or at which this share of the sorted values lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

const narrowestBar = 0.001;

/**
 * Width of the bars for values up to a limit: 1, 2 or 5 times a power of ten, about 24 bars, none narrower
 * than a thousandth.
 */
export function barWidth(limit: number): number {
  if (!(limit > 0)) return 1;
  const wanted = Math.max(narrowestBar, Math.min(limit, Number.MAX_VALUE) / 24);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((candidate) => candidate * power >= wanted * 0.999) ?? 10;
  return step * power;
}

/** The common limit of bars for several lists: 99.5 % of each list are below it. */
export function commonLimit(lists: ReadonlyArray<readonly number[]>): number {
  return Math.max(
    0,
    ...lists.map((list) =>
      percentile(
        [...list].sort((a, b) => a - b),
        0.995,
      ),
    ),
  );
}

/**
 * @param limit end of the bars; the last one includes everything above. Default: 99.5 % of the values are
 * below it.
 */
export function spreadOf(values: readonly number[], limit?: number): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const end = Math.min(limit ?? percentile(sorted, 0.995), Number.MAX_VALUE);
  const width = barWidth(end);
  const bars = limit === undefined && sorted.length === 0 ? 0 : Math.floor(end / width) + 1;
  const counts = new Array<number>(bars).fill(0);
  for (const value of sorted) {
    const bar = Math.min(bars - 1, Math.max(0, Math.floor(value / width)));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return {
    count: sorted.length,
    mean: thousandths(
      sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    ),
    least: thousandths(sorted[0] ?? 0),
    p50: thousandths(percentile(sorted, 0.5)),
    p95: thousandths(percentile(sorted, 0.95)),
    p99: thousandths(percentile(sorted, 0.99)),
    most: thousandths(sorted.at(-1) ?? 0),
    histogram: counts.map((count, bar) => ({
      from: thousandths(bar * width),
      to: thousandths((bar + 1) * width),
      count,
    })),
  };
}

/** A share rounded to hundredths of a per cent; 0 of 0 is 0. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}
