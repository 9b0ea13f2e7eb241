import { type Clock } from '../core/clock';

/** Epoch time that never goes back, whatever is done to the machine's clock while the process lives. */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
