/**
 * `npm test`: the short checks of text and format, then the tests. Types and lint run beside both, and so
 * does the rehearsal where the workflow asks for everything. `.ci/run` runs it, and then more. Arguments go
 * to jest, and then only the tests run.
 */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const packages = path.join(root, 'node_modules');

interface Ran {
  readonly status: number;
  readonly seconds: string;
  readonly output: string;
}

/**
 * @param script a script, or an option of Node before it
 * @param shown `now`: its output goes straight to the terminal; `later`: it is buffered, for a program that
 * runs beside another
 */
function run(script: string, args: readonly string[], shown: 'now' | 'later'): Promise<Ran> {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    stdio: shown === 'now' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  process.on('exit', () => child.kill()); // no child process outlives a failure
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        status: code ?? 1,
        seconds: (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1),
        output,
      }),
    );
  });
}

function report(title: string, { status, seconds }: Ran): boolean {
  process.stdout.write(
    status === 0 ? `${title}: passed in ${seconds} s\n` : `\n${title} failed after ${seconds} s\n`,
  );
  return status === 0;
}

async function step(title: string, script: string, args: readonly string[]): Promise<void> {
  process.stdout.write(`\n── ${title}\n`);
  if (!report(title, await run(script, args, 'now'))) process.exit(1);
}

/** Independent steps that use one processor each; the first failure ends all of them. */
async function sideBySide(
  steps: ReadonlyArray<readonly [title: string, script: string, args: readonly string[]]>,
): Promise<void> {
  await Promise.all(
    steps.map(async ([title, script, args]) => {
      const ran = await run(script, args, 'later');
      process.stdout.write(`\n── ${title}\n${ran.output}`);
      if (!report(title, ran)) process.exit(1);
    }),
  );
}

/**
 * The rehearsal on real Terraform, or why it is skipped. It mostly waits for Terraform, so it runs beside
 * everything else.
 */
function rehearsal(): Promise<Ran> | string {
  if (spawnSync('terraform', ['version'], { stdio: 'ignore' }).status !== 0)
    return 'terraform is not on the PATH';
  if (process.env.TURNLIFT_TERRAFORM_PLUGIN_DIR === undefined)
    return 'TURNLIFT_TERRAFORM_PLUGIN_DIR names no folder of providers';
  // It takes a third as much processor time as the tests: it runs only where the workflow asks for
  // everything.
  if (process.env.TURNLIFT_CI_EVERYTHING !== '1')
    return 'TURNLIFT_CI_EVERYTHING=1 asks for it (npm run rehearse alone takes about ten minutes)';
  return run(path.join(root, 'dist', 'tools', 'rehearse', 'main.js'), ['--env', 'dev'], 'later');
}

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const jest = path.join(packages, 'jest', 'bin', 'jest.js');
  if (only.length > 0) {
    await step('tests', jest, ['--ci', ...only]);
    return;
  }
  // Terraform, its provider and esbuild are Go programs that live for seconds: garbage collection can wait.
  process.env.GOGC ??= '400';
  const rehearsing = rehearsal();
  // It takes longest, and one processor: the tests begin beside it when the short steps are done. The types
  // of the whole project need more memory than Node's default on a small machine. More room for new objects
  // saves a seventh of its processor time.
  const typed = sideBySide([
    [
      'types and lint (style, imports between folders)',
      '--max-old-space-size=4096',
      ['--max-semi-space-size=64', path.join(root, 'tools', 'lint', 'typed.mjs')],
    ],
  ]);
  await sideBySide([
    ['English', path.join(root, 'tools', 'lint', 'english.mjs'), []],
    ['sizes', path.join(root, 'tools', 'lint', 'sizes.mjs'), []],
    [
      'format',
      path.join(packages, 'prettier', 'bin', 'prettier.cjs'),
      ['--check', '--log-level', 'warn', '.'],
    ],
  ]);
  await Promise.all([typed, step('tests', jest, ['--ci'])]);
  process.stdout.write('\n── rehearsal on real Terraform\n');
  if (typeof rehearsing === 'string') {
    process.stdout.write(`!!! SKIPPED: ${rehearsing}. Nothing below synth was proved: no plan, no apply.\n`);
  } else {
    const ran = await rehearsing;
    process.stdout.write(ran.output);
    if (!report('rehearsal', ran)) process.exit(1);
  }
  process.stdout.write('\nAll passed.\n');
}

void main();
