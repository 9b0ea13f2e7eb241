/**
 * Part of `npm run lint`: a file has at most 300 lines, a function at most 60, a line 110 characters. The
 * callbacks of tests may be longer: a `describe` is a chapter. Files of `game/` have no limits, and neither
 * has a file that a tool writes, and whose first comment says so.
 *
 * Lines of data may be wider, where a break would change or hide what they say:
 * - a line with an address (`://`), and a comment for eslint, which is read as one line;
 * - one word or one regular expression that fills the line, at most after a name that it is the value of;
 * - an import of one name;
 * - in Markdown, the rows of tables and pictures.
 *
 * Usage: node tools/lint/sizes.mjs [FILE…]; without files, all of the project's.
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

/** At most a name before the value of a line, and punctuation after it. */
const before = String.raw`^\s*(?:[-*] )?(?:(?:export )?const )?(?:[\w$.'"-]+(?::| =) )?`;
const after = String.raw`[\])}>,;:]*$`;
const word = String.raw`\S+`;
/** In brackets a slash ends no expression. */
const expression = String.raw`\/(?![/*])(?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+\/[a-z]*`;
/** Lines that one value fills. */
const filled = [word, expression].map((value) => new RegExp(before + value + after));
const data = [/:\/\//, /eslint-disable/, /^import \{ [^,]+ \} from '\S+';$/, ...filled];
/** A row of a table, or a picture. */
const unbroken = /^\s*(\||!\[)/;

/** A line for each line that is too wide. */
function wideLines(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  if (written.test(text)) return [];
  let inCode = !file.endsWith('.md');
  return text.split('\n').flatMap((line, index) => {
    if (file.endsWith('.md') && /^\s*```/.test(line)) inCode = !inCode;
    const width = Array.from(line).length;
    if (width <= limits.width || data.some((pattern) => pattern.test(line))) return [];
    if (!inCode && unbroken.test(line)) return [];
    return [`${file}:${index + 1}: ${width} characters in a line, at most ${limits.width}`];
  });
}

const named = process.argv.slice(2);
const files = (named.length > 0 ? named : projectFiles())
  .filter((file) => !/^(game|vendor)\//.test(file))
  .sort();
const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const lined = files.filter((file) => /\.(ts|tsx|mjs|js|cjs|cs|css|py|sh|yml|yaml|md)$|^\.ci\//.test(file));
const faults = [...sources.flatMap(faultsOf), ...lined.flatMap(wideLines)];
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
