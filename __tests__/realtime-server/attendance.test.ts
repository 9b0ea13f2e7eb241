import { describe, expect, it } from '@jest/globals';
import { type Seat } from '../../core/ids';
import { openMatch, type SubmittedAction } from '../../core/match/match';
import { Attendance } from '../../realtime-server/attendance';
import { SleepTimer } from '../../realtime-server/sleep-timer';
import { defaultScriptLimits, limitsOf } from '../../realtime-server/limits';
import { StandIn } from '../../realtime-server/stand-in';
import { header } from '../../testing/sample-match';
import { survivors } from '../games/survivors';
import { StoppedClock } from './support/clocks';

/** Three seats; seats are kept 1000 ms for players who never came. */
function attended(bots: readonly Seat[] = [], arrivalMs: number | null = 1000) {
  const clock = new StoppedClock();
  const overdue: Seat[] = [];
  const attendance = new Attendance(
    3,
    bots.map((seat) => ({ seat, strength: 'easy' })),
    clock,
    arrivalMs,
    (seat) => overdue.push(seat),
  );
  return { clock, overdue, attendance, start: clock.now() };
}

describe('the attendance of a match', () => {
  it('expects the player of each seat for a time, and is called for each that has passed', () => {
    const { clock, overdue, attendance, start } = attended([1]);
    const until = start + 1000;
    expect([0, 1, 2, 3].map((seat) => attendance.of(seat))).toEqual([
      { presence: 'expected', until },
      { presence: 'here', until: null, bot: 'easy' },
      { presence: 'expected', until },
      { presence: 'gone', until: null },
    ]);
    expect(attendance.here()).toEqual([]);
    clock.advance(999);
    expect([overdue, attendance.isOverdue(0)]).toEqual([[], false]);
    clock.advance(1);
    expect(overdue).toEqual([0, 2]);
    expect([0, 1, 2, 3].map((seat) => attendance.isOverdue(seat))).toEqual([true, false, true, false]);
  });

  it('keeps seats without limit where a match lasts for days', () => {
    const { clock, overdue, attendance } = attended([], null);
    expect([attendance.of(0), clock.waiting]).toEqual([{ presence: 'expected', until: null }, 0]);
    attendance.arrive(0, 7);
    attendance.depart(0, null);
    clock.advance(86_400_000);
    expect([attendance.of(0), overdue, attendance.isOverdue(0)]).toEqual([
      { presence: 'away', until: null },
      [],
      false,
    ]);
  });

  it('has the newest connection of a seat, and names the connection that it replaces', () => {
    const { clock, overdue, attendance } = attended();
    expect(attendance.arrive(2, 7)).toEqual({ replaced: undefined, awayMs: 0 });
    expect(attendance.arrive(0, 8)).toEqual({ replaced: undefined, awayMs: 0 });
    expect(attendance.here()).toEqual([
      { seat: 0, peerId: 8 },
      { seat: 2, peerId: 7 },
    ]);
    expect(attendance.arrive(2, 9)).toEqual({ replaced: 7, awayMs: 0 });
    expect([attendance.peerOf(2), attendance.peerOf(1), attendance.peerOf(5)]).toEqual([
      9,
      undefined,
      undefined,
    ]);
    expect(attendance.here()).toEqual([
      { seat: 0, peerId: 8 },
      { seat: 2, peerId: 9 },
    ]);
    clock.advance(5000);
    expect(overdue).toEqual([1]);
  });

  it('measures how long a seat was away, and waits for it no longer once it is back', () => {
    const { clock, overdue, attendance, start } = attended();
    for (const seat of [0, 1, 2]) attendance.arrive(seat, seat + 1);
    attendance.depart(1, 3000);
    expect(attendance.of(1)).toEqual({ presence: 'away', until: start + 3000 });
    expect(attendance.here().map(({ seat }) => seat)).toEqual([0, 2]);
    clock.advance(2999);
    expect(attendance.arrive(1, 4)).toEqual({ replaced: undefined, awayMs: 2999 });
    clock.advance(5000);
    expect([overdue, attendance.of(1)]).toEqual([[], { presence: 'here', until: null }]);
    expect(attendance.arrive(1, 5)).toEqual({ replaced: 4, awayMs: 0 });
  });

  it('looks again later at a seat that is empty, and the absence of its player still counts', () => {
    const { clock, overdue, attendance, start } = attended();
    attendance.arrive(0, 1);
    attendance.depart(0, 500);
    clock.advance(500);
    attendance.waitOn(0, 250);
    expect(attendance.of(0)).toEqual({ presence: 'away', until: start + 750 });
    clock.advance(250);
    expect(overdue).toEqual([0, 0]);
    attendance.waitOn(1, 2000);
    expect(attendance.of(1)).toEqual({ presence: 'expected', until: start + 2750 });
    expect(attendance.arrive(0, 2).awayMs).toBe(750);
    for (const seat of [0, 7]) {
      const before = attendance.of(seat);
      attendance.waitOn(seat, 10);
      expect(attendance.of(seat)).toEqual(before);
    }
  });

  it('has seats that a bot plays, and seats that are given up: they are waited for no longer', () => {
    const { clock, overdue, attendance } = attended();
    attendance.arrive(1, 4);
    attendance.leaveToBot({ seat: 0, strength: 'hard' });
    attendance.leaveToBot({ seat: 1, strength: 'hard' });
    attendance.giveUp(2);
    expect([0, 1, 2].map((seat) => attendance.of(seat))).toEqual([
      { presence: 'here', until: null, bot: 'hard' },
      { presence: 'here', until: null, bot: 'hard' },
      { presence: 'gone', until: null },
    ]);
    expect([attendance.here(), clock.waiting]).toEqual([[], 0]);
    clock.advance(5000);
    expect(overdue).toEqual([]);
  });

  it('waits for no seat once the match is over', () => {
    const { clock, overdue, attendance } = attended();
    attendance.stop();
    clock.advance(5000);
    expect([overdue, clock.waiting]).toEqual([[], 0]);
  });
});

