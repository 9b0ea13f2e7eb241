import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultReservedNames } from '../../config/identity-schema';
import { maxCharacters, maxCodePoints, readDisplayName, reservedWordIn } from '../../core/display-name';

const problemOf = (name: string): string | undefined => {
  const read = readDisplayName(name);
  return 'problem' in read ? read.problem : undefined;
};

describe('display names', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada \u00a0 Lovelace ', 'Ada Lovelace'],
    ['Zoe\u0308', 'Zoë'],
    ['\u212bngström', 'Ångström'],
    ['می\u200cخواهم', 'می\u200cخواهم'], // Persian: a non-joiner between joining letters
    ['مِی\u200cخواهم', 'مِی\u200cخواهم'],
    ['ක්\u200dෂ', 'ක්\u200dෂ'], // Sinhala: a joiner after a virama
    ['ന്\u200d', 'ന്\u200d'], // Malayalam: at the end of a word
    ['क्\u200cष', 'क्\u200cष'], // Devanagari: a non-joiner after a virama
    ['👩\u200d👩\u200d👧\u200d👦', '👩\u200d👩\u200d👧\u200d👦'],
    ['👩🏽\u200d🚀', '👩🏽\u200d🚀'],
    ['❤\ufe0f\u200d🔥', '❤\ufe0f\u200d🔥'],
    [
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
    ['1\ufe0f\u20e3', '1\ufe0f\u20e3'],
    ['日本語', '日本語'],
    ['O’Neill-Smith Jr.', 'O’Neill-Smith Jr.'],
    ['نام', 'نام'],
    [`x${'\u0323'.repeat(5)}`, `x${'\u0323'.repeat(5)}`],
    ['ありがとう', 'ありがとう'],
  ])('takes %j', (given, name) => expect(readDisplayName(given)).toEqual({ name }));

  it.each([
    ['', 'seen'],
    ['   ', 'seen'],
    ['\u200b', 'seen'],
    ['\u200d\u200c', 'seen'],
    ['\u3164', 'seen'], // Hangul filler is a letter
    ['\u115f\u1160', 'seen'],
    ['\u2800', 'seen'], // a Braille pattern without dots
    ['\u0301', 'seen'],
    ['\u00ad', 'seen'],
    ['Ada\u200b', 'invisible'],
    ['A\u200dda', 'invisible'],
    ['A\u200cda', 'invisible'],
    ['می\u200c', 'invisible'],
    ['\u200cمی', 'invisible'],
    ['می\u200d', 'invisible'],
    ['Ada\u3164', 'invisible'],
    ['Ada\u2800', 'invisible'],
    ['A\ufeffda', 'invisible'],
    ['Ada\ufe0f', 'invisible'],
    ['Ada\u{e0067}', 'invisible'],
    ['👩\u200d', 'invisible'],
    ['Ada\u202e', 'direction'],
    ['\u2067Ada', 'direction'],
    ['Ada\u200f', 'direction'],
    ['Ada\u061c', 'direction'],
    ['Ada\n', 'control'],
    ['A\u0000da', 'control'],
    ['A\u2028da', 'control'],
    ['Ada\ue000', 'assigns'],
    ['Ada\ud800', 'assigns'],
    ['Ada\u0378', 'assigns'],
    ['\u0301Ada', 'begin with a mark'],
    [`x${'\u0323'.repeat(6)}`, 'at most 5 marks'],
    // Tags that no black flag stands before, and what is not a tag behind one.
    ['Ada\u{e0067}🏴', 'invisible character U+E0067 in that place'],
    ['🏴\u00ad', 'invisible character U+00AD in that place'],
    // A text that is far too long is looked at no further.
    ['\n'.repeat(8 * maxCodePoints), 'control'],
    ['\n'.repeat(8 * maxCodePoints + 1), 'at most 32'],
    ['x'.repeat(maxCharacters + 1), 'at most 32'],
    ['👩\u200d👩\u200d👧\u200d👦'.repeat(20), 'at most 32'],
    ['x'.repeat(1_000_000), 'at most 32'],
  ])('refuses %j', (given, problem) => expect(problemOf(given)).toContain(problem));

  it('counts grapheme clusters', () => {
    expect(problemOf('x'.repeat(maxCharacters))).toBeUndefined();
    expect(problemOf('👩🏽\u200d🚀'.repeat(maxCharacters))).toBeUndefined();
    expect([...'👩🏽\u200d🚀'.repeat(maxCharacters)]).toHaveLength(maxCodePoints);
    expect(problemOf('नि'.repeat(maxCharacters))).toBeUndefined();
  });

  it('have one form: normalizing a name again does not change it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (given) => {
        const read = readDisplayName(given);
        if ('problem' in read) return;
        expect(readDisplayName(read.name)).toEqual(read);
        expect(read.name).toBe(read.name.normalize('NFC').trim());
      }),
    );
  });
});

