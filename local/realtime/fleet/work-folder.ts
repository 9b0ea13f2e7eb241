import fs from 'node:fs';
import fsp from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isSystemError } from '../../system-error';

const prefix = 'turnlift-realtime-';

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM'); // a process of another user
  }
}

/** A new folder for deployed scripts, named after its process. */
export function makeWorkFolder(): string {
  // The real path: scripts compare __dirname with resolved paths, and macOS links its temporary folder.
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `${prefix}${process.pid}-`));
}

/** Removes the folders of processes that were killed before they could do it. */
export async function sweepWorkFolders(): Promise<void> {
  const temporary = fs.realpathSync(os.tmpdir());
  for (const name of await fsp.readdir(temporary)) {
    const pid = Number(/^turnlift-realtime-(\d+)-\w+$/.exec(name)?.[1]);
    if (pid > 0 && !lives(pid))
      await fsp.rm(path.join(temporary, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
