import os from 'node:os';

/** Time of one core in ms since the machine started, by what it did. */
type CoreTimes = Readonly<Record<'user' | 'nice' | 'sys' | 'idle' | 'irq', number>>;

/** Looks closer together than this are not accurate (ms of one core). */
const leastSpanMs = 100;

/**
 * Returns the number of cores of this machine that were idle since the previous look. A machine without such
 * times counts as idle.
 * @param read the times of all cores
 */
export function idleCores(
  read: () => readonly CoreTimes[] = () => os.cpus().map(({ times }) => times),
): () => number {
  const sum = (cores: readonly CoreTimes[]) => ({
    idle: cores.reduce((total, { idle }) => total + idle, 0),
    all: cores.reduce((total, { user, nice, sys, idle, irq }) => total + user + nice + sys + idle + irq, 0),
  });
  let before = sum(read());
  let last = 0;
  return () => {
    const cores = read();
    const now = sum(cores);
    if (cores.length === 0) return Infinity;
    const passed = now.all - before.all;
    if (passed < leastSpanMs * cores.length) return last;
    last = (cores.length * (now.idle - before.idle)) / passed;
    before = now;
    return last;
  };
}
