import { type Task, type Timer, VirtualClock } from '../local/gamelift/clock';

/** Where every world begins, in epoch milliseconds. */
export const worldStart = Date.parse('2026-01-01T00:00:00Z');

/** One turn of the event loop: every promise that can go on has gone on. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
/** A computation that needs more turns than this does not end. */
const mostTurns = 10_000;

/** Deployed code under way. While it waits for no edge, turns of the event loop move it on. */
export interface Computing {
  readonly waits: boolean;
}

/**
 * The one clock of a world. Each task is one step: it runs, then everything that follows from it without time
 * passing, and only then the next one.
 */
export class WorldClock extends VirtualClock {
  readonly #settled: () => void;
  /** Deployed code that was called and has not answered. */
  readonly computing = new Set<Computing>();

  /**
   * @param failed hears of what a task throws
   * @param settled is called after each step
   */
  constructor(failed: (error: unknown) => void, settled: () => void) {
    super(worldStart, failed);
    this.#settled = settled;
  }

  get elapsed(): number {
    return this.now() - worldStart;
  }

  #isComputing(): boolean {
    for (const one of this.computing) if (!one.waits) return true;
    return false;
  }

  override at(time: number, task: Task): Timer {
    // As Date.now() has it: whole milliseconds.
    return super.at(Math.ceil(time), async () => {
      // A task that waits for something must not hold up what it waits for.
      const running = task();
      let turns = 0;
      do {
        await turn();
        turns += 1;
      } while (turns < mostTurns && this.#isComputing());
      if (running !== undefined) running.catch(() => undefined);
      this.#settled();
    });
  }
}
