/**
 * Checks the messages of commits: a conventional subject of at most 72 characters, a body that says why, and
 * no phrase of the list that also holds for files (phrases.mjs). Merge commits are exempt. A commit whose
 * tree has no list is older than that check, and may have its phrases.
 *
 * The workflow runs it over the commits of a pull request, and of a push. The hook in `.githooks` runs
 * it over the message of a commit that is about to be made. A branch that is its own base has nothing to
 * compare: 2, as for a misuse.
 *
 * Usage: node tools/lint/commits.mjs BASE             checks the commits of HEAD that BASE does not have
 *        node tools/lint/commits.mjs --message FILE   checks a message, as git hands it to a hook
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { phrasesIn } from './phrases.mjs';

const limit = 72;
const types = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const conventional = new RegExp(`^(${types.join('|')})(\\([^()]+\\))?!?: \\S`);
const refused = `the subject is not conventional, such as "fix(store): …"; types: ${types.join(', ')}`;

/** One line for each fault of a message. */
function faultsOf([hash, subject, body, hasList]) {
  const width = Array.from(subject).length;
  return [
    ...(conventional.test(subject) ? [] : [refused]),
    ...(width > limit ? [`the subject has ${width} characters, at most ${limit}`] : []),
    ...(body.trim() === '' ? ['it has no body that says why'] : []),
    ...(hasList ? englishFaultsOf(subject, body) : []),
  ].map((fault) => `${hash} ${subject}: ${fault}`);
}

/** Code spans and quotations name the phrases that a commit removes. */
const quoted = /`[^`]*`|"[^"]*"/g;

const englishFaultsOf = (subject, body) =>
  phrasesIn(`${subject}\n\n${body}`.replaceAll(quoted, '`code`')).map(
    ({ words, instead }) => `"${words}": write ${instead}`,
  );

/** Messages that git writes itself, and those that a later rebase joins with others. */
const exempt = /^(Merge |Revert "|fixup! |squash! |amend! )/;

/** A message without the lines that git drops. */
function messageIn(file) {
  const text = fs.readFileSync(file, 'utf8').replace(/^# -+ >8 -+\n[^]*/m, '');
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const [subject = '', ...body] = lines.join('\n').trim().split('\n');
  return exempt.test(subject) ? [] : [['the message:', subject, body.join('\n'), true]];
}

/** The commits of HEAD that a base does not have. */
function commitsSince(base) {
  const log = ['log', '--no-merges', '--format=%h%x00%s%x00%b%x01', `${base}..HEAD`];
  return execFileSync('git', log, { encoding: 'utf8', maxBuffer: 2 ** 28 })
    .split('\x01')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => text.split('\0'))
    .map(([hash, ...message]) => [hash, ...message, hasList(hash)]);
}

/** Whether the list of phrases is in the tree of a commit. */
const hasList = (hash) =>
  execFileSync('git', ['ls-tree', '--full-tree', '--name-only', hash, 'tools/lint/phrases.mjs']).length > 0;

/** The name of the branch that is checked out; empty for a detached HEAD. */
const branch = () => execFileSync('git', ['branch', '--show-current'], { encoding: 'utf8' }).trim();

const [first, file] = process.argv.slice(2);
if (first === undefined || (first === '--message' && file === undefined)) {
  console.error('Usage: node tools/lint/commits.mjs BASE | --message FILE');
  process.exit(2);
}
if (first === branch()) {
  console.error(`${first} is this branch itself: nothing to compare. Make a branch: git switch -c NAME`);
  process.exit(2);
}
const commits = first === '--message' ? messageIn(file) : commitsSince(first);
const faults = commits.flatMap(faultsOf);
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
