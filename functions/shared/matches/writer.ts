import { type Bot } from '../../../core/bots/bot';
import { botCommands, stalledMs } from '../../../core/bots/bot-commands';
import { type Game, type TypedGame } from '../../../core/define';
import { commandId } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type BotTask, botTask } from '../../../core/match/bot-task';
import { deadlineOf } from '../../../core/match/clock/seat-clock';
import { type CommandEntry, type CourseEntry } from '../../../core/match/log';
import { type Match, replay, type Submission, submit } from '../../../core/match/match';
import { RulesFailure } from '../../../core/match/rules-failure';
import { nextCheckAt, sleepAfter } from '../../../core/match/sleep';
import { isBotSeat } from '../../../core/match/step';
import { timeOut, timeoutDue } from '../../../core/match/timeout';
import { turnsAwaited, turnsBegun, turnsRunningLow } from '../../../core/match/turns';
import { RulesWatch } from '../../../definition/rules-watch';
import { OwnershipLost, SequenceTaken } from '../../../store/matches';
import { log } from '../log';
import { botChoices } from './bot-choices';
import {
  type MatchWriter,
  type CommandWriteResult,
  type Written,
  type WriterParts,
  type WrittenMatch,
} from './match-writer';

/** The time of bots in one execution in ms: the next execution continues. */
const botsMs = 3000;

/**
 * A writer of a match.
 * @param rulesMs the time that rules get for the whole log, and for one entry
 * @throws ReplayError when the log is of other rules, RulesFailure when the rules fail
 */
export function openWriter(
  parts: WriterParts,
  game: Game,
  written: WrittenMatch,
  rulesMs: number,
): MatchWriter {
  const watch = new RulesWatch(rulesMs, parts.interruptible);
  return watch.over(game).with((typed) => {
    const match = watch.run(() => replay(typed, written.header, written.entries));
    return new Writer(parts, watch, typed.bot, match);
  });
}

class Writer<State extends Json, Command extends Json, View extends Json> implements MatchWriter {
  readonly #parts: WriterParts;
  readonly #watch: RulesWatch;
  readonly #bot: TypedGame<State, Command, View, Json>['bot'];
  /** The owner of new entries: the newest of the log. */
  readonly #epoch: number;
  #match: Match<State, Command, View>;
  /** Seat of the command that is being answered. */
  #sender: number | undefined;
  #botHasFailed = false;

  constructor(
    parts: WriterParts,
    watch: RulesWatch,
    bot: Bot<View, Command> | undefined,
    match: Match<State, Command, View>,
  ) {
    this.#parts = parts;
    this.#watch = watch;
    this.#bot = bot;
    this.#epoch = match.ownership.epoch;
    this.#match = match;
  }

  get isAsleep(): boolean {
    return this.#match.ownership.asleep;
  }

  get isOver(): boolean {
    return this.#match.ending !== undefined || this.#match.abandoned !== undefined;
  }

  find(seat: number, id: Submission['commandId']): CommandEntry | undefined {
    return this.#match.log.find(seat, id);
  }

