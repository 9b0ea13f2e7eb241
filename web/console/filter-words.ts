/** The filters of a list that are set, which stay in the address of its details. */
export function listQuery(words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ''));
}

/**
 * The choices of a filter with the chosen one among them: an address may name one that is not offered, and a
 * filter that is on must be seen.
 * @param choices labels by word
 */
export function choicesWith(
  choices: Readonly<Record<string, string>>,
  value: string,
): ReadonlyArray<readonly [word: string, label: string]> {
  const offered = Object.entries(choices);
  return value === '' || Object.hasOwn(choices, value) ? offered : [...offered, [value, value]];
}
