import { describe, expect, it } from '@jest/globals';
import {
  clocksAt,
  clocksOnVacation,
  nextDeadline,
  shownClock,
  startClocks,
  timedOutAt,
} from '../../../../core/match/clock/clocks';
import { newSeatClock, type SeatClock } from '../../../../core/match/clock/seat-clock';
import {
  dayMs,
  leastTimeOfTurn,
  type TimeControl,
  timeControlLimits,
  timeControlProblem,
} from '../../../../core/match/clock/time-control';
import { timeDefaults, timeRulesOf, timeRulesProblem } from '../../../../core/match/clock/time-rules';

const kinds = {
  none: { kind: 'none' },
  'per-turn': { kind: 'per-turn', turnMs: 10_000 },
  fischer: { kind: 'fischer', baseMs: 60_000, incrementMs: 2000 },
  bronstein: { kind: 'bronstein', baseMs: 60_000, delayMs: 5000 },
  'us-delay': { kind: 'us-delay', baseMs: 60_000, delayMs: 5000 },
  'byo-yomi': { kind: 'byo-yomi', baseMs: 60_000, periods: 3, periodMs: 30_000 },
  days: { kind: 'days', daysPerTurn: 2, vacationDays: 5 },
} as const satisfies Readonly<Record<TimeControl['kind'], TimeControl>>;
type Kind = keyof typeof kinds;

/** The clock of a seat as it is drawn `at` ms after its turn began; `runsSince` counts from there too. */
function drawn(kind: Kind, at: number, differences: Partial<SeatClock> = {}) {
  const rules = timeRulesOf(kinds[kind]);
  const clock = { ...newSeatClock(kinds[kind], 1000), commands: 1, ...differences };
  const { remainingMs, runsSince, periods } = shownClock(rules, clock, 1000 + at);
  return [remainingMs, runsSince === null ? null : runsSince - 1000, periods];
}
const stands = { runsSince: null };
const first = { commands: 0 };

describe('a clock as it is drawn', () => {
  it.each<[Kind, number, Partial<SeatClock>, readonly [number, number | null, number | null]]>([
    ['none', 4000, {}, [0, null, null]],
    ['per-turn', 4000, {}, [6000, 0, null]],
    ['per-turn', 4000, { spentMs: 1000 }, [5000, 0, null]],
    ['per-turn', 12_000, {}, [0, 0, null]],
    ['per-turn', 4000, stands, [10_000, null, null]],
    ['per-turn', 4000, first, [10_000, null, null]],
    ['fischer', 4000, {}, [56_000, 0, null]],
    ['fischer', 4000, stands, [60_000, null, null]],
    ['fischer', 4000, first, [60_000, null, null]],
    ['bronstein', 4000, {}, [61_000, 0, null]],
    ['bronstein', 4000, stands, [60_000, null, null]],
    ['bronstein', 4000, first, [60_000, null, null]],
    ['us-delay', 4000, {}, [60_000, 5000, null]],
    ['us-delay', 7000, {}, [58_000, 5000, null]],
    ['us-delay', 7000, { spentMs: 2000 }, [56_000, 3000, null]],
    ['us-delay', 7000, { spentMs: 9000 }, [49_000, 0, null]],
    ['us-delay', 7000, stands, [60_000, null, null]],
    ['us-delay', 7000, first, [60_000, null, null]],
    ['byo-yomi', 4000, {}, [56_000, 0, 3]],
    ['byo-yomi', 60_000, {}, [30_000, 0, 3]],
    ['byo-yomi', 60_001, {}, [29_999, 0, 3]],
    ['byo-yomi', 100_000, {}, [20_000, 0, 2]],
    ['byo-yomi', 150_000, {}, [0, 0, 1]],
    ['byo-yomi', 150_001, {}, [0, 0, 0]],
    ['byo-yomi', 160_000, {}, [0, 0, 0]],
    ['byo-yomi', 4000, { mainMs: 0, periods: 2 }, [26_000, 0, 2]],
    ['byo-yomi', 4000, { ...stands, mainMs: 0, periods: 2 }, [30_000, null, 2]],
    ['byo-yomi', 4000, stands, [60_000, null, 3]],
    ['byo-yomi', 100_000, first, [60_000, null, 3]],
    ['days', 4000, {}, [2 * dayMs - 4000, 0, null]],
    ['days', 4000, first, [2 * dayMs - 4000, 0, null]],
    ['days', 4000, { extraMs: dayMs }, [3 * dayMs - 4000, 0, null]],
  ])('of %s after %d ms, %j: %j', (kind, at, differences, shown) => {
    expect(drawn(kind, at, differences)).toEqual(shown);
  });

  it('has the deadline of its turn, and none while it stands', () => {
    const rules = timeRulesOf(kinds.fischer);
    const clock = { ...newSeatClock(kinds.fischer, 1000), commands: 1 };
    expect(shownClock(rules, clock, 1500).deadline).toBe(61_000);
    expect(shownClock(rules, { ...clock, runsSince: null }, 1500).deadline).toBeNull();
  });
});

