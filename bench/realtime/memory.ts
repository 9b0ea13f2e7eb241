import fs from 'node:fs';

export interface Memory {
  /** Private bytes of a process, the mean of all. */
  readonly own: number;
  /** Bytes of all processes; memory that they share is counted once. */
  readonly together: number;
}

/**
 * The memory of processes: private alone, and with shared pages (the Node binary). Page tables, which the
 * kernel keeps for a process, are counted as its own. Undefined where the system does not report it.
 */
export function memoryOf(pids: readonly number[]): Memory | undefined {
  try {
    let own = 0;
    let together = 0;
    for (const pid of pids) {
      const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      const read = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN) * 1024;
      const tables =
        Number(/^VmPTE:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
      own += read('Private_Dirty') + tables;
      together += read('Pss') + tables;
    }
    return { own: own / pids.length, together };
  } catch {
    return undefined;
  }
}
