import { type Bench, type BenchRun } from './bench';

export interface RunOptions extends BenchRun {
  /** Prints the figures as JSON, as the last line. */
  readonly json: boolean;
  /** Prints a line about what went wrong. */
  complain(line: string): void;
}

/** @returns the exit code: 1 when the bench missed a limit, each of which is named in a line */
export async function runBench(bench: Bench, { json, complain, ...run }: RunOptions): Promise<0 | 1> {
  const { missed, figures } = await bench.run(run);
  for (const limit of missed) complain(`limit missed: ${limit}`);
  if (json) run.print(JSON.stringify(figures ?? null));
  return missed.length === 0 ? 0 : 1;
}
