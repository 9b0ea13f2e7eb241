import { type CommandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type CommandEntry, type CourseEntry, type LogEntry } from '../core/match/log';
import {
  type SubmissionEffect,
  fold,
  type Match,
  type Submission,
  submit,
  type SubmittedAction,
} from '../core/match/match';
import { refuse, type Refused } from '../core/match/refusal';
import { RulesFailure } from '../core/match/rules-failure';
import { type TimedOut } from '../core/match/timeout';
import { turnsBegun } from '../core/match/turns';
import { FailedCommands } from './failed-commands';
import { type HostParts } from './host-parts';
import { type MatchEnd } from './match-end';
import { type PlayerUpdates } from './player-updates';

/** The result of a command: its entry, a refusal, or the end of this process's part in the match. */
export type CommandResult = CommandEntry | Refused | 'try-again' | 'ended';

/** The match, folded again from its log. @throws RulesFailure when the rules fail */
export type FoldAgain<State extends Json, Command extends Json, View extends Json> = (
  entries: readonly LogEntry[],
) => Match<State, Command, View>;

/** How a match advances: by commands and timeouts, each made durable before it is sent to players. */
export class MatchCourse<State extends Json, Command extends Json, View extends Json> {
  readonly #parts: HostParts<State, Command, View>;
  readonly #end: MatchEnd<State, Command, View>;
  readonly #players: PlayerUpdates<State, Command, View>;
  readonly #again: FoldAgain<State, Command, View>;
  readonly #failed = new FailedCommands();

  constructor(
    parts: HostParts<State, Command, View>,
    end: MatchEnd<State, Command, View>,
    players: PlayerUpdates<State, Command, View>,
    again: FoldAgain<State, Command, View>,
  ) {
    this.#parts = parts;
    this.#end = end;
    this.#players = players;
    this.#again = again;
  }

