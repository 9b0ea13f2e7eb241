/**
 * The end of a match in a sentence.
 * @param isAbandoned it has no result
 * @param reason in words
 */
export const endingWords = (isAbandoned: boolean, reason: string): string =>
  `${isAbandoned ? 'It ended without a result' : 'It is over'}: ${reason}.`;
