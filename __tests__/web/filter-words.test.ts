import { expect, it } from '@jest/globals';
import { choicesWith, listQuery } from '../../web/console/filter-words';

it('a filter of an address is among the choices, so that it is seen and can be taken off', () => {
  const states = { active: 'active', finished: 'has ended' };
  expect(choicesWith(states, 'finished')).toEqual(Object.entries(states));
  expect(choicesWith(states, '')).toEqual(Object.entries(states));
  expect(choicesWith(states, 'abandoned')).toEqual([...Object.entries(states), ['abandoned', 'abandoned']]);
  // No property of every object is a choice.
  expect(choicesWith(states, 'constructor')).toHaveLength(3);
});

it('filters that are not set stay out of addresses', () => {
  expect(listQuery({ status: 'active', player: '', game: 'chess' })).toEqual({
    status: 'active',
    game: 'chess',
  });
});
