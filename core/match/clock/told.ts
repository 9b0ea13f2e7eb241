import { type Seat } from '../../ids';
import { type Clocks, shownClock, type ShownClock } from './clocks';
import { allowanceOf } from './seat-clock';
import { type TimeRules } from './time-rules';

/** The lag of a seat's own connection. */
export interface ToldLag {
  /** Round trip in ms, as the server measured it. */
  readonly roundTripMs: number;
  /** How much of it, in ms, is not charged in the running turn; the rest is the seat's to bear. */
  readonly forgivenMs: number;
}

/** The clocks of a match as a seat is told of them. */
export interface ToldClocks {
  /** The server's epoch ms: all other times compare with it, so that no player needs a clock in step. */
  readonly now: number;
  /** Seat 0 first. */
  readonly seats: readonly ShownClock[];
  /** Null while nothing was measured. */
  readonly lag: ToldLag | null;
}

/**
 * The clocks of a match as a seat is told of them.
 * @param lagMs round trip of the seat's connection in ms; absent while nothing was measured
 */
export function toldClocks(
  { time, clocks }: { readonly time: TimeRules; readonly clocks: Clocks },
  now: number,
  seat: Seat,
  lagMs?: number,
): ToldClocks {
  const own = clocks.seats[seat];
  return {
    now,
    seats: clocks.seats.map((clock) => shownClock(time, clock, now)),
    lag:
      lagMs === undefined || own === undefined
        ? null
        : { roundTripMs: lagMs, forgivenMs: allowanceOf(own, lagMs) },
  };
}
