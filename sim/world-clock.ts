import { type Task, VirtualClock } from '../local/gamelift/task-clock';

/** The start of every world, in epoch milliseconds. */
export const worldStart = Date.parse('2026-01-01T00:00:00Z');

/** One turn of the event loop: the system is looked at, and every settled promise continues. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
/** Steps of worlds that share a turn of the event loop. */
const stepsPerTurn = 64;

/**
 * Lets every settled promise continue. Promises run after each callback of the event loop, so one queue of
 * callbacks is enough for many steps. A world never waits for the system, which is polled once for all of
 * them.
 */
class Settling {
  #resolve: (() => void) | undefined;
  #queued = 0;

  readonly #continue = (): void => {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#queued -= 1;
    resolve?.();
  };

  /** Resolves after the promises that are settled now, and those that follow from them. */
  done(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.#queued > 0) return;
      this.#queued = stepsPerTurn;
      for (let step = 0; step < stepsPerTurn; step += 1) setImmediate(this.#continue);
    });
  }
}

/** A computation that needs more turns than this counts as endless. */
const maxTurns = 10_000;

/** Deployed code that is running. While it does not wait for an edge, turns of the event loop advance it. */
export interface Computing {
  readonly waits: boolean;
}

/**
 * The only clock of a world. Each task is one step: the task runs, then everything that follows without time
 * passing, and only then the next task.
 */
export class WorldClock extends VirtualClock {
  readonly #settled: () => void;
  readonly #settling = new Settling();
  /** Deployed code that was called and has not answered. */
  readonly computing = new Set<Computing>();

  /**
   * @param failed receives what a task throws
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

  override at(time: number, task: Task): () => void {
    // Like Date.now(): whole milliseconds.
    return super.at(Math.ceil(time), async () => {
      // A task that waits for something must not block what it waits for.
      const running = task();
      await this.#settling.done();
      for (let turns = 1; turns < maxTurns && this.#isComputing(); turns += 1) await turn();
      if (running !== undefined) running.catch(() => undefined);
      this.#settled();
    });
  }
}
