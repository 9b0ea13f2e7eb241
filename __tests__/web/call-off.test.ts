import { describe, expect, it } from '@jest/globals';
import { type KnownOfMatch, mayCallOff } from '../../web/play/call-off';

const play = (seat: number): KnownOfMatch['events'][number] => ({
  seat,
  action: { kind: 'play', command: { cell: seat } },
});
const claim: KnownOfMatch['events'][number] = { seat: null, action: { kind: 'claim', epoch: 2 } };
const young = { seats: 2, arranged: false, before: 0, events: [], left: [] };

describe('calling a match off', () => {
  it('is offered until every seat has played', () => {
    expect(mayCallOff(young)).toBe(true);
    expect(mayCallOff({ ...young, events: [play(0)] })).toBe(true);
    expect(mayCallOff({ ...young, events: [play(0), play(0)] })).toBe(true);
    expect(mayCallOff({ ...young, events: [play(0), play(1)] })).toBe(false);
    expect(mayCallOff({ ...young, seats: 3, events: [play(0), play(1)], left: [2] })).toBe(false);
  });

  it('does not count a claim of a server as a turn', () => {
    expect(mayCallOff({ ...young, arranged: true, events: [claim, play(0)] })).toBe(true);
    expect(mayCallOff({ ...young, arranged: true, before: 1, events: [play(0)] })).toBe(true);
    expect(mayCallOff({ ...young, arranged: true, before: 1, events: [play(0), play(1)] })).toBe(false);
  });

  it('counts commands from before the page opened as the turn of each seat', () => {
    expect(mayCallOff({ ...young, before: 1 })).toBe(true);
    expect(mayCallOff({ ...young, before: 2 })).toBe(false);
    expect(mayCallOff({ ...young, arranged: true, before: 2 })).toBe(true);
    expect(mayCallOff({ ...young, arranged: true, before: 2, events: [play(1)] })).toBe(false);
  });
});
