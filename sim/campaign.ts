import { type FaultKind } from './faults';
import { runWorld } from './run';
import { type WorldOptions, type WorldReport } from './report';

/** The outcome of a series of worlds. */
export interface Campaign {
  readonly worlds: number;
  readonly matches: number;
  readonly commands: number;
  readonly acknowledgements: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** How many times each kind could have happened. */
  readonly occasions: ReadonlyMap<FaultKind, number>;
  /** Processor time. */
  readonly cpuSeconds: number;
  /** The first world with a violation. */
  readonly failed?: { readonly options: WorldOptions; readonly report: WorldReport };
}

/**
 * Runs worlds of rising seeds until one fails.
 * @param continues called before each world with their number so far; false ends the series
 * @param heard called with the report of each world
 */
export async function runCampaign(
  first: number,
  rest: Omit<WorldOptions, 'seed'>,
  continues: (worlds: number) => boolean,
  heard: (report: WorldReport) => void = () => undefined,
): Promise<Campaign> {
  const started = process.cpuUsage();
  const faults = new Map<FaultKind, number>();
  const occasions = new Map<FaultKind, number>();
  const sums = { worlds: 0, matches: 0, commands: 0, acknowledgements: 0 };
  const add = (to: Map<FaultKind, number>, kind: FaultKind, count: number): void => {
    to.set(kind, (to.get(kind) ?? 0) + count);
  };
  let failed: Campaign['failed'];
  while (failed === undefined && continues(sums.worlds)) {
    const options = { ...rest, seed: first + sums.worlds };
    const report = await runWorld(options);
    sums.worlds += 1;
    sums.matches += report.matches;
    sums.commands += report.commands;
    sums.acknowledgements += report.acknowledgements;
    for (const { kind } of report.faults) add(faults, kind, 1);
    for (const [kind, count] of report.occasions) add(occasions, kind, count);
    heard(report);
    if (report.violations.length > 0) failed = { options, report };
  }
  const { user, system } = process.cpuUsage(started);
  return {
    ...sums,
    faults,
    occasions,
    cpuSeconds: (user + system) / 1e6,
    ...(failed === undefined ? {} : { failed }),
  };
}
