import { describe, it } from '@jest/globals';
import { type Expectation } from '../../conformance/flexmatch/expectations';
import {
  all,
  close,
  each,
  gives,
  list,
  none,
  number,
  of,
  party,
  skill,
  giveSkills,
  solo,
  tags,
  text,
  together,
  versus,
  type Waiting,
  type Wish,
} from './pool';

describe('comparison', () => {
  const free = { attributes: [{ ...number, default: 0 }] };
  it.each<[string, Wish, Waiting[], Expectation]>([
    ['every value satisfies the reference', { rules: [skill('<=', 5)] }, giveSkills(3, 5), all],
    ['one value does not satisfy it', { rules: [skill('<=', 5)] }, giveSkills(3, 6), none],
    ['> is strict', { rules: [skill('>', 5)] }, giveSkills(6, 5), none],
    ['>= is not', { rules: [skill('>=', 5)] }, giveSkills(6, 5), all],
    ['!= a number', { rules: [skill('!=', 5)] }, giveSkills(6, 4), all],
    [
      'without reference, = needs all equal',
      { teams: together(3), rules: [skill('=')] },
      giveSkills(2, 2, 2),
      all,
    ],
    ['… and one differs', { teams: together(3), rules: [skill('=')] }, giveSkills(2, 2, 3), none],
    [
      'without reference, != needs all different',
      { teams: together(3), rules: [skill('!=')] },
      giveSkills(1, 2, 3),
      all,
    ],
    ['… and two are equal', { teams: together(3), rules: [skill('!=')] }, giveSkills(1, 2, 1), none],
    [
      '… in a party too: each has its own value',
      { teams: together(3), rules: [skill('!=')] },
      [party('p', [{ attributes: { skill: 1 } }, { attributes: { skill: 2 } }]), solo('a', { skill: 3 })],
      all,
    ],
    [
      '… in a party too: two members have the same value',
      { teams: together(3), rules: [skill('!=')] },
      [party('p', [{ attributes: { skill: 1 } }, { attributes: { skill: 1 } }]), solo('a', { skill: 3 })],
      none,
    ],
    [
      'counts of teams are compared: three cannot be split evenly',
      {
        teams: versus(1, 2),
        rules: [
          {
            name: 'Even',
            type: 'comparison',
            measurements: ['count(teams[red].players)'],
            referenceValue: 'count(teams[blue].players)',
            operation: '=',
          },
        ],
      },
      giveSkills(1, 2, 3),
      { matchSizes: [2] },
    ],
    [
      'the count of an empty team is 0',
      {
        ...free,
        teams: [...together(1), { name: 'guests', minPlayers: 0, maxPlayers: 1 }],
        rules: [
          {
            name: 'None',
            type: 'comparison',
            measurements: ['count(teams[guests].players)'],
            operation: '=',
            referenceValue: 0,
          },
        ],
      },
      [solo('a')],
      { matchSizes: [1] },
    ],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});

describe('distance', () => {
  it.each<[string, Wish, Waiting[], Expectation]>([
    ['at most the maximum apart', { rules: [close({ maxDistance: 10 })] }, giveSkills(1, 9), all],
    ['beyond it', { rules: [close({ maxDistance: 10 })] }, giveSkills(1, 19), none],
    ['not as near as the least', { rules: [close({ minDistance: 10 })] }, giveSkills(1, 6), none],
    ['between both', { rules: [close({ minDistance: 5, maxDistance: 10 })] }, giveSkills(0, 7), all],
    ['too near for both', { rules: [close({ minDistance: 5, maxDistance: 10 })] }, giveSkills(0, 3), none],
    [
      'from a number',
      { rules: [close({ referenceValue: 100, maxDistance: 10 })] },
      giveSkills(95, 300),
      { playerTeams: { a: 'red', b: 'blue' } },
    ],
    [
      'from the median of two',
      { rules: [close({ measurements: [`median(${each('skill')})`], referenceValue: 15, maxDistance: 0 })] },
      giveSkills(10, 20),
      all,
    ],
    [
      'of the deviation of all: of the population, not of a sample',
      { rules: [close({ measurements: [`stddev(${each('skill')})`], referenceValue: 0, maxDistance: 6 })] },
      giveSkills(10, 20),
      all,
    ],
    [
      'of every team',
      {
        rules: [
          close({
            measurements: ['avg(teams[*].players.attributes[skill])'],
            referenceValue: `avg(${each('skill')})`,
            maxDistance: 5,
          }),
        ],
      },
      giveSkills(10, 22),
      none,
    ],
    [
      'from the best to the worst team',
      {
        rules: [
          close({
            measurements: ['max(avg(teams[*].players.attributes[skill]))'],
            referenceValue: 'min(avg(teams[*].players.attributes[skill]))',
            maxDistance: 5,
          }),
        ],
      },
      giveSkills(10, 14),
      all,
    ],
    [
      'of sums: two weak ones equal a strong one',
      {
        teams: versus(1, 2),
        rules: [
          close({ measurements: [of('red', 'sum')], referenceValue: of('blue', 'sum'), maxDistance: 0 }),
        ],
      },
      giveSkills(10, 10, 20),
      { matchSizes: [3], sameTeam: [['a', 'b']], differentTeams: [['a', 'c']] },
    ],
    [
      'of an empty team fails',
      {
        teams: [
          { name: 'red', minPlayers: 1, maxPlayers: 1 },
          { name: 'blue', minPlayers: 0, maxPlayers: 1 },
        ],
        rules: [close({ maxDistance: 1000 })],
      },
      giveSkills(10),
      none,
    ],
    [
      'of a party is of its average',
      { teams: versus(2), rules: [close({ maxDistance: 1 })] },
      [party('p', [{ attributes: { skill: 0 } }, { attributes: { skill: 10 } }]), ...giveSkills(4, 6)],
      all,
    ],
    [
      '… or of its best',
      { teams: versus(2), rules: [close({ maxDistance: 1, partyAggregation: 'max' })] },
      [party('p', [{ attributes: { skill: 0 } }, { attributes: { skill: 10 } }]), ...giveSkills(4, 6)],
      none,
    ],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});

describe('collection', () => {
  const lists = { attributes: [list] };
  const tagged = (...all: ReadonlyArray<readonly string[]>): Waiting[] =>
    all.map((tagsOf, index) => solo('abcd'[index] ?? '', { tags: tagsOf }));
  const pair = (one: readonly string[], other: readonly string[]) =>
    party('p', [{ attributes: { tags: one } }, { attributes: { tags: other } }]);
  it.each<[string, Wish, Waiting[], Expectation]>([
    [
      'values that all players have',
      { ...lists, rules: [tags('intersection', { minCount: 1 })] },
      tagged(['x', 'y'], ['y', 'z']),
      all,
    ],
    [
      'values that each two players have are not shared by all',
      { ...lists, teams: together(3), rules: [tags('intersection', { minCount: 1 })] },
      tagged(['x', 'y'], ['y', 'z'], ['z', 'x']),
      none,
    ],
    [
      'no value in common',
      { ...lists, rules: [tags('intersection', { maxCount: 0 })] },
      tagged(['x'], ['y']),
      all,
    ],
    [
      'a common value where none is allowed',
      { ...lists, rules: [tags('intersection', { maxCount: 0 })] },
      tagged(['x'], ['x', 'y']),
      none,
    ],
    [
      'one player with the value',
      { ...lists, rules: [tags('contains', { referenceValue: 'tank', minCount: 1, maxCount: 1 })] },
      tagged(['tank'], ['mage']),
      all,
    ],
    [
      'one player with the value too many',
      { ...lists, rules: [tags('contains', { referenceValue: 'tank', maxCount: 1 })] },
      tagged(['tank'], ['tank', 'mage']),
      none,
    ],
    [
      'each member of a party with the value, on each team',
      {
        ...lists,
        teams: versus(1, 2),
        rules: [tags('contains', { referenceValue: 'tank', minCount: 3, maxCount: 3 })],
      },
      [pair(['tank'], ['tank', 'mage']), ...tagged(['mage', 'tank'])],
      all,
    ],
    [
      'the lists that have the value, on each team',
      {
        ...lists,
        teams: versus(1, 2),
        rules: [
          tags('contains', {
            measurements: ['teams[*].players.attributes[tags]'],
            referenceValue: 'tank',
            maxCount: 2,
          }),
        ],
      },
      [pair(['tank'], ['tank', 'mage']), ...tagged(['mage', 'tank'])],
      none,
    ],
    [
      'players whose text is the value',
      {
        attributes: [text],
        rules: [
          tags('contains', { measurements: [each('map')], referenceValue: 'ice', minCount: 1, maxCount: 1 }),
        ],
      },
      [solo('a', { map: 'ice' }), solo('b', { map: 'iceberg' })],
      all,
    ],
    [
      'a block list separates two players',
      {
        ...lists,
        teams: together(2),
        rules: [
          tags('reference_intersection_count', {
            referenceValue: 'flatten(teams[*].players[playerId])',
            maxCount: 0,
          }),
        ],
      },
      tagged(['b'], [], []),
      { matchCount: 1, notTogether: [['a', 'b']] },
    ],
    [
      "the values of a party's members together",
      { ...lists, teams: versus(1, 2), rules: [tags('intersection', { minCount: 1 })] },
      [pair(['x', 'y'], ['y']), ...tagged(['x'])],
      all,
    ],
    [
      'values that all members of a party have',
      {
        ...lists,
        teams: versus(1, 2),
        rules: [tags('intersection', { minCount: 1, partyAggregation: 'intersection' })],
      },
      [pair(['x', 'y'], ['y']), ...tagged(['x'])],
      none,
    ],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});
