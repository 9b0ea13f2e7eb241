import { spawnSync } from 'node:child_process';

/** Whether a program is installed: it ends well with these arguments. A test without it is skipped. */
export const runsHere = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;
