import { type Seat } from '../../ids';
import {
  allowanceOf,
  allowedMs,
  charged,
  deadlineOf,
  isFirstTurn,
  newSeatClock,
  type SeatClock,
  turnBegun,
  turnEnded,
  usedMs,
} from './seat-clock';
import { dayMs } from './time-control';
import { timeDefaults, type TimeRules } from './time-rules';

/** The clocks of a match at its newest entry. An immutable value: functions return the next one. */
export interface Clocks {
  /** Epoch ms of the newest entry; never earlier than that of the entry before. */
  readonly at: number;
  /** Number of servers that were lost so far. */
  readonly resumes: number;
  /** Seat 0 first. */
  readonly seats: readonly SeatClock[];
}

/** The clocks of a match before its first command: those of the seats to act run. */
export function startClocks(rules: TimeRules, seats: number, toAct: readonly Seat[], at: number): Clocks {
  return {
    at,
    resumes: 0,
    seats: Array.from({ length: seats }, (_, seat) =>
      newSeatClock(rules.control, toAct.includes(seat) ? at : null),
    ),
  };
}

/** The effect of an entry on the clocks. */
export interface ClockEntry {
  /** Epoch ms of the entry; a time before the previous entry counts as the time of that entry. */
  readonly at: number;
  /** The seat that played the command; absent when the entry is not a command. */
  readonly by?: Seat;
  /** Round trip of that seat as the server measured it, ms. */
  readonly lagMs?: number;
  /** Seats whose time ran out. */
  readonly timedOut?: readonly Seat[];
  /** Those of them that lost by it: they have no further turn. */
  readonly lost?: readonly Seat[];
  /** Seats to act after the entry. */
  readonly toAct: readonly Seat[];
}

/** The clocks after an entry: those of the seats that acted stop, those of the seats to act run. */
export function clocksAfter(
  rules: TimeRules,
  clocks: Clocks,
  { at: said, by, lagMs = 0, timedOut = [], lost = [], toAct }: ClockEntry,
): Clocks {
  const at = Math.max(said, clocks.at);
  return {
    at,
    resumes: clocks.resumes,
    seats: clocks.seats.map((clock, seat) => {
      const runs = toAct.includes(seat);
      const acted = seat === by || timedOut.includes(seat);
      if (!acted && runs === (clock.runsSince !== null)) return clock;
      if (clock.runsSince === null && !acted) return turnBegun(clock, at);
      const missed = lost.includes(seat) ? 'loss' : 'timeout';
      const how = seat === by ? 'command' : acted ? missed : 'others';
      return turnEnded(rules, clock, { at, by: how, lagMs, actsAgain: runs });
    }),
  };
}

/** The same clocks at a later moment: an entry that is not a command only moves the time. */
export function clocksAt(clocks: Clocks, at: number): Clocks {
  return at <= clocks.at ? clocks : { ...clocks, at };
}

/**
 * Seats whose time is up at a moment, lowest first. A command at the deadline itself is in time.
 * @param lagOf round trip of a seat as the server measured it, ms: its command may still be on the way
 */
export function timedOutAt(
  rules: TimeRules,
  { seats }: Clocks,
  at: number,
  lagOf: (seat: Seat) => number = () => 0,
): readonly Seat[] {
  let out: Seat[] | undefined;
  for (let seat = 0; seat < seats.length; seat += 1) {
    const clock = seats[seat];
    const deadline = clock === undefined ? null : deadlineOf(rules, clock);
    if (clock === undefined || deadline === null || at <= deadline + allowanceOf(clock, lagOf(seat)))
      continue;
    (out ??= []).push(seat);
  }
  return out ?? none;
}

const none: readonly Seat[] = [];

/**
 * True when a seat's command at a moment comes too late. The limits of a first turn and of an idle match are
 * exceptions: they end an unattended match, so a command before that end counts.
 * @param lagMs round trip of the seat as the server measured it
 */
export function isTooLate(rules: TimeRules, clocks: Clocks, seat: Seat, at: number, lagMs: number): boolean {
  const clock = clocks.seats[seat];
  if (clock === undefined || rules.control.kind === 'none' || isFirstTurn(rules, clock)) return false;
  return usedMs(clock, Math.max(at, clocks.at), lagMs) > allowedMs(rules, clock);
}

/**
 * Epoch ms of the first moment at which a seat's timeout can be recorded; null when no clock runs.
 * @param lagOf as in `timedOutAt`
 */
export function nextDeadline(
  rules: TimeRules,
  { seats }: Clocks,
  lagOf: (seat: Seat) => number = () => 0,
): number | null {
  let next: number | null = null;
  for (let seat = 0; seat < seats.length; seat += 1) {
    const clock = seats[seat];
    const deadline = clock === undefined ? null : deadlineOf(rules, clock);
    if (clock === undefined || deadline === null) continue;
    const due = deadline + Math.floor(allowanceOf(clock, lagOf(seat))) + 1;
    if (next === null || due < next) next = due;
  }
  return next;
}

/**
 * The clocks after another server has taken over the match. The time since the lost server was last known to
 * be alive is not charged to any seat. Neither is a short time to reconnect, a limited number of times in a
 * match.
 * @param aliveAt epoch ms at which the lost server was last known to run; the newest entry counts as well
 * @param at epoch ms at which the next server took over
 */
