import { describe, expect, it } from '@jest/globals';
import { absentSeat, absentWords } from '../../web/play/absent-end';

const now = 1_700_000_000_000;
const duel = { playing: 2, isYoung: true, bot: 'never' } as const;
const bob = { name: 'Bob', presence: 'expected', leftMs: 72_000 } as const;

describe('the wait for an absent player', () => {
  it('is shown for a seat that is kept for a time', () => {
    const until = now + 72_000;
    expect(absentSeat({ presence: 'expected', until }, 'Bob', now)).toEqual(bob);
    expect(absentSeat({ presence: 'away', until }, 'Bob', until + 1)).toMatchObject({ leftMs: 0 });
  });

  it('is not shown for a seat that is here, given up, kept without limit, or played by a bot', () => {
    expect(absentSeat(undefined, 'Bob', now)).toBeUndefined();
    expect(absentSeat({ presence: 'here', until: null }, 'Bob', now)).toBeUndefined();
    expect(absentSeat({ presence: 'gone', until: null }, 'Bob', now)).toBeUndefined();
    expect(absentSeat({ presence: 'expected', until: null }, 'Bob', now)).toBeUndefined();
    expect(absentSeat({ presence: 'away', until: now, bot: 'easy' }, 'Bob', now)).toBeUndefined();
  });

  it('ends a match of two that has hardly begun without counting it', () => {
    expect(absentWords(bob, duel, '1:12')).toBe(
      'Bob is not here yet. The match waits 1:12, then it ends without being counted.',
    );
  });

  it('costs the match of two in which both have played, and seats of others none', () => {
    const away = { ...bob, presence: 'away' } as const;
    expect(absentWords(away, { ...duel, isYoung: false }, '1:12')).toBe(
      'Bob has lost the connection. The match waits 1:12, then Bob loses.',
    );
    expect(absentWords(away, { ...duel, playing: 3 }, '1:12')).toMatch(/, then it continues without Bob\.$/);
  });

  it('may bring a bot', () => {
    expect(absentWords(bob, { ...duel, bot: 'sure' }, '1:12')).toMatch(/, then a bot plays for Bob\.$/);
    expect(absentWords(bob, { ...duel, bot: 'possible' }, '1:12')).toMatch(
      /, then it ends without being counted, or a bot plays for Bob\.$/,
    );
    const away = { ...bob, presence: 'away' } as const;
    expect(absentWords(away, { ...duel, bot: 'possible' }, '1:12')).toMatch(/ends without being counted\.$/);
  });
});
