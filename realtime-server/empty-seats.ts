import { commandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { absenceLeft } from '../core/match/clock/absence';
import { nextCheckAt, sleepAfter, sleepsUnattended } from '../core/match/sleep';
import { isBotSeat } from '../core/match/step';
import { turnsAwaited } from '../core/match/turns';
import { type HostParts } from './host-parts';
import { type MatchCourse } from './match-course';
import { type MatchEnd } from './match-end';
import { type StandIn } from './stand-in';

/** The pause in ms before a seat whose leaving could not be stored is given up again. */
const retryMs = 1000;

/** Handles seats without a player: they are given up, or the match sleeps. */
export class EmptySeats<State extends Json, Command extends Json, View extends Json> {
  readonly #parts: HostParts<State, Command, View>;
  readonly #end: MatchEnd<State, Command, View>;
  readonly #course: MatchCourse<State, Command, View>;
  readonly #standIn: StandIn;

  constructor(
    parts: HostParts<State, Command, View>,
    end: MatchEnd<State, Command, View>,
    course: MatchCourse<State, Command, View>,
    standIn: StandIn,
  ) {
    this.#parts = parts;
    this.#end = end;
    this.#course = course;
    this.#standIn = standIn;
  }

  /** The player of a seat has disconnected. */
  depart(seat: Seat): void {
    const { attendance, current, sleepTimer, sender } = this.#parts;
    if (current.match.left.includes(seat)) attendance.giveUp(seat);
    else attendance.depart(seat, this.#absenceLeft(seat));
    if (this.#end.isOver) attendance.stop();
    sender.sendPresence(seat, attendance);
    if (attendance.here().length > 0) return;
    if (this.#end.isOver) this.#end.endAfterLastPlayer();
    else sleepTimer.deserted();
  }

  /** The ms that a seat may still be away; null: as long as its clock runs. */
  #absenceLeft(seat: Seat): number | null {
    const { match } = this.#parts.current;
    if (sleepsUnattended(match)) return null;
    const { time, absentMs } = match;
    return absenceLeft(this.#parts.around.limits.awayMs ?? time.absenceMs, absentMs[seat] ?? 0);
  }

  /** A seat was away too long. */
  async giveUp(seat: Seat): Promise<void> {
    const { around, attendance, current, sender } = this.#parts;
    if (!this.#end.isPlaying || current.match.ending !== undefined) return;
    if (!attendance.isOverdue(seat)) return;
    const everyone = this.#areAllGone();
    around.logger.info(`match ${current.id}: seat ${seat} is given up${everyone ? ', as are all' : ''}`);
    const { match } = current;
    const taken = match.left.includes(seat)
      ? undefined
      : await this.#course.take(
          seat,
          commandId(around.newId()),
          everyone
            ? { kind: 'abandon', everyone: true }
            : this.#standIn.instead(match, seat, { kind: 'abandon' }, attendance),
        );
    if (taken === 'try-again') return attendance.waitOn(seat, retryMs);
    if (taken === 'ended' || isBotSeat(current.match, seat)) return;
    attendance.giveUp(seat);
    sender.sendPresence(seat, attendance);
  }

  /** Whether no player is left who could play on. */
  #areAllGone(): boolean {
    const { attendance, current } = this.#parts;
    const { match } = current;
    return match.header.seats.every(
      (_, seat) => match.left.includes(seat) || attendance.isOverdue(seat) || isBotSeat(match, seat),
    );
  }

  /** Puts the match to sleep: no player is connected, and nothing happens for hours. */
  async fallAsleep(): Promise<void> {
    const { around, attendance, current, log, sleepTimer } = this.#parts;
    const { match } = current;
    if (!this.#end.isPlaying || this.#end.isAbandoned || match.ending !== undefined) return;
    if (attendance.here().length > 0) return;
    const at = around.clock.now();
    switch (await log.sleep(sleepAfter(match, at), nextCheckAt(match, at), turnsAwaited(match))) {
      case 'asleep':
        return this.#end.silence('no player is connected: the match sleeps');
      case 'lost':
        return this.#end.endForOtherOwner();
      case 'unavailable':
        return sleepTimer.retry();
    }
  }
}
