import { describe, expect, it } from '@jest/globals';
import { type AttributeValue, parseRuleSet, type PoolTicket, runCase } from '../../../../flexmatch';
import { read, ruleSetOf, many, play, sizes } from './published-rule-sets';

export function largeMatches(): void {
  describe('example 7: a large match', () => {
    const pool = (players: number, latency = 100): PoolTicket[] =>
      many(players, (index) => ({ latency, attributes: { skill: index % 50 } }));
    it('175 at once, 150 after 10 s, 100 after 15 s', () => {
      for (const [players, at] of [
        [175, 0],
        [150, 10],
        [100, 15],
      ] as const)
        expect(play('example-07', pool(players), 60).map((match) => [match.at, sizes(match)])).toEqual([
          [at, [players]],
        ]);
      expect(play('example-07', pool(99), 60)).toEqual([]);
      expect(play('example-07', pool(230)).map(sizes)).toEqual([[200]]);
    });
    it('as published loses the latency expansion; with two objects it has it', () => {
      expect(play('example-07', pool(175, 180), 60)).toEqual([]);
      const repaired = read('example-07').replace('"value": 200 }],', '"value": 200 }] }, {');
      expect(parseRuleSet(repaired).warnings).toEqual([]);
      expect(
        runCase(
          { tickets: pool(175, 180), at: 60, additionalPlayerCount: 0 },
          ruleSetOf(repaired),
        ).matches.map((match) => match.at),
      ).toEqual([12]);
    });
  });

  describe('example 8: a large match of several teams', () => {
    const pool = (players: number, latency = 100): PoolTicket[] =>
      many(players, (index) => ({ latency, attributes: { 'monster-kills': index % 9 } }));
    it('fills hunters and monsters as the guide counts it', () => {
      expect(sizes(play('example-08', pool(155))[0])).toEqual([5, ...Array.from({ length: 10 }, () => 15)]);
      expect(sizes(play('example-08', pool(125))[0])).toEqual([5, ...Array.from({ length: 10 }, () => 12)]);
      const [monsters, ...hunters] = sizes(play('example-08', pool(130))[0]);
      expect({ monsters, hunters: hunters.sort() }).toEqual({
        monsters: 5,
        hunters: [12, 12, 12, 12, 12, 13, 13, 13, 13, 13],
      });
    });
    it('relaxes all ten hunter teams together', () => {
      expect(play('example-08', pool(124), 14)).toEqual([]);
      expect(play('example-08', pool(105), 60).map((match) => match.at)).toEqual([15]);
      expect(play('example-08', pool(85), 60).map((match) => match.at)).toEqual([20]);
      expect(play('example-08', pool(84), 60)).toEqual([]);
      expect(play('example-08', pool(155, 151), 60)).toEqual([]);
    });
  });

  describe('example 9: a large match of players with similar attributes', () => {
    const pool = (attributes: (index: number) => Record<string, AttributeValue>): PoolTicket[] =>
      many(200, (index) => ({
        latency: 50,
        attributes: { league: 1, skill: index % 11, map: 'm', mode: 'n', ...attributes(index) },
      }));
    it('100 a side within all distances; skill widens after 10 and 20 s', () => {
      expect(
        play(
          'example-09',
          pool(() => ({})),
        ).map(sizes),
      ).toEqual([[100, 100]]);
      for (const [spread, at] of [
        [11, 10],
        [20, 10],
        [21, 20],
        [40, 20],
      ] as const)
        expect(
          play(
            'example-09',
            pool((index) => (index === 0 ? { skill: spread } : { skill: 0 })),
            60,
          ).map((match) => match.at),
        ).toEqual([at]);
    });
    it.each<[string, Record<string, AttributeValue>]>([
      ['league', { league: 4 }],
      ['skill', { skill: 51 }],
      ['map', { map: 'other' }],
      ['mode', { mode: 'other' }],
    ])('no player with another %s', (_, attributes) => {
      expect(
        play(
          'example-09',
          pool((index) => (index === 199 ? attributes : {})),
          60,
        ),
      ).toEqual([]);
    });
  });
}
