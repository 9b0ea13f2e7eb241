import { describe, expect, it } from '@jest/globals';
import { worthOf } from '../../web/console/play-out';
import { noughts, timedNoughts } from '../games/noughts';

const parts = { teams: [0, 1], seed: 'seed', now: () => 0, pause: () => Promise.resolve() };

describe('the value of a state when bots continue', () => {
  it('is the result of a match that is over', async () => {
    expect(await worthOf(noughts, { cells: [0, 0, 0, 1, 1, null, null, null, null] }, parts)).toEqual([1, 0]);
    expect(await worthOf(noughts, { cells: [0, 1, 0, 0, 1, 1, 1, 0, 0] }, parts)).toEqual([0.5, 0.5]);
  });

  it('is the result that the strongest bot reaches for both', async () => {
    // Each takes the last free cell: 8, 7, 6, 5, and 4 ends it.
    const state = { cells: [0, 1, 0, 1, null, null, null, null, null] };
    expect(await worthOf(noughts, state, parts)).toEqual([1, 0]);
    let pauses = 0;
    await worthOf(noughts, state, { ...parts, pause: () => Promise.resolve(void (pauses += 1)) });
    expect(pauses).toBe(15);
  });

  it('does not depend on the time for which a busy page did not run', async () => {
    const state = { cells: [0, 1, 0, 1, null, null, null, null, null] };
    let time = 0;
    // Each look at the clock comes after the 10 ms of a command.
    const now = (): number => (time += 15);
    expect(await worthOf(noughts, state, { ...parts, now })).toEqual([1, 0]);
  });

  it('is unknown for a game without a bot', async () => {
    expect(
      await worthOf(timedNoughts, { cells: Array.from({ length: 9 }, () => null) }, parts),
    ).toBeUndefined();
  });
});
