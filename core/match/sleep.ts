import { type Json } from '../json';
import { botTask } from './bot-task';
import { deadlineOf } from './clock/seat-clock';
import { dayMs } from './clock/time-control';
import { type SleepEntry } from './log';
import { type Match } from './match-state';
import { nextTimeout } from './timeout';

/**
 * True for a match that sleeps while no player is connected: its clock is one of days. Every other clock,
 * also the idle limit of a match without a clock, is a matter of minutes, and its server stays for them.
 */
export const sleepsUnattended = <State extends Json, Command extends Json, View extends Json>({
  time,
}: Pick<Match<State, Command, View>, 'time'>): boolean => time.control.kind === 'days';

/** True for a match that its clocks end without further input. */
export const endsByClock = <State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
): boolean => nextTimeout(match) !== null;

/** The entry by which an owner gives up the match: a claim without a new owner. */
export function sleepAfter<State extends Json, Command extends Json, View extends Json>(
  { sequence, ownership, clocks }: Match<State, Command, View>,
  at: number,
): SleepEntry {
  return {
    kind: 'sleep',
    sequence: sequence + 1,
    at: Math.max(at, clocks.at),
    epoch: ownership.epoch + 1,
  };
}

/**
 * A clock of days runs low in the last fifth of a turn, and never earlier than this time in ms before its
 * end.
 */
const maxWarningMs = dayMs / 2;

/** How many ms before its deadline a turn runs low. Vacation moves the deadline, not this. */
export function warningMs(daysPerTurn: number): number {
  return Math.min(maxWarningMs, (daysPerTurn * dayMs) / 5);
}

/**
 * Epoch ms at which a sleeping match must be checked next, for a clock that runs low or for a timeout. It is
 * null when nothing can happen to the match by itself.
 *
 * Commands do not move this time, so it must not be later than any warning that a command can bring. A turn
 * that begins after `now` runs low one turn from now, less the warning: the next check is not after that.
 * An action of a bot is done at the next check, so that one is due at once.
 * @param warnedUntil epoch ms up to which seats have been warned
 */
export function nextCheckAt<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  now: number,
  warnedUntil = -Infinity,
): number | null {
  if (botTask(match) !== undefined) return now;
  const due = nextTimeout(match);
  const { control } = match.time;
  if (due === null || control.kind !== 'days') return due;
  const warning = warningMs(control.daysPerTurn);
  const warnings = match.clocks.seats.flatMap((clock) => {
    const deadline = deadlineOf(match.time, clock);
    return deadline === null || deadline - warning <= warnedUntil ? [] : [deadline - warning];
  });
  return Math.min(due, ...warnings, now + control.daysPerTurn * dayMs - warning);
}
