import {
  type OfferKind,
  type MatchHeader,
  type Ownership,
  type BotSeat,
  type MatchEnding,
  type AbandonReason,
  type MatchAction,
  type CommandEntry,
} from './log';
import { type Seat, type CommandId } from '../ids';
import { type Json } from '../json';
import { type PlayRules } from '../game-rules';
import { type ChanceState } from './chance';
import { type TimeRules } from './clock/time-rules';
import { type Clocks } from './clock/clocks';
import { type MatchLog } from './match-log';
import { type RulesFailure } from './rules-failure';
import { type Refused } from './refusal';

/** An offer that is waiting for answers. */
export interface OpenOffer {
  readonly offer: OfferKind;
  readonly by: Seat;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Seats that have accepted already; the offer holds once all others have. */
  readonly acceptedBy: readonly Seat[];
}

/** A match at one moment: the fold of its log. It is immutable: every entry gives a new match. */
export interface Match<State extends Json, Command extends Json, View extends Json> {
  readonly rules: PlayRules<State, Command, View>;
  readonly header: MatchHeader;
  readonly state: State;
  readonly chance: ChanceState;
  /** Sequence number of the newest entry of the log; 0 before the first. */
  readonly sequence: number;
  readonly ownership: Ownership;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /**
   * For each seat: sequence number of the newest entry that changed its options. A command that was chosen
   * before it is stale.
   */
  readonly choicesChangedAt: readonly number[];
  /** Seats that have left while the others play on, in the order of their leaving. */
  readonly left: readonly Seat[];
  /** Seats that bots play now. */
  readonly bots: readonly BotSeat[];
  /** The clock rules. */
  readonly time: TimeRules;
  readonly clocks: Clocks;
  /** Completed absences of each seat in ms; seat 0 first. */
  readonly absentMs: readonly number[];
  /** True when the game has takebacks. */
  readonly takebacks: boolean;
  /** The match before its newest command, while a takeback can reach it. */
  readonly past: Past<State> | undefined;
  readonly offer: OpenOffer | undefined;
  /**
   * Seats that made an offer since they last played: one offer a turn, so that a player cannot spam the
   * others.
   */
  readonly offered: readonly Seat[];
  readonly ending: MatchEnding | undefined;
  /** Why the match itself is abandoned and has no result. Undefined when only seats abandoned it. */
  readonly abandoned: AbandonReason | undefined;
  /** States are kept only for rules that need them to show a command (`seen`). */
  readonly log: MatchLog<State>;
}

/** An action that a seat submits. A `play` holds the client's JSON, which the game's rules read here. */
export type SubmittedAction =
  Exclude<MatchAction, { kind: 'play' }> | { readonly kind: 'play'; readonly command: unknown };

/** A command as it arrives at a match, before the rules have seen it. */
export interface Submission {
  readonly seat: Seat;
  /** The client's own id: the same id from the same seat is the same command, even when it arrives again. */
  readonly commandId: CommandId;
  /** The newest sequence number that the client knew when it chose the command. */
  readonly seenSequence?: number;
  /** Round trip of the seat in ms, as the server measured it. */
  readonly lagMs?: number;
  readonly action: SubmittedAction;
}

/** The effect of a submission on a match. Only `accepted` changes it. */
export type SubmissionEffect<State extends Json, Command extends Json, View extends Json> =
  | { readonly kind: 'accepted'; readonly entry: CommandEntry; readonly match: Match<State, Command, View> }
  | { readonly kind: 'repeated'; readonly entry: CommandEntry }
  /** The rules cannot continue this match: it must end without a result. */
  | { readonly kind: 'failed'; readonly failure: RulesFailure }
  | Refused;

/** The match before a command, while takebacks can still reach it. */
export interface Past<State> {
  /** The seat that played the command, and when the match accepted it. */
  readonly by: Seat;
  readonly at: number;
  readonly state: State;
  readonly toAct: readonly Seat[];
  readonly clocks: Clocks;
  /** The match before the command before it. */
  readonly before: Past<State> | undefined;
}
