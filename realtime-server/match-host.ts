import { type RefusalCode } from '../contract/realtime/refusals';
import { needsSecret, readToScript, type ToScript } from '../contract/realtime/to-script';
import { type Bot } from '../core/bots/bot';
import { commandId, type CommandId, type PlayerId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { absenceLeft } from '../core/match/clock/absence';
import { type CommandEntry, type CourseEntry, type LogEntry } from '../core/match/log';
import {
  type Answer,
  fold,
  type Match,
  type Submission,
  submit,
  type SubmittedAction,
} from '../core/match/match';
import { refuse, type Refused } from '../core/match/refusal';
import { type TimedOut } from '../core/match/timeout';
import { nextLook, sleepAfter, sleepsUnattended } from '../core/match/sleep';
import { RulesFailure } from '../core/match/rules-failure';
import { isBotSeat } from '../core/match/step';
import { turnsAwaited, turnsBegun, turnsRunningLow } from '../core/match/turns';
import { Attendance } from './attendance';
import { BotSeats, type Played } from './bot-seats';
import { ConnectionSecrets } from './connection-secrets';
import { FailedCommands } from './failed-commands';
import { type MatchHost, type Surroundings } from './host';
import { InOrder } from './in-order';
import { type LogWriter, stackOf } from './log-writer';
import {
  actionOf,
  clocksMessage,
  eventsMessages,
  idOf,
  newestEvents,
  resultMessage,
  welcomeMessage,
} from './messages';
import { RefusalLog } from './refusal-log';
import { Slumber } from './slumber';
import { type StandIn } from './stand-in';
import { Timekeeping } from './timekeeping';
import { Voice } from './voice';
import { WaitingMessages } from './waiting-messages';
import { Warnings } from './warnings';

/** The result of a command: its entry, a refusal, or the end of this process's part in the match. */
type Taken = CommandEntry | Refused | 'try-again' | 'ended';

/** Shorter absences in ms are not counted: a short network failure writes no entry. */
const uncountedAbsenceMs = 2000;

interface Hosting<State extends Json, Command extends Json, View extends Json> {
  /** The match, folded again from its log. @throws RulesFailure when the rules fail */
  again(entries: readonly LogEntry[]): Match<State, Command, View>;
  /** Whether the end of the match is already recorded. */
  readonly recorded: boolean;
  /** Plays the bots' seats, and for players as `standIn` decides. */
  readonly bot: Bot<View, Command> | undefined;
  readonly standIn: StandIn;
}

/**
 * Runs a match: commands strictly in order, each made durable before players are told of it.
 * @param opened the match, folded from its log
 */
export function hostMatch<State extends Json, Command extends Json, View extends Json>(
  opened: Match<State, Command, View>,
  log: LogWriter,
  around: Surroundings,
  hosting: Hosting<State, Command, View>,
): MatchHost {
  return new HostedMatch(opened, log, around, hosting);
}

class HostedMatch<State extends Json, Command extends Json, View extends Json> implements MatchHost {
  readonly #log: LogWriter;
  readonly #around: Surroundings;
  readonly #seatOf = new Map<number, Seat>();
  readonly #waiting: WaitingMessages;
  readonly #secrets: ConnectionSecrets;
  readonly #voice: Voice;
  readonly #failed = new FailedCommands();
  readonly #refusals: RefusalLog;
  readonly #attendance: Attendance;
  readonly #order: InOrder;
  readonly #time: Timekeeping<State, Command, View>;
  readonly #bots: BotSeats<State, Command, View>;
  readonly #slumber: Slumber;
  readonly #warnings: Warnings;
  readonly #recorded: boolean;
  readonly #standIn: StandIn;
  readonly #again: Hosting<State, Command, View>['again'];
  #match: Match<State, Command, View>;
  #resultIsRecorded: boolean;
  /** `over` once the match has begun to end. */
  #phase: 'playing' | 'over' = 'playing';
  #recording: Promise<void> = Promise.resolve();
  #closing = false;
  /** The rules failed: the match is over without a result. */
  #abandoned = false;

  constructor(
    match: Match<State, Command, View>,
    log: LogWriter,
    around: Surroundings,
    { again, recorded, bot, standIn }: Hosting<State, Command, View>,
  ) {
    this.#match = match;
    this.#again = again;
    this.#log = log;
    this.#warnings = new Warnings(log);
    this.#around = around;
    this.#waiting = new WaitingMessages(around.limits.pendingMessages);
    this.#voice = new Voice(around);
    this.#refusals = new RefusalLog(match.header.matchId, around.logger);
    this.#secrets = new ConnectionSecrets(around.newSecret);
    this.#recorded = recorded;
    this.#standIn = standIn;
    this.#resultIsRecorded = recorded;
    this.#order = new InOrder((error) =>
      around.logger.error(`match ${match.header.matchId}: ${stackOf(error)}`),
    );
    const { clock, limits } = around;
    const sleeps = sleepsUnattended(match);
    // In matches of days seats are not given up: only the clock decides.
    const arrivalMs = sleeps ? null : limits.arrivalMs;
    this.#attendance = new Attendance(match.header.seats.length, match.bots, clock, arrivalMs, (seat) =>
      this.#order.add(() => this.#giveUp(seat)),
    );
    this.#bots = new BotSeats(around, bot, (...command) => this.#playForBot(...command));
    this.#slumber = new Slumber(sleeps, clock, limits, () => this.#order.add(() => this.#fallAsleep()));
    this.#time = new Timekeeping(
      around,
      this.#voice,
      bot,
      (seat) => this.#attendance.peerOf(seat),
      () => {
        const at = around.clock.now();
        this.#order.add(async () => {
          // Not due yet: a connection was measured slower, or a clock stopped in the meantime.
          if ((await this.#timeOut(at)) === 'in-time' && this.#isPlaying) this.#time.watch(this.#match);
        });
      },
      () => {
        void this.#log.markAlive();
        void this.#warnings.warn(turnsRunningLow(this.#match, clock.now()).filter(this.#isAway));
      },
    );
    this.#time.watch(match);
    this.#bots.watch(match);
    // The log ended without a recorded result: the process died in between, or the end is already recorded.
    if (match.ending !== undefined) this.#recording = this.#record();
  }

  join(peerId: number, playerId: PlayerId): boolean {
    const seat = this.#match.header.seats.indexOf(playerId);
    if (seat === -1) return false;
    this.#order.add(() => this.#welcome(peerId, seat));
    return true;
  }

  leave(peerId: number): void {
    this.#order.add(() => {
      const seat = this.#seatOf.get(peerId);
      this.#seatOf.delete(peerId);
      this.#waiting.forget(peerId);
      this.#secrets.forget(peerId);
      this.#time.forget(peerId);
      if (seat === undefined || this.#attendance.peerOf(seat) !== peerId) return;
      if (this.#match.left.includes(seat)) this.#attendance.giveUp(seat);
      else this.#attendance.depart(seat, this.#absenceLeft(seat));
      if (this.#phase === 'over') this.#attendance.stop();
      this.#voice.tellPresence(seat, this.#attendance);
      if (this.#phase === 'playing' && this.#attendance.here().length === 0) this.#slumber.deserted();
      if (this.#phase === 'over' && this.#attendance.here().length === 0)
        this.#fallSilent('the match is over and every player has left');
    });
  }

  receive(peerId: number, code: number, payload: Uint8Array): void {
    const { limits, logger, clock } = this.#around;
    const arrivedAt = clock.now();
    const probed = this.#time.probe(peerId, code, payload);
    if (probed === 'changed') return this.#tellClocks(peerId);
    if (probed === 'taken') return;
    if (probed !== undefined) return this.#refuse(peerId, probed.code, probed.message, probed.id);
    const message = this.#proved(peerId, code, payload);
    if (message === undefined) return;
    if (this.#closing)
      return this.#refuse(peerId, 'closing', 'the session is ending: ask for the match again', null);
    if (!this.#waiting.add(peerId)) {
      const most = `at most ${limits.pendingMessages} messages may wait for an answer`;
      return this.#refuse(peerId, 'too-many', most, null);
    }
    const failed = (error: unknown): void => {
      logger.error(`match ${this.#id}: message ${code} of peer ${peerId}: ${stackOf(error)}`);
      this.#refuse(peerId, 'try-again', 'the message could not be handled', null);
      this.#waiting.remove(peerId);
    };
    const done = (): void => this.#waiting.remove(peerId);
    this.#order.addAside(() => {
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
      this.#refuse(peerId, unreadable.code, unreadable.message, id);
      return undefined;
    }
    const { message, secret } = read;
    if (!needsSecret(message) || this.#secrets.isOf(peerId, secret)) return message;
    const why = secret === undefined ? 'the message has no secret' : "the secret is not this connection's";
    this.#refuse(peerId, 'wrong-secret', `${why}: send the secret of its welcome`, null);
    return undefined;
  }

  async stop(): Promise<void> {
    this.#closing = true;
    this.#attendance.stop();
    this.#slumber.stop();
    this.#time.stop();
    this.#bots.stop();
    await this.#order.idle();
    if (this.#match.ending !== undefined) await this.#recording;
    this.#voice.silence();
  }

  get #id(): string {
    return this.#match.header.matchId;
  }

  get #isPlaying(): boolean {
    return this.#phase === 'playing' && !this.#voice.isSilent;
  }

  async #welcome(peerId: number, seat: Seat): Promise<void> {
    if (this.#voice.isSilent) return;
    this.#seatOf.set(peerId, seat);
    this.#slumber.stop();
    const { replaced, awayMs } = this.#attendance.arrive(seat, peerId);
    // Sent at once, so that a client that reconnects automatically does not compete with the newer
    // connection.
    if (replaced !== undefined && replaced !== peerId)
      this.#refuse(replaced, 'replaced', 'your seat has connected again since', null);
    if (this.#abandoned) return this.#voice.sayRulesFailed(peerId, this.#match.header.game);
    const { ending, header } = this.#match;
    const result =
      this.#resultIsRecorded && ending !== undefined ? resultMessage(ending, header.teams) : null;
    await this.#guarded(() =>
      this.#voice.say(
        peerId,
        'welcome',
        welcomeMessage(this.#match, seat, this.#attendance, result, {
          ...this.#time.telling(peerId),
          secret: this.#secrets.of(peerId),
        }),
      ),
    );
    this.#voice.tellPresence(seat, this.#attendance);
    this.#time.measure(this.#match, peerId);
    // An absence that cannot be stored is not counted: that the seat has returned matters more.
    const counts = awayMs > uncountedAbsenceMs && !sleepsUnattended(this.#match);
    if (counts && this.#isPlaying && this.#match.ending === undefined)
      await this.#take(seat, commandId(this.#around.newId()), { kind: 'return', awayMs });
  }

  #tellClocks(peerId: number): void {
    const seat = this.#seatOf.get(peerId);
    if (seat === undefined) return;
    const clocks = clocksMessage(this.#match, seat, this.#time.telling(peerId));
    if (clocks !== undefined) this.#voice.say(peerId, 'clock', clocks);
  }

  /** The ms that a seat may still be away; null: as long as its clock runs. */
  #absenceLeft(seat: Seat): number | null {
    if (sleepsUnattended(this.#match)) return null;
    const { time, absentMs } = this.#match;
    return absenceLeft(this.#around.limits.awayMs ?? time.absenceMs, absentMs[seat] ?? 0);
  }

  /** Returns a promise when the message takes time. */
  #handle(peerId: number, message: ToScript, arrivedAt: number): void | Promise<void> {
    if (this.#voice.isSilent) return;
    const id = idOf(message);
    const seat = this.#seatOf.get(peerId);
    if (seat === undefined)
      return this.#refuse(peerId, 'not-seated', 'this connection has no seat in the match', id);
    if (this.#attendance.peerOf(seat) !== peerId)
      return this.#refuse(peerId, 'replaced', 'your seat has connected again since', id);
    if (message.kind === 'ping' || message.kind === 'pong') return;
    if (message.kind === 'sync')
      return this.#tellEvents(peerId, seat, Math.min(message.after, this.#match.sequence));
    if (isBotSeat(this.#match, seat))
      return this.#refuse(peerId, 'seat-out', 'a bot plays on for your seat', id);
    const known = this.#match.sequence;
    const seen = message.kind === 'command' ? message.seen : undefined;
    const taken = this.#take(
      seat,
      message.id,
      this.#standIn.instead(this.#match, seat, actionOf(message)),
      arrivedAt,
      seen,
    );
    const answer = (outcome: Taken): void | Promise<void> =>
      this.#tellTaken(peerId, seat, message.id, outcome, known);
    return taken instanceof Promise ? taken.then(answer) : answer(taken);
  }

  /**
   * Tells a sender what became of its command.
   * @param known sequence number of the match before it
   */
  #tellTaken(peerId: number, seat: Seat, id: CommandId, taken: Taken, known: number): void | Promise<void> {
    if (taken === 'ended') return undefined;
    if (taken === 'try-again')
      return this.#refuse(
        peerId,
        'try-again',
        'the command could not be stored just now: send it again with the same id',
        id,
      );
    if ('code' in taken) return this.#refuse(peerId, taken.code, taken.message, id, taken.rule ?? null);
    // A repetition: the sender may have missed the answer, and the events after it.
    return taken.sequence <= known ? this.#tellEvents(peerId, seat, taken.sequence - 1) : undefined;
  }

  /**
   * Handles a command of a seat completely. It counts as of its arrival, however long it was queued. Returns a
   * promise when that takes time: each one that is waited for costs a command as much as its rules do.
   */
  #take(
    seat: Seat,
    id: CommandId,
    action: SubmittedAction,
    arrivedAt = this.#around.clock.now(),
    seen?: number,
  ): Taken | Promise<Taken> {
    if (this.#abandoned) return refuse('match-over', 'the match ended without a result');
    const failedBefore = this.#failed.find(seat, id);
    if (failedBefore !== undefined) return failedBefore;
    const submission = {
      seat,
      commandId: id,
      action,
      lagMs: this.#time.lagOf(seat),
      ...(seen === undefined ? {} : { seenSequence: seen }),
    };
    return this.#settle(submission, arrivedAt);
  }

  #settle(submission: Submission, arrivedAt: number): Taken | Promise<Taken> {
    // A timeout before the command's arrival comes first.
    const timedOut = this.#timeOut(arrivedAt);
    if (timedOut !== 'in-time')
      return timedOut.then((before) => (before === 'in-time' ? this.#settle(submission, arrivedAt) : before));
    const answer = this.#judge(submission, arrivedAt);
    switch (answer.kind) {
      case 'refused':
        return answer.failure === undefined
          ? answer
          : this.#refuseAfterFailure(submission, answer, answer.failure);
      case 'repeated':
        return answer.entry;
      case 'failed': {
        const { seat, commandId: id } = submission;
        const ended = this.#endWithoutResult(answer.failure, `after command ${id} of seat ${seat}`);
        return ended.then(() => 'ended');
      }
      case 'accepted':
        return this.#store(answer).then((stored) => {
          if (stored === 'stored') return answer.entry;
          // overtaken: the command is judged again, by the new state of the match
          return stored === 'overtaken' ? this.#settle(submission, arrivedAt) : stored;
        });
    }
  }

  /** The rules failed at a command: when it comes again it gets the same answer, and they do not run again. */
  async #refuseAfterFailure(
    { seat, commandId: id, action }: Submission,
    answer: Refused,
    failure: RulesFailure,
  ): Promise<Taken> {
    this.#failed.keep(seat, id, answer);
    this.#logFailure(failure, `command ${id} of seat ${seat}, ${JSON.stringify(action)}`);
    return (await this.#refold()) ? answer : 'ended';
  }

  /** Queues a bot's command among those of the players. */
  #playForBot(seat: Seat, action: SubmittedAction, seen: number): Promise<Played> {
    return new Promise((resolve) => {
      this.#order.add(async () => {
        if (!this.#isPlaying || this.#match.sequence !== seen) return resolve('stale');
        const taken = await this.#take(seat, commandId(this.#around.newId()), action);
        resolve(taken === 'try-again' ? taken : taken !== 'ended' && 'code' in taken ? 'refused' : 'taken');
      });
    });
  }

  /** Times out the seats whose time had run out at a given time. */
  #timeOut(at: number): 'in-time' | Promise<'in-time' | 'try-again' | 'ended'> {
    const due = this.#isPlaying && !this.#abandoned ? this.#time.timedOut(this.#match, at) : undefined;
    return due === undefined ? 'in-time' : this.#storeTimeout(due, at);
  }

  /** Stores a timeout, and those that are due after it. */
  async #storeTimeout(
    due: TimedOut<State, Command, View>,
    at: number,
  ): Promise<'in-time' | 'try-again' | 'ended'> {
    if (due.kind === 'failed') {
      await this.#endWithoutResult(due.failure, 'at a timeout');
      return 'ended';
    }
    const stored = await this.#store(due);
    if (stored === 'try-again') this.#time.retry();
    return stored === 'try-again' || stored === 'ended' ? stored : this.#timeOut(at);
  }

  /** Makes an entry durable; the match advances by it, or by an entry that had been stored before. */
  async #store(answer: {
    readonly entry: CourseEntry;
    readonly match: Match<State, Command, View>;
  }): Promise<'stored' | 'overtaken' | 'try-again' | 'ended'> {
    const begun = turnsBegun(this.#match, answer.match, answer.entry);
    const turns = begun.length === 0 ? begun : begun.filter(this.#isAway);
    const appended = await this.#log.append(answer.entry, turns);
    switch (appended.kind) {
      case 'stored': {
        const told = this.#moveOn(answer.match, answer.entry);
        if (told !== undefined) await told;
        return 'stored';
      }
      case 'overtaken':
        await this.#moveOn(
          this.#around.watch.run(() => fold(this.#match, appended.by)),
          appended.by,
        );
        return 'overtaken';
      case 'unavailable':
        return 'try-again';
      case 'lost':
        this.#fallSilent(`another process owns match ${this.#id}`);
        return 'ended';
    }
  }

  /**
   * Rules that threw may have changed the state that they were given: the state is folded again from the log.
   */
  async #refold(): Promise<boolean> {
    try {
      this.#match = this.#again(this.#match.log.after(0));
      return true;
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      await this.#endWithoutResult(error, 'at its own log');
      return false;
    }
  }

  /** Rules that do not return end the match: the next command might block them again. */
  #judge(submission: Submission, at: number): Answer<State, Command, View> {
    try {
      return this.#around.watch.runOften(() => submit(this.#match, submission, at), this.#lost);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      return { kind: 'failed', failure: error };
    }
  }

  /** The match advances, and every connected player is told. */
  #moveOn(next: Match<State, Command, View>, entry: CourseEntry): void | Promise<void> {
    this.#match = next;
    if (entry.kind === 'command' && entry.action.kind === 'bot') {
      this.#attendance.leaveToBot({ seat: entry.seat, strength: entry.action.strength });
      this.#voice.tellPresence(entry.seat, this.#attendance);
    }
    this.#time.watch(next);
    this.#bots.watch(next);
    const failed = this.#guarded(() => this.#tellNewest(next, entry));
    return failed === undefined ? this.#follow(next) : failed.then(() => this.#follow(next));
  }

  /** Written for all players before the first is told: a view that fails is told to none. */
  #tellNewest(next: Match<State, Command, View>, entry: CourseEntry): void {
    const here = this.#attendance.here();
    const seats = here.map(({ seat }) => seat);
    const now = this.#around.clock.now();
    const texts = newestEvents(next, entry, seats, this.#hear, now, this.#time.roundTripOf);
    for (const [index, { peerId }] of here.entries())
      this.#voice.sayText(peerId, 'events', texts[index] ?? '');
  }

  /** What follows from an entry once players were told of it. */
  #follow(next: Match<State, Command, View>): void {
    for (const { seat, peerId } of this.#attendance.here())
      if (next.toAct.includes(seat)) this.#time.measure(next, peerId);
    if (next.ending !== undefined) this.#recording = this.#record();
  }

  #tellEvents(peerId: number, seat: Seat, after: number): void | Promise<void> {
    return this.#guarded(() => {
      for (const message of eventsMessages(this.#match, after, seat, this.#hear, this.#time.telling(peerId)))
        this.#voice.say(peerId, 'events', message);
    });
  }

  /** A seat was away too long. */
  async #giveUp(seat: Seat): Promise<void> {
    const { seats } = this.#match.header;
    if (!this.#isPlaying || this.#match.ending !== undefined) return;
    if (!this.#attendance.isOverdue(seat)) return;
    const everyone = seats.every(
      (_, other) =>
        this.#match.left.includes(other) ||
        this.#attendance.isOverdue(other) ||
        isBotSeat(this.#match, other),
    );
    this.#around.logger.info(`match ${this.#id}: seat ${seat} is given up${everyone ? ', as are all' : ''}`);
    const taken = this.#match.left.includes(seat)
      ? undefined
      : await this.#take(
          seat,
          commandId(this.#around.newId()),
          everyone
            ? { kind: 'abandon', everyone: true }
            : this.#standIn.instead(this.#match, seat, { kind: 'abandon' }, this.#attendance),
        );
    if (taken === 'try-again') return this.#attendance.waitOn(seat, 1000);
    if (taken === 'ended' || isBotSeat(this.#match, seat)) return;
    this.#attendance.giveUp(seat);
    this.#voice.tellPresence(seat, this.#attendance);
  }

  /** Puts the match to sleep: no player is connected, and nothing happens for hours. */
  async #fallAsleep(): Promise<void> {
    const match = this.#match;
    if (!this.#isPlaying || this.#abandoned || match.ending !== undefined) return;
    if (this.#attendance.here().length > 0) return;
    const at = this.#around.clock.now();
    switch (await this.#log.sleep(sleepAfter(match, at), nextLook(match, at), turnsAwaited(match))) {
      case 'asleep':
        return this.#fallSilent('no player is connected: the match sleeps');
      case 'lost':
        return this.#fallSilent(`another process owns match ${this.#id}`);
      case 'unavailable':
        return this.#slumber.retry();
    }
  }

  /** Records the end, tells the players, and gives them some time to read it. */
  async #record(): Promise<void> {
    const { ending, header } = this.#match;
    if (ending === undefined) return;
    if (!this.#resultIsRecorded) {
      switch (await this.#log.finish(ending, () => !this.#voice.isSilent)) {
        case 'recorded':
          break;
        case 'lost':
          return this.#fallSilent(`another process owns match ${this.#id}`);
        case 'unavailable':
          return this.#fallSilent(
            `the result of match ${this.#id} could not be recorded; its log is complete, and the next process that claims it will`,
          );
      }
      this.#resultIsRecorded = true;
      const { reason, places } = ending.result;
      this.#around.logger.info(
        `match ${this.#id} ended: ${reason}, places ${places.join(' ')}, ${ending.commands} commands`,
      );
      const message = resultMessage(ending, header.teams);
      for (const { peerId } of this.#attendance.here()) this.#voice.say(peerId, 'result', message);
    }
    this.#linger();
  }

  /**
   * Rules did not return, and the code that called them was interrupted: the match ends, as after an
   * exception.
   */
  readonly #lost = (failure: RulesFailure): void => {
    this.#order.abandon();
    if (this.#match.ending === undefined)
      void this.#endWithoutResult(failure, 'and what it was asked for is lost');
    else {
      this.#logFailure(failure, 'the match has its result all the same');
      this.#recording = this.#record();
    }
  };

  /** The rules failed: the match ends for all its players, and is not counted. */
  async #endWithoutResult(failure: RulesFailure, when: string): Promise<void> {
    if (!this.#isPlaying || this.#abandoned) return;
    this.#abandoned = true;
    this.#logFailure(failure, `${when}: the match ends without a result`);
    const abandoned = await this.#log.abandon(this.#match.sequence, 'rules-failed');
    if (abandoned !== 'abandoned')
      return this.#fallSilent(`match ${this.#id} could not be ended by this process: ${abandoned}`);
    for (const { peerId } of this.#attendance.here())
      this.#voice.sayRulesFailed(peerId, this.#match.header.game);
    this.#linger();
  }

  /**
   * Runs code that shows the match to players. When the rules fail to show it, the match ends, unless it has
   * its result.
   */
  #guarded(show: () => void): void | Promise<void> {
    try {
      this.#around.watch.runOften(show, this.#lost);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      if (this.#match.ending === undefined)
        return this.#endWithoutResult(error, `at entry ${this.#match.sequence}`);
      this.#logFailure(error, 'the match has its result all the same');
    }
    return undefined;
  }

  #linger(): void {
    if (!this.#isPlaying) return;
    this.#phase = 'over';
    this.#attendance.stop();
    this.#slumber.stop();
    this.#time.stop();
    this.#bots.stop();
    this.#around.clock.after(this.#around.limits.lingerMs, () => this.#fallSilent('the match is over'));
    if (this.#attendance.here().length === 0 && !this.#recorded)
      this.#fallSilent('the match is over and every player has left');
  }

  #fallSilent(reason: string): void {
    if (this.#voice.isSilent) return;
    this.#voice.silence();
    this.#attendance.stop();
    this.#slumber.stop();
    this.#time.stop();
    this.#bots.stop();
    this.#around.over(reason);
  }

  #refuse(
    peerId: number,
    code: RefusalCode,
    message: string,
    id: CommandId | null,
    rule: string | null = null,
  ): void {
    const { sequence } = this.#match;
    const seat = this.#seatOf.get(peerId);
    if (seat !== undefined) this.#refusals.note({ seat, code, message, sequence });
    this.#voice.say(peerId, 'refused', { code, message, id, rule, sequence });
  }

  readonly #isAway = ({ seat }: { readonly seat: Seat }): boolean =>
    this.#attendance.peerOf(seat) === undefined;

  readonly #hear = (failure: RulesFailure): void => this.#logFailure(failure, 'a command is told as null');

  #logFailure(failure: RulesFailure, where: string): void {
    this.#around.logger.error(
      `match ${this.#id} of ${this.#match.header.game}: rules.${failure.rulesFunction} failed, ${where}: ${stackOf(failure.cause)}`,
    );
  }
}
