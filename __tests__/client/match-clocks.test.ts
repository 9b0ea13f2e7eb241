import { describe, expect, it } from '@jest/globals';
import { MatchClocks } from '../../client/match-clocks';
import { clocksAfter, startClocks } from '../../core/match/clock/clocks';
import { type TimeControl } from '../../core/match/clock/time-control';
import { timeRulesOf } from '../../core/match/clock/time-rules';
import { clocksForSeat } from '../../core/match/clock/clocks-for-seat';

const server = 1_700_000_000_000;

/** The clocks that a client draws at a time of its own clock. It received them at 5000. */
function drawn(control: TimeControl, sentAfterMs: number, delayMs = 0) {
  const time = timeRulesOf(control);
  let clocks = startClocks(time, 2, [0], server);
  clocks = clocksAfter(time, clocks, { at: server, by: 0, toAct: [1] });
  clocks = clocksAfter(time, clocks, { at: server, by: 1, toAct: [0] });
  const sent = clocksForSeat({ time, clocks }, server + sentAfterMs, 0);
  let now = 5000;
  const seen = new MatchClocks({ ...sent, seats: [...sent.seats] }, control, now, delayMs, () => now);
  return (later: number) => {
    now = 5000 + later;
    return seen;
  };
}

describe('clocks as a client draws them', () => {
  const fischer: TimeControl = { kind: 'fischer', baseMs: 60_000, incrementMs: 0 };

  it("count down by the client's clock from the moment at which they arrived", () => {
    const at = drawn(fischer, 10_000);
    expect(at(0).of(0)).toEqual({ remainingMs: 50_000, isRunning: true, periods: null });
    expect(at(20_000).of(0)).toEqual({ remainingMs: 30_000, isRunning: true, periods: null });
    expect(at(20_000).of(1)).toEqual({ remainingMs: 60_000, isRunning: false, periods: null });
    expect(at(20_000).untilDeadline(0)).toBe(30_000);
    expect(at(20_000).untilDeadline(1)).toBeNull();
  });

  it('allow for the time that the message took', () => {
    expect(drawn(fischer, 10_000, 40)(0).of(0).remainingMs).toBe(49_960);
    expect(drawn(fischer, 10_000)(0).delayedBy(40).of(0).remainingMs).toBe(49_960);
  });

  it("never fall below zero, and never run back when the client's clock stands still", () => {
    expect(drawn(fischer, 0)(90_000).of(0).remainingMs).toBe(0);
    expect(drawn(fischer, 10_000)(-3000).of(0).remainingMs).toBe(50_000);
  });

  it('stand while a delay runs', () => {
    const at = drawn({ kind: 'us-delay', baseMs: 60_000, delayMs: 5000 }, 0);
    expect(at(4999).of(0)).toEqual({ remainingMs: 60_000, isRunning: false, periods: null });
    expect(at(7000).of(0)).toEqual({ remainingMs: 58_000, isRunning: true, periods: null });
  });

  it('begin a new period without a message of the server', () => {
    const at = drawn({ kind: 'byo-yomi', baseMs: 60_000, periods: 3, periodMs: 10_000 }, 0);
    const face = (later: number) => {
      const { remainingMs, periods } = at(later).of(0);
      return [remainingMs, periods];
    };
    expect(face(59_999)).toEqual([1, 3]);
    expect(face(60_000)).toEqual([10_000, 3]);
    expect(face(69_999)).toEqual([1, 3]);
    expect(face(70_000)).toEqual([10_000, 2]);
    expect(face(90_000)).toEqual([0, 1]);
  });
});
