/** Time as an argument: the script runs on the real one, tests on one that they advance. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once, after so many milliseconds; returns how to prevent it. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Epoch time that never goes back, whatever is done to the machine's clock while the process lives. */
export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const sleep = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
