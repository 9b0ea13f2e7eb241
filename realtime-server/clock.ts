/** Time as an argument: the script runs on the real one, tests on one that they advance. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once, after so many milliseconds; returns how to prevent it. */
  after(milliseconds: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const sleep = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