export function clocksResumed(clocks: Clocks, at: number, aliveAt = 0): Clocks {
  const now = Math.max(at, clocks.at);
  const until = Math.min(now, Math.max(aliveAt, clocks.at));
  const grace = clocks.resumes < timeDefaults.maxResumeGraces ? timeDefaults.resumeGraceMs : 0;
  return {
    at: now,
    resumes: clocks.resumes + 1,
    seats: clocks.seats.map((clock) =>
      clock.runsSince === null ? clock : { ...clock, spentMs: usedMs(clock, until), runsSince: now + grace },
    ),
  };
}

/**
 * The clocks after a command is taken back. Every seat has again what it had just before the command. The
 * seat that asked pays for the time that asking and answering took. The others get back the time that they
 * thought since then.
 * @param before the clocks before the command, whose time was `commandAt`
 * @param asked epoch ms at which the takeback was asked for, and by which seat
 */
export function clocksTakenBack(
  rules: TimeRules,
  before: Clocks,
  commandAt: number,
  asked: { readonly by: Seat; readonly at: number },
  now: Clocks,
): Clocks {
  return {
    at: now.at,
    resumes: now.resumes,
    seats: before.seats.map((clock, seat) => {
      const { lagQuotaMs, vacation } = now.seats[seat] ?? clock;
      if (clock.runsSince === null) return { ...clock, lagQuotaMs, vacation };
      const spent = usedMs(clock, commandAt);
      const had = allowedMs(rules, clock) - spent;
      const left = Math.max(
        Math.min(had, timeDefaults.takebackFloorMs),
        had - (seat === asked.by ? Math.max(0, now.at - asked.at) : 0),
      );
      return { ...clock, lagQuotaMs, vacation, spentMs: spent + had - left, runsSince: now.at };
    }),
  };
}

/** Milliseconds of a year of vacation days, counted from the start of the match. */
const yearMs = 365 * dayMs;

/**
 * The clocks after a seat has added days of vacation to its running turn.
 * @returns the reason in one sentence when the seat may not
 */
export function clocksOnVacation(
  { control }: TimeRules,
  clocks: Clocks,
  seat: Seat,
  { days, at, startedAt }: { readonly days: number; readonly at: number; readonly startedAt: number },
): { readonly clocks: Clocks } | { readonly problem: string } {
  const clock = clocks.seats[seat];
  if (control.kind !== 'days') return { problem: 'only matches in days have vacation' };
  if (clock === undefined || clock.runsSince === null)
    return { problem: 'vacation is taken in your own turn' };
  const now = Math.max(at, clocks.at);
  const year = Math.floor((now - startedAt) / yearMs);
  const taken = clock.vacation.year === year ? clock.vacation.days : 0;
  const left = (control.vacationDays ?? 0) - taken;
  if (!Number.isInteger(days) || days < 1 || days > left)
    return { problem: `days must be a whole number from 1 to ${left}, which you have left this year` };
  const longer = {
    ...clock,
    extraMs: clock.extraMs + days * dayMs,
    vacation: { year, days: taken + days },
  };
  return {
    clocks: {
      ...clocks,
      at: now,
      seats: clocks.seats.map((other, index) => (index === seat ? longer : other)),
    },
  };
}

/** The clock of a seat in a form that a client can draw. */
export interface ShownClock {
  /** ms on the clock at `now`. */
  readonly remainingMs: number;
  /**
   * Epoch ms from which it counts down; can lie in the future (delay, time to reconnect), and the clock
   * stands until then. Null while it stands.
   */
  readonly runsSince: number | null;
  /** Epoch ms after which the seat's time is up; null while it is not to act. */
  readonly deadline: number | null;
  /** Byo-yomi: periods left, the running one among them. Null for other kinds. */
  readonly periods: number | null;
}

/** The clock of a seat as it is drawn at a moment. */
export function shownClock(rules: TimeRules, clock: SeatClock, now: number): ShownClock {
  const { control } = rules;
  const used = usedMs(clock, now);
  const deadline = deadlineOf(rules, clock);
  const first = isFirstTurn(rules, clock);
  const shown = (remainingMs: number, runsSince = clock.runsSince): ShownClock => ({
    remainingMs: Math.max(0, remainingMs),
    runsSince: first ? null : runsSince,
    deadline,
    periods: control.kind === 'byo-yomi' ? clock.periods : null,
  });
  switch (control.kind) {
    case 'none':
      return shown(0, null);
    case 'per-turn':
      return shown(control.turnMs - (first ? 0 : used));
    case 'days':
      return shown(allowedMs(rules, clock) - used);
    case 'fischer':
      return shown(clock.mainMs - (first ? 0 : used));
    // The delay is part of the displayed time while the turn runs; the unused part is lost when the turn
    // ends.
    case 'bronstein':
      return shown(clock.runsSince === null || first ? clock.mainMs : clock.mainMs + control.delayMs - used);
    case 'us-delay': {
      const { mainMs } = charged(rules, clock, first ? 0 : used);
      const waits = Math.max(0, control.delayMs - clock.spentMs);
      return shown(mainMs, clock.runsSince === null ? null : clock.runsSince + waits);
    }
    case 'byo-yomi': {
      if (first || used < clock.mainMs) return shown(clock.mainMs - (first ? 0 : used));
      if (clock.runsSince === null) return shown(clock.mainMs === 0 ? control.periodMs : clock.mainMs);
      const { periods } = charged(rules, clock, used);
      // The last period is over, too: the timeout is under way.
      if (periods === 0) return { ...shown(0), periods };
      const over = used - clock.mainMs - (clock.periods - periods) * control.periodMs;
      return { ...shown(control.periodMs - over), periods };
    }
  }
}
