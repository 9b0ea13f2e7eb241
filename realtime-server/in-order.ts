const aside = Promise.resolve();

/**
 * Runs tasks one after another, in the order in which they were added; a task that fails does not stop the
 * next.
 */
export class InOrder {
  readonly #failed: (error: unknown) => void;

  readonly #waiting: (() => Promise<void> | void)[] = [];
  #busy = false;
  #running: Promise<void> = Promise.resolve();

  /** @param failed is called with the error of a task */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  add(task: () => Promise<void> | void): void {
    this.#waiting.push(task);
    if (this.#busy) return;
    this.#busy = true;
    this.#run();
  }

  /**
   * The same, but never on the caller's stack. When rules do not return, what ends them ends all of the
   * stack, and Node does not survive that in a callback of its own. All messages of one read wait as well, so
   * a flood of them meets its limit.
   */
  addAside(task: () => Promise<void> | void): void {
    this.#waiting.push(task);
    if (this.#busy) return;
    this.#busy = true;
    this.#running = aside.then(this.#run);
  }

  /** Resolves when no task is waiting or running. */
  async idle(): Promise<void> {
    while (this.#busy) await this.#running;
  }

  /** The running task never ends, and neither do those that wait for it: later tasks start a new queue. */
  abandon(): void {
    this.#waiting.length = 0;
    this.#busy = false;
    this.#running = Promise.resolve();
  }

  /** Runs tasks up to the first that takes time; those behind it follow when it is done. */
  readonly #run = (): void => {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      try {
        const running = task();
        if (running === undefined) continue;
        this.#running = running.then(this.#run, this.#runAfterFailure);
        return;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#busy = false;
  };

  readonly #runAfterFailure = (error: unknown): void => {
    this.#failed(error);
    this.#run();
  };
}
