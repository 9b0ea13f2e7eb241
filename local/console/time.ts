import * as z from 'zod';
import { longestStepSeconds, timeDeeds } from '../../contract/console/faults';
import { type LocalTime } from '../time/local-time';

const timeDeed = z.enum(timeDeeds);

/** Stops time, lets it go, or puts it forward. @throws RangeError naming what a step may be */
export function moveTime(time: LocalTime, word: string, query: URLSearchParams): boolean {
  const deed = timeDeed.safeParse(word);
  if (!deed.success) return false;
  switch (deed.data) {
    case 'stop':
      time.stop();
      return true;
    case 'go':
      time.go();
      return true;
    case 'step': {
      const seconds = Number(query.get('seconds') ?? Number.NaN);
      if (!(seconds > 0 && seconds <= longestStepSeconds))
        throw new RangeError(`seconds is a number above 0, at most ${longestStepSeconds}`);
      time.step(seconds * 1000);
      return true;
    }
  }
}

/** How time differs from the machine's, in words; undefined when it does not. */
export function timeWords({ shift: { aheadMs, stoppedAt } }: LocalTime): string | undefined {
  if (stoppedAt !== null) return 'time stands still';
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return seconds === 0 ? undefined : `time is ${spanWords(seconds)} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
}

/** 7_851 → `2 h 11 min`. */
function spanWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
