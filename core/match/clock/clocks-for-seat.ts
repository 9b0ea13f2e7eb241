import { type Seat } from '../../ids';
import { type Clocks, shownClock, type ShownClock } from './clocks';
import { allowanceOf } from './seat-clock';
import { type TimeRules } from './time-rules';

/** The lag of a seat's own connection. */
export interface LagForSeat {
  /** Round trip in ms, as the server measured it. */
  readonly roundTripMs: number;
  /** The part of it, in ms, that is not charged in the running turn; the rest is charged. */
  readonly forgivenMs: number;
}

/** The clocks of a match as they are sent to a seat. */
export interface ClocksForSeat {
  /** The server's epoch ms: all other times compare with it, so a player's own clock need not be right. */
  readonly now: number;
  /** Seat 0 first. */
  readonly seats: readonly ShownClock[];
  /** Null before the first measurement. */
  readonly lag: LagForSeat | null;
}

/**
 * The clocks of a match as they are sent to a seat.
 * @param lagMs round trip of the seat's connection in ms; absent before the first measurement
 */
export function clocksForSeat(
  { time, clocks }: { readonly time: TimeRules; readonly clocks: Clocks },
  now: number,
  seat: Seat,
  lagMs?: number,
): ClocksForSeat {
  const seats = clocks.seats.map((clock) => shownClock(time, clock, now));
  return { now, seats, lag: lagForSeat(clocks, seat, lagMs) };
}

/** The lag of a seat's connection as it is sent to the seat; null before the first measurement. */
export function lagForSeat({ seats }: Clocks, seat: Seat, lagMs?: number): LagForSeat | null {
  const own = seats[seat];
  return lagMs === undefined || own === undefined
    ? null
    : { roundTripMs: lagMs, forgivenMs: allowanceOf(own, lagMs) };
}
