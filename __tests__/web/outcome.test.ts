import { describe, expect, it } from '@jest/globals';
import { ordinal, outcomeOf, placeText, winnersOf } from '../../web/play/outcome';

const won = { places: [1, 2], outcomes: ['win' as const, 'loss' as const] };
const nameOf = (seat: number): string => ['Ada', 'Bo', 'Cy'][seat] ?? '';

describe('the outcome of a seat', () => {
  it('is won, lost or drawn between two, and a place among more', () => {
    expect([0, 1].map((seat) => outcomeOf(won, seat).words)).toEqual(['You won', 'You lost']);
    expect(outcomeOf({ places: [1, 1], outcomes: ['draw', 'draw'] }, 1).words).toBe('A draw');
    const three = { places: [2, 1, 3], outcomes: ['loss' as const, 'win' as const, 'loss' as const] };
    expect(outcomeOf(three, 2)).toEqual({ outcome: 'loss', words: '3rd of 3' });
    // A place between does not look like a loss.
    expect(outcomeOf(three, 0)).toEqual({ outcome: 'draw', words: '2nd of 3' });
    expect(outcomeOf({ places: [1, 2, 2], outcomes: ['win', 'loss', 'loss'] }, 1).outcome).toBe('loss');
  });

  it('is shared when several are first', () => {
    const shared = { places: [1, 3, 1], outcomes: ['draw' as const, 'loss' as const, 'draw' as const] };
    expect(outcomeOf(shared, 2)).toEqual({ outcome: 'draw', words: 'Shared 1st of 3' });
    expect([0, 1, 2].map((seat) => placeText(shared, seat))).toEqual(['shared 1st', '3rd', 'shared 1st']);
    expect(winnersOf(shared, nameOf)).toBe('Ada and Cy share the first place');
  });

  it('is shown to a reader without a seat by name', () => {
    expect(winnersOf(won, nameOf)).toBe('Ada won');
    expect(winnersOf({ places: [1, 1], outcomes: ['draw', 'draw'] }, nameOf)).toBe('A draw');
    expect(winnersOf({ places: [3, 1, 1], outcomes: ['loss', 'win', 'win'] }, nameOf)).toBe('Bo and Cy won');
    expect(winnersOf({ ...won, void: true }, nameOf)).toBe('Not counted');
    expect([0, 1].map((seat) => placeText(won, seat))).toEqual(['won', 'lost']);
    expect(placeText({ ...won, void: true }, 0)).toBe('');
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
