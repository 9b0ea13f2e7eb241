/**
 * Part of `npm run lint`: phrases that a reader new to the project stumbles over, in comments, strings and
 * docs, and sentences that are too long (sentences.mjs). The list holds only phrases that are wrong wherever
 * they stand; everything else is a matter of review.
 *
 * Usage: node tools/lint/english.mjs [FILE…]; without files, all of the project's.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { proseOf } from './prose.mjs';
import { longSentencesOf, maxWords } from './sentences.mjs';

/** Words before which `no` compares: "is no longer", "is no more". */
const comparing = [
  ...['longer', 'more', 'less', 'fewer', 'later', 'earlier', 'older', 'newer', 'higher', 'lower', 'larger'],
  ...['smaller', 'longest', 'better', 'worse', 'faster', 'slower', 'further', 'way', 'one'],
];

/**
 * Phrases, and what to write instead. A space matches any white space and the star of a comment's next line.
 * Only a phrase without capital letters ignores case.
 */
const phrases = [
  ['\\bnobody\\b', 'name the thing: "no player", "no process", "without a caller"'],
  // A quoted word alone is a value of code.
  ["(?<!')\\b(somebody|someone|everybody)\\b", 'name who: "a player", "another account", "all players"'],
  ['\\bwho(so)?ever\\b', 'name who: "the player who", "a caller that"'],
  ['\\bwhatever\\b', '"any", "all that", or "regardless of"'],
  [
    `(?<!\\bthere )\\b(is|are|was|were) no (?!(?:${comparing.join('|')})\\b)(?:[a-z]|\\$\\{)`,
    '"is not a", "invalid" or "unknown"',
  ],
  ['\\b(goes|went|gone) on\\b', '"continues"'],
  ['(?<=^|[^\\w] )The one\\b', 'name the thing'],
  ['\\bthe one of\\b', 'repeat the noun: "the clock of", or "that of"'],
  ['(?<=^[\\s/*]*|[.!:] )What\\b(?![^.?]*\\?)', 'name the thing: "the cells that a page shows"'],
  ['\\bso many\\b', 'the number, or its name: "`maxRows` rows", "this number of"'],
  ['\\bin vain\\b', '"without a result", "unsuccessfully"'],
  ['\\b(manners|rude|rudeness)\\b', 'say what it does: "delivery faults", "invalid input"'],
  ['\\bzombies?\\b', '"fenced owner", "stale process"'],
  ['(?<!-)\\bdear\\b', '"expensive"'],
  ['\\bin peace\\b', '"without interruption"'],
  ['\\b(side|front|back|public) doors?\\b', '"API", "endpoint" or "entry point"'],
  ['\\bnone but\\b|\\bnothing but\\b', '"only"'],
  ['\\banew\\b', '"again"'],
  ['\\bstrangers?\\b', 'name who: "another account", "a connection without a login"'],
  ['\\bjourneys?\\b', '"scenario", "walkthrough", or the name of its steps'],
  ['\\bhouse\\b', '"this project", "the code"'],
  ['\\bjudg(e|es|ed|ing)\\b', '"check", "evaluate" or "decide"'],
  ['\\b(come|comes|came) home\\b', 'say what happens: "is counted", "returns to the pool"'],
  ['\\bunheard\\b', '"without an answer", "not delivered"'],
];

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

const patterns = phrases.map(([phrase, instead]) => ({
  pattern: new RegExp(
    phrase.replaceAll(' ', '(?:\\s+(?:\\*\\s+|//\\s+)?)'),
    `gmu${/[A-Z]/.test(phrase) ? '' : 'i'}`,
  ),
  instead,
}));

/** Files of others, and lists of phrases. */
const skipped = [
  /^vendor\//,
  /^__tests__\/conformance\/.*\.md$/,
  /^tools\/lint\/english\.mjs$|^__tests__\/tools\/english\.test\.ts$/,
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
  return [...phrasesIn(pieces, words), ...long]
    .sort((left, right) => left.line - right.line)
    .map(({ line, words, instead }) => `${file}:${line}: "${words}": write ${instead}`);
}

function phrasesIn(pieces, words) {
  return pieces.flatMap((piece) =>
    words.flatMap(({ pattern, instead }) =>
      [...piece.text.matchAll(pattern)].map((found) => ({
        line: piece.line + piece.text.slice(0, found.index).split('\n').length - 1,
        words: found[0].replace(/\s+(\*|\/\/)?\s*/g, ' ').trim(),
        instead,
      })),
    ),
  );
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Files that git tracks or would add, as paths from the root. */
function projectFiles() {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) =>
        /\.(ts|tsx|mjs|js|md|yml|sh|css)$|^\.ci\//.test(file) &&
        !skipped.some((pattern) => pattern.test(file)),
    )
    .filter((file) => fs.existsSync(path.join(root, file)));
}

function main(named) {
  const faults = (named.length > 0 ? named : projectFiles()).flatMap((file) =>
    faultsOf(file, fs.readFileSync(path.join(root, file), 'utf8')),
  );
  for (const fault of faults) console.log(fault);
  if (faults.length > 0) {
    console.error(`${faults.length} places to rewrite; the list of phrases is tools/lint/english.mjs`);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2));
