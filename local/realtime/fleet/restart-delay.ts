/** Longest delay, as a multiple of the shortest. */
const longest = 60;

/** Delays the start of the next process after failures, longer with each consecutive one. */
export class RestartDelay {
  readonly #shortest: number;
  readonly #over: () => void;
  /** Consecutive processes that did not become ready. */
  #processes = 0;
  /** Consecutive game sessions that the script did not start. */
  #activations = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param shortest milliseconds after the first failure
   * @param over called when the delay is over
   */
  constructor(shortest: number, over: () => void) {
    this.#shortest = shortest;
    this.#over = over;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Whether the last process did not become ready. */
  get hasFailed(): boolean {
    return this.#processes > 0;
  }

  processReady(): void {
    this.#processes = 0;
  }

  sessionActive(): void {
    this.#activations = 0;
  }

  processFailed(): void {
    this.#processes += 1;
    this.#start(this.#processes);
  }

  activationFailed(): void {
    this.#activations += 1;
    this.#start(this.#activations);
  }

  /** Forgets all failures: another script is deployed. */
  reset(): void {
    this.#processes = 0;
    this.#activations = 0;
    this.cancel();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(failures: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#over();
      },
      this.#shortest * Math.min(longest, 2 ** (failures - 1)),
    );
  }
}
