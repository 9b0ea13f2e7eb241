/**
 * Names that players give themselves, as other players may see them. Pure text processing: the reserved words
 * are an argument.
 */
import { hasWord, readingsOf, skeletonOf } from './lookalikes';

/** User-perceived characters: grapheme clusters (Unicode Standard Annex 29). */
export const maxCharacters = 32;
/** Code points behind them: an emoji of a family has 7, a letter with marks has a few. */
export const maxCodePoints = 128;
/** Marks on one letter; no living script stacks more. */
const maxMarks = 5;

/** A name as it is stored, or the reason why it is not allowed. */
export type DisplayName = { readonly name: string } | { readonly problem: string };

const zeroWidthNonJoiner = '\u200c';
const zeroWidthJoiner = '\u200d';

/** Scripts whose letters join: a non-joiner between two of them changes how they look. */
const joiningScripts = ['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Adlam'];
const joiningLetter = new RegExp(`^[${joiningScripts.map((name) => `\\p{Script=${name}}`).join('')}]$`, 'u');
/** Marks that end an Indic syllable (canonical combining class 9): a joiner after one picks the form. */
const viramas = new Set(
  [
    0x094d, 0x09cd, 0x0a4d, 0x0acd, 0x0b4d, 0x0bcd, 0x0c4d, 0x0ccd, 0x0d3b, 0x0d3c, 0x0d4d, 0x0dca, 0x0e3a,
    0x0eba, 0x0f84, 0x1039, 0x103a, 0x1714, 0x1734, 0x17d2, 0x1a60, 0x1b44, 0x1baa, 0x1bab, 0x1bf2, 0x1bf3,
    0x2d7f, 0xa806, 0xa82c, 0xa8c4, 0xa953, 0xa9c0, 0xaaf6, 0xabed, 0x11046, 0x1107f, 0x110b9, 0x11133,
  ].map((codePoint) => String.fromCodePoint(codePoint)),
);
const pictograph = /^\p{Extended_Pictographic}$/u;
const emojiPart = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const variationSelector = /^[\ufe0e\ufe0f]$/u;
const mayVary = /^[\p{Emoji}]$/u;
const flagTag = /^[\u{e0020}-\u{e007f}]$/u;
const blackFlag = '\u{1f3f4}';

/** Right-to-left marks and overrides: they turn the text around them. */
const bidiControl = /\p{Bidi_Control}/u;
/** Unassigned, private-use and surrogate code points: their appearance is undefined. */
const unassigned = /[\p{Cn}\p{Co}\p{Cs}]/u;
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** A mark, or a character without visible ink: U+2800 is a symbol without dots. */
const unseen = /^[\p{M}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]$/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Normalizes a display name: NFC, runs of spaces as one, no spaces at the ends.
 * @returns the name, or what is wrong with it, to be read behind "the name"
 */
export function readDisplayName(given: string): DisplayName {
  const problem = (text: string): DisplayName => ({ problem: text });
  // Longer than any valid name: the rest of the work is skipped.
  if (given.length > 8 * maxCodePoints) return problem(tooLong);
  if (control.test(given)) return problem('must have no control characters and no line breaks');
  if (bidiControl.test(given)) return problem('must have no characters that change the direction of text');
  if (unassigned.test(given)) return problem('must have only characters that Unicode assigns');
  const name = given
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  const characters = [...name];
  if (characters.every((character) => unseen.test(character)))
    return problem('must have a character that can be seen');
  if (/^\p{M}/u.test(name)) return problem('must not begin with a mark that belongs to a letter before it');
  if (characters.length > maxCodePoints || [...graphemes.segment(name)].length > maxCharacters)
    return problem(tooLong);
  if (new RegExp(`\\p{Mn}{${maxMarks + 1}}`, 'u').test(name))
    return problem(`must have at most ${maxMarks} marks on a letter`);
  const hidden = characters.find((_, index) => isMisplaced(characters, index));
  if (hidden !== undefined)
    return problem(`must not have the invisible character ${codePointName(hidden)} in that place`);
  return { name };
}

const tooLong =
  `must have at most ${maxCharacters} characters (grapheme clusters), of at most ${maxCodePoints} code ` +
  'points';

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** An invisible character is allowed only where its script, or an emoji, needs it (RFC 5892, appendix A). */
function isMisplaced(characters: readonly string[], index: number): boolean {
  const character = characters[index] ?? '';
  if (!/^[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]$/u.test(character)) return false;
  const before = characters[index - 1] ?? '';
  const after = characters[index + 1] ?? '';
  if (character === zeroWidthJoiner)
    return !(viramas.has(before) || (emojiPart.test(before) && pictograph.test(after)));
  if (character === zeroWidthNonJoiner)
    return !(
      viramas.has(before) ||
      (joiningLetter.test(letterBefore(characters, index)) && joiningLetter.test(after))
    );
  if (variationSelector.test(character)) return !mayVary.test(before);
  // The flags of England, Scotland and Wales are a black flag and tags.
  if (flagTag.test(character))
    return characters.slice(0, index).findLast((other) => !flagTag.test(other)) !== blackFlag;
  return true;
}

/** The letter to which the marks before a position belong. */
function letterBefore(characters: readonly string[], index: number): string {
  return characters.slice(0, index).findLast((character) => !/^\p{Mn}$/u.test(character)) ?? '';
}

/**
 * The reserved word that a name equals or contains as a word, in the singular or the plural, in any reading
 * of its characters (lookalikes.ts).
 * @param reserved words, or several words together such as `deleted player`
 */
export function reservedWordIn(name: string, reserved: readonly string[]): string | undefined {
  const readings = readingsOf(name);
  return reserved.find((word) => [word, `${word}s`].some((form) => hasWord(readings, skeletonOf(form))));
}
