/** Time as an argument: that of a machine, or one that a test or a world moves. */
export interface Clock {
  /** Milliseconds: since the epoch, unless the clock says otherwise. */
  now(): number;
  /** Calls back once, after `milliseconds`; returns how to prevent it. */
  after(delayMs: number, call: () => void): () => void;
}

/** Resolves after `milliseconds` of the clock. */
export const pause = (clock: Pick<Clock, 'after'>, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
