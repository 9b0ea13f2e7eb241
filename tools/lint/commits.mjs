/**
 * Checks the messages of commits: a conventional subject of at most 72 characters, and a body that says why.
 * Merge commits are exempt. The workflow runs it over the commits of a pull request, and of a push.
 *
 * Usage: node tools/lint/commits.mjs BASE   checks the commits of HEAD that BASE does not have
 */
import { execFileSync } from 'node:child_process';

const limit = 72;
const types = 'build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test';
const conventional = new RegExp(`^(${types})(\\([^()]+\\))?!?: \\S`);

/** One line for each fault of a message. */
function faultsOf([hash, subject, body]) {
  const width = Array.from(subject).length;
  return [
    ...(conventional.test(subject) ? [] : ['the subject is not conventional, such as "fix(store): …"']),
    ...(width > limit ? [`the subject has ${width} characters, at most ${limit}`] : []),
    ...(body.trim() === '' ? ['it has no body that says why'] : []),
  ].map((fault) => `${hash} ${subject}: ${fault}`);
}

const [base] = process.argv.slice(2);
if (base === undefined) {
  console.error('Usage: node tools/lint/commits.mjs BASE');
  process.exit(2);
}
const log = ['log', '--no-merges', '--format=%h%x00%s%x00%b%x01', `${base}..HEAD`];
const commits = execFileSync('git', log, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  .split('\x01')
  .map((text) => text.trim())
  .filter((text) => text !== '')
  .map((text) => text.split('\0'));
const faults = commits.flatMap(faultsOf);
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
