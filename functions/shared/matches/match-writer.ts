import { type Json } from '../../../core/json';
import { type CommandEntry, type LogEntry, type MatchHeader } from '../../../core/match/log';
import { type Match, type Submission } from '../../../core/match/match';
import { type Refused } from '../../../core/match/refusal';
import { type Interruptible } from '../../../definition/rules-watch';
import { type MatchStore } from '../../../store/matches';

export interface WriterParts {
  readonly matches: Pick<MatchStore, 'append' | 'sleep' | 'warn' | 'abandon' | 'finish' | 'hasten'>;
  /** Epoch milliseconds. */
  now(): number;
  /** A new id: the seed of a bot's randomness. */
  newId(): string;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
}

/** The match that a function writes to, with its log. */
export interface WrittenMatch {
  readonly header: MatchHeader;
  /** The whole log. */
  readonly entries: readonly LogEntry[];
}

/**
 * The result of a write: `overtaken` when another entry came first (read the log again), `ended` when the
 * rules failed and the match ended without a result.
 */
export type Written = 'written' | 'overtaken' | 'ended';

/** The result of a command. */
export type CommandWriteResult =
  | { readonly kind: 'accepted' | 'repeated'; readonly entry: CommandEntry }
  | Refused
  | { readonly kind: 'overtaken' | 'ended' };

/**
 * Continues a match outside of the Realtime script, for any game: by the same fold, with the same entries. It
 * may be used while the newest claim of the log is `sleep`, or the caller's own.
 */
export interface MatchWriter {
  /** True while no process owns the match, according to its log. */
  readonly isAsleep: boolean;
  /** True once the match has its result, or has ended without one. */
  readonly isOver: boolean;
  /** The entry of an earlier submission of this command, if there is one. */
  find(seat: number, commandId: Submission['commandId']): CommandEntry | undefined;
  /**
   * Writes what is due in a sleeping match: the timeouts of seats whose time ran out before the given time,
   * and the commands of bots. It stops when a player is to act, or when the time of bots in this process is
   * used up.
   */
  catchUp(at: number): Promise<Written>;
  /** Takes a command of a seat, after the timeouts of players that are due. */
  take(submission: Submission, arrivedAt: number): Promise<CommandWriteResult>;
  /** Records the result of the log, if there is one. Repeating it changes nothing. */
  recordResult(): Promise<'recorded' | 'already-recorded' | undefined>;
  /** Puts the match to sleep: from now on its clocks run. */
  sleep(): Promise<Written>;
  /**
   * Warns players whose time runs low at the given time, each of them once.
   * @returns epoch ms of the next look at a sleeping match, for its clocks; null: never
   */
  warn(at: number): Promise<number | null>;
  /** Shows the match in its current state. @throws RulesFailure when the rules fail */
  show<Shown>(
    use: <State extends Json, Command extends Json, View extends Json>(
      match: Match<State, Command, View>,
    ) => Shown,
  ): Shown;
}
