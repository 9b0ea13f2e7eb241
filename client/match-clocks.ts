import { type WireClocks } from '../contract/realtime/to-player';
import { type Seat } from '../core/ids';
import { type TimeControl } from '../core/match/clock/time-control';

/** The display of a seat's clock. */
export interface ClockFace {
  readonly remainingMs: number;
  /** Whether it counts down. */
  readonly isRunning: boolean;
  /** Byo-yomi: periods left, including the running one. Null for other kinds. */
  readonly periods: number | null;
}

/**
 * The clocks of a match, drawn by a local monotonic clock: it need not be synchronized with the server's. The
 * client's clocks never decide that time is up; the match does.
 */
export class MatchClocks {
  readonly #sent: WireClocks;
  readonly #control: TimeControl;
  readonly #receivedAt: number;
  readonly #delayMs: number;
  readonly #now: () => number;

  /**
   * @param receivedAt the time of their arrival, on the monotonic clock `now`
   * @param delayMs the time that they were under way: half of the measured round trip
   */
  constructor(
    sent: WireClocks,
    control: TimeControl,
    receivedAt: number,
    delayMs: number,
    now: () => number,
  ) {
    this.#sent = sent;
    this.#control = control;
    this.#receivedAt = receivedAt;
    this.#delayMs = delayMs;
    this.#now = now;
  }

  /** This player's round trip in ms, as the server measured it, and the part of it that is not charged. */
  get lag(): WireClocks['lag'] {
    return this.#sent.lag;
  }

  /** The current display of a seat's clock. */
  of(seat: Seat): ClockFace {
    const clock = this.#sent.seats[seat];
    if (clock === undefined) return { remainingMs: 0, isRunning: false, periods: null };
    const { remainingMs, runsSince, deadline, periods } = clock;
    const now = this.#serverNow();
    const isRunning = runsSince !== null && now >= runsSince;
    if (!isRunning || deadline === null) return { remainingMs, isRunning, periods };
    const ran = now - Math.max(this.#sent.now, runsSince);
    if (this.#control.kind !== 'byo-yomi' || periods === null)
      return { remainingMs: Math.max(0, remainingMs - ran), isRunning, periods };
    return { isRunning, ...inPeriods(Math.max(0, deadline - now), periods, this.#control.periodMs) };
  }

  /** ms until the time of a seat is up; null while it is not to act. */
  untilDeadline(seat: Seat): number | null {
    const deadline = this.#sent.seats[seat]?.deadline ?? null;
    return deadline === null ? null : Math.max(0, deadline - this.#serverNow());
  }

  /** The same clocks with a better measurement of the delay. */
  delayedBy(delayMs: number): MatchClocks {
    return new MatchClocks(this.#sent, this.#control, this.#receivedAt, delayMs, this.#now);
  }

  #serverNow(): number {
    return this.#sent.now + this.#delayMs + Math.max(0, this.#now() - this.#receivedAt);
  }
}

/** Main time and periods of byo-yomi, by the time that is left until the deadline. */
function inPeriods(leftMs: number, periods: number, periodMs: number): Omit<ClockFace, 'isRunning'> {
  const mainMs = leftMs - periods * periodMs;
  if (mainMs > 0) return { remainingMs: mainMs, periods };
  const left = Math.max(1, Math.ceil(leftMs / periodMs));
  return { remainingMs: leftMs - (left - 1) * periodMs, periods: left };
}
