/**
 * Part of `npm run lint`: a file has at most 300 lines, a function at most 60. `oversized.json` lists those that
 * were longer when the check began, with their lengths. They may only become shorter, and an entry that is no
 * longer needed must go, so the list ends empty. The callbacks of tests may be longer: a `describe` is a chapter.
 * `game/` is the team's, and has no limits; neither has a file that a tool writes, and whose first comment says so.
 *
 * Usage: node tools/lint/sizes.mjs [--write]; `--write` lowers the list to what is there now, and never raises it.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const limits = { lines: 300, function: 60 };
/** The project's folder, in which npm runs scripts. */
const root = process.cwd();
const listFile = path.join(root, 'tools', 'lint', 'oversized.json');

/** Source files that git tracks or would add, as paths from the root. */
function projectFiles() {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/^game\/|(^|\/)fixtures\//.test(file))
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

/** What is wrong with a file, compared with its entry in the list. */
function faultsOf(file, excess, listed) {
  return Object.keys(limits).flatMap((what) => {
    const [now, allowed] = [excess[what], listed[what]];
    const of = what === 'lines' ? 'lines' : 'lines in one function';
    if (now !== undefined && now > (allowed ?? limits[what]))
      return `${file}: ${now} ${of}, at most ${allowed ?? limits[what]}`;
    if (allowed !== undefined && (now ?? 0) < allowed)
      return `${file}: ${now ?? `at most ${limits[what]}`} ${of}, tools/lint/oversized.json still allows ${allowed}: run node tools/lint/sizes.mjs --write`;
    return [];
  });
}

/** The list with the lengths of now: none rises, and none is added. */
function lowered(list, excesses) {
  const entries = Object.entries(list).map(([file, listed]) => {
    const now = excesses.get(file) ?? {};
    const kept = Object.keys(listed).filter((what) => now[what] !== undefined);
    return [file, Object.fromEntries(kept.map((what) => [what, Math.min(listed[what], now[what])]))];
  });
  return Object.fromEntries(entries.filter(([, listed]) => Object.keys(listed).length > 0));
}

function main([flag]) {
  const list = JSON.parse(fs.readFileSync(listFile, 'utf8'));
  const excesses = new Map(projectFiles().map((file) => [file, excessOf(file)]));
  const current = flag === '--write' ? lowered(list, excesses) : list;
  if (flag === '--write') fs.writeFileSync(listFile, `${JSON.stringify(current, undefined, 2)}\n`);
  const names = new Set([...excesses.keys(), ...Object.keys(current)]);
  const faults = [...names]
    .sort()
    .flatMap((file) => faultsOf(file, excesses.get(file) ?? {}, current[file] ?? {}));
  for (const fault of faults) console.log(fault);
  if (faults.length > 0) process.exitCode = 1;
}

main(process.argv.slice(2));
