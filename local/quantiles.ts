/**
 * The value below which a share of the sorted samples lies (nearest rank); undefined without samples.
 * @param share 0 … 1
 */
export function quantile(samples: readonly number[], share: number): number | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** `12 ms`, `1.8 s`, or `–` without a value. */
export function millisecondsText(durationMs: number | undefined): string {
  if (durationMs === undefined) return '–';
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`;
  return durationMs < 1_000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1_000).toFixed(1)} s`;
}
