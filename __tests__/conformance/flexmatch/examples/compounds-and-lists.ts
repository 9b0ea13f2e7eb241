import { describe, expect, it } from '@jest/globals';
import { type AttributeValue, type PoolTicket } from '../../../../flexmatch';
import { many, play, sizes } from './published-rule-sets';

export function compoundsAndLists(): void {
  describe('example 10: a compound rule', () => {
    const pool = (
      attributes: (index: number) => Record<string, AttributeValue>,
      players = 20,
    ): PoolTicket[] =>
      many(players, (index) => ({
        attributes: { league: 1, skill: 5, map: 'm', mode: 'n', ...attributes(index) },
      }));
    it('same map and mode, at any distance in skill', () => {
      expect(
        play(
          'example-10',
          pool((index) => ({ skill: index * 100, league: index })),
        ).map(sizes),
      ).toEqual([[10, 10]]);
    });
    it('close in skill and league, with any map and mode', () => {
      expect(
        play(
          'example-10',
          pool((index) => ({ map: `m${index}`, mode: `n${index}` })),
        ),
      ).toHaveLength(1);
      for (const [spread, at] of [
        [11, 10],
        [21, 20],
      ] as const)
        expect(
          play(
            'example-10',
            pool((index) => ({ map: `m${index}`, skill: index === 0 ? spread : 0 })),
            60,
          ).map((match) => match.at),
        ).toEqual([at]);
    });
    it('neither: no match', () => {
      expect(
        play(
          'example-10',
          pool((index) => ({ map: `m${index}`, league: index })),
          60,
        ),
      ).toEqual([]);
      expect(
        play(
          'example-10',
          pool((index) => ({ mode: `n${index}`, skill: index * 100 })),
          60,
        ),
      ).toEqual([]);
    });
  });

  describe('example 11: block lists', () => {
    it('no player meets a player whom they block, or who blocks them', () => {
      expect(
        play(
          'example-11',
          many(10, () => ({})),
        ).map(sizes),
      ).toEqual([[5, 5]]);
      expect(
        play(
          'example-11',
          many(10, (index) => (index === 7 ? { attributes: { BlockList: ['t2'] } } : {})),
          60,
        ),
      ).toEqual([]);
      const eleven = play(
        'example-11',
        many(11, (index) => (index === 7 ? { attributes: { BlockList: ['t2', 'not-in-the-pool'] } } : {})),
      );
      expect(eleven).toHaveLength(1);
      expect(eleven[0]?.match.ticketIds).toContain('t0');
      expect(['t2', 't7'].filter((id) => eleven[0]?.match.ticketIds.includes(id))).toHaveLength(1);
    });
  });
}
