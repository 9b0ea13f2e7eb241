import { describe, expect, it } from '@jest/globals';
import { isShortView } from '../../web/drawing/view-lines';
import { lineSeatName, seatNameOf, seatsLine } from '../../web/drawing/seat-words';

const nameOf = (seat: number): string => ['You', 'Bob', 'Cleo'][seat] ?? '';
const seats = { count: 3, own: 0, toAct: [1] };

describe('seats in a plain view', () => {
  it('are named once above it, the player’s own first', () => {
    expect(seatsLine({ nameOf, seats })).toBe('You are seat 0. Seat 1 is Bob. Seat 2 is Cleo.');
    expect(seatsLine({ nameOf, seats: { count: 2 } })).toBe('Seat 0 is You. Seat 1 is Bob.');
    expect(seatsLine({ nameOf })).toBe('');
  });

  it('have the name of their player only where the number is a seat for certain', () => {
    const context = { nameOf, seats };
    expect(seatNameOf('seat', 2, false, context)).toBe('Cleo');
    expect(seatNameOf('turn', 1, true, context)).toBe('Bob');
    // A number of turns, and one that no seat has.
    expect(seatNameOf('turn', 0, true, context)).toBeUndefined();
    expect(seatNameOf('turn', 1, false, context)).toBeUndefined();
    expect(seatNameOf('turn', 1, true, { nameOf, seats: { ...seats, toAct: [0, 1] } })).toBeUndefined();
    expect(seatNameOf('seat', 3, true, context)).toBeUndefined();
    expect(seatNameOf('seat', null, true, context)).toBeUndefined();
    expect(seatNameOf('score', 1, true, context)).toBeUndefined();
    expect(seatNameOf('seat', 1, true, { nameOf })).toBeUndefined();
    expect(lineSeatName('players', 1, 3, context)).toBe('Bob');
    expect(lineSeatName('players', 1, 4, context)).toBeUndefined();
    expect(lineSeatName('ships', 1, 3, context)).toBeUndefined();
  });
});

describe('a view above many commands', () => {
  it('is a short one: a long one would push them off the screen', () => {
    expect(isShortView({ round: 3, hand: [1, 2, 3], scores: [4, 5] })).toBe(true);
    expect(isShortView({ players: [0, 1].map((gold) => ({ gold, wood: 2 })) })).toBe(true);
    expect(isShortView({ log: Array.from({ length: 14 }, (_, turn) => ({ turn, laws: { a: 1 } })) })).toBe(
      false,
    );
    expect(isShortView({ lines: Array.from({ length: 30 }, (_, turn) => `turn ${turn} was played`) })).toBe(
      false,
    );
  });
});
