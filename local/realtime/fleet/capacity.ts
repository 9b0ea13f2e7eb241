import os from 'node:os';
import { Demand } from './demand';
import { nextStart } from './next-start';
import { type Processes } from './processes';

/** How many processes a fleet may run, and how many of them it keeps ready. */
export class ProcessCapacity {
  #maxProcesses: number;
  /** The configured minimum of processes that are ready. */
  #warm: number;
  readonly #demand = new Demand();
  #isProven = false;

  constructor(maxProcesses: number, warm: number) {
    this.#maxProcesses = maxProcesses;
    this.#warm = warm;
  }

  get maxProcesses(): number {
    return this.#maxProcesses;
  }

  /** Whether a process of the fleet was ever ready. */
  get isProven(): boolean {
    return this.#isProven;
  }

  resize(maxProcesses: number, warm: number): void {
    this.#maxProcesses = maxProcesses;
    this.#warm = warm;
  }

  processReady(): void {
    this.#isProven = true;
  }

  sessionStarted(): void {
    this.#demand.started(performance.now());
  }

  /** Number of idle processes that are not needed. */
  surplus(processes: Processes): number {
    return Math.max(0, processes.idle().length - this.#spares(), processes.size - this.#maxProcesses);
  }

  /**
   * Whether a process that has just become ready is not needed: the limits may have been lowered meanwhile.
   */
  isOneTooMany(processes: Processes): boolean {
    return processes.size > this.#maxProcesses || processes.idle().length > Math.max(1, this.#spares());
  }

  /** Whether to start another process. @param waiting number of game sessions without a process */
  next(processes: Processes, waiting: number): ReturnType<typeof nextStart> {
    return nextStart({
      waiting,
      idle: processes.idle().length,
      starting: processes.starting().length,
      processes: processes.size,
      maxProcesses: this.#maxProcesses,
      warm: this.#warm,
      // Before the first process was ready, one is started even without warm ones: ready() depends on it.
      spares: this.#isProven ? this.#spares() : Math.max(1, this.#warm),
      cores: os.availableParallelism(),
    });
  }

  /** Number of processes to keep ready: the configured minimum, or as many as were needed recently. */
  #spares(): number {
    if (this.#warm === 0) return 0;
    return Math.min(this.#maxProcesses, Math.max(this.#warm, this.#demand.lately(performance.now())));
  }
}
