// Not the global ones: in the process of a script those go by this time.
import { clearTimeout, setTimeout } from 'node:timers';
import { type Clock } from '../../core/clock';

/** How the time of a stack differs from its machine's. */
export interface TimeShift {
  /** Milliseconds that it is ahead of the machine; negative behind it. */
  readonly aheadMs: number;
  /** Epoch milliseconds at which it stands; null while it runs. */
  readonly stoppedAt: number | null;
}

export const unshifted: TimeShift = { aheadMs: 0, stoppedAt: null };

/** @param machine the machine's time, epoch milliseconds */
export const shiftedTime = ({ aheadMs, stoppedAt }: TimeShift, machine: number): number =>
  stoppedAt ?? machine + aheadMs;

/** Beyond it a timer of Node fires at once. */
const maxWaitMs = 2 ** 31 - 1;

interface Wait {
  readonly at: number;
  readonly call: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The clock of all parts of a stack: the machine's time, which can be stopped, resumed, and put forward. It
 * never goes back. A task is called as soon as its time has come, whether by waiting or by a step forward.
 */
export class LocalTime implements Clock {
  readonly #machine: () => number;
  readonly #listeners = new Set<(shift: TimeShift) => void>();
  readonly #waits = new Set<Wait>();
  #shift: TimeShift;
  /** Ends the stop that waits for the machine. */
  #meeting: NodeJS.Timeout | undefined;

  /**
   * @param shift how it differs at first
   * @param machine the machine's time, epoch milliseconds
   */
  constructor(shift: TimeShift = unshifted, machine: () => number = Date.now) {
    this.#shift = shift;
    this.#machine = machine;
  }

  get shift(): TimeShift {
    return this.#shift;
  }

  // A property, so that it can be handed on as a function.
  readonly now = (): number => shiftedTime(this.#shift, this.#machine());

  after(delayMs: number, call: () => void): () => void {
    const wait: Wait = { at: this.now() + delayMs, call };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => this.#drop(wait);
  }

  /** Hears of every change. @returns ends that */
  onChange(listener: (shift: TimeShift) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stands still until it is let go; stepping moves it all the same. */
  stop(): void {
    if (this.#shift.stoppedAt === null) this.change({ ...this.#shift, stoppedAt: this.now() });
  }

  /** Runs on from where it stands. */
  go(): void {
    const { stoppedAt } = this.#shift;
    this.#stopMeeting();
    if (stoppedAt !== null) this.change({ aheadMs: stoppedAt - this.#machine(), stoppedAt: null });
  }

  /** Goes forward at once. @throws RangeError for a step back */
  step(stepMs: number): void {
    if (!(stepMs > 0)) throw new RangeError('time goes forward only');
    const { aheadMs, stoppedAt } = this.#shift;
    this.change(
      stoppedAt === null
        ? { aheadMs: aheadMs + stepMs, stoppedAt }
        : { aheadMs, stoppedAt: stoppedAt + stepMs },
    );
  }

  /** It stands only until the machine's time has come. */
  get meets(): boolean {
    return this.#meeting !== undefined;
  }

  /**
   * Returns to the machine's time: at once from behind it. Ahead of it time would have to go back, so it
   * stands until the machine's has come.
   */
  meetMachine(): void {
    if (this.now() <= this.#machine()) {
      this.#stopMeeting();
      this.change(unshifted);
      return;
    }
    this.stop();
    this.#awaitMachine();
  }

  /** Takes over another's shift. */
  change(shift: TimeShift): void {
    this.#shift = shift;
    for (const listener of this.#listeners) listener(shift);
    for (const wait of [...this.#waits]) this.#arm(wait);
  }

  #awaitMachine(): void {
    clearTimeout(this.#meeting);
    const left = this.now() - this.#machine();
    this.#meeting = setTimeout(() => this.meetMachine(), Math.min(maxWaitMs, Math.max(0, left)));
    // It keeps no process alive.
    this.#meeting.unref();
  }

  #stopMeeting(): void {
    clearTimeout(this.#meeting);
    this.#meeting = undefined;
  }

  #arm(wait: Wait): void {
    clearTimeout(wait.timer);
    const left = wait.at - this.now();
    // While time stands only what is due is called.
    if (this.#shift.stoppedAt !== null && left > 0) return;
    wait.timer = setTimeout(
      () => {
        if (this.now() < wait.at) this.#arm(wait);
        else if (this.#waits.delete(wait)) wait.call();
      },
      Math.min(maxWaitMs, Math.max(0, left)),
    );
  }

  #drop(wait: Wait): void {
    clearTimeout(wait.timer);
    this.#waits.delete(wait);
  }
}
