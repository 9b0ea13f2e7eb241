/** Part of `npm run lint`, by english.mjs: sentences with too many words, in pages and in comments. */
import path from 'node:path';

/** One idea takes about twenty words; a sentence with more than this number holds several. */
export const maxWords = 30;

/** The end of a sentence: its mark, closing quotes, brackets or emphasis, and a space. */
const ending = /[.!?]["'”’)\]*_]*(?=\s|$)/gu;

/** Abbreviations whose full stop does not end a sentence. */
const abbreviation = /(?:^|[\s("“])(?:e\.g|i\.e|cf|vs|approx|ca|incl|resp)\.$/iu;

/** The start of a line that is not prose: the star or slashes of a comment, a quotation, a heading. */
const lineStart = /^[ \t]*(?:\/\*+|\*+\/|\*(?=\s|$)|\/\/+|#+(?=\s|$)|>)?[ \t]*/gmu;

/** An example in a comment: its lines are indented by four spaces more than prose. */
const example = /^[ \t]*(?:\*|\/\/|#)[ ]{5,}.*$/gmu;

/** A line that begins a block of its own: an item of a list, or a tag of JSDoc. */
const beginsBlock = /^(?:[-*+] |\d+\. |@\w+)/u;

/**
 * The sentences of a file that have more than `maxWords` words. Pages and comments are read, code is not. A
 * code span is one word, a link counts by its text, and each cell of a table is measured on its own.
 *
 * @param {string} file its path; the ending decides how it is read
 * @param {string} text its content
 * @param {{line: number, text: string}[]} pieces its English, as `proseOf` gives it
 * @returns {{line: number, count: number, words: string}[]} line, number of words and first words of each
 */
export function longSentencesOf(file, text, pieces) {
  return blocksOf(file, text, pieces)
    .flatMap(({ line, text: block }) =>
      sentencesOf(block).map((sentence) => ({ ...sentence, line: line + sentence.line })),
    )
    .filter(({ words }) => words.length > maxWords)
    .map(({ line, words }) => ({ line, count: words.length, words: words.slice(0, 5).join(' ') }));
}

/** Paragraphs, items and cells, each with the line that it begins in. */
function blocksOf(file, text, pieces) {
  const lines = text.split('\n');
  if (file.endsWith('.md')) {
    const end = releasedFrom(file, lines);
    const current = pieces.filter(({ line }) => line < end);
    return joined(current, lines, '>').flatMap(cellsOf).flatMap(paragraphsOf);
  }
  const isSource = /\.(ts|tsx|mjs|js)$/.test(file);
  const comments = pieces.filter((piece) => !isSource || /^\/[/*]/.test(piece.text));
  return joined(comments, lines, '//').flatMap(paragraphsOf);
}

/** The line after which a change log does not change any more: the first released version. */
function releasedFrom(file, lines) {
  const released = lines.findIndex((line) => /^## \[?v?\d/.test(line));
  return path.basename(file) === 'CHANGELOG.md' && released !== -1 ? released + 1 : Infinity;
}

/** Pieces of adjacent lines that all start with a marker, such as the slashes of a comment, are one. */
function joined(pieces, lines, marker) {
  const starts = ({ line }) => lines[line - 1].trimStart().startsWith(marker);
  const all = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    const follows = last !== undefined && last.line + last.text.split('\n').length === piece.line;
    if (follows && starts(last) && starts(piece)) last.text += `\n${piece.text}`;
    else all.push({ ...piece });
  }
  return all;
}

/** The cells of a row of a table; any other piece as it is. */
const cellsOf = (piece) =>
  piece.text.trimStart().startsWith('|')
    ? piece.text.split(/(?<!\\)\|/u).map((text) => ({ line: piece.line, text }))
    : [piece];

/** The paragraphs and items of a piece, without markers of lines and without code. */
function paragraphsOf({ line, text }) {
  const prose = text
    .replace(/`[^`]*`/gu, (span) => `code${span.replace(/[^\n]/gu, '')}`)
    .replace(/\]\([^)]*\)/gu, (link) => `]${link.replace(/[^\n]/gu, '')}`)
    .replace(example, '')
    .replace(lineStart, '');
  const paragraphs = [];
  let open = false;
  for (const [index, content] of prose.split('\n').entries()) {
    if (content.trim() === '') open = false;
    else if (open && !beginsBlock.test(content)) paragraphs.at(-1).text += `\n${content}`;
    else {
      paragraphs.push({
        line: line + index,
        text: content.replace(beginsBlock, (found) => ' '.repeat(found.length)),
      });
      open = true;
    }
  }
  return paragraphs;
}

/** The words of each sentence, and in which line of the text it begins. */
function sentencesOf(text) {
  const ends = [...text.matchAll(ending)]
    .filter(({ index }) => !abbreviation.test(text.slice(0, index + 1)))
    .map(({ 0: mark, index }) => index + mark.length);
  return [0, ...ends].map((from, index) => {
    const sentence = text.slice(from, ends[index]);
    const before = text.slice(0, from) + (/^\s*/u.exec(sentence)?.[0] ?? '');
    return {
      line: before.split('\n').length - 1,
      words: sentence.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)),
    };
  });
}
