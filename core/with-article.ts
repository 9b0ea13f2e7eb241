/** A word with the indefinite article before it: `an object`, `a list`. */
export const withArticle = (word: string): string =>
  `${/^(?:[aeio]|u(?!ni|int))/i.test(word) ? 'an' : 'a'} ${word}`;
