import path from 'node:path';
import { DamageError } from '../damage-error';
import { LocalTime, unshifted } from './local-time';
import { findTime, type KeptTime, timeName, writeTime } from './time-file';

/**
 * The time of a stack; with a data folder it continues after a restart from where it was, because stored rows
 * have its times.
 * @param folder of the data; absent: the time of the machine
 * @throws Error naming the folder's file of time when it is damaged
 */
export function keptTime(folder: string | undefined, machine: () => number = Date.now): LocalTime {
  if (folder === undefined) return new LocalTime(unshifted, machine);
  const kept = keptIn(folder);
  let { changes } = kept;
  const time = new LocalTime({ aheadMs: kept.aheadMs, stoppedAt: null }, machine);
  time.onChange(() => {
    changes += 1;
    writeTime(folder, { aheadMs: time.now() - machine(), changes });
  });
  return time;
}

function keptIn(folder: string): KeptTime {
  const found = findTime(folder);
  switch (found.state) {
    case 'none':
      return { aheadMs: 0, changes: 0 };
    case 'damaged':
      throw new DamageError(`${path.join(folder, timeName)} is damaged`);
    case 'whole': {
      if (found.kept.changes > 0) return found.kept;
      // Of an earlier version: it gets the number of changes, and a checksum of it.
      const kept = { ...found.kept, changes: 1 };
      writeTime(folder, kept);
      return kept;
    }
  }
}
