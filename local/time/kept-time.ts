import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../json-file';
import { LocalTime, unshifted } from './local-time';

const kept = z.object({ aheadMs: z.number() });

/**
 * The time of a stack; with a data folder it continues after a restart from where it was, because stored rows
 * have its times.
 * @param folder of the data; absent: the time of the machine
 */
export function keptTime(folder: string | undefined, machine: () => number = Date.now): LocalTime {
  if (folder === undefined) return new LocalTime(unshifted, machine);
  const file = path.join(folder, 'time.json');
  const time = new LocalTime({ aheadMs: aheadOf(file), stoppedAt: null }, machine);
  time.onChange(() => {
    const aheadMs = time.now() - machine();
    replaceFile(file, `${JSON.stringify({ aheadMs })}\n`);
  });
  return time;
}

function aheadOf(file: string): number {
  if (!fs.existsSync(file)) return 0;
  try {
    return kept.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).aheadMs;
  } catch {
    return 0; // a file that is damaged says nothing of time
  }
}
