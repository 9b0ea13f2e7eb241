import { describe, expect, it } from '@jest/globals';
import { ordinal, outcomeOf } from '../../web/play/outcome';

const won = { places: [1, 2], outcomes: ['win' as const, 'loss' as const] };

describe('the outcome of a seat', () => {
  it('is won, lost or drawn between two, and a place among more', () => {
    expect([0, 1].map((seat) => outcomeOf(won, seat).words)).toEqual(['You won', 'You lost']);
    expect(outcomeOf({ places: [1, 1], outcomes: ['draw', 'draw'] }, 1).words).toBe('A draw');
    const three = { places: [2, 1, 3], outcomes: ['loss' as const, 'win' as const, 'loss' as const] };
    expect(outcomeOf(three, 2)).toEqual({ outcome: 'loss', words: '3rd of 3' });
  });

  it('is neither when a seat never played', () => {
    expect(outcomeOf({ ...won, void: true }, 0)).toEqual({ outcome: 'void', words: 'Not counted' });
  });
});

it('places have their endings', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal)).toEqual(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 112th'.split(' '),
  );
});
