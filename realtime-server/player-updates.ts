import { type RefusalCode } from '../contract/realtime/refusals';
import { type CommandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type CourseEntry } from '../core/match/log';
import { type Match } from '../core/match/match';
import { RulesFailure } from '../core/match/rules-failure';
import { type HostParts } from './host-parts';
import { type MatchEnd } from './match-end';
import { clocksMessage, eventsMessages, newestEvents, welcomeMessage } from './messages';
import { RefusalLog } from './refusal-log';

/** Sends the connected players of a match its events. */
export class PlayerUpdates<State extends Json, Command extends Json, View extends Json> {
  readonly #parts: HostParts<State, Command, View>;
  readonly #end: MatchEnd<State, Command, View>;
  readonly #refusals: RefusalLog;

  constructor(parts: HostParts<State, Command, View>, end: MatchEnd<State, Command, View>) {
    this.#parts = parts;
    this.#end = end;
    this.#refusals = new RefusalLog(parts.current.id, parts.around.logger);
  }

  /** Sends the current state of the match to a player who has connected. */
  welcome(peerId: number, seat: Seat, secret: string): void | Promise<void> {
    const { attendance, current, time, sender } = this.#parts;
    const { result } = this.#end;
    return this.#guarded(() =>
      sender.send(
        peerId,
        'welcome',
        welcomeMessage(current.match, seat, attendance, result, { ...time.messageContext(peerId), secret }),
      ),
    );
  }

  /** Sends the newest entry to all connected players. */
  newest(next: Match<State, Command, View>, entry: CourseEntry): void | Promise<void> {
    return this.#guarded(() => {
      // Written for all players before the first is sent: a view that fails is sent to no player.
      const { around, attendance, time, sender } = this.#parts;
      const here = attendance.here();
      const seats = here.map(({ seat }) => seat);
      const texts = newestEvents(next, entry, seats, this.#logFailure, around.clock.now(), time.roundTripOf);
      for (const [index, { peerId }] of here.entries()) sender.sendText(peerId, 'events', texts[index] ?? '');
    });
  }

  /** Sends a player all entries after a sequence number. */
  events(peerId: number, seat: Seat, after: number): void | Promise<void> {
    return this.#guarded(() => {
      const { current, time, sender } = this.#parts;
      for (const message of eventsMessages(
        current.match,
        after,
        seat,
        this.#logFailure,
        time.messageContext(peerId),
      ))
        sender.send(peerId, 'events', message);
    });
  }

  /** Sends a player the clocks, where the match has any. */
  clocks(peerId: number): void {
    const { current, seatOf, time, sender } = this.#parts;
    const seat = seatOf.get(peerId);
    if (seat === undefined) return;
    const clocks = clocksMessage(current.match, seat, time.messageContext(peerId));
    if (clocks !== undefined) sender.send(peerId, 'clock', clocks);
  }

  /** Refuses a message, and writes that of a seat to the log of the session. */
  refuse(
    peerId: number,
    code: RefusalCode,
    message: string,
    id: CommandId | null,
    rule: string | null = null,
  ): void {
    const { current, seatOf, sender } = this.#parts;
    const { sequence } = current.match;
    const seat = seatOf.get(peerId);
    if (seat !== undefined) this.#refusals.note({ seat, code, message, sequence });
    sender.send(peerId, 'refused', { code, message, id, rule, sequence });
  }

  /**
   * Runs code that shows the match to players. When the rules fail to show it, the match ends, unless it has
   * its result.
   */
  #guarded(show: () => void): void | Promise<void> {
    const { around, current } = this.#parts;
    try {
      around.watch.runOften(show, this.#end.rulesLost);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      const { ending, sequence } = current.match;
      if (ending === undefined) return this.#end.withoutResult(error, `at entry ${sequence}`);
      this.#end.logFailure(error, 'the match has its result all the same');
    }
    return undefined;
  }

  readonly #logFailure = (failure: RulesFailure): void =>
    this.#end.logFailure(failure, 'a command is sent as null');
}