describe('a bot that stands in', () => {
  const bots = (...seats: Seat[]) => seats.map((seat) => ({ seat, strength: 'easy' }));
  const match = (of = bots(), left: readonly Seat[] = []) => ({
    ...openMatch(survivors, header(survivors, { seats: 3 })),
    bots: of,
    left,
  });
  const resign: SubmittedAction = { kind: 'resign' };
  const abandon: SubmittedAction = { kind: 'abandon' };
  const instead = (because: 'resigned' | 'abandoned') => ({ kind: 'bot', strength: 'hard', because });

  it('takes over from players who resign or stay away, where the game says so', () => {
    const standIn = new StandIn({ strength: 'hard', forLeavers: true });
    expect(standIn.instead(match(), 0, resign)).toEqual(instead('resigned'));
    expect(standIn.instead(match(), 0, abandon)).toEqual(instead('abandoned'));
    const others: readonly SubmittedAction[] = [{ kind: 'abort' }, { kind: 'offer', offer: 'draw' }];
    for (const action of others) expect(standIn.instead(match(), 0, action)).toBe(action);
  });

  it('does not where the game has no bot, or says nothing', () => {
    for (const choices of [{ forLeavers: true, forAbsent: true }, { strength: 'hard' }])
      expect(new StandIn(choices).instead(match(), 0, resign)).toBe(resign);
  });

  it('takes over from players who never came, where the matchmaking says so', () => {
    const standIn = new StandIn({ strength: 'hard', forAbsent: true });
    const { attendance } = attended();
    expect(standIn.instead(match(), 0, abandon, attendance)).toEqual(instead('abandoned'));
    attendance.arrive(0, 1);
    expect(standIn.instead(match(), 0, abandon, attendance)).toBe(abandon);
    attendance.depart(0, 10);
    expect(standIn.instead(match(), 0, abandon, attendance)).toBe(abandon);
    expect(standIn.instead(match(), 1, abandon)).toBe(abandon);
  });

  it('does not where no other player is left: bots do not play for themselves', () => {
    const standIn = new StandIn({ strength: 'hard', forLeavers: true });
    expect(standIn.instead(match(bots(1), [2]), 0, resign)).toBe(resign);
    expect(standIn.instead(match(bots(1)), 0, resign)).toEqual(instead('resigned'));
    expect(standIn.instead(match(bots(), [2]), 0, resign)).toEqual(instead('resigned'));
  });
});

describe('the sleep of a match', () => {
  function sleepTimer(sleeps = true) {
    const clock = new StoppedClock();
    const calls: number[] = [];
    const start = clock.now();
    const limits = { ...defaultScriptLimits, arrivalMs: 900, sleepMs: 300 };
    return { clock, calls, of: new SleepTimer(sleeps, clock, limits, () => calls.push(clock.now() - start)) };
  }

  it('is due when no player has come, and a while after the last has gone', () => {
    const { clock, calls, of } = sleepTimer();
    clock.advance(2000);
    expect(calls).toEqual([900]);
    of.deserted();
    clock.advance(2000);
    expect(calls).toEqual([900, 2300]);
    of.retry();
    clock.advance(2000);
    expect(calls).toEqual([900, 2300, 5000]);
  });

  it('is not due while a player is connected, nor in a match that stays awake', () => {
    const { clock, calls, of } = sleepTimer();
    of.stop();
    clock.advance(2000);
    expect(calls).toEqual([]);
    const awake = sleepTimer(false);
    awake.of.deserted();
    awake.of.retry();
    awake.of.stop();
    expect(awake.clock.waiting).toBe(0);
  });
});

describe('the limits of a script', () => {
  it('are the usual ones but for those that the launch parameters name, in seconds', () => {
    expect(limitsOf({})).toEqual(defaultScriptLimits);
    const patience = { arrivalSeconds: 1, awaySeconds: 2, lingerSeconds: 3, rulesSeconds: 4 };
    expect(limitsOf({ patience })).toEqual({
      ...defaultScriptLimits,
      arrivalMs: 1000,
      awayMs: 2000,
      lingerMs: 3000,
      rulesMs: 4000,
    });
    expect('awayMs' in limitsOf({ patience: {} })).toBe(false);
  });
});
