import { clearTimeout, setTimeout } from 'node:timers';
import { promisify } from 'node:util';
import { dateOf } from '../../time/date-of';
import { LocalTime, type TimeShift } from '../../time/local-time';

/** The time of this process, before a script sees another. */
const machine = { now: Date.now, origin: performance.timeOrigin };
/** The longest wait of a timer of Node, ms. */
const maxWaitMs = 2 ** 31 - 1;

/**
 * Has a script of this process go by the time of its stack: the date, the origin of `performance`, and
 * timeouts. The host's own timers are those of node:timers, which stay the machine's.
 * @returns the time, for changes that the fleet sends
 */
export function installScriptTime(shift: TimeShift): LocalTime {
  const time = new LocalTime(shift, machine.now);
  globalThis.Date = dateOf(time.now);
  Object.defineProperty(performance, 'timeOrigin', { configurable: true, get: () => originOf(time) });
  installTimeouts(time);
  return time;
}

/** `performance` cannot be stopped; its origin moves instead. */
function originOf({ shift: { aheadMs, stoppedAt } }: LocalTime): number {
  // The quarter keeps what is rounded down from a moment read in two parts.
  return stoppedAt === null ? machine.origin + aheadMs : stoppedAt + 0.25 - performance.now();
}

/**
 * Each timeout is one of Node's, so that a script may hold, refresh and unref it; it is called when its time
 * has come by the time of the stack.
 */
function installTimeouts(time: LocalTime): void {
  const cancels = new Map<NodeJS.Timeout, () => void>();
  const wait = (call: (...given: unknown[]) => void, delayMs = 1, ...given: unknown[]) => {
    const held = setTimeout(() => undefined, maxWaitMs);
    const cancel = time.after(Math.max(1, delayMs), () => {
      cancels.delete(held);
      clearTimeout(held);
      call(...given);
    });
    cancels.set(held, cancel);
    return held;
  };
  const stop = (timer: NodeJS.Timeout | undefined): void => {
    if (timer === undefined) return;
    cancels.get(timer)?.();
    cancels.delete(timer);
    clearTimeout(timer);
  };
  const promised = (delayMs?: number, value?: unknown) =>
    new Promise((resolve) => wait(resolve, delayMs, value));
  Object.assign(globalThis, {
    setTimeout: Object.assign(wait, { [promisify.custom]: promised }),
    clearTimeout: stop,
  });
}
