import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { makeFolder } from '../make-folder';
import { isSystemError } from '../system-error';

interface Holder {
  readonly pid: number;
  /** Start time of the process in the kernel's units; process ids are reused, above all in containers. */
  readonly began?: string;
}

/** Field 22 of /proc/<pid>/stat (proc(5)); undefined without /proc or without this process. */
function beginning(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number')
      return undefined;
    return {
      pid: value.pid,
      ...('began' in value && typeof value.began === 'string' ? { began: value.began } : {}),
    };
  } catch {
    return undefined; // absent, or partly written by a process that died
  }
}

function isRunning({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isSystemError(error, 'EPERM')) return false;
  }
  return began === undefined || beginning(pid) === began;
}

const lockName = 'gamelift.lock';

/** Whether another program that is running has the folder. */
export function isFolderHeld(folder: string): boolean {
  const holder = readHolder(path.join(folder, lockName));
  return holder !== undefined && holder.pid !== process.pid && isRunning(holder);
}

/**
 * One program per data folder: two would overwrite each other's data. A lock whose holder died is taken over.
 * @returns a function that releases the folder
 * @throws Error when another local GameLift holds it
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const file = path.join(folder, lockName);
  const holder = readHolder(file);
  if (holder !== undefined && holder.pid !== process.pid && isRunning(holder))
    throw new Error(
      `${folder} is in use by another local GameLift (process ${holder.pid}); stop it, or choose ` +
        'another folder with --data.',
    );
  const began = beginning(process.pid);
  const holding: Holder = { pid: process.pid, ...(began === undefined ? {} : { began }) };
  try {
    fs.writeFileSync(file, JSON.stringify(holding));
  } catch (error) {
    throw new Error(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return () => fs.rmSync(file, { force: true });
}