describe('the clocks of several seats', () => {
  const rules = timeRulesOf(kinds['per-turn']);
  const [one, other, last] = [3000, 1000, 2000].map((runsSince) => ({
    ...newSeatClock(kinds['per-turn'], runsSince),
    commands: 1,
  }));
  const clocks = { at: 3000, resumes: 0, seats: [one, other, last].flatMap((clock) => clock ?? []) };

  it('wake at the earliest deadline, whichever seat has it', () => {
    expect(nextDeadline(rules, clocks)).toBe(11_001);
    expect(nextDeadline(rules, { ...clocks, seats: [...clocks.seats].reverse() })).toBe(11_001);
    expect(nextDeadline(rules, { ...clocks, seats: [] })).toBeNull();
    expect(timedOutAt(rules, clocks, 12_001)).toEqual([1, 2]);
    expect(timedOutAt(rules, clocks, 11_000)).toEqual([]);
  });

  it('never run back', () => {
    expect(clocksAt(clocks, 2999)).toBe(clocks);
    expect(clocksAt(clocks, 3000)).toBe(clocks);
    expect(clocksAt(clocks, 3001)).toEqual({ ...clocks, at: 3001 });
  });
});

describe('vacation', () => {
  const rules = timeRulesOf(kinds.days);
  const clocks = startClocks(rules, 2, [0], 1000);
  const take = (days: number, seat = 0, at = 5000, of = rules) =>
    clocksOnVacation(of, clocks, seat, { days, at, startedAt: 1000 });
  const left = (most: number) => ({
    problem: `days must be a whole number from 1 to ${most}, which you have left this year`,
  });

  it.each([0, -1, 1.5, 6, Number.NaN])('is not %d days', (days) => expect(take(days)).toEqual(left(5)));

  it('is of the own turn, in a match of days that has it', () => {
    expect(take(1, 1)).toEqual({ problem: 'vacation is taken in your own turn' });
    expect(take(1, 7)).toEqual({ problem: 'vacation is taken in your own turn' });
    expect(take(1, 0, 5000, timeRulesOf(kinds.fischer))).toEqual({
      problem: 'only matches in days have vacation',
    });
    expect(take(1, 0, 5000, timeRulesOf({ kind: 'days', daysPerTurn: 2 }))).toEqual(left(0));
  });

  it('lengthens one turn, and is counted by years from the start of the match', () => {
    const taken = take(5);
    if ('problem' in taken) throw new Error(taken.problem);
    expect(taken.clocks).toMatchObject({
      at: 5000,
      seats: [
        { extraMs: 5 * dayMs, vacation: { year: 0, days: 5 } },
        { extraMs: 0, vacation: { year: 0, days: 0 } },
      ],
    });
    const again = (at: number) => clocksOnVacation(rules, taken.clocks, 0, { days: 1, at, startedAt: 1000 });
    expect(again(1000 + 365 * dayMs - 1)).toEqual(left(0));
    expect(again(1000 + 365 * dayMs)).toMatchObject({
      clocks: { seats: [{ extraMs: 6 * dayMs, vacation: { year: 1, days: 1 } }, {}] },
    });
  });
});

describe('a time control', () => {
  const names = Object.keys(kinds).join(', ');

  it.each(Object.values(kinds))('%j has its fields within their limits', (control) => {
    expect(timeControlProblem(control)).toBeUndefined();
    for (const [field, limits] of Object.entries(timeControlLimits)) {
      if (!(field in control)) continue;
      const { least, most } = limits;
      const problem = `write a whole number from ${least} to ${most}`;
      for (const value of [least, most])
        expect(timeControlProblem({ ...control, [field]: value }) ?? '').not.toContain(problem);
      for (const value of [least - 1, most + 1, least + 0.5, `${least}`, null])
        expect(timeControlProblem({ ...control, [field]: value })).toBe(
          `${field} is ${String(value)}: ${problem}`,
        );
    }
  });

  it('has no other fields, and a known kind', () => {
    expect(timeControlProblem(JSON.parse('{"kind":"sand"}'))).toBe(
      `the kind "sand" is unknown: write one of ${names}`,
    );
    expect(timeControlProblem({ ...kinds.fischer, ...{ delayMs: 1 } })).toBe(
      '"delayMs" is not a field of fischer: write baseMs, incrementMs',
    );
  });

  it('leaves a second for the first turn', () => {
    const short = 'baseMs and the time added to a turn are under 1000 together: no command would be in time';
    for (const [kind, field] of [
      ['fischer', 'incrementMs'],
      ['bronstein', 'delayMs'],
      ['us-delay', 'delayMs'],
    ] as const) {
      const of = (added: number) =>
        timeControlProblem(JSON.parse(JSON.stringify({ kind, baseMs: 400, [field]: added })));
      expect([of(599), of(600)]).toEqual([short, undefined]);
    }
  });

  it('gives a least time for every command, also after a timeout', () => {
    expect(Object.values(kinds).map(leastTimeOfTurn)).toEqual([
      10_000,
      10_000,
      2000,
      5000,
      5000,
      0,
      2 * dayMs,
    ]);
    expect(leastTimeOfTurn({ kind: 'none', idleMs: 20_000 })).toBe(20_000);
    const able = { skip: true, bot: true };
    const problem = (incrementMs: number) =>
      timeRulesProblem(timeRulesOf({ ...kinds.fischer, incrementMs }, { onTimeout: 'skip' }), able);
    expect(problem(1000)).toBeUndefined();
    expect(problem(999)).toContain('at least 1000 ms are needed');
    const odd = { ...timeRulesOf(kinds.fischer), ...JSON.parse('{"onTimeout":"explode"}') };
    expect(timeRulesProblem(odd, able)).toBe('onTimeout is "explode": write one of lose, skip, random, bot');
    expect(timeDefaults.idleMs).toBeGreaterThan(timeControlLimits.idleMs.least);
  });
});
