import path from 'node:path';
import { LocalTime, unshifted } from './local-time';
import { findTime, timeName, writeTime } from './time-file';

/**
 * The time of a stack; with a data folder it continues after a restart from where it was, because stored rows
 * have its times.
 * @param folder of the data; absent: the time of the machine
 * @throws Error naming the folder's file of time when it is damaged
 */
export function keptTime(folder: string | undefined, machine: () => number = Date.now): LocalTime {
  if (folder === undefined) return new LocalTime(unshifted, machine);
  const time = new LocalTime({ aheadMs: aheadIn(folder), stoppedAt: null }, machine);
  time.onChange(() => writeTime(folder, time.now() - machine()));
  return time;
}

function aheadIn(folder: string): number {
  const found = findTime(folder);
  switch (found.state) {
    case 'none':
      return 0;
    case 'damaged':
      throw new Error(`${path.join(folder, timeName)} is damaged`);
    case 'whole':
      if (!found.isChecked) writeTime(folder, found.aheadMs);
      return found.aheadMs;
  }
}
