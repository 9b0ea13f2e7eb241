import { expect, it } from '@jest/globals';
import { maxCharacters, maxCodePoints, readDisplayName } from '../../core/display-name';
import { maxProfileKey, profileOfRow } from '../../store/leaderboard-profiles';

it.each([
  'Ada',
  '\u9f8d'.repeat(maxCharacters),
  // Families of seven code points, syllables of four, the flag of Scotland.
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'.repeat(Math.floor(maxCodePoints / 7)),
  '\u0915\u094d\u0937\u093f'.repeat(17),
  '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'.repeat(18),
])('a name that may be registered is shown by leaderboards and lists: %s', (given) => {
  expect(readDisplayName(given)).toEqual({ name: given });
  expect(profileOfRow({ displayName: given })).toEqual({ displayName: given });
});

it('countries and avatars are keys: a longer text, or another value, is left out', () => {
  const [longest, longer] = [maxProfileKey, maxProfileKey + 1].map((length) => 'x'.repeat(length));
  expect(profileOfRow({ 'kept.country': longest, 'kept.avatar': longer })).toEqual({ country: longest });
  expect(profileOfRow({ 'kept.country': 7, 'kept.avatar': { key: 'owl' } })).toEqual({});
});
