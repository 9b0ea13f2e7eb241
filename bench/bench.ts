/** The settings of a run. */
export interface BenchRun {
  /** Fewer and smaller rounds, to check that the bench works. */
  readonly quick: boolean;
  /** Players on the leaderboard, for the bench of ranking. */
  readonly players?: number;
  /** Ranking on the embedded database. */
  readonly embedded?: boolean;
  print(line: string): void;
}

/** The outcome of a run. */
export interface BenchOutcome {
  /** A line for each limit that was missed. */
  readonly missed: readonly string[];
  /** The figures for `--json`. */
  readonly figures?: unknown;
}

/** One bench: `bench/NAME/index.ts` exports its members. */
export interface Bench {
  readonly title: string;
  /** Measures and prints. */
  run(run: BenchRun): Promise<BenchOutcome> | BenchOutcome;
}

/** The median of measured values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The exponent e of the best fit time ≈ c · n^e. */
export function fittedExponent(points: ReadonlyArray<{ readonly n: number; readonly time: number }>): number {
  const logs = points.map(({ n, time }) => [Math.log(n), Math.log(time)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  return (
    logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) /
    logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  );
}
