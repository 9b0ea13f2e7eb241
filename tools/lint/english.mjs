/**
 * Part of `npm run lint`: phrases that a reader new to the project stumbles over, in comments, strings and
 * docs (phrases.mjs), and sentences that are too long (sentences.mjs). The list holds only phrases that are
 * wrong wherever they stand; everything else is a matter of review.
 *
 * Usage: node tools/lint/english.mjs [FILE…]; without files, all of the project's.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { patterns, phrasesIn } from './phrases.mjs';
import { proseOf } from './prose.mjs';
import { longSentencesOf, maxWords } from './sentences.mjs';

/** Files about leaderboards: there a board, on which a match is played, is a mistake for one. */
const ofLeaderboards =
  /(^|\/)(leaderboards?|ranking|period-rewards|account-sweeper)\b|^contract\/rest\/|^store\/tables\.ts$/;
/** The word in prose: not a name in code, a part of an address or the value of a string alone. */
const boards = [
  {
    pattern: /(?<![\w'"`{<#./-]|\bboards? )\bboards?\b(?!['"`}>:?-]| === |\.\w)/gimu,
    instead: '"leaderboard"; a board is what a match is played on',
  },
];

/** Names of code for which a phrase of the list was made one word. */
const names = /\b\w*(?:House|InVain|[gG]oe?sOn)(?![a-z])\w*|\b(?:rude|rudely|goOn)\b/g;

/** Files of others, and lists of phrases. */
const skipped = [
  /^vendor\//,
  /^__tests__\/conformance\/.*\.md$/,
  /^tools\/lint\/(english|phrases)\.mjs$|^__tests__\/tools\/(commits|english)\.test\.ts$/,
];

/**
 * The phrases of the list that a file uses, and its sentences that are too long.
 *
 * @param {string} file its path
 * @param {string} text its content
 * @returns {string[]} one line for each: place, phrase, and what to write instead
 */
function faultsOf(file, text) {
  const pieces = proseOf(file, text);
  const long = longSentencesOf(file, text, pieces).map(({ line, count, words }) => ({
    line,
    words: `${words} …`,
    instead: `one idea a sentence: this one has ${count} words, ${maxWords} are allowed`,
  }));
  const words = ofLeaderboards.test(file) ? [...patterns, ...boards] : patterns;
  const found = pieces.flatMap((piece) =>
    phrasesIn(piece.text, words).map((fault) => ({ ...fault, line: piece.line + fault.line })),
  );
  return [...found, ...namesIn(file, text), ...long]
    .sort((left, right) => left.line - right.line)
    .map(({ line, words, instead }) => `${file}:${line}: "${words}": write ${instead}`);
}

/** Names in a source that the list refuses in prose, also where no comment and no string has them. */
function namesIn(file, text) {
  if (!/\.(ts|tsx|mjs|js)$/.test(file)) return [];
  return text.split('\n').flatMap((row, index) =>
    [...row.matchAll(names)].map(([words]) => ({
      line: index + 1,
      words,
      instead: 'a name without a phrase of the list',
    })),
  );
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Whether a file has prose of the project. */
const isRead = (file) =>
  /\.(ts|tsx|mjs|js|md|yml|sh|css)$|(^|\/)\.ci\//.test(file) &&
  !skipped.some((pattern) => pattern.test(file));

/** Files that git tracks or would add, as paths from the root. */
function projectFiles() {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => fs.existsSync(path.join(root, file)));
}

function main(named) {
  const faults = (named.length > 0 ? named : projectFiles())
    .filter(isRead)
    .flatMap((file) => faultsOf(file, fs.readFileSync(path.join(root, file), 'utf8')));
  for (const fault of faults) console.log(fault);
  if (faults.length > 0) {
    console.error(`places to rewrite: ${faults.length}; the list of phrases is tools/lint/phrases.mjs`);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2));
