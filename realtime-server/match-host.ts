import { needsSecret, readToScript, type ToScript } from '../contract/realtime/to-script';
import { type Bot } from '../core/bots/bot';
import { commandId, type CommandId, type PlayerId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type Match, type SubmittedAction } from '../core/match/match';
import { sleepsUnattended } from '../core/match/sleep';
import { isBotSeat } from '../core/match/step';
import { turnsRunningLow } from '../core/match/turns';
import { Attendance } from './attendance';
import { BotSeats, type BotCommandResult } from './bot-seats';
import { ConnectionSecrets } from './connection-secrets';
import { EmptySeats } from './empty-seats';
import { type MatchHost, type Surroundings } from './host';
import { CurrentMatch, type HostParts, stopTimers } from './host-parts';
import { InOrder } from './in-order';
import { type LogWriter, stackOf } from './log-writer';
import { type FoldAgain, MatchCourse, type CommandResult } from './match-course';
import { MatchEnd } from './match-end';
import { actionOf, idOf } from './messages';
import { SleepTimer } from './sleep-timer';
import { type StandIn } from './stand-in';
import { Timekeeping } from './timekeeping';
import { PlayerUpdates } from './player-updates';
import { MessageSender } from './message-sender';
import { WaitingMessages } from './waiting-messages';
import { Warnings } from './warnings';

/** Shorter absences in ms are not counted: a short network failure writes no entry. */
const uncountedAbsenceMs = 2000;

interface HostOptions<State extends Json, Command extends Json, View extends Json> {
  readonly again: FoldAgain<State, Command, View>;
  /** Whether the end of the match is already recorded. */
  readonly recorded: boolean;
  /** Plays the bots' seats, and for players as `standIn` decides. */
  readonly bot: Bot<View, Command> | undefined;
  readonly standIn: StandIn;
}

/**
 * Runs a match: commands strictly in order, each made durable before it is sent to players.
 * @param opened the match, folded from its log
 */
export function hostMatch<State extends Json, Command extends Json, View extends Json>(
  opened: Match<State, Command, View>,
  log: LogWriter,
  around: Surroundings,
  hosting: HostOptions<State, Command, View>,
): MatchHost {
  return new HostedMatch(opened, log, around, hosting);
}

/** The connections of a hosted match: which player has which seat, and what their messages lead to. */
class HostedMatch<State extends Json, Command extends Json, View extends Json> implements MatchHost {
  readonly #around: Surroundings;
  readonly #seatOf = new Map<number, Seat>();
  readonly #waiting: WaitingMessages;
  readonly #secrets: ConnectionSecrets;
  readonly #standIn: StandIn;
  readonly #parts: HostParts<State, Command, View>;
  readonly #end: MatchEnd<State, Command, View>;
  readonly #players: PlayerUpdates<State, Command, View>;
  readonly #course: MatchCourse<State, Command, View>;
  readonly #emptySeats: EmptySeats<State, Command, View>;
  #closing = false;

  constructor(
    match: Match<State, Command, View>,
    log: LogWriter,
    around: Surroundings,
    { again, recorded, bot, standIn }: HostOptions<State, Command, View>,
  ) {
    this.#around = around;
    this.#waiting = new WaitingMessages(around.limits.pendingMessages);
    this.#secrets = new ConnectionSecrets(around.newSecret);
    this.#standIn = standIn;
    this.#parts = this.#partsOf(match, log, bot);
    this.#end = new MatchEnd(this.#parts, recorded);
    this.#players = new PlayerUpdates(this.#parts, this.#end);
    this.#course = new MatchCourse(this.#parts, this.#end, this.#players, again);
    this.#emptySeats = new EmptySeats(this.#parts, this.#end, this.#course, standIn);
    this.#parts.time.watch(match);
    this.#parts.bots.watch(match);
    // The log ended without a recorded result: the process died in between, or the end is already recorded.
    if (match.ending !== undefined) this.#end.record();
  }

