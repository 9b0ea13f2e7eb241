export interface Timer {
  cancel(): void;
}

/** What runs later; the clock does not wait for a promise. */
export type Task = () => void | Promise<void>;

/**
 * Time for schedules, retries and tokens: the real one, or one that a test moves. The local GameLift's clocks
 * can do more (gamelift/clock.ts).
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs the task once, so many milliseconds from now, unless it is called off. */
  after(milliseconds: number, task: Task): Timer;
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, task) {
    const timer = setTimeout(() => void task(), milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Resolves after so many milliseconds of the clock, `true`; or as soon as the signal is given, `false`. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const stop = (): void => {
      timer.cancel();
      resolve(false);
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
