import { describe, expect, it } from '@jest/globals';
import { type WatchedStep } from '../../client/index';
import { watchedClocks } from '../../web/play/watched-clocks';
import { timedNoughts } from '../games/noughts';

const at = 1_700_000_000_000;
const match: WatchedStep['match'] = {
  matchId: 'm',
  game: 'timed-noughts',
  rulesVersion: 1,
  seats: ['p-0', 'p-1'],
  teams: [0, 1],
  options: {},
  startedAt: at,
  delaySeconds: 10,
};
const clocks = {
  now: at,
  seats: [
    { remainingMs: 50_000, runsSince: null, deadline: null, periods: null },
    { remainingMs: 60_000, runsSince: at, deadline: at + 60_000, periods: null },
  ],
};

describe('the clocks of a spectator', () => {
  it('run on between steps, from where they were when the step arrived', () => {
    let now = 100;
    const shown = watchedClocks(
      { clocks, match },
      timedNoughts,
      { arrivedAt: 100, behindMs: 3000 },
      () => now,
    );
    expect(shown?.of(1)).toEqual({ remainingMs: 57_000, isRunning: true, periods: null });
    now += 7000;
    expect(shown?.of(1).remainingMs).toBe(50_000);
    expect(shown?.of(0)).toEqual({ remainingMs: 50_000, isRunning: false, periods: null });
  });

  it('count down to the deadline without the code of the game', () => {
    const shown = watchedClocks({ clocks, match }, undefined, { arrivedAt: 0, behindMs: 0 }, () => 1000);
    expect(shown?.of(1).remainingMs).toBe(59_000);
  });

  it('are absent from a match without clocks', () => {
    expect(watchedClocks({ clocks: null, match }, undefined, { arrivedAt: 0, behindMs: 0 }, () => 0)).toBe(
      undefined,
    );
  });
});
