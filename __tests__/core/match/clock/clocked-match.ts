import { describe, expect, it } from '@jest/globals';
import {
  type ClockEntry,
  type Clocks,
  clocksAfter,
  clocksAt,
  clocksOnVacation,
  clocksResumed,
  clocksTakenBack,
  isTooLate,
  nextDeadline,
  shownClock,
  startClocks,
  timedOutAt,
} from '../../../../core/match/clock/clocks';
import { type TimeControl } from '../../../../core/match/clock/time-control';
import { timeRulesOf } from '../../../../core/match/clock/time-rules';
import { type Seat } from '../../../../core/ids';

export const start = 1_000_000;

/** A match of two seats in turn with one clock each; times are ms since the start of the match. */
export class ClockedMatch {
  readonly #rules;
  #toAct: readonly Seat[];
  clocks: Clocks;

  constructor(control: TimeControl, toAct: readonly Seat[] = [0], seats = 2) {
    this.#rules = timeRulesOf(control);
    this.#toAct = toAct;
    this.clocks = startClocks(this.#rules, seats, toAct, start);
  }

  entry(at: number, entry: Omit<ClockEntry, 'at' | 'toAct'>, toAct: readonly Seat[]): this {
    this.clocks = clocksAfter(this.#rules, this.clocks, { ...entry, at: start + at, toAct });
    this.#toAct = toAct;
    return this;
  }
  moves(seat: Seat, at: number, lagMs = 0, next: readonly Seat[] = [1 - seat]): this {
    expect(isTooLate(this.#rules, this.clocks, seat, start + at, lagMs)).toBe(false);
    return this.entry(at, { by: seat, lagMs }, next);
  }
  passes(seat: Seat, at: number): this {
    return this.entry(at, { timedOut: [seat] }, [1 - seat]);
  }
  speaks(at: number): this {
    this.clocks = clocksAt(this.clocks, start + at);
    return this;
  }
  resumes(at: number, aliveAt = 0): this {
    this.clocks = clocksResumed(this.clocks, start + at, aliveAt === 0 ? 0 : start + aliveAt);
    return this;
  }
  takesBack(before: Clocks, commandAt: number, by: Seat, askedAt: number, at: number): this {
    this.speaks(at);
    const asked = { by, at: start + askedAt };
    this.clocks = clocksTakenBack(this.#rules, before, start + commandAt, asked, this.clocks);
    return this;
  }
  vacation(seat: Seat, days: number, at: number): string | undefined {
    const taken = clocksOnVacation(this.#rules, this.clocks, seat, {
      days,
      at: start + at,
      startedAt: start,
    });
    if ('problem' in taken) return taken.problem;
    this.clocks = taken.clocks;
    return undefined;
  }

  main(seat: Seat): number | undefined {
    return this.clocks.seats[seat]?.mainMs;
  }
  periods(seat: Seat): number | undefined {
    return this.clocks.seats[seat]?.periods;
  }
  quota(seat: Seat): number | undefined {
    return this.clocks.seats[seat]?.lagQuotaMs;
  }
  tooLate(at: number, lagMs = 0, seat = this.#toAct[0] ?? 0): boolean {
    return isTooLate(this.#rules, this.clocks, seat, start + at, lagMs);
  }
  out(at: number): readonly Seat[] {
    return timedOutAt(this.#rules, this.clocks, start + at);
  }

  /** ms since the start at which the next timeout is due. */
  due(lag = 0): number | null {
    const next = nextDeadline(this.#rules, this.clocks, () => lag);
    return next === null ? null : next - start;
  }
  shown(seat: Seat, at: number) {
    const clock = this.clocks.seats[seat];
    if (clock === undefined) throw new Error(`no seat ${seat}`);
    const { remainingMs, runsSince, deadline, periods } = shownClock(this.#rules, clock, start + at);
    const since = (time: number | null) => (time === null ? null : time - start);
    return { remainingMs, runsSince: since(runsSince), deadline: since(deadline), periods };
  }
}

/** First turns cost nothing. Most cases begin after them; `at` is the moment when seat 0 is to act. */
export const beginClocked = (control: TimeControl): ClockedMatch =>
  new ClockedMatch(control).moves(0, 0).moves(1, 0);

export const fischer = (baseMs: number, incrementMs: number): TimeControl => ({
  kind: 'fischer',
  baseMs,
  incrementMs,
});
export const bronstein = (baseMs: number, delayMs: number): TimeControl => ({
  kind: 'bronstein',
  baseMs,
  delayMs,
});
export const delay = (baseMs: number, delayMs: number): TimeControl => ({
  kind: 'us-delay',
  baseMs,
  delayMs,
});
export const byoYomi = (baseMs: number, periods: number, periodMs: number): TimeControl => ({
  kind: 'byo-yomi',
  baseMs,
  periods,
  periodMs,
});
export const perTurn = (turnMs: number): TimeControl => ({ kind: 'per-turn', turnMs });
export const days = (daysPerTurn: number, vacationDays = 0): TimeControl => ({
  kind: 'days',
  daysPerTurn,
  vacationDays,
});

/** Name → [actual value, expected value]. */
export type Cases = Readonly<Record<string, () => readonly [unknown, unknown]>>;

/** Registers a test for each case. */
export function describeCases(what: string, cases: Cases): void {
  describe(what, () => {
    it.each(Object.entries(cases))('%s', (_name, run) => {
      const [came, right] = run();
      expect(came).toEqual(right);
    });
  });
}