  get #match(): Match<State, Command, View> {
    return this.#parts.current.match;
  }

  /**
   * Handles a command of a seat completely. It counts as of its arrival, however long it was queued. Returns
   * a promise when that takes time: each one that is waited for costs a command as much as its rules do.
   */
  take(
    seat: Seat,
    id: CommandId,
    action: SubmittedAction,
    arrivedAt = this.#parts.around.clock.now(),
    seen?: number,
  ): CommandResult | Promise<CommandResult> {
    if (this.#end.isAbandoned) return refuse('match-over', 'the match ended without a result');
    const failedBefore = this.#failed.find(seat, id);
    if (failedBefore !== undefined) return failedBefore;
    const submission = {
      seat,
      commandId: id,
      action,
      lagMs: this.#parts.time.lagOf(seat),
      ...(seen === undefined ? {} : { seenSequence: seen }),
    };
    return this.#settle(submission, arrivedAt);
  }

  /** Times out the seats whose time had run out at a given time. */
  timeOut(at: number): 'in-time' | Promise<'in-time' | 'try-again' | 'ended'> {
    const isPlayed = this.#end.isPlaying && !this.#end.isAbandoned;
    const due = isPlayed ? this.#parts.time.timedOut(this.#match, at) : undefined;
    return due === undefined ? 'in-time' : this.#storeTimeout(due, at);
  }

  #settle(submission: Submission, arrivedAt: number): CommandResult | Promise<CommandResult> {
    // A timeout before the command's arrival comes first.
    const timedOut = this.timeOut(arrivedAt);
    if (timedOut !== 'in-time')
      return timedOut.then((before) => (before === 'in-time' ? this.#settle(submission, arrivedAt) : before));
    const answer = this.#byTheRules(submission, arrivedAt);
    switch (answer.kind) {
      case 'refused':
        return answer.failure === undefined
          ? answer
          : this.#refuseAfterFailure(submission, answer, answer.failure);
      case 'repeated':
        return answer.entry;
      case 'failed': {
        const { seat, commandId: id } = submission;
        const ended = this.#end.withoutResult(answer.failure, `after command ${id} of seat ${seat}`);
        return ended.then(() => 'ended');
      }
      case 'accepted':
        return this.#store(answer).then((stored) => {
          if (stored === 'stored') return answer.entry;
          // Overtaken: the command is checked again, on the new state of the match.
          return stored === 'overtaken' ? this.#settle(submission, arrivedAt) : stored;
        });
    }
  }

  /**
   * The answer of engine and rules to a command. Rules that do not return end the match: the next command
   * might block them again.
   */
  #byTheRules(submission: Submission, at: number): SubmissionEffect<State, Command, View> {
    try {
      const { watch } = this.#parts.around;
      return watch.runOften(() => submit(this.#match, submission, at), this.#end.rulesLost);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      return { kind: 'failed', failure: error };
    }
  }

  /**
   * The rules failed at a command: when it comes again it gets the same answer, and they do not run again.
   */
  async #refuseAfterFailure(
    { seat, commandId: id, action }: Submission,
    answer: Refused,
    failure: RulesFailure,
  ): Promise<CommandResult> {
    this.#failed.keep(seat, id, answer);
    this.#end.logFailure(failure, `command ${id} of seat ${seat}, ${JSON.stringify(action)}`);
    return (await this.#refold()) ? answer : 'ended';
  }

  /**
   * Rules that threw may have changed the state that they were given: the state is folded again from the log.
   */
  async #refold(): Promise<boolean> {
    try {
      this.#parts.current.match = this.#again(this.#match.log.after(0));
      return true;
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      await this.#end.withoutResult(error, 'at its own log');
      return false;
    }
  }

  /** Stores a timeout, and those that are due after it. */
  async #storeTimeout(
    due: TimedOut<State, Command, View>,
    at: number,
  ): Promise<'in-time' | 'try-again' | 'ended'> {
    if (due.kind === 'failed') {
      await this.#end.withoutResult(due.failure, 'at a timeout');
      return 'ended';
    }
    const stored = await this.#store(due);
    if (stored === 'try-again') this.#parts.time.retry();
    return stored === 'try-again' || stored === 'ended' ? stored : this.timeOut(at);
  }

  /** Makes an entry durable; the match advances by it, or by an entry that had been stored before. */
  async #store(answer: {
    readonly entry: CourseEntry;
    readonly match: Match<State, Command, View>;
  }): Promise<'stored' | 'overtaken' | 'try-again' | 'ended'> {
    const begun = turnsBegun(this.#match, answer.match, answer.entry);
    const turns = begun.length === 0 ? begun : begun.filter(this.#parts.attendance.isAway);
    const appended = await this.#parts.log.append(answer.entry, turns);
    switch (appended.kind) {
      case 'stored': {
        const sending = this.#moveOn(answer.match, answer.entry);
        if (sending !== undefined) await sending;
        return 'stored';
      }
      case 'overtaken':
        await this.#moveOn(
          this.#parts.around.watch.run(() => fold(this.#match, appended.by)),
          appended.by,
        );
        return 'overtaken';
      case 'unavailable':
        return 'try-again';
      case 'lost':
        this.#end.endForOtherOwner();
        return 'ended';
    }
  }

  /** Advances the match, and sends the entry to every connected player. */
  #moveOn(next: Match<State, Command, View>, entry: CourseEntry): void | Promise<void> {
    const { attendance, bots, current, time, sender } = this.#parts;
    current.match = next;
    if (entry.kind === 'command' && entry.action.kind === 'bot') {
      attendance.leaveToBot({ seat: entry.seat, strength: entry.action.strength });
      sender.sendPresence(entry.seat, attendance);
    }
    time.watch(next);
    bots.watch(next);
    const failed = this.#players.newest(next, entry);
    return failed === undefined ? this.#follow(next) : failed.then(() => this.#follow(next));
  }

  /**
   * Follows an entry that was sent to the players: measures the round trips of seats to act, and records the
   * end of a match.
   */
  #follow(next: Match<State, Command, View>): void {
    const { attendance, time } = this.#parts;
    for (const { seat, peerId } of attendance.here())
      if (next.toAct.includes(seat)) time.measure(next, peerId);
    if (next.ending !== undefined) this.#end.record();
  }
}
