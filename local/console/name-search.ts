/** A text without accents and case, for comparing: `Ádá` is found by `ada`, and `Straße` by `strasse`. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').trim();

/** Whether a word of a name begins with a text. @param wanted folded */
export function hasWordBeginning(name: string, wanted: string): boolean {
  const whole = folded(name);
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]$/u.test(whole.slice(0, at))) return true;
  return false;
}

/** Whether a list that is filtered by a text has an item. @param wanted folded */
export const hasText = (
  wanted: string,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly string[] },
): boolean =>
  ids.some((id) => id.toLowerCase().includes(wanted)) || names.some((name) => folded(name).includes(wanted));
