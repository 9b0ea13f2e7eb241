import { describe, expect, it } from '@jest/globals';
import { type AttributeValue } from '../../../../flexmatch';
import { type Wish, singles, many, play } from './published-rule-sets';

export function attributes(): void {
  describe('example 5: intersections across attributes', () => {
    const fighter = (index: number, opponents: string[]): Wish => ({
      attributes: { myCharacter: [`c${index}`], preferredOpponents: opponents },
    });
    const allCharacters = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];
    it('every character is on the list of every player', () => {
      expect(
        play(
          'example-05',
          many(5, (index) => fighter(index, allCharacters)),
        ),
      ).toHaveLength(1);
      const picky = many(5, (index) =>
        fighter(index, index === 2 ? allCharacters.filter((one) => one !== 'c4') : allCharacters),
      );
      expect(play('example-05', picky, 14)).toEqual([]);
      expect(play('example-05', picky, 15)).toHaveLength(1); // the requirement is dropped
      const six = play(
        'example-05',
        many(6, (index) =>
          fighter(index, index === 2 ? allCharacters.filter((one) => one !== 'c4') : allCharacters),
        ),
        14,
      );
      expect(six[0]?.match.ticketIds).toEqual(expect.not.arrayContaining(['t2', 't4']));
    });
  });

  describe('example 6: attributes across all players', () => {
    it.each<[string, Record<string, AttributeValue>, Record<string, AttributeValue>, boolean]>([
      ['defaults and different characters', { character: 1 }, { character: 2 }, true],
      ['the same character', { character: 1 }, { character: 1 }, false],
      ['another mode', { character: 1, gameMode: 'real-time' }, { character: 2 }, false],
      ['another map', { character: 1, gameMap: 2 }, { character: 2 }, false],
      ['a missing character, which has no default', { character: 1 }, {}, false],
    ])('%s', (_, a, b, matches) => {
      const found = play('example-06', singles([{ attributes: a }, { attributes: b }]), 60);
      expect(found).toHaveLength(matches ? 1 : 0);
      if (matches) expect(found[0]?.match.teams.map((team) => team.name)).toEqual(['player_1', 'player_2']);
    });
  });
}
