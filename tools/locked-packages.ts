import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Packages that only one tool needs, and that would make every install larger. Each set has a folder with a
 * package.json and a package-lock.json, and is installed when its tool first runs.
 */
export interface LockedPackages {
  /** Folder with package.json and package-lock.json. */
  readonly lock: string;
  /** Folder that gets node_modules; may be the same one. */
  readonly into: string;
  /** Name and size of the set, for the progress line. */
  readonly title: string;
}

/** The oldest Node that a set of packages runs on. */
export interface OldestNode {
  readonly major: number;
  readonly minor: number;
}

/** @param version Node's, such as `20.9.0` */
export function olderThan(version: string, { major, minor }: OldestNode): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}

/** Written last: an interrupted install leaves no stamp, and is repeated. */
const stampName = '.turnlift-lock';

/**
 * Installs what the lock file names, unless exactly that is installed already. No install script runs.
 * @param say receives progress lines
 * @returns the folder of the packages, `into`/node_modules
 * @throws Error with npm's own reason, when npm fails
 */
export async function installLocked(
  { lock, into, title }: LockedPackages,
  say: (line: string) => void,
): Promise<string> {
  const modules = path.join(into, 'node_modules');
  const stamp = path.join(modules, stampName);
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(lock, 'package.json')))
    .update(fs.readFileSync(path.join(lock, 'package-lock.json')))
    .digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return modules;

  fs.mkdirSync(into, { recursive: true });
  if (path.resolve(lock) !== path.resolve(into))
    for (const file of ['package.json', 'package-lock.json'])
      fs.copyFileSync(path.join(lock, file), path.join(into, file));
  say(`installing ${title}`);
  const started = process.hrtime.bigint();
  await npmCi(into);
  fs.writeFileSync(stamp, wanted);
  say(`installed in ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(0)} s`);
  return modules;
}

function npmCi(folder: string): Promise<void> {
  // On a terminal, npm shows its own progress.
  const watched = process.stderr.isTTY;
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', watched ? process.stderr : 'pipe', watched ? process.stderr : 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const reason = said.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
      reject(new Error(`npm ci failed in ${folder}${reason.length > 0 ? `:\n${reason.join('\n')}` : ''}`));
    });
  });
}
