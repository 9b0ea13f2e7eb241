import { type WorldOptions, type WorldReport } from './world';

/** A minimized failure: the fewest faults, persons and commands with which it still happens. */
export interface Shrunk {
  readonly options: WorldOptions;
  readonly report: WorldReport;
  /** Worlds that were run to find it. */
  readonly runs: number;
}

/** A failure of at most this many faults and commands is short enough to read. */
export const mostEvents = 25;
/** Seeds whose small worlds are tried when the failing world itself does not become short enough. */
const otherSeeds = 100;

/** Faults and commands up to the violation: what has to happen for it. */
export const eventsOf = ({ faults, commands }: Pick<WorldReport, 'faults' | 'commands'>): number =>
  faults.length + commands;

type Run = (options: WorldOptions) => Promise<WorldReport>;

/** @param failed a report with a violation @param most maximum number of worlds to run */
export async function shrink(
  options: WorldOptions,
  failed: WorldReport,
  run: Run,
  most = 500,
): Promise<Shrunk> {
  const oracle = failed.violations[0]?.oracle;
  const before = failed.violations[0]?.at ?? Infinity;
  const best = {
    options: {
      ...options,
      only: new Set(failed.faults.filter(({ at }) => at <= before).map(({ id }) => id)),
    },
    report: failed,
  };
  let runs = 0;
  /** Keeps these options when the world fails in the same way with them. */
  const takes = async (smaller: WorldOptions): Promise<boolean> => {
    if (runs >= most) return false;
    runs += 1;
    const report = await run(smaller);
    if (report.violations[0]?.oracle !== oracle) return false;
    const happened = report.faults.map(({ id }) => id).filter((id) => smaller.only?.has(id) ?? true);
    best.options = { ...smaller, only: new Set(happened) };
    best.report = report;
    return true;
  };
  if (!(await takes(best.options))) return { options, report: failed, runs };
  await fewerFaults();
  for (const persons of [2, 3])
    if (persons < (best.options.persons ?? 6) && (await takes({ ...best.options, persons }))) break;
  for (const rounds of [3, 5, 8, 13])
    if (rounds < (best.options.rounds ?? 25) && (await takes({ ...best.options, rounds }))) break;
  await fewerFaults();
  await smallerWorlds();
  return { ...best, runs };

  /**
   * A fault is tied to a place that a shorter match may not reach. So small worlds of this seed and of others
   * are tried with all of their own faults, until one fails in the same way and is short enough.
   */
  async function smallerWorlds(): Promise<void> {
    const { only: _only, ...free } = options;
    for (let other = 0; other <= otherSeeds && eventsOf(best.report) > mostEvents; other += 1) {
      const kept = { ...best };
      if (!(await takes({ ...free, seed: options.seed + other, persons: 2, rounds: 3 + (other % 8) })))
        continue;
      await fewerFaults();
      if (eventsOf(best.report) >= eventsOf(kept.report)) Object.assign(best, kept);
    }
  }

  /** Delta debugging: halves first, single faults last. */
  async function fewerFaults(): Promise<void> {
    for (let parts = 2; runs < most;) {
      const all = [...best.options.only];
      if (all.length === 0) return;
      const size = Math.ceil(all.length / Math.min(parts, all.length));
      let smaller = false;
      for (let start = 0; start < all.length && !smaller; start += size) {
        const only = new Set(all.filter((_, index) => index < start || index >= start + size));
        smaller = await takes({ ...best.options, only });
      }
      if (smaller) parts = Math.max(2, parts - 1);
      else if (size === 1) return;
      else parts *= 2;
    }
  }
}
