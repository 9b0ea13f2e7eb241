/**
 * Time for schedules, retries and tokens: the real one, or one that a test moves. The local GameLift's clocks
 * fit, too.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after so many milliseconds, unless it is called off. */
  after(milliseconds: number, run: () => void): { cancel(): void };
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
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
