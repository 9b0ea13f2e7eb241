import { describe, expect, it } from '@jest/globals';
import { idleTime } from '../../sim/oracles/idle-turns';

const minute = 60_000;

describe('a turn that ended with a timeout', () => {
  it('is idle when its player is still there, long after the last fault', () => {
    const turn = { since: 10 * minute, until: 12 * minute, leftAt: undefined };
    expect(idleTime(turn, 5 * minute)).toBe(2 * minute);
    expect(idleTime({ ...turn, since: 11 * minute }, 5 * minute)).toBeUndefined();
  });

  it('is not checked while a fault may still have its effect', () => {
    const turn = { since: 2 * minute, until: 5 * minute, leftAt: undefined };
    expect(idleTime(turn, 4 * minute)).toBeUndefined();
    expect(idleTime(turn)).toBe(3 * minute);
  });

  it('counts until its player left', () => {
    const turn = { since: 10 * minute, until: 20 * minute, leftAt: 10.5 * minute };
    expect(idleTime(turn)).toBeUndefined();
    expect(idleTime({ ...turn, leftAt: 9 * minute })).toBeUndefined();
    expect(idleTime({ ...turn, leftAt: 12 * minute })).toBe(2 * minute);
    // The trouble may have made the player leave.
    expect(idleTime({ ...turn, leftAt: 12 * minute }, 9 * minute)).toBeUndefined();
  });
});
