import { type Presence } from '../contract/realtime/to-player';
import { type Seat } from '../core/ids';
import { type BotSeat } from '../core/match/log';
import { type Clock } from '../core/clock';

interface SeatAttendance {
  readonly presence: Presence;
  /** The strength of the bot that plays the seat. */
  readonly bot?: string;
  /**
   * Epoch milliseconds until which an absent seat is kept; null while it is connected, gone, or kept without
   * limit.
   */
  readonly until: number | null;
  /** Epoch milliseconds since which a connected seat has been away. */
  readonly awaySince?: number;
  readonly peerId: number | undefined;
  readonly cancel: (() => void) | undefined;
}

const gone: SeatAttendance = { presence: 'gone', until: null, peerId: undefined, cancel: undefined };

/** The connection of each seat, and how long an empty seat is kept. */
export class Attendance {
  readonly #clock: Clock;
  readonly #overdue: (seat: Seat) => void;

  readonly #seats: SeatAttendance[];
  /** Cached until it changes: read with every command. */
  #here: readonly { readonly seat: Seat; readonly peerId: number }[] | undefined;

  /**
   * @param bots that play seats already
   * @param arrivalMs how long a seat is kept whose player never came; null: for as long as the match runs
   * @param overdue is called with a seat whose time has passed
   */
  constructor(
    count: number,
    bots: readonly BotSeat[],
    clock: Clock,
    arrivalMs: number | null,
    overdue: (seat: Seat) => void,
  ) {
    this.#clock = clock;
    this.#overdue = overdue;

    this.#seats = Array.from({ length: count }, (_, seat) => {
      const bot = bots.find((each) => each.seat === seat);
      return bot === undefined ? this.#absent(seat, 'expected', arrivalMs) : played(bot);
    });
  }

  of(seat: Seat): Pick<SeatAttendance, 'presence' | 'until' | 'bot'> {
    const { presence, until, bot } = this.#seats[seat] ?? gone;
    return bot === undefined ? { presence, until } : { presence, until, bot };
  }

  peerOf(seat: Seat): number | undefined {
    return this.#seats[seat]?.peerId;
  }

  /** Whether a seat has no connection. */
  readonly isAway = ({ seat }: { readonly seat: Seat }): boolean => this.peerOf(seat) === undefined;

  /** Connected seats with their peers. */
  here(): readonly { readonly seat: Seat; readonly peerId: number }[] {
    this.#here ??= this.#seats.flatMap(({ peerId }, seat) =>
      peerId === undefined ? [] : [{ seat, peerId }],
    );
    return this.#here;
  }

  #put(seat: Seat, attendance: SeatAttendance): void {
    this.#seats[seat] = attendance;
    this.#here = undefined;
  }

  /**
   * A connection takes a seat.
   * @returns the connection that it replaces, if there was one, and how many ms the seat was away
   */
  arrive(seat: Seat, peerId: number): { readonly replaced: number | undefined; readonly awayMs: number } {
    const before = this.#seats[seat];
    before?.cancel?.();
    this.#put(seat, { presence: 'here', until: null, peerId, cancel: undefined });
    const awayMs = before?.awaySince === undefined ? 0 : this.#clock.now() - before.awaySince;
    return { replaced: before?.peerId, awayMs: Math.max(0, awayMs) };
  }

  /**
   * A seat's connection is gone; the seat is kept for this many ms, or (null) for as long as the match runs.
   */
  depart(seat: Seat, graceMs: number | null): void {
    this.#put(seat, { ...this.#absent(seat, 'away', graceMs), awaySince: this.#clock.now() });
  }

  /** Checks again later whether a seat can be given up. */
  waitOn(seat: Seat, graceMs: number): void {
    const before = this.#seats[seat];
    if (before?.presence === 'expected' || before?.presence === 'away')
      this.#put(seat, { ...before, ...this.#absent(seat, before.presence, graceMs) });
  }

  /** A bot plays the seat from now on. */
  leaveToBot(bot: BotSeat): void {
    this.#seats[bot.seat]?.cancel?.();
    this.#put(bot.seat, played(bot));
  }

  giveUp(seat: Seat): void {
    this.#seats[seat]?.cancel?.();
    this.#put(seat, gone);
  }

  /** Whether a seat is empty and its time has passed. */
  isOverdue(seat: Seat): boolean {
    const { until } = this.of(seat);
    return until !== null && this.#clock.now() >= until;
  }

  /** Stops waiting for empty seats. */
  stop(): void {
    for (const seat of this.#seats) seat.cancel?.();
  }

  #absent(seat: Seat, presence: 'expected' | 'away', graceMs: number | null): SeatAttendance {
    if (graceMs === null) return { presence, until: null, peerId: undefined, cancel: undefined };
    const cancel = this.#clock.after(graceMs, () => this.#overdue(seat));
    return { presence, until: this.#clock.now() + graceMs, peerId: undefined, cancel };
  }
}

const played = ({ strength }: BotSeat): SeatAttendance => ({
  presence: 'here',
  bot: strength,
  until: null,
  peerId: undefined,
  cancel: undefined,
});
