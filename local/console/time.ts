import * as z from 'zod';
import { type ConsoleTime, maxStepSeconds, timeActions } from '../../contract/console/faults';
import { type LocalTime } from '../time/local-time';

const timeAction = z.enum(timeActions);

/** The time of the stack as pages show it. */
export const shownTime = (time: LocalTime): ConsoleTime => ({ ...time.shift, meets: time.meets });

/**
 * Stops time, lets it go, puts it forward, or returns it to the machine's. @throws RangeError naming what a
 * step may be
 */
export function moveTime(time: LocalTime, word: string, query: URLSearchParams): boolean {
  const action = timeAction.safeParse(word);
  if (!action.success) return false;
  switch (action.data) {
    case 'stop':
      time.stop();
      return true;
    case 'go':
      time.go();
      return true;
    case 'meet':
      time.meetMachine();
      return true;
    case 'step': {
      const seconds = Number(query.get('seconds') ?? Number.NaN);
      if (!(seconds > 0 && seconds <= maxStepSeconds))
        throw new RangeError(`seconds is a number above 0, at most ${maxStepSeconds}`);
      time.step(seconds * 1000);
      return true;
    }
  }
}

/** Says that time is stopped; undefined while it runs, also while it is ahead of the machine's. */
export function timeWords(time: LocalTime): string | undefined {
  if (time.shift.stoppedAt === null) return undefined;
  return time.meets ? 'time stands still until this machine’s has come' : 'time stands still';
}
