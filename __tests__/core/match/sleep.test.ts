import { describe, expect, it } from '@jest/globals';
import { clocksForSeat, lagForSeat } from '../../../core/match/clock/clocks-for-seat';
import { fold, type SubmittedAction } from '../../../core/match/match';
import { endsByClock, nextCheckAt, sleepAfter, sleepsUnattended, warningMs } from '../../../core/match/sleep';
import { header } from '../../../testing/sample-match';
import { dailyNoughts, noughts, timedNoughts } from '../../games/noughts';
import { after } from './noughts-after';

const start = header(noughts).startedAt;
const play = (cell: number): SubmittedAction => ({ kind: 'play', command: { cell } });

describe('the clocks of a match as a seat receives them', () => {
  it('have the time of the server, each clock, and the own lag with the part that is forgiven', () => {
    const match = after(timedNoughts, [0, play(0)], [1, play(3)], [0, play(1), 5000, 300]);
    const clocks = clocksForSeat(match, start + 6000, 1, 2500);
    expect(clocks).toMatchObject({
      now: start + 6000,
      seats: [
        { remainingMs: 60_000 - 4700 + 2000, runsSince: null, deadline: null, periods: null },
        { remainingMs: 59_000, runsSince: start + 5000, deadline: start + 65_000, periods: null },
      ],
      lag: { roundTripMs: 2500, forgivenMs: 1000 },
    });
    // Of a second, 300 ms are used, and 100 came back with the command.
    expect(lagForSeat(match.clocks, 0, 2500)).toEqual({ roundTripMs: 2500, forgivenMs: 800 });
    expect(lagForSeat(match.clocks, 1, 40)).toEqual({ roundTripMs: 40, forgivenMs: 40 });
    expect(clocksForSeat(match, start, 1).lag).toBeNull();
    expect(lagForSeat(match.clocks, 2, 40)).toBeNull();
  });
});

describe('the sleep of a match', () => {
  const day = 86_400_000;

  it('is that of matches of days alone', () => {
    expect([dailyNoughts, timedNoughts, noughts].map((game) => sleepsUnattended(after(game)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is an entry with the next number and epoch, not before the newest entry', () => {
    const match = after(dailyNoughts, [0, play(4), 500]);
    expect(sleepAfter(match, start + 900)).toEqual({ kind: 'sleep', sequence: 2, at: start + 900, epoch: 2 });
    expect(sleepAfter(match, start + 100).at).toBe(start + 500);
    const claimed = fold(match, { kind: 'claim', sequence: 2, at: start + 600, epoch: 2 });
    expect(sleepAfter(claimed, start + 900)).toMatchObject({ sequence: 3, epoch: 3 });
    expect(fold(claimed, sleepAfter(claimed, start + 900)).ownership).toEqual({ epoch: 3, asleep: true });
  });

  it('ends by itself while a clock runs, and never once the match is over', () => {
    expect(endsByClock(after(dailyNoughts))).toBe(true);
    expect(endsByClock(after(dailyNoughts, [0, { kind: 'resign' }]))).toBe(false);
    expect(nextCheckAt(after(dailyNoughts, [0, { kind: 'resign' }]), start)).toBeNull();
    expect(nextCheckAt(after(timedNoughts), start)).toBe(start + 120_001);
  });

  it('is interrupted for the warning of a turn that may begin meanwhile, before its own deadline', () => {
    const match = after(dailyNoughts, [0, { kind: 'vacation', days: 5 }, 0]);
    const now = start + 6 * day;
    expect(nextCheckAt(match, now)).toBe(start + 7 * day - warningMs(2));
    expect(nextCheckAt(match, now, start + 7 * day - warningMs(2))).toBe(start + 7 * day + 1);
  });
});
