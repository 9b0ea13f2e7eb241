/**
 * Characters that look like others, as used to imitate the names of staff. The table is our own: no package
 * of this project has Unicode's (UTS 39, confusables.txt), which also joins what no player mistakes in a
 * name. docs/accounts.md lists what it covers.
 */

/**
 * Characters by the letter that they look like, besides those that compatibility decomposition (NFKD) turns
 * into it: those of full width, in circles and squares, superscripts, mathematical letters. Case is ignored,
 * except for a capital that only looks like the letter as a capital.
 */
const alike: Readonly<Record<string, string>> = {
  a: '4@ɑᴀɐⱥаαΛ∀ꓮᎪⲁ',
  b: '8ʙɓƀßвьβꓐᏴ',
  c: 'ᴄƈȼ¢©сςσϲꓚᏟⲥ',
  d: 'ᴅɖɗđðԁꓓᎠ',
  e: '3ᴇɛǝəɇ€еєэзεΣꓰᎬ',
  f: 'ꜰƒғꓝ',
  g: '69ɢɡɠǥɕցꓖᏀ',
  h: 'ʜɦħнһհꓧᎻ',
  // `l` is one of them: a capital `I` and a small `l` are the same stroke.
  i: '1!|lɪɩıɨʟɫłƚ£ⅼіӏιꓲꓡᎥᏞ¡ⵏ',
  j: 'ᴊɉјյꓙᎫ',
  k: 'ᴋƙꝁкқҝҡκꓗᏦⲕ',
  m: 'ᴍɱмꓟᎷⲙ',
  n: 'ɴɲɳŋƞипηոռꓠⲛ',
  o: '0ᴏøɵоөοσθօꓳⲟ',
  p: 'ᴘþᵽƥрρꓑᏢⲣ',
  q: 'ʠԛզ',
  r: 'ʀɾɽɼɍ®ягꓣᎡᏒ',
  s: '5$ꜱʂșѕꓢᏕᏚ§',
  t: '7+ᴛʈƭŧтτꓔᎢⲧ†',
  u: 'ᴜʉʊцυսꓴ',
  v: 'ᴠʋѵνꓦᏙ',
  w: 'ᴡɯшщѡԝωꓪᎳᏔ',
  x: '×хχꓫ',
  y: 'ʏɏ¥уүұγꓬᎽ',
  z: '2ᴢƶζꓜᏃ',
};

/** Pairs of letters that look like one: both are read as the pair. */
const pairs: Readonly<Record<string, string>> = { m: 'rn', w: 'vv' };

const lettersOf = new Map<string, string[]>();
for (const [letter, characters] of Object.entries(alike))
  for (const character of characters) lettersOf.set(character, [...(lettersOf.get(character) ?? []), letter]);

/** The first code points of letters A to Z that NFKD leaves alone: white in circles, in squares, of flags. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6];

function letterOfAlphabet(character: string): string | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  const first = alphabets.find((start) => codePoint >= start && codePoint < start + 26);
  return first === undefined ? undefined : String.fromCharCode(0x61 + codePoint - first);
}

const mark = /^\p{M}$/u;
/**
 * A character that ends a word: any but letters, digits and their marks. Modifier letters and ² stand
 * between.
 */
const separator = /^[^\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{Nd}\p{M}]$/u;

/** A character of a name, in every way in which it can be read. */
export interface Reading {
  /** For each character that it decomposes into, the letters (or pairs of letters) that it looks like. */
  readonly letters: ReadonlyArray<readonly string[]>;
  readonly maySeparate: boolean;
}

/** The readings of each character of a text; marks are left out. */
export function readingsOf(text: string): readonly Reading[] {
  return [...text.normalize('NFC')]
    .filter((character) => !mark.test(character))
    .map((character) => ({ letters: looksOf(character), maySeparate: separator.test(character) }));
}

function looksOf(character: string): ReadonlyArray<readonly string[]> {
  return [...character.normalize('NFKD')].filter((part) => !mark.test(part)).map(lookOf);
}

function lookOf(character: string): readonly string[] {
  const small = character.toLowerCase();
  const letters = [character, small].flatMap((form) => lettersOf.get(form) ?? letterOfAlphabet(form) ?? []);
  const looks = letters.length > 0 ? letters : [small];
  return [...new Set(looks)].map((letter) => pairs[letter] ?? letter);
}

/** The letters of a word as they are compared: each in its first reading, without what separates. */
export function skeletonOf(word: string): string {
  return readingsOf(word)
    .filter(({ maySeparate }) => !maySeparate)
    .flatMap(({ letters }) => letters.map(([first = '']) => first))
    .join('');
}

/**
 * Whether a skeleton is a word of a text, or several words of it together, in some reading of its characters.
 * A mark may be the letter that it looks like, or separate words.
 */
export function hasWord(text: readonly Reading[], skeleton: string): boolean {
  /** How far the skeleton is matched, by each reading that is still possible. */
  let matched = new Set<number>();
  for (const [place, { letters, maySeparate }] of text.entries()) {
    const next = new Set<number>();
    for (const from of matched) if (maySeparate) next.add(from);
    if (place === 0 || text[place - 1]?.maySeparate === true) matched.add(0);
    for (const from of matched) for (const to of advanced(skeleton, from, letters)) next.add(to);
    if (next.delete(skeleton.length) && (text[place + 1]?.maySeparate ?? true)) return true;
    matched = next;
  }
  return false;
}

function advanced(skeleton: string, from: number, letters: Reading['letters']): readonly number[] {
  return letters.reduce<readonly number[]>(
    (places, looks) =>
      places.flatMap((place) =>
        looks.filter((look) => skeleton.startsWith(look, place)).map((look) => place + look.length),
      ),
    [from],
  );
}