  async catchUp(at: number): Promise<Written> {
    const until = this.#parts.now() + botsMs;
    for (;;) {
      const timedOut = await this.#timeOut(at, 'players');
      if (timedOut !== 'written') return timedOut;
      const task = this.isAsleep ? botTask(this.#match) : undefined;
      if (task === undefined || this.#parts.now() >= until) return 'written';
      const acted = await this.#act(task, at);
      if (acted === 'stuck') return this.#timeOut(at, 'all');
      if (acted !== 'written') return acted;
    }
  }

  /** @param whose `players`: bots are not timed out, they act instead, however late it is */
  async #timeOut(at: number, whose: 'players' | 'all'): Promise<Written> {
    for (;;) {
      const found = timeoutDue(this.#match, at);
      const seats = found?.seats.filter((seat) => whose === 'all' || !isBotSeat(this.#match, seat)) ?? [];
      if (found === undefined || seats.length === 0) return 'written';
      const due = { ...found, seats };
      const answer = this.#byTheRules(() =>
        timeOut(
          this.#match,
          due,
          at,
          due.effect === 'bot' && this.#bot !== undefined ? this.#chosen(this.#bot, due.seats) : [],
        ),
      );
      const written =
        answer.kind === 'failed'
          ? await this.#end(answer.failure)
          : await this.#put(answer.entry, answer.match);
      if (written !== 'written') return written;
    }
  }

  async take(submission: Submission, arrivedAt: number): Promise<CommandWriteResult> {
    this.#sender = submission.seat;
    const before = this.find(submission.seat, submission.commandId);
    if (before !== undefined) return { kind: 'repeated', entry: before };
    const timedOut = await this.#timeOut(arrivedAt, 'players');
    if (timedOut !== 'written') return { kind: timedOut };
    const answer = this.#byTheRules(() => submit(this.#match, submission, arrivedAt));
    switch (answer.kind) {
      case 'refused':
        if (answer.failure !== undefined) this.#logFailure(answer.failure, 'a command is refused');
        return answer;
      case 'repeated':
        return answer;
      case 'failed':
        return { kind: (await this.#end(answer.failure)) === 'overtaken' ? 'overtaken' : 'ended' };
      case 'accepted': {
        const put = await this.#put(answer.entry, answer.match);
        return put === 'written' ? { kind: 'accepted', entry: answer.entry } : { kind: put };
      }
    }
  }

  async recordResult(): ReturnType<MatchWriter['recordResult']> {
    const { ending, header } = this.#match;
    return ending === undefined ? undefined : this.#parts.matches.finish(header.matchId, ending);
  }

  sleep(): Promise<Written> {
    const at = this.#parts.now();
    const entry = sleepAfter(this.#match, at);
    const lookAt = nextCheckAt(this.#match, at);
    const turns = turnsAwaited(this.#match);
    return unlessOvertaken(() =>
      this.#parts.matches.sleep(this.#match.header.matchId, this.#epoch, entry, lookAt, turns),
    );
  }

  async warn(at: number): Promise<number | null> {
    await this.#parts.matches.warn(this.#match.header.matchId, turnsRunningLow(this.#match, at));
    return nextCheckAt(this.#match, at, at);
  }

  show<Shown>(use: <S extends Json, C extends Json, V extends Json>(match: Match<S, C, V>) => Shown): Shown {
    return this.#watch.run(() => use(this.#match));
  }

  async #put(entry: CourseEntry, next: Match<State, Command, View>): Promise<Written> {
    const { matches, now } = this.#parts;
    const { matchId } = this.#match.header;
    // The writer of this entry may die before the result, or before a bot's answer. So the sweeper looks at
    // the match soon. Where a bot is already due, the sweeper knows it.
    const follows = next.ending !== undefined || botTask(next) !== undefined;
    if (follows && this.isAsleep && botTask(this.#match) === undefined) await matches.hasten(matchId, now());
    // Players of a match without a server count as away, except the player whose command is being answered:
    // the answer also contains a bot's reply.
    const turns = turnsBegun(this.#match, next, entry).filter(({ seat }) => seat !== this.#sender);
    const put = await unlessOvertaken(() => matches.append(matchId, this.#epoch, entry, turns));
    if (put === 'written') this.#match = next;
    return put;
  }

  /**
   * Plays a bot's command. A bot is never late: its time counts up to its deadline at most, since any delay
   * was a server's.
   * @returns `stuck` when it has no legal command
   */
  async #act(task: BotTask, now: number): Promise<Written | 'stuck'> {
    const { seat } = task;
    const { time, clocks } = this.#match;
    const clock = clocks.seats[seat];
    const at = Math.min(now, (clock && deadlineOf(time, clock)) ?? now);
    const parts = {
      now: () => this.#parts.now(),
      newId: () => this.#parts.newId(),
      failed: (error: unknown) => this.#botFailed('a bot failed', { seat, error }),
    };
    for (const choose of botChoices(this.#match, task, this.#bot, this.#watch, parts)) {
      const action = choose();
      if (action === undefined) continue;
      const submission = { seat, commandId: commandId(this.#parts.newId()), action };
      const answer = this.#byTheRules(() => submit(this.#match, submission, at));
      if (answer.kind === 'failed') return this.#end(answer.failure);
      if (answer.kind === 'accepted') return this.#put(answer.entry, answer.match);
      this.#botFailed("a bot's command is refused", { seat, action, answer });
    }
    return 'stuck';
  }

  /** The match ends without a result. */
  async #end(failure: RulesFailure): Promise<'overtaken' | 'ended'> {
    this.#logFailure(failure, 'the match ends without a result');
    const { header, sequence } = this.#match;
    const ended = await unlessOvertaken(() =>
      this.#parts.matches.abandon(header.matchId, this.#epoch, {
        kind: 'end',
        sequence: sequence + 1,
        at: this.#parts.now(),
        reason: 'rules-failed',
      }),
    );
    return ended === 'overtaken' ? 'overtaken' : 'ended';
  }

  /** The answer of the rules; rules that do not return fail the match. */
  #byTheRules<Answer>(
    ask: () => Answer,
  ): Answer | { readonly kind: 'failed'; readonly failure: RulesFailure } {
    try {
      return this.#watch.run(ask);
    } catch (error) {
      if (!(error instanceof RulesFailure)) throw error;
      return { kind: 'failed', failure: error };
    }
  }

  #chosen(bot: Bot<View, Command>, seats: readonly number[]): readonly Json[] {
    try {
      return botCommands(bot, this.#match, seats, this.#parts.newId(), {
        now: () => this.#parts.now(),
        within: (think) => this.#watch.run(think, stalledMs),
      });
    } catch (error) {
      if (error instanceof RulesFailure) throw error;
      this.#botFailed('a bot failed', { error });
      return [];
    }
  }

  /**
   * The game continues with a command that is drawn, and the request succeeds. It is a failure all the same,
   * since the bot is part of the function's version: the first one of a request counts for it (log.ts).
   */
  #botFailed(message: string, fields: Readonly<Record<string, unknown>>): void {
    const { matchId } = this.#match.header;
    log(this.#botHasFailed ? 'warn' : 'error', message, { matchId, ...fields });
    this.#botHasFailed = true;
  }

  #logFailure(failure: RulesFailure, what: string): void {
    const { matchId, game } = this.#match.header;
    log('error', `rules failed: ${what}`, {
      matchId,
      game,
      function: failure.rulesFunction,
      error: failure.cause,
    });
  }
}

/** Reports `overtaken` when another entry took the sequence number: a claim, or another function's entry. */
async function unlessOvertaken(write: () => Promise<void>): Promise<'written' | 'overtaken'> {
  try {
    await write();
    return 'written';
  } catch (error) {
    if (error instanceof OwnershipLost || error instanceof SequenceTaken) return 'overtaken';
    throw error;
  }
}
