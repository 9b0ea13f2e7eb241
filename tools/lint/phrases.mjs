/** The phrases that `english.mjs` refuses in files, and `commits.mjs` in messages of commits. */

/** Words before which `no` compares: "is no longer", "is no more". */
const comparing = [
  ...['longer', 'more', 'less', 'fewer', 'later', 'earlier', 'older', 'newer', 'higher', 'lower', 'larger'],
  ...['smaller', 'longest', 'better', 'worse', 'faster', 'slower', 'further', 'way', 'one'],
];

/** Words after which "the one" stands for a noun; "the one client" has its noun. */
const afterPronoun = [
  ...[
    'that',
    'which',
    'who',
    'whose',
    'of',
    'it',
    'they',
    'a',
    'before',
    'after',
    'by',
    'during',
    'for',
    'in',
    'on',
  ],
  ...['recorded', 'presented', 'seen', 'under', 'with', 'without', 'from', 'is', 'was'],
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
  ['\\b(go|goes|going|went|gone) on\\b', '"continues"'],
  ['(?<=^|[^\\w] )The one\\b', 'name the thing'],
  [
    `\\bthe one(?= (?:${afterPronoun.join('|')})\\b|[.,;:)"]|' )`,
    'repeat the noun: "the row that", or "that which"',
  ],
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

/** As `{ pattern, instead }`; a match of the global pattern is a fault. */
export const patterns = phrases.map(([phrase, instead]) => ({
  pattern: new RegExp(
    phrase.replaceAll(' ', '(?:\\s+(?:\\*\\s+|//\\s+)?)'),
    `gmu${/[A-Z]/.test(phrase) ? '' : 'i'}`,
  ),
  instead,
}));

/**
 * The phrases of the list in a text.
 *
 * @param {string} text prose
 * @param {{pattern: RegExp, instead: string}[]} [words] the list
 * @returns {{line: number, words: string, instead: string}[]} lines of the text are counted from 0
 */
export function phrasesIn(text, words = patterns) {
  return words.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((found) => ({
      line: text.slice(0, found.index).split('\n').length - 1,
      words: wholeWords(text, found)
        .replace(/\s+(\*|\/\/)?\s*/g, ' ')
        .trim(),
      instead,
    })),
  );
}

/** A match up to the end of its last word. */
function wholeWords(text, { 0: found, index }) {
  const [rest] = /^[\w-]*/.exec(text.slice(index + found.length));
  return found + rest;
}