describe('reserved words', () => {
  const reserved = ['admin', 'turnlift', 'deleted player'];
  it.each([
    ['admin', 'admin'],
    ['ADMIN', 'admin'],
    ['Admin Ada', 'admin'],
    ['-admin-', 'admin'],
    ['аdmin', 'admin'], // a Cyrillic а
    ['4dm1n', 'admin'],
    ['ádmïn', 'admin'],
    ['ａｄｍｉｎ', 'admin'],
    ['TurnIift', 'turnlift'], // a capital I
    ['Deleted  Player', 'deleted player'],
    ['DeletedPlayer', 'deleted player'],
    ['a d m i n', 'admin'],
    // A mark at the edge of a word stands beside it.
    ['Admin!', 'admin'],
    ['@admin', 'admin'],
    ['admin™', 'admin'],
    ['|admin|', 'admin'],
    ['$admin', 'admin'],
    ['$$ admin $$', 'admin'],
    ['admin²', 'admin'],
    ['adminʼ', 'admin'],
    ['admin👑', 'admin'],
    ['Deleted player!', 'deleted player'],
    ['!ADMIN¡', 'admin'],
    ['The @dmins', 'admin'],
    ['Ada|admin', 'admin'],
    // Inside of it, it is the letter that it looks like, or stands between two.
    ['@dm!n', 'admin'],
    ['@dm!n!', 'admin'],
    ['@@dmin', 'admin'],
    ['a.d.m.i.n', 'admin'],
    ['ad!m|n', 'admin'],
    ['+urn|!f+', 'turnlift'],
    // Other letters that look alike.
    ['ᴀᴅᴍɪɴ', 'admin'],
    ['ɑdmin', 'admin'],
    ['ADMIИ', 'admin'],
    ['ΛDMIN', 'admin'],
    ['adrnin', 'admin'],
    ['Tumlift', 'turnlift'],
    ['ⓐⓓⓜⓘⓝ', 'admin'],
    ['🅰🅳🅼🅸🅽', 'admin'],
    ['🅐🅓🅜🅘🅝', 'admin'],
    ['🇦🇩🇲🇮🇳', 'admin'],
    ['ᵃᵈᵐⁱⁿ', 'admin'],
    ['𝓪𝓭𝓶𝓲𝓷', 'admin'],
    ['ꓮꓓꓟꓲꓠ', 'admin'],
    ['ᎪᎠᎷᎥn', 'admin'],
    ['αdmin', 'admin'],
  ])('are seen in %j', (name, word) => expect(reservedWordIn(name, reserved)).toBe(word));

  it.each([
    ...['Badminton', 'Adminton', 'Administer', 'Player', 'Ada', '管理', 'Адам', 'Νίκος', 'Łukasz', 'Åsa!'],
    // A digit belongs to its word.
    ...['admin2', '2admin', 'admin٣'],
    ...['Bad min', 'Ad Astra', 'Min Ad', 'admi', 'dmin', '!!!!', '$$$', 'a!', '™', '日本語'],
  ])('are not seen in %j', (name) => expect(reservedWordIn(name, reserved)).toBeUndefined());

  it.each(['modest', 'Staffan', 'Supporter', 'Systema', 'Officially', 'Mode', '模范', 'Operatoren'])(
    'of the default list are not seen in %j',
    (name) => expect(reservedWordIn(name, defaultReservedNames)).toBeUndefined(),
  );

  it('of any script are compared in the same way', () => {
    for (const word of ['管理', 'οδός', 'wm-team', 'Łódź', 'Ⅿod'])
      for (const name of [word, `${word}!`, `Ada ${word.toUpperCase()}`, `|${word}|`])
        expect({ name, word: reservedWordIn(name, ['zzz', word]) }).toEqual({ name, word });
  });
});
