/**
 * The parts of a stack that are up, to be stopped in the reverse order of their start. An interruption stops
 * them at once, without waiting for a part that is still starting; that part is stopped when it is up.
 */
export class StartedParts {
  readonly #interrupted: AbortSignal | undefined;
  readonly #interruption: Promise<never> | undefined;
  readonly #stops: Array<() => Promise<void>> = [];
  #stopping: Promise<void> = Promise.resolve();

  constructor(interrupted: AbortSignal | undefined) {
    this.#interrupted = interrupted;
    if (interrupted === undefined) return;
    this.#interruption = rejectionOf(interrupted);
    interrupted.addEventListener('abort', () => void this.stopAll().catch(() => undefined), { once: true });
  }

  /**
   * Registers a started part with its stop function.
   * @throws the signal's reason after an interruption
   */
  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
    this.#interrupted?.throwIfAborted();
  }

  /** Waits for something that may never settle once its part was stopped. Rejects at an interruption. */
  orInterruption<Value>(value: Promise<Value>): Promise<Value> {
    return Promise.race([value, ...(this.#interruption === undefined ? [] : [this.#interruption])]);
  }

  /**
   * Stops all parts that are up; every call waits until they are stopped.
   * @throws the first error of a part, after the others are stopped
   */
  stopAll(): Promise<void> {
    this.#stopping = this.#stopping.catch(() => undefined).then(() => this.#stopEach());
    return this.#stopping;
  }

  async #stopEach(): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop())
      await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/** Rejects with the signal's reason when it aborts; never resolves. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted')),
      { once: true },
    );
  });
  // The start may have ended before the signal comes.
  rejection.catch(() => undefined);
  return rejection;
}
