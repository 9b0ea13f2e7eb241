import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installLocked, olderThan } from '../locked-packages';
import { type Part } from './changed-lines';
import { type Mutant, readMutants } from './mutants';
import { type FolderName, folders } from './folders';

/** Minimum version of Stryker's packages (tools/mutate/package.json). */
const oldestNode = { major: 20, minor: 19 } as const;
/** Milliseconds beyond one and a half times of its usual time, after which a test counts as endless. */
const addedTimeoutMs = 5000;

/** How mutants are tried. */
export interface MutantTrial {
  /** Processes at once. */
  readonly concurrency: number;
  /** Also mutants of what a module does once while it is loaded; all suites are run for each. */
  readonly static: boolean;
  /** Also mutants whose code and tests are the same as in an earlier run. */
  readonly afresh: boolean;
}

/**
 * Installs Stryker, unless it is installed.
 * @returns the folder of its packages
 * @throws Error with one line, when this Node is too old or npm fails
 */
export async function installStryker(root: string, say: (line: string) => void): Promise<string> {
  if (olderThan(process.versions.node, oldestNode))
    throw new Error(
      `Stryker needs Node ${oldestNode.major}.${oldestNode.minor} or newer; this is ${process.versions.node}`,
    );
  return installLocked(
    {
      lock: path.join(root, 'tools', 'mutate'),
      into: path.join(root, '.turnlift', 'stryker'),
      title: 'Stryker (once, in .turnlift/stryker)',
    },
    say,
  );
}

/** The configuration of one run (https://stryker-mutator.io/docs/stryker-js/configuration). */
export function configurationOf(
  folder: FolderName,
  parts: readonly Part[],
  { concurrency, static: isStaticTried, afresh }: MutantTrial,
  files: MutantFolders,
): object {
  const { suites, without } = folders[folder];
  return {
    plugins: [path.join(__dirname, 'stryker-runner.js')],
    mutate: parts.map(({ file, lines }) => (lines === undefined ? file : `${file}:${lines.join('-')}`)),
    testRunner: 'kept-suites',
    suites: { include: suites, exclude: without },
    buildCommand: [process.execPath, path.join(__dirname, 'compile-copy.js')]
      .map((word) => word.replaceAll(' ', '\\ '))
      .join(' '),
    // Leftovers of a mutant, such as a timer, end with its process.
    maxTestRunnerReuse: 250,
    warnings: { unknownOptions: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: !isStaticTried,
    // Types are not checked: swc removes them.
    disableTypeChecks: false,
    ignorePatterns: ['/dist', '/build', '/cdktf.out', '/.turnlift', '/vendor', '/coverage'],
    tempDirName: files.copies,
    concurrency,
    timeoutMS: addedTimeoutMs,
    incremental: true,
    incrementalFile: files.earlier,
    force: afresh,
    reporters: ['json', process.stderr.isTTY ? 'progress' : 'progress-append-only'],
    jsonReporter: { fileName: files.report },
    thresholds: { break: null },
    allowConsoleColors: process.stdout.isTTY,
  };
}

/** Where a run keeps what. */
export interface MutantFolders {
  readonly packages: string;
  readonly copies: string;
  readonly earlier: string;
  readonly report: string;
}

/**
 * Tries the mutants of some files of a folder.
 * @returns what became of each
 * @throws Error when Stryker ends without a report, as when a test fails without any mutant
 */
export async function tryMutants(
  root: string,
  packages: string,
  folder: FolderName,
  parts: readonly Part[],
  trial: MutantTrial,
): Promise<readonly Mutant[]> {
  const work = path.join(root, '.turnlift', 'mutate');
  const files = {
    packages,
    copies: path.join(work, 'copies'),
    earlier: path.join(work, `${folder}.json`),
    report: path.join(work, `${folder}-report.json`),
  };
  const configuration = path.join(work, `${folder}-stryker.json`);
  fs.mkdirSync(work, { recursive: true });
  fs.rmSync(files.report, { force: true });
  fs.writeFileSync(configuration, JSON.stringify(configurationOf(folder, parts, trial, files), null, 2));
  const status = await run(root, [
    path.join(packages, '@stryker-mutator', 'core', 'bin', 'stryker.js'),
    'run',
    configuration,
  ]);
  if (status !== 0 || !fs.existsSync(files.report))
    throw new Error(`Stryker ended with ${status}: see above`);
  const among = new Set(parts.map(({ file }) => file));
  // The report also has what an earlier run found in other files.
  return readMutants(JSON.parse(fs.readFileSync(files.report, 'utf8'))).filter(({ file }) => among.has(file));
}

/** Runs Stryker. Its output goes to stderr: stdout is for the table. */
function run(root: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  // Ctrl-C reaches the child directly, which removes its copies; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
