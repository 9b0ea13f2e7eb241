import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type PoolTicket } from '../../../flexmatch';
import { type Json } from '../every-rule';
import { contains, parseRules } from './lively-pools';

const side = (name: string, minPlayers: number, maxPlayers: number): Json => ({
  name,
  minPlayers,
  maxPlayers,
});

const game = (teams: readonly Json[], rules: readonly Json[]): Json => ({
  playerAttributes: [
    { name: 'points', type: 'number', default: 0 },
    { name: 'level', type: 'number', default: 0 },
    { name: 'roles', type: 'string_list', default: [] },
  ],
  algorithm: { strategy: 'exhaustiveSearch' },
  teams,
  rules,
});

const points = (measurement: string, operation: string, referenceValue: number): Json => ({
  name: `Points ${measurement}`,
  type: 'comparison',
  measurements: [measurement],
  operation,
  referenceValue,
});
const inAll = 'sum(flatten(teams[*].players.attributes[points]))';
const inRed = 'sum(teams[red].players.attributes[points])';

interface Solo {
  readonly points?: number;
  readonly level?: number;
  readonly roles?: string[];
  readonly startTime?: number;
  /** Of a running session. */
  readonly team?: string;
}

const solo = ({ startTime = 0, team, ...attributes }: Solo, id: number): PoolTicket => ({
  ticketId: `t${id}`,
  startTime,
  ...(team === undefined ? {} : { backfill: {} }),
  players: [{ playerId: `p${id}`, attributes, ...(team === undefined ? {} : { team }) }],
});

const pair = [side('red', 2, 2)];
const trio = [side('red', 3, 3)];
const cases: ReadonlyArray<readonly [string, Json, readonly Solo[], readonly string[]]> = [
  [
    'the points of one make up for those that another takes away',
    game(trio, [points(inAll, '=', 1), contains('red', 'tank', { minCount: 1 })]),
    [{ points: 2 }, { points: -1 }, { points: 0 }, { points: 0, roles: ['tank'] }],
    ['t0', 't1', 't3'],
  ],
  [
    'one team needs points, and the other has a player who takes some away',
    game(
      [side('red', 1, 1), side('blue', 2, 2)],
      [points(inRed, '>=', 1), contains('blue', 'tank', { minCount: 1 })],
    ),
    [{ points: 1 }, { points: -1 }, { points: 0 }, { points: 0, roles: ['tank'] }],
    ['t0', 't1', 't3'],
  ],
  [
    'a player of a running session takes away what a ticket has too much of',
    game(pair, [points(inAll, '=', 1)]),
    [{ points: 2 }, { points: -1, team: 'red' }],
    ['t0', 't1'],
  ],
  [
    'one player has the attribute, and another has its default',
    game(pair, [points(inAll, '=', 0.5)]),
    [{ points: 0.5 }, {}],
    ['t0', 't1'],
  ],
  [
    'tenths add up to the limit in the order of the match, and to more in the order of arrival',
    game(trio, [points(inAll, '=', 0.6)]),
    [
      { points: 0.1, startTime: 0 },
      { points: 0.2, startTime: -1 },
      { points: 0.3, startTime: -2 },
    ],
    ['t2', 't1', 't0'],
  ],
  [
    'a number so large that another is lost beside it is on the other team',
    game(
      [side('red', 1, 2), side('blue', 1, 2)],
      [
        points(inRed, '=', 1),
        contains('blue', 'tank', { maxCount: 0 }),
        contains('red', 'healer', { maxCount: 0 }),
      ],
    ),
    [{ points: 1, roles: ['tank'] }, { points: 5, roles: ['healer'] }, { points: 1e17 }],
    ['t0', 't1', 't2'],
  ],
];

export function numbers(): void {
  describe('numbers below zero, fractions and absent ones', () => {
    it.each(cases)('are in a match where %s', (_where, body, people, expected) => {
      for (let seed = 1; seed <= 8; seed += 1) {
        const matchmaker = createMatchmaker(parseRules(body), { seed });
        for (const ticket of people.map(solo)) matchmaker.add(ticket);
        const { matches, budgetEnded } = matchmaker.tick(1);
        expect(budgetEnded).toBe(false);
        expect(matches.map(({ ticketIds }) => ticketIds)).toEqual([expected]);
      }
    });

    it('are in a match where a distance is within the limit only as rounded, in a long search', () => {
      const body = game(
        [side('red', 4, 4)],
        [
          { name: 'Near', type: 'batchDistance', batchAttribute: 'points', maxDistance: 0.7 },
          points('sum(flatten(teams[*].players.attributes[level]))', '>=', 300),
        ],
      );
      // 0.2 + 0.7 is below 0.9, and 0.9 - 0.2 is not above 0.7.
      const people: Solo[] = [
        { points: 0.2 },
        ...Array.from({ length: 11 }, (_, id) => ({ points: 0.5, level: id })),
        ...Array.from({ length: 3 }, () => ({ points: 0.9, level: 100 })),
      ];
      const matchmaker = createMatchmaker(parseRules(body), { seed: 1 });
      for (const ticket of people.map(solo)) matchmaker.add(ticket);
      const { matches, budgetEnded } = matchmaker.tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches.map(({ ticketIds }) => ticketIds)).toEqual([['t0', 't12', 't13', 't14']]);
    });
  });
}
