/**
 * Part of `npm run lint`: a file has at most 300 lines, a function at most 60. A line of a comment, which the
 * formatter leaves as it is, has at most 110 characters. The callbacks of tests may be longer: a `describe`
 * is a chapter. `game/` is the team's, and has no limits; neither has a file that a tool writes, and whose
 * first comment says so.
 *
 * Usage: node tools/lint/sizes.mjs
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const limits = { lines: 300, function: 60, width: 110 };
/** The project's folder, in which npm runs scripts. */
const root = process.cwd();

/** Files that git tracks or would add, as paths from the root. */
function projectFiles() {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => !/^(game|vendor)\/|(^|\/)fixtures\//.test(file))
    .filter((file) => fs.existsSync(path.join(root, file)));
}

/** The first lines of a file that a tool of the project writes. */
const written = /^\/\*\*\n \* Written by tools\//;

/** Lines of a file and of its longest function, where they exceed their limits. */
function excessOf(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  if (written.test(text)) return {};
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line;
  let longest = 0;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined)
      longest = Math.max(longest, lineAt(node.end) - lineAt(node.getStart(source)) + 1);
    ts.forEachChild(node, visit);
  };
  if (!/(^|\/)__tests__\/|\.test\.ts$/.test(file)) visit(source);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return {
    ...(lines > limits.lines ? { lines } : {}),
    ...(longest > limits.function ? { function: longest } : {}),
  };
}

/** A line for each limit that a file exceeds. */
function faultsOf(file) {
  const { lines, function: longest } = excessOf(file);
  return [
    ...(lines === undefined ? [] : [`${file}: ${lines} lines, at most ${limits.lines}`]),
    ...(longest === undefined
      ? []
      : [`${file}: ${longest} lines in one function, at most ${limits.function}`]),
  ];
}

/** A comment alone on its line, in the languages of the project; what an address needs is its own. */
const comment = /^\s*(\/\/|\/\*|\*|#)/;

/** A line for each comment that is too wide. */
function wideComments(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  if (written.test(text)) return [];
  return text.split('\n').flatMap((line, index) => {
    const width = Array.from(line).length;
    const wide = width > limits.width && comment.test(line) && !/https?:\/\/|eslint-disable/.test(line);
    return wide
      ? [`${file}:${index + 1}: a comment of ${width} characters, at most ${limits.width} in a line`]
      : [];
  });
}

const files = projectFiles().sort();
const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const commented = files.filter((file) => /\.(ts|tsx|mjs|js|cjs|css|sh|yml|yaml)$|^\.ci\//.test(file));
const faults = [...sources.flatMap(faultsOf), ...commented.flatMap(wideComments)];
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