  #partsOf(
    match: Match<State, Command, View>,
    log: LogWriter,
    bot: Bot<View, Command> | undefined,
  ): HostParts<State, Command, View> {
    const around = this.#around;
    const { clock, limits, logger } = around;
    const { matchId, seats } = match.header;
    const sender = new MessageSender(around);
    const warnings = new Warnings(log);
    const current = new CurrentMatch(match);
    const order = new InOrder((error) => logger.error(`match ${matchId}: ${stackOf(error)}`));
    const sleeps = sleepsUnattended(match);
    // In matches of days seats are not given up: only the clock decides.
    const arrivalMs = sleeps ? null : limits.arrivalMs;
    const attendance = new Attendance(seats.length, match.bots, clock, arrivalMs, (seat) =>
      order.add(() => this.#emptySeats.giveUp(seat)),
    );
    const alive = (): void => {
      void log.markAlive();
      void warnings.warn(turnsRunningLow(current.match, clock.now()).filter(attendance.isAway));
    };
    const peerOf = (seat: Seat): number | undefined => attendance.peerOf(seat);
    return {
      around,
      log,
      sender,
      attendance,
      seatOf: this.#seatOf,
      order,
      time: new Timekeeping(around, sender, bot, peerOf, () => this.#wake(), alive),
      bots: new BotSeats(around, bot, (...command) => this.#playForBot(...command)),
      sleepTimer: new SleepTimer(sleeps, clock, limits, () => order.add(() => this.#emptySeats.fallAsleep())),
      current,
    };
  }

  join(peerId: number, playerId: PlayerId): boolean {
    const seat = this.#match.header.seats.indexOf(playerId);
    if (seat === -1) return false;
    this.#parts.order.add(() => this.#welcome(peerId, seat));
    return true;
  }

  leave(peerId: number): void {
    this.#parts.order.add(() => {
      const seat = this.#seatOf.get(peerId);
      this.#seatOf.delete(peerId);
      this.#waiting.forget(peerId);
      this.#secrets.forget(peerId);
      this.#parts.time.forget(peerId);
      if (seat !== undefined && this.#parts.attendance.peerOf(seat) === peerId) this.#emptySeats.depart(seat);
    });
  }

  receive(peerId: number, code: number, payload: Uint8Array): void {
    const { limits, logger, clock } = this.#around;
    const arrivedAt = clock.now();
    const probed = this.#parts.time.probe(peerId, code, payload);
    if (probed === 'changed') return this.#players.clocks(peerId);
    if (probed === 'taken') return;
    if (probed !== undefined) return this.#players.refuse(peerId, probed.code, probed.message, probed.id);
    const message = this.#proved(peerId, code, payload);
    if (message === undefined) return;
    if (this.#closing) {
      const why = 'the session is ending: ask for the match again';
      return this.#players.refuse(peerId, 'closing', why, null);
    }
    if (!this.#waiting.add(peerId)) {
      const most = `at most ${limits.pendingMessages} messages may wait for an answer`;
      return this.#players.refuse(peerId, 'too-many', most, null);
    }
    const failed = (error: unknown): void => {
      logger.error(`match ${this.#parts.current.id}: message ${code} of peer ${peerId}: ${stackOf(error)}`);
      this.#players.refuse(peerId, 'try-again', 'the message could not be handled', null);
      this.#waiting.remove(peerId);
    };
    const done = (): void => this.#waiting.remove(peerId);
    this.#parts.order.addAside(() => {
      try {
        const handled = this.#handle(peerId, message, arrivedAt);
        return handled === undefined ? done() : handled.then(done, failed);
      } catch (error) {
        return failed(error);
      }
    });
  }

  /**
   * Reads a message, and refuses at once one that its connection does not prove to be its own. It is not
   * counted as waiting, and the refusal names no command. So a forger can neither crowd out a player's
   * commands nor make them appear refused.
   */
  #proved(peerId: number, code: number, payload: Uint8Array): ToScript | undefined {
    const read = readToScript(code, payload);
    if ('unreadable' in read) {
      const { unreadable } = read;
      const id = this.#secrets.isOf(peerId, unreadable.secret) ? unreadable.id : null;
      this.#players.refuse(peerId, unreadable.code, unreadable.message, id);
      return undefined;
    }
    const { message, secret } = read;
    if (!needsSecret(message) || this.#secrets.isOf(peerId, secret)) return message;
    const why = secret === undefined ? 'the message has no secret' : "the secret is not this connection's";
    this.#players.refuse(peerId, 'wrong-secret', `${why}: send the secret of its welcome`, null);
    return undefined;
  }

  async stop(): Promise<void> {
    this.#closing = true;
    stopTimers(this.#parts);
    await this.#parts.order.idle();
    if (this.#match.ending !== undefined) await this.#end.settled();
    this.#parts.sender.silence();
  }

  get #match(): Match<State, Command, View> {
    return this.#parts.current.match;
  }

  async #welcome(peerId: number, seat: Seat): Promise<void> {
    const { attendance, sleepTimer, time, sender } = this.#parts;
    if (sender.isSilent) return;
    this.#seatOf.set(peerId, seat);
    sleepTimer.stop();
    const { replaced, awayMs } = attendance.arrive(seat, peerId);
    // Sent at once, so that a client that reconnects automatically does not compete with the newer
    // connection.
    if (replaced !== undefined && replaced !== peerId)
      this.#players.refuse(replaced, 'replaced', 'your seat has connected again since', null);
    if (this.#end.isAbandoned) return sender.sendRulesFailed(peerId, this.#match.header.game);
    await this.#players.welcome(peerId, seat, this.#secrets.of(peerId));
    sender.sendPresence(seat, attendance);
    time.measure(this.#match, peerId);
    // An absence that cannot be stored is not counted: that the seat has returned matters more.
    const counts = awayMs > uncountedAbsenceMs && !sleepsUnattended(this.#match);
    if (counts && this.#end.isPlaying && this.#match.ending === undefined)
      await this.#course.take(seat, commandId(this.#around.newId()), { kind: 'return', awayMs });
  }

  /** Returns a promise when the message takes time. */
  #handle(peerId: number, message: ToScript, arrivedAt: number): void | Promise<void> {
    const { attendance, sender } = this.#parts;
    if (sender.isSilent) return;
    const id = idOf(message);
    const seat = this.#seatOf.get(peerId);
    if (seat === undefined)
      return this.#players.refuse(peerId, 'not-seated', 'this connection has no seat in the match', id);
    if (attendance.peerOf(seat) !== peerId)
      return this.#players.refuse(peerId, 'replaced', 'your seat has connected again since', id);
    if (message.kind === 'ping' || message.kind === 'pong') return;
    if (message.kind === 'sync')
      return this.#players.events(peerId, seat, Math.min(message.after, this.#match.sequence));
    if (isBotSeat(this.#match, seat))
      return this.#players.refuse(peerId, 'seat-out', 'a bot plays on for your seat', id);
    const known = this.#match.sequence;
    const seen = message.kind === 'command' ? message.seen : undefined;
    const action = this.#standIn.instead(this.#match, seat, actionOf(message));
    const taken = this.#course.take(seat, message.id, action, arrivedAt, seen);
    const answer = (outcome: CommandResult): void | Promise<void> =>
      this.#sendTaken(peerId, seat, message.id, outcome, known);
    return taken instanceof Promise ? taken.then(answer) : answer(taken);
  }

  /**
   * Sends the outcome of a command to its sender.
   * @param known sequence number of the match before it
   */
  #sendTaken(
    peerId: number,
    seat: Seat,
    id: CommandId,
    taken: CommandResult,
    known: number,
  ): void | Promise<void> {
    if (taken === 'ended') return undefined;
    if (taken === 'try-again') {
      const why = 'the command could not be stored just now: send it again with the same id';
      return this.#players.refuse(peerId, 'try-again', why, id);
    }
    if ('code' in taken)
      return this.#players.refuse(peerId, taken.code, taken.message, id, taken.rule ?? null);
    // A repetition: the sender may have missed the answer, and the events after it.
    return taken.sequence <= known ? this.#players.events(peerId, seat, taken.sequence - 1) : undefined;
  }

  /** Queues a bot's command among those of the players. */
  #playForBot(seat: Seat, action: SubmittedAction, seen: number): Promise<BotCommandResult> {
    return new Promise((resolve) => {
      this.#parts.order.add(async () => {
        if (!this.#end.isPlaying || this.#match.sequence !== seen) return resolve('stale');
        const taken = await this.#course.take(seat, commandId(this.#around.newId()), action);
        resolve(taken === 'try-again' ? taken : taken !== 'ended' && 'code' in taken ? 'refused' : 'taken');
      });
    });
  }

  /** A timeout may be due. */
  #wake(): void {
    const { order, time } = this.#parts;
    const at = this.#around.clock.now();
    order.add(async () => {
      // Not due yet: a connection was measured slower, or a clock stopped in the meantime.
      if ((await this.#course.timeOut(at)) === 'in-time' && this.#end.isPlaying) time.watch(this.#match);
    });
  }
}
