import { describe, expect, it } from '@jest/globals';
import { folded, hasText, hasWordBeginning } from '../../../local/console/name-search';

describe('a name', () => {
  it.each([
    ['ada', 'Ada'],
    ['ADA', 'Ádá'],
    ['Ádá', 'ada'],
    ['love', 'Ada Lovelace'],
    ['李', 'Anna 李'],
    ['brien', "Conan O'Brien"],
    ['strasse', 'Anna Straße'],
    ['lovelace 2', 'Ada Lovelace 2'],
  ])('is found by %s: %s', (text, name) => expect(hasWordBeginning(name, folded(text))).toBe(true));

  it.each([
    ['da', 'Ada'],
    ['lace', 'Ada Lovelace'],
    ['ada b', 'Ada Lovelace'],
    ['2', 'Ada12'],
  ])('is not found by %s within a word: %s', (text, name) =>
    expect(hasWordBeginning(name, folded(text))).toBe(false),
  );

  it('is found by any part in a list that a text filters, as ids are', () => {
    const of = (text: string) => hasText(folded(text), { ids: ['p-5F0c'], names: ['Ádá'] });
    expect([of('DÁ'), of('5f0C'), of('ed')]).toEqual([true, true, false]);
  });
});
