import { type FromProcess } from '../channel';
import { type HostTiming } from '../limits';

/** After this many failed checks in a row a process is killed. */
const maxFailedChecks = 3;

/** The process that a health watch checks. */
export interface WatchedProcess {
  /** Asks the process for its health. */
  ask(check: number): void;
  /** A call later, unless the process is gone by then. @returns how to prevent it */
  after(delayMs: number, act: () => void): () => void;
  /** False once its end is decided: its health does not matter any more. */
  isWatched(): boolean;
  /** A check has failed. @param inARow how many in a row */
  failed(what: string, inARow: number): void;
  /** Too many have failed in a row. */
  unhealthy(why: string): void;
}

/**
 * GameLift checks every 60 s with a timeout of 60 s. A negative answer and a timeout count alike: three in a
 * row end the process.
 */
export class HealthWatch {
  readonly #timing: Pick<HostTiming, 'healthIntervalMs' | 'healthTimeoutMs'>;
  readonly #process: WatchedProcess;
  #open: { readonly check: number; readonly cancelTimeout: () => void } | undefined;
  /** When the health check was asked that waits for its answer, by a monotonic clock. */
  #askedAt: number | undefined;
  #answeredIn: number | undefined;
  #checks = 0;
  #bad = 0;

  constructor(timing: Pick<HostTiming, 'healthIntervalMs' | 'healthTimeoutMs'>, process: WatchedProcess) {
    this.#timing = timing;
    this.#process = process;
  }

  /** How long the last answer took, or how long one has been due, in ms; undefined before the first check. */
  get answerMs(): number | undefined {
    const owed = this.#askedAt === undefined ? 0 : performance.now() - this.#askedAt;
    return this.#answeredIn === undefined && owed === 0 ? undefined : Math.max(owed, this.#answeredIn ?? 0);
  }

  start(): void {
    this.#process.after(this.#timing.healthIntervalMs, () => this.#check());
  }

  /** The process has answered. An answer after the timeout only shows how long it took. */
  answered({ check, healthy }: Extract<FromProcess, { readonly kind: 'health' }>): void {
    if (this.#askedAt !== undefined) this.#answeredIn = performance.now() - this.#askedAt;
    this.#askedAt = undefined;
    if (this.#open?.check !== check) return;
    this.#open.cancelTimeout();
    this.#record(healthy, false);
  }

  #check(): void {
    const { healthIntervalMs, healthTimeoutMs } = this.#timing;
    this.#checks += 1;
    const cancelTimeout = this.#process.after(healthTimeoutMs, () => this.#record(false, true));
    this.#open = { check: this.#checks, cancelTimeout };
    this.#askedAt ??= performance.now();
    this.#process.ask(this.#checks);
    this.#process.after(Math.max(healthIntervalMs, healthTimeoutMs), () => this.#check());
  }

  #record(healthy: boolean, silent: boolean): void {
    this.#open = undefined;
    this.#bad = healthy ? 0 : this.#bad + 1;
    if (healthy || !this.#process.isWatched()) return;
    const what = silent
      ? `it did not answer onHealthCheck within ${this.#timing.healthTimeoutMs} ms (a blocked event loop?)`
      : 'onHealthCheck did not answer true';
    this.#process.failed(what, this.#bad);
    if (this.#bad >= maxFailedChecks) this.#process.unhealthy(`three health checks in a row failed: ${what}`);
  }
}
