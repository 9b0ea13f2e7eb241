/**
 * Runs tasks one after another, in the order in which they were given; a task that fails does not stop the
 * next.
 */
export class InOrder {
  readonly #failed: (error: unknown) => void;

  readonly #waiting: (() => Promise<void> | void)[] = [];
  #busy = false;
  #running: Promise<void> = Promise.resolve();

  /** @param failed hears of a task that threw */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  add(task: () => Promise<void> | void): void {
    this.#waiting.push(task);
    if (this.#busy) return;
    this.#busy = true;
    this.#running = this.#run();
  }

  /** Resolves when nothing is waiting or running. */
  async idle(): Promise<void> {
    while (this.#busy) await this.#running;
  }

  /** What runs now never ends, and neither does what waits behind it: later tasks begin anew. */
  abandon(): void {
    this.#waiting.length = 0;
    this.#busy = false;
    this.#running = Promise.resolve();
  }

  async #run(): Promise<void> {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      try {
        await task();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#busy = false;
  }
}
