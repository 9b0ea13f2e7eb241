import { type WorldOptions, type WorldReport } from './report';

/** A minimized failure: the fewest faults, persons and commands with which it still happens. */
export interface Shrunk {
  readonly options: WorldOptions;
  readonly report: WorldReport;
  /** Worlds that were run to find it. */
  readonly runs: number;
}

/** A failure of at most this many faults and commands is short enough to read. */
export const maxEvents = 25;
/** Seeds whose small worlds are tried when the failing world itself does not become short enough. */
const otherSeeds = 1000;
/** How long the persons of a slower world think at most, in milliseconds. */
const slowPace = 60_000;

/** Faults and commands up to the violation: what has to happen for it. */
export const eventsOf = ({ faults, commands }: Pick<WorldReport, 'faults' | 'commands'>): number =>
  faults.length + commands;

type Run = (options: WorldOptions) => Promise<WorldReport>;

/** @param failed a report with a violation @param maxRuns maximum number of worlds to run */
export function shrink(
  options: WorldOptions,
  failed: WorldReport,
  run: Run,
  maxRuns = 1500,
): Promise<Shrunk> {
  return new Shrinking(options, failed, run, maxRuns).shrink();
}

/** The smallest world so far that fails in the same way. */
interface Best {
  readonly options: WorldOptions & { readonly only: ReadonlySet<string> };
  readonly report: WorldReport;
}

class Shrinking {
  readonly #options: WorldOptions;
  readonly #failed: WorldReport;
  readonly #run: Run;
  readonly #maxRuns: number;
  #best: Best;
  #runs = 0;

  constructor(options: WorldOptions, failed: WorldReport, run: Run, maxRuns: number) {
    this.#options = options;
    this.#failed = failed;
    this.#run = run;
    this.#maxRuns = maxRuns;
    const before = failed.violations[0]?.at ?? Infinity;
    const only = new Set(failed.faults.filter(({ at }) => at <= before).map(({ id }) => id));
    this.#best = { options: { ...options, only }, report: failed };
  }

  async shrink(): Promise<Shrunk> {
    if (!(await this.#takes(this.#best.options)))
      return { options: this.#options, report: this.#failed, runs: this.#runs };
    await this.#fewerFaults();
    await this.#tryFewerPersons();
    // A failure that needs time to pass, and not commands, needs fewer commands of persons who think for
    // long.
    if (eventsOf(this.#best.report) > maxEvents) {
      await this.#takesFewer({ ...this.#best.options, thinks: slowPace });
      await this.#tryFewerPersons();
    }
    await this.#smallerWorlds();
    return { ...this.#best, runs: this.#runs };
  }

  /** Fewer persons and rounds, and the faults that are left of such a world. */
  async #tryFewerPersons(): Promise<void> {
    for (const persons of [2, 3])
      if (
        persons < (this.#best.options.persons ?? 6) &&
        (await this.#takes({ ...this.#best.options, persons }))
      )
        break;
    for (const rounds of [3, 5, 8, 13])
      if (
        rounds < (this.#best.options.rounds ?? 25) &&
        (await this.#takes({ ...this.#best.options, rounds }))
      )
        break;
    await this.#fewerFaults();
  }

  /** Keeps these options when the world fails in the same way with them. */
  async #takes(smaller: WorldOptions): Promise<boolean> {
    if (this.#runs >= this.#maxRuns) return false;
    this.#runs += 1;
    const report = await this.#run(smaller);
    if (report.violations[0]?.oracle !== this.#failed.violations[0]?.oracle) return false;
    const happened = report.faults.map(({ id }) => id).filter((id) => smaller.only?.has(id) ?? true);
    this.#best = { options: { ...smaller, only: new Set(happened) }, report };
    return true;
  }

  /** Delta debugging: halves first, single faults last. */
  async #fewerFaults(): Promise<void> {
    for (let parts = 2; this.#runs < this.#maxRuns;) {
      const all = [...this.#best.options.only];
      if (all.length === 0) return;
      const size = Math.ceil(all.length / Math.min(parts, all.length));
      let smaller = false;
      for (let start = 0; start < all.length && !smaller; start += size) {
        const only = new Set(all.filter((_, index) => index < start || index >= start + size));
        smaller = await this.#takes({ ...this.#best.options, only });
      }
      if (smaller) parts = Math.max(2, parts - 1);
      else if (size === 1) return;
      else parts *= 2;
    }
  }

  /** Keeps these options when the world fails in the same way with them, after fewer events. */
  async #takesFewer(other: WorldOptions): Promise<void> {
    const kept = this.#best;
    if (!(await this.#takes(other))) return;
    await this.#fewerFaults();
    if (eventsOf(this.#best.report) >= eventsOf(kept.report)) this.#best = kept;
  }

  /**
   * A fault is tied to a place that a shorter match may not reach. So small worlds of this seed and of
   * others, some of them slow, are tried with all of their own faults. The search ends when one fails in the
   * same way and is short enough.
   */
  async #smallerWorlds(): Promise<void> {
    const { only: _only, ...free } = this.#options;
    for (let other = 0; other <= otherSeeds && eventsOf(this.#best.report) > maxEvents; other += 1) {
      const small = { seed: this.#options.seed + other, persons: 2, rounds: 3 + (other % 8) };
      await this.#takesFewer({ ...free, ...small, ...(other % 16 >= 8 ? { thinks: slowPace } : {}) });
    }
  }
}
