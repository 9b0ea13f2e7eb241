import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';

let built = false;

/**
 * A compiled program, as npm's scripts run it. Stale files are built first, once in a test file; `npm test`
 * has built them already. This avoids compiling at each start of a program, as tsx would.
 * @param program its path below dist/, as in package.json: `local/cli/start.js`
 * @returns its absolute path
 * @throws Error with the compiler's output, if the sources do not compile
 */
export function compileProgram(program: string): string {
  const root = findProjectRoot();
  if (!built) {
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'tools', 'run.mjs')], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    built = true;
  }
  return path.join(root, 'dist', program);
}
