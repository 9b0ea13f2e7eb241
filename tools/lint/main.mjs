/**
 * `npm run lint`: English, sizes, format and ESLint, the quick ones first. All of them run, and the failed
 * ones are named at the end.
 *
 * Usage: node tools/lint/main.mjs             checks the whole project, as CI does
 *        node tools/lint/main.mjs --changed   checks files that differ from the branch main
 *
 * Only the check of format keeps a cache: its verdict depends on one file and the settings. ESLint has rules
 * that read types and imports of other files, so its verdict on an unchanged file can change.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The project's folder, in which npm runs scripts. */
const root = process.cwd();
const packages = path.join(root, 'node_modules');
const base = 'main';
/** Seconds between two lines about a check that is still running. */
const progressSeconds = 15;

const format = [
  path.join(packages, 'prettier', 'bin', 'prettier.cjs'),
  ...['--check', '--log-level', 'warn', '--ignore-unknown', '--cache', '--cache-strategy', 'content'],
  ...['--cache-location', path.join('build', '.prettier-cache')],
];
const eslint = [
  // The types of the whole project need more memory than Node's default on a small machine.
  ...['--max-old-space-size=4096', '--max-semi-space-size=64'],
  path.join(packages, 'eslint', 'bin', 'eslint.js'),
  ...['--max-warnings', '0', '--no-warn-ignored'],
];

const git = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** Files that differ from those at which this branch left main, and files that git does not know yet. */
function changedFiles() {
  let start;
  try {
    start = git('merge-base', base, 'HEAD');
  } catch {
    process.stderr.write(`--changed compares with the branch ${base}, which this clone does not have\n`);
    process.exit(2);
  }
  const differing = git('diff', '--name-only', start);
  const untracked = git('ls-files', '--others', '--exclude-standard');
  return [...new Set(`${differing}\n${untracked}`.split('\n'))]
    .filter((file) => file !== '' && fs.existsSync(path.join(root, file)))
    .sort();
}

/**
 * The checks in their order, each with the arguments of Node; without them it has no file to read.
 * @param changed undefined for the whole project
 */
function checksOf(changed) {
  const sources = changed?.filter((file) => /\.(ts|tsx|mjs|cjs|js)$/.test(file));
  const check = (title, options, files, all) => [
    title,
    files?.length === 0 ? undefined : [...options, ...(files ?? all)],
  ];
  return [
    check('English', [path.join('tools', 'lint', 'english.mjs')], changed, []),
    check('sizes', [path.join('tools', 'lint', 'sizes.mjs')], changed, []),
    check('format', format, changed, ['.']),
    check('ESLint', eslint, sources, ['.']),
  ];
}

/** Runs a check with its output on the terminal. Resolves to whether it passed. */
function passes(title, args) {
  if (args === undefined) {
    process.stdout.write(`${title}: no file to read\n`);
    return true;
  }
  const started = process.hrtime.bigint();
  const seconds = () => (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  const progress = setInterval(
    () => process.stdout.write(`${title}: still running after ${seconds()} s\n`),
    progressSeconds * 1000,
  );
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(progress);
      process.stdout.write(`${title}: ${code === 0 ? 'passed in' : 'failed after'} ${seconds()} s\n`);
      resolve(code === 0);
    });
  });
}

const [option, ...others] = process.argv.slice(2);
if (others.length > 0 || ![undefined, '--changed'].includes(option)) {
  process.stderr.write('Usage: node tools/lint/main.mjs [--changed]\n');
  process.exit(2);
}
const failed = [];
for (const [title, args] of checksOf(option === undefined ? undefined : changedFiles()))
  if (!(await passes(title, args))) failed.push(title);
if (failed.length > 0) {
  process.stdout.write(`\nLint has failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
