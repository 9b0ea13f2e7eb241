const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Scripts that are written from right to left, and join their letters: such a name is not split. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/** A name in two parts, of which the second is always shown; '' for a name that is short anyway. */
export function partsOfName(name: string): readonly [string, string] {
  const letters = [...graphemes.segment(name)].map(({ segment }) => segment);
  const kept = letters.length >= 10 ? 3 : 2;
  if (letters.length < 5 || rightToLeft.test(name)) return [name, ''];
  return [letters.slice(0, -kept).join(''), letters.slice(-kept).join('')];
}
