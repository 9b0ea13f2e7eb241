import { describe, expect, it } from '@jest/globals';
import { type TimeControl, timeControlProblem } from '../../../../core/match/clock/time-control';
import {
  timeDefaults,
  timeRulesOf,
  type TimeChoices,
  timeRulesProblem,
} from '../../../../core/match/clock/time-rules';
import { lagOf, type RoundTrips, withRoundTrip } from '../../../../core/match/clock/lag';
import { absenceLeft } from '../../../../core/match/clock/absence';

const whole: readonly TimeControl[] = [
  { kind: 'none' },
  { kind: 'none', idleMs: 60_000 },
  { kind: 'per-turn', turnMs: 30_000 },
  { kind: 'fischer', baseMs: 0, incrementMs: 1000 },
  { kind: 'bronstein', baseMs: 300_000, delayMs: 0 },
  { kind: 'us-delay', baseMs: 300_000, delayMs: 5000 },
  { kind: 'byo-yomi', baseMs: 0, periods: 5, periodMs: 30_000 },
  { kind: 'days', daysPerTurn: 3 },
  { kind: 'days', daysPerTurn: 14, vacationDays: 30 },
];

describe('a time control', () => {
  it.each(whole)('%j is accepted', (control) => {
    expect(timeControlProblem(control)).toBeUndefined();
  });

  it.each<[TimeControl, string]>([
    [{ kind: 'per-turn', turnMs: 999 }, 'turnMs is 999: write a whole number from 1000 to 86400000'],
    [{ kind: 'per-turn', turnMs: 1500.5 }, 'turnMs is 1500.5: write a whole number from 1000 to 86400000'],
    [{ kind: 'per-turn', turnMs: NaN }, 'turnMs is NaN: write a whole number from 1000 to 86400000'],
    [
      { kind: 'fischer', baseMs: -1, incrementMs: 0 },
      'baseMs is -1: write a whole number from 0 to 86400000',
    ],
    [
      { kind: 'fischer', baseMs: 0, incrementMs: 999 },
      'baseMs and the time added to a turn are under 1000 together: no command would be in time',
    ],
    [
      { kind: 'byo-yomi', baseMs: 60_000, periods: 0, periodMs: 10_000 },
      'periods is 0: write a whole number from 1 to 100',
    ],
    [{ kind: 'days', daysPerTurn: 31 }, 'daysPerTurn is 31: write a whole number from 1 to 30'],
    [{ kind: 'none', idleMs: 9999 }, 'idleMs is 9999: write a whole number from 10000 to 86400000'],
  ])('%j is refused', (control, problem) => {
    expect(timeControlProblem(control)).toBe(problem);
  });

  it('refuses unknown kinds, missing fields and unknown fields, which untyped JavaScript may pass', () => {
    const given = (value: string): TimeControl => JSON.parse(value);
    expect(timeControlProblem(given('{"kind":"hourglass"}'))).toBe(
      'the kind "hourglass" is unknown: write one of none, per-turn, fischer, bronstein, us-delay, ' +
        'byo-yomi, days',
    );
    expect(timeControlProblem(given('{"kind":"per-turn"}'))).toBe(
      'turnMs is undefined: write a whole number from 1000 to 86400000',
    );
    expect(timeControlProblem(given('{"kind":"per-turn","turnMs":5000,"baseMs":1}'))).toBe(
      '"baseMs" is not a field of per-turn: write turnMs',
    );
  });
});

describe('time rules', () => {
  const problem = (control: TimeControl, choices: TimeChoices, able = { skip: true, bot: true }) =>
    timeRulesProblem(timeRulesOf(control, choices), able);
  const quick: TimeControl = { kind: 'per-turn', turnMs: 5000 };

  it('allow for absences a share of the base time, and never less than the minimum', () => {
    const absence = (baseMs: number) => timeRulesOf({ kind: 'fischer', baseMs, incrementMs: 0 }).absenceMs;
    expect(absence(3_600_000)).toBe(720_000);
    expect(absence(60_000)).toBe(timeDefaults.absenceMs);
  });

  it.each<[TimeControl, TimeChoices, { skip: boolean; bot: boolean }, string | undefined]>([
    [quick, {}, { skip: false, bot: false }, undefined],
    [quick, { onTimeout: 'random' }, { skip: false, bot: false }, undefined],
    [quick, { onTimeout: 'bot' }, { skip: false, bot: true }, undefined],
    [
      quick,
      { onTimeout: 'skip' },
      { skip: false, bot: true },
      'onTimeout is "skip", but the rules have no skip: write rules.skip, or choose another effect',
    ],
    [
      quick,
      { onTimeout: 'bot' },
      { skip: true, bot: false },
      'onTimeout is "bot", but the game has no bot: write one, or choose another effect',
    ],
    [
      { kind: 'fischer', baseMs: 60_000, incrementMs: 500 },
      { onTimeout: 'random' },
      { skip: true, bot: true },
      'onTimeout is "random", but timeControl leaves 500 ms for the turn after a timeout: at least ' +
        '1000 ms are needed',
    ],
    [
      { kind: 'byo-yomi', baseMs: 60_000, periods: 3, periodMs: 5000 },
      { onTimeout: 'skip' },
      { skip: true, bot: true },
      'onTimeout is "skip", but timeControl leaves 0 ms for the turn after a timeout: at least 1000 ' +
        'ms are needed',
    ],
    [
      quick,
      { firstTurnMs: 1 },
      { skip: true, bot: true },
      'firstTurnMs is 1: write a whole number from 10000 to 3600000',
    ],
    [
      quick,
      { absenceMs: 1 },
      { skip: true, bot: true },
      'absenceMs is 1: write a whole number from 10000 to 86400000',
    ],
    [
      { kind: 'per-turn', turnMs: 1 },
      {},
      { skip: true, bot: true },
      'timeControl: turnMs is 1: write a whole number from 1000 to 86400000',
    ],
  ])('%j with %j and %j', (control, choices, able, says) => {
    expect(problem(control, choices, able)).toBe(says);
  });
});

describe('the lag of a connection', () => {
  const after = (...milliseconds: number[]): number =>
    lagOf(milliseconds.reduce<RoundTrips>((trips, one) => withRoundTrip(trips, one), []));

  it('is 0 before the first measurement', () => {
    expect(lagOf([])).toBe(0);
  });
  it('is the median of the newest eight', () => {
    expect(after(900, 900, 900, 900, 40, 50, 60, 40, 50, 60, 40, 50)).toBe(50);
  });
  it('does not follow a single pong that was withheld for 10 s', () => {
    expect(after(40, 50, 40, 50, 40, 50, 40, 10_000)).toBe(40);
  });
  it('takes the lower of two middle values, so that a client gains nothing by delaying pongs', () => {
    expect(after(40, 1000, 40, 1000, 40, 1000, 40, 1000)).toBe(40);
  });
  it('is whole milliseconds, and never negative', () => {
    expect(after(12.7)).toBe(12);
    expect(after(-5)).toBe(0);
  });
});

describe('absence', () => {
  it('is a budget for the whole match, and a minimum is always allowed', () => {
    expect(absenceLeft(90_000, 0)).toBe(90_000);
    expect(absenceLeft(90_000, 60_000)).toBe(30_000);
    expect(absenceLeft(90_000, 89_000)).toBe(timeDefaults.leastAbsenceMs);
    expect(absenceLeft(90_000, 200_000)).toBe(timeDefaults.leastAbsenceMs);
  });
});
