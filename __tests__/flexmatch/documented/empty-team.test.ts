import { describe, it } from '@jest/globals';
import { type Expectation } from '../../conformance/flexmatch/expectations';
import { all, gives, list, none, solo, tags, together, type Waiting, type Wish } from './pool';

const guests = 'teams[guests].players.attributes[tags]';
const common = `set_intersection(${guests})`;
const team = (minPlayers: number) => [...together(1), { name: 'guests', minPlayers, maxPlayers: 1 }];

/** A team without players has no list, and no value in common. */
describe('the intersection over an empty team', () => {
  const count = (operation: string, referenceValue: number): Wish => ({
    attributes: [list],
    teams: team(0),
    rules: [
      { name: 'Common', type: 'comparison', measurements: [`count(${common})`], operation, referenceValue },
    ],
  });
  const collection = (operation: string, fields: object, minPlayers = 0): Wish => ({
    attributes: [list],
    teams: team(minPlayers),
    rules: [tags(operation, fields)],
  });
  const alone = [solo('a', { tags: ['x', 'y'] })];
  it.each<[string, Wish, Waiting[], Expectation]>([
    ['counts 0', count('=', 0), alone, { matchSizes: [1] }],
    ['does not count more', count('>', 0), alone, none],
    ['does not count less', count('<', 0), alone, none],
    ['is not different from 0', count('!=', 0), alone, none],
    [
      'has no value where one is required',
      collection('intersection', { measurements: [guests], minCount: 1 }),
      alone,
      none,
    ],
    [
      'has no value where none is allowed',
      collection('intersection', { measurements: [guests], maxCount: 0 }),
      alone,
      { matchSizes: [1] },
    ],
    [
      'has no value as a reference',
      collection('reference_intersection_count', { referenceValue: common, minCount: 1 }),
      alone,
      none,
    ],
    [
      'does not rule out a match whose team is filled by further players',
      collection('reference_intersection_count', { referenceValue: common, minCount: 1 }, 1),
      [...alone, solo('b', { tags: ['y'] })],
      all,
    ],
    [
      'does not rule out a count that further players bring',
      { ...count('>=', 1), teams: team(1) },
      [...alone, solo('b', { tags: ['y'] })],
      all,
    ],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});
