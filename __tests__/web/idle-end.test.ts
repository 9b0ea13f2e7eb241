import { describe, expect, it } from '@jest/globals';
import { MatchClocks } from '../../client/index';
import { type Game } from '../../core/define';
import { type ShownEntry } from '../../web/play/seat';
import { idleMs, idleWords } from '../../web/play/idle-end';
import { noughts, timedNoughts } from '../games/noughts';

const startedAt = 1_700_000_000_000;
const minute = 60_000;
const played = (sequence: number, seat: number, at: number): ShownEntry => ({
  sequence,
  seat,
  at,
  action: { kind: 'play', command: { cell: sequence } },
});
const match = (game: Game | undefined, entries: readonly ShownEntry[] = [], clocks?: MatchClocks) => ({
  game,
  live: { options: {}, startedAt },
  earlier: { value: entries.slice(0, 1) },
  events: { value: entries.slice(1) },
  clocks: { value: clocks },
});

describe('the end of a match in which a player does nothing', () => {
  it('is two minutes after the start, or after the move before, in the first turn of a seat', () => {
    expect(idleMs(match(noughts), 0, startedAt + minute)).toBe(minute);
    expect(idleMs(match(noughts, [played(1, 0, startedAt + minute)]), 1, startedAt + minute)).toBe(
      2 * minute,
    );
  });

  it('is ten minutes after the newest entry later, and no sooner with a clock that is behind', () => {
    const entries = [played(1, 0, startedAt), played(2, 1, startedAt + minute)];
    expect(idleMs(match(noughts, entries), 0, startedAt + 2 * minute)).toBe(9 * minute);
    expect(idleMs(match(noughts, entries), 0, startedAt)).toBe(10 * minute);
  });

  it('is read from the clocks of the match, and left to a clock that runs', () => {
    const clock = {
      remainingMs: 5 * minute,
      runsSince: null,
      deadline: startedAt + 2 * minute,
      periods: null,
    };
    const wire = { now: startedAt, seats: [clock, { ...clock, runsSince: startedAt }], lag: null };
    const clocks = new MatchClocks(
      wire,
      { kind: 'fischer', baseMs: 5 * minute, incrementMs: 0 },
      0,
      0,
      () => 1000,
    );
    expect(idleMs(match(timedNoughts, [], clocks), 0, startedAt)).toBe(2 * minute - 1000);
    expect(idleMs(match(timedNoughts, [], clocks), 1, startedAt)).toBeUndefined();
  });

  it('is unknown of a game that the page does not know', () => {
    expect(idleMs(match(undefined), 0, startedAt)).toBeUndefined();
  });

  it('is shown in its last minute', () => {
    expect(idleWords(undefined, 'You')).toBe('');
    expect(idleWords(minute + 1, 'You')).toBe('');
    expect(idleWords(minute, 'You')).toBe('The match ends in 1:00 unless you move.');
    expect(idleWords(-5, 'Bob')).toBe('The match ends in 0:00 unless Bob moves.');
  });
});
