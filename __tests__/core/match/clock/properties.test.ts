import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Clocks,
  clocksAfter,
  clocksResumed,
  isTooLate,
  nextDeadline,
  shownClock,
  startClocks,
  timedOutAt,
} from '../../../../core/match/clock/clocks';
import { allowedMs, usedMs } from '../../../../core/match/clock/seat-clock';
import { type TimeControl } from '../../../../core/match/clock/time-control';
import { timeDefaults, type TimeRules, timeRulesOf } from '../../../../core/match/clock/time-rules';

const time = fc.integer({ min: 0, max: 60_000 });
const added = fc.integer({ min: 1000, max: 10_000 });
const control: fc.Arbitrary<TimeControl> = fc.oneof(
  fc.record({ kind: fc.constant('per-turn' as const), turnMs: added }),
  fc.record({ kind: fc.constant('fischer' as const), baseMs: time, incrementMs: added }),
  fc.record({ kind: fc.constant('bronstein' as const), baseMs: time, delayMs: added }),
  fc.record({ kind: fc.constant('us-delay' as const), baseMs: time, delayMs: added }),
  fc.record({
    kind: fc.constant('byo-yomi' as const),
    baseMs: time,
    periods: fc.integer({ min: 1, max: 5 }),
    periodMs: added,
  }),
);

/** The next step: the seat to act moves after a share of its time, or the server is lost. */
type Happening =
  | { readonly kind: 'move'; readonly part: number; readonly lagMs: number }
  | { readonly kind: 'lost'; readonly part: number; readonly gapMs: number };
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      lagMs: fc.integer({ min: 0, max: 2000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('lost' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      gapMs: fc.integer({ min: 0, max: 100_000 }),
    }),
  },
);
const happenings = fc.array(happening, { maxLength: 40 });

interface Seen {
  readonly rules: TimeRules;
  readonly before: Clocks;
  readonly after: Clocks;
  readonly seat: number;
  readonly at: number;
  readonly happened: Happening;
}

/** Two seats that alternate and are never out of time. */
function* walk(rules: TimeRules, course: readonly Happening[]): Generator<Seen> {
  let clocks = startClocks(rules, 2, [0], 0);
  let seat = 0;
  for (const happened of course) {
    const clock = clocks.seats[seat];
    if (clock === undefined || clock.runsSince === null) throw new Error('the seat to act has no clock');
    const left = Math.max(0, allowedMs(rules, clock) - clock.spentMs);
    const at = Math.max(clocks.at, clock.runsSince + Math.floor(left * happened.part));
    const before = clocks;
    if (happened.kind === 'move') {
      clocks = clocksAfter(rules, clocks, { at, by: seat, lagMs: happened.lagMs, toAct: [1 - seat] });
      yield { rules, before, after: clocks, seat, at, happened };
      seat = 1 - seat;
    } else {
      clocks = clocksResumed(clocks, at + happened.gapMs, at);
      yield { rules, before, after: clocks, seat, at, happened };
    }
  }
}
const forEach = (check: (seen: Seen) => void): void =>
  fc.assert(
    fc.property(control, happenings, (given, course) => {
      for (const seen of walk(timeRulesOf(given), course)) check(seen);
    }),
  );

/** All the time, in ms, that a seat could still think if it never moved again. */
const wealth = (rules: TimeRules, clocks: Clocks, seat: number): number => {
  const clock = clocks.seats[seat];
  if (clock === undefined) throw new Error(`no seat ${seat}`);
  const { control: given } = rules;
  return clock.mainMs + (given.kind === 'byo-yomi' ? clock.periods * given.periodMs : 0);
};

