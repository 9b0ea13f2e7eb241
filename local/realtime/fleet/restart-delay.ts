import { type SessionEnd } from '../hosting';

/** Longest delay, as a multiple of the shortest. */
const maxFactor = 60;

/** Delays the start of the next process after failures, longer with each consecutive one. */
export class RestartDelay {
  readonly #shortest: number;
  readonly #over: () => void;
  /** Consecutive processes that did not become ready. */
  #processes = 0;
  /** Consecutive game sessions that the script did not start. */
  #activations = 0;
  /** Consecutive game sessions whose process died soon after it had started them. */
  #crashes = 0;
  /** When the script had started each game session. */
  readonly #activeSince = new Map<string, number>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param shortest milliseconds after the first failure
   * @param over called when the delay is over
   * @param now milliseconds of a clock that only runs on
   */
  constructor(shortest: number, over: () => void, now: () => number = () => performance.now()) {
    this.#shortest = shortest;
    this.#over = over;
    this.#now = now;
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

  sessionActive(gameSessionId: string): void {
    this.#activations = 0;
    this.#activeSince.set(gameSessionId, this.#now());
  }

  /**
   * The process of a game session has exited. It counts as a failure when the script had not started the
   * session, and when it died sooner than the longest delay lasts. A session that lived longer, or that the
   * script ended itself, ends the row of crashes.
   * @returns whether it died soon after the script had started the session
   */
  sessionOver(gameSessionId: string, end: SessionEnd): boolean {
    const since = this.#activeSince.get(gameSessionId);
    this.#activeSince.delete(gameSessionId);
    if (end === 'terminated') return false;
    if (since === undefined) {
      this.#activations += 1;
      this.#start(this.#activations);
      return false;
    }
    const soon = end !== 'process-ended' && this.#now() - since < this.#shortest * maxFactor;
    this.#crashes = soon ? this.#crashes + 1 : 0;
    if (soon) this.#start(this.#crashes);
    return soon;
  }

  processFailed(): void {
    this.#processes += 1;
    this.#start(this.#processes);
  }

  /** Forgets all failures: another script is deployed. */
  reset(): void {
    this.#processes = 0;
    this.#activations = 0;
    this.#crashes = 0;
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
      this.#shortest * Math.min(maxFactor, 2 ** (failures - 1)),
    );
  }
}
