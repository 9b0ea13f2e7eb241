import { type TaskClock } from '../task-clock';

/** How often waiting placements are checked without a report of capacity, in milliseconds. */
const checkIntervalMs = 1000;

/** The schedule of passes over the waiting placements. */
export class Passes {
  readonly #clock: TaskClock;
  readonly #isNeeded: () => boolean;
  readonly #pass: () => void;
  #isAsked = false;
  #isLookPlanned = false;
  #isClosed = false;

  /** @param isNeeded whether a placement waits for a process */
  constructor(clock: TaskClock, isNeeded: () => boolean, pass: () => void) {
    this.#clock = clock;
    this.#isNeeded = isNeeded;
    this.#pass = pass;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Schedules a pass; several requests within one turn of the event loop are one pass. */
  ask(): void {
    if (this.#isClosed || this.#isAsked || !this.#isNeeded()) return;
    this.#isAsked = true;
    this.#clock.after(0, () => {
      this.#isAsked = false;
      if (this.#isClosed) return;
      this.#pass();
      this.#lookAgain();
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  /**
   * Not everything that frees a process is reported (an idle process of an older script ends in its own
   * time), so waiting placements are also checked periodically.
   */
  #lookAgain(): void {
    if (this.#isLookPlanned || !this.#isNeeded()) return;
    this.#isLookPlanned = true;
    this.#clock.after(checkIntervalMs, () => {
      this.#isLookPlanned = false;
      this.ask();
    });
  }
}
