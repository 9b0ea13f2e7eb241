import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RestartDelay } from '../../../../local/realtime/fleet/restart-delay';
import { type SessionEnd } from '../../../../local/realtime/hosting';

const shortest = 500;
let now = 0;
let delay: RestartDelay;
beforeEach(() => {
  jest.useFakeTimers();
  now = 0;
  delay = new RestartDelay(
    shortest,
    () => undefined,
    () => now,
  );
});
afterEach(() => {
  delay.cancel();
  jest.useRealTimers();
});

/** A session that lives for so long. @returns the delay of the next start */
function session(lived: number, end: SessionEnd = 'process-crashed'): number {
  delay.sessionActive('s');
  now += lived;
  delay.sessionOver('s', end);
  if (!delay.isRunning) return 0;
  let waited = 0;
  for (; delay.isRunning; waited += shortest) jest.advanceTimersByTime(shortest);
  return waited;
}

describe('the delay before the next start', () => {
  it('doubles with each process that died within 30 s of starting a session, up to 30 s', () => {
    expect(Array.from({ length: 9 }, () => session(29_999))).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it.each<[string, number, SessionEnd]>([
    ['lived for 30 s', 30_000, 'process-crashed'],
    ['was ended by its script', 10, 'process-ended'],
  ])('begins again after a session that %s', (_what, lived, end) => {
    expect([session(1), session(1), session(lived, end), session(1)]).toEqual([500, 1000, 0, 500]);
  });

  it('is not changed by a session that was terminated', () => {
    expect([session(1), session(1, 'terminated'), session(1)]).toEqual([500, 0, 1000]);
  });

  it('counts a process that is killed because it does not answer', () => {
    expect(session(5000, 'process-unhealthy')).toBe(500);
  });

  it('begins again for another script', () => {
    session(1);
    delay.reset();
    expect(session(1)).toBe(500);
  });
});
