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
export function millisecondsText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–';
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}
