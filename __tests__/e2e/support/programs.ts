import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../../local/project-root';

export { projectRoot };

const readyLine = z.object({
  api: z.url(),
  gamelift: z.url(),
  dynamodb: z.url(),
  console: z.url(),
  matchmakingConfiguration: z.string(),
  matchmakingConfigurations: z.record(z.string(), z.string()),
  fleetId: z.string(),
  aliasId: z.string(),
  queue: z.string(),
});
export type ReadyLine = z.infer<typeof readyLine>;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's programs as its npm script does. */
export function launch(
  program: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly finished: Promise<Finished>; said(): Finished } {
  const child = spawn(process.execPath, [path.join(projectRoot, 'tools', 'run.mjs'), program, ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.env,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, finished, said: () => ({ code: child.exitCode, stdout, stderr }) };
}

export interface RunningBackend {
  readonly ready: ReadyLine;
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/**
 * `npm start -- --json …`, resolved with its first line.
 * @throws Error with the program's output if it ended instead
 */
export async function startBackend(args: readonly string[]): Promise<RunningBackend> {
  const { child, finished, said } = launch('local/cli/start.js', ['--json', ...args]);
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    const look = (): void => {
      const { stdout } = said();
      const end = stdout.indexOf('\n');
      if (end !== -1) resolve(readyLine.parse(JSON.parse(stdout.slice(0, end))));
    };
    child.stdout?.on('data', look);
    finished.then(
      ({ code, stderr }) => reject(new Error(`the backend ended with ${code}:\n${stderr}`)),
      reject,
    );
  });
  return { ready, child, finished };
}

/** Every living process and its parent, by id: from /proc where there is one (Linux), else from ps. */
async function processes(): Promise<readonly (readonly number[])[]> {
  if (fs.existsSync('/proc/self/stat'))
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          // `pid (name) state parent …`; a name may hold spaces and parentheses.
          const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
          return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
        } catch {
          return []; // It has ended since it was listed.
        }
      });
  const list = spawn('ps', ['-A', '-o', 'pid=,ppid='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of list.stdout) text += String(chunk);
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** Ids of all living processes whose ancestor is `pid`. */
export async function descendants(pid: number): Promise<readonly number[]> {
  const rows = await processes();
  const found = new Set<number>([pid]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [child, parent] of rows) {
      if (child !== undefined && parent !== undefined && found.has(parent) && !found.has(child)) {
        found.add(child);
        grew = true;
      }
    }
  }
  found.delete(pid);
  return [...found];
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