describe('clocks in random matches', () => {
  it('never let the time of the log decrease', () => {
    forEach(({ before, after }) => expect(after.at).toBeGreaterThanOrEqual(before.at));
  });

  it('charge all seats together exactly the elapsed time, less the free time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), happenings, (incrementMs, course) => {
        const rules = timeRulesOf({ kind: 'fischer', baseMs: 10_000_000, incrementMs });
        let [passed, free, earned, newest] = [0, 0, 0, startClocks(rules, 2, [0], 0)];
        for (const { before, after, seat, at, happened } of walk(rules, course)) {
          passed = after.at;
          newest = after;
          const clock = before.seats[seat];
          if (clock === undefined || clock.runsSince === null) throw new Error('no clock runs');
          if (happened.kind === 'lost') {
            // The gap, and the part of the time to reconnect that has passed.
            free += after.at - Math.max(at, clock.runsSince) + Math.max(0, clock.runsSince - before.at);
            continue;
          }
          free += Math.max(0, Math.min(at, clock.runsSince) - before.at);
          if (clock.commands === 0) {
            free += usedMs(clock, at);
            continue;
          }
          free += Math.min(happened.lagMs, clock.lagQuotaMs, Math.max(0, at - clock.runsSince));
          earned += incrementMs;
        }
        const left = newest.seats.reduce((sum, { mainMs }) => sum + mainMs, 0);
        const running = newest.seats.reduce((sum, clock) => sum + usedMs(clock, newest.at), 0);
        expect(20_000_000 + earned - left + running + free).toBe(passed);
      }),
    );
  });

  it('never give a seat more than an increment for its own commands, nothing for those of others', () => {
    forEach(({ rules, before, after, seat }) => {
      const most = rules.control.kind === 'fischer' ? rules.control.incrementMs : 0;
      expect(wealth(rules, after, seat) - wealth(rules, before, seat)).toBeLessThanOrEqual(most);
      expect(wealth(rules, after, 1 - seat)).toBe(wealth(rules, before, 1 - seat));
    });
  });

  it('give a later command no more time than an earlier one', () => {
    forEach(({ rules, before, seat, at }) => {
      const after = (when: number) =>
        wealth(rules, clocksAfter(rules, before, { at: when, by: seat, toAct: [1 - seat] }), seat);
      expect(after(at)).toBeLessThanOrEqual(after(Math.max(before.at, at - 1000)));
    });
  });

  it('forgive no more lag than the quota, however slow a client seems', () => {
    fc.assert(
      fc.property(happenings, (course) => {
        const rules = timeRulesOf({ kind: 'fischer', baseMs: 10_000_000, incrementMs: 0 });
        const slow = course.map((one) => (one.kind === 'move' ? { ...one, lagMs: 60_000 } : one));
        const quick = course.map((one) => (one.kind === 'move' ? { ...one, lagMs: 0 } : one));
        const [left, honest] = [slow, quick].map((given) =>
          [
            ...walk(
              rules,
              given.filter(({ kind }) => kind === 'move'),
            ),
          ].reduce(
            (sum, { before, seat, at, happened }) =>
              sum + (happened.kind === 'move' ? forgiven(before, seat, at, happened.lagMs) : 0),
            0,
          ),
        );
        const moves = course.filter(({ kind }) => kind === 'move').length;
        expect(honest).toBe(0);
        expect(left).toBeLessThanOrEqual(2 * timeDefaults.lagQuotaMs + moves * timeDefaults.lagRefillMs);
      }),
    );
  });

  it('time a seat out from exactly the first moment at which its command is too late', () => {
    forEach(({ rules, before, seat }) => {
      const due = nextDeadline(rules, before);
      if (due === null) throw new Error('a clock runs');
      expect(timedOutAt(rules, before, due - 1)).toEqual([]);
      expect(timedOutAt(rules, before, due)).toEqual([seat]);
      expect(isTooLate(rules, before, seat, due - 1, 0)).toBe(false);
      const first = before.seats[seat]?.commands === 0;
      expect(isTooLate(rules, before, seat, due, 0)).toBe(!first);
    });
  });

  it('show the time left: never negative, and never growing while nothing happens', () => {
    forEach(({ rules, before, seat, at }) => {
      const clock = before.seats[seat];
      if (clock === undefined) throw new Error(`no seat ${seat}`);
      const early = shownClock(rules, clock, before.at);
      const late = shownClock(rules, clock, at);
      expect(late.remainingMs).toBeGreaterThanOrEqual(0);
      if (early.periods === late.periods && rules.control.kind !== 'byo-yomi')
        expect(late.remainingMs).toBeLessThanOrEqual(early.remainingMs);
      expect(late.deadline).toBe(early.deadline);
    });
  });
});

function forgiven(clocks: Clocks, seat: number, at: number, lagMs: number): number {
  const clock = clocks.seats[seat];
  return clock === undefined ? 0 : usedMs(clock, at) - usedMs(clock, at, lagMs);
}
