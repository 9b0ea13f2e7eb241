import { type Clock } from '../core/clock';

/** Epoch time that never goes back while the process lives, even if the machine's clock is changed. */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
