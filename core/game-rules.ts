import { type GameName, type Seat } from './ids';
import { type Json } from './json';

/** Seeded randomness. Its state is part of the match, so that replaying the log draws the same numbers. */
export interface RandomSource {
  /** A whole number in [0, bound). @param bound whole number ≥ 1 */
  below(bound: number): number;
}

/** How many seats a game takes: every number from `min` to `max`, 2 to 8. */
export interface SeatRange {
  readonly min: number;
  readonly max: number;
}

/** Options of a game that has none. */
export type NoOptions = { readonly [name: string]: never };

/** The parameters of a new match. */
export interface MatchSetup<Options extends Json> {
  /** Number of seats of this match. Seats are numbered from 0. */
  readonly seats: number;
  /**
   * Team of each seat, seat 0 first, numbered from 0 in the order of the rule set. In a game without teams
   * every seat is a team of its own.
   */
  readonly teams: readonly number[];
  /** The options that the players of this match asked for, complete with defaults. */
  readonly options: Options;
}

/** How a game ended. */
export interface GameResult {
  /**
   * Place of each seat, seat 0 first; 1 is the best. Equal seats share a place and the next places are
   * skipped: 1, 2, 2, 4. Seats of one team share their place.
   */
  readonly places: readonly number[];
  /** Points of each seat in the game's own unit, seat 0 first. Absent when the game has no points. */
  readonly scores?: readonly number[];
  /**
   * Further numbers of each seat by name, seat 0 first, for leaderboards: exactly those that the rules
   * declare (`numbers`). Absent when they declare none.
   */
  readonly numbers?: Readonly<Record<string, readonly number[]>>;
  /**
   * The game's own short word: `line`, `board-full`. The engine's are `resigned`, `agreed`, `abandoned`,
   * `timeout`.
   */
  readonly reason: string;
}

/** A game's refusal of a command: a stable code of the game's own and a sentence for people. */
export interface IllegalCommand {
  readonly code: string;
  readonly message: string;
}

/** The viewer of a match: a seat, or a spectator. */
export type Viewer = Seat | 'spectator';

/**
 * Why a seat leaves a match before its end. `abandoned` is a seat that stayed away, or never came. The match
 * continues or is finished; a match that is itself abandoned has an `AbandonReason` (core/match/log.ts).
 */
export const leaveReasons = ['resigned', 'abandoned', 'timeout'] as const;
export type LeaveReason = (typeof leaveReasons)[number];

/** The context in which a played command is shown to a viewer. */
export interface SeenCommand<State extends Json> {
  readonly seat: Seat;
  readonly viewer: Viewer;
  /** The state right after the command. */
  readonly then: State;
  /** The newest state. A secret of `then` may be revealed once `now` shows it anyway. */
  readonly now: State;
}

/**
 * A turn-based game as a pure value. States, commands, views and options are plain JSON. Declare them with
 * `type`, not `interface`: only then does TypeScript see that they are JSON. A function keeps no state of its
 * own, reads no clock, changes no argument and draws randomness only from its argument.
 */
export interface GameRules<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json = NoOptions,
> extends PlayRules<State, Command, View> {
  /** The first state. */
  setup(random: RandomSource, match: MatchSetup<Options>): State;
}

/** The fields that every result of the rules contains. Leaderboards can measure only these. */
export interface DeclaredResult {
  /** `true`: every result has `scores`. */
  readonly scores?: true;
  /** Names of the `numbers` of every result: `['longestWord']`. */
  readonly numbers?: readonly string[];
}

/** The rules of a game once a match is set up. Only the first state depends on the options. */
export interface PlayRules<
  State extends Json,
  Command extends Json,
  View extends Json,
> extends DeclaredResult {
  /** Lower-case letters, digits and hyphens, at most 32; also the name of the game's folder. */
  readonly name: GameName;
  /** Must be raised whenever a log of the old rules would fold differently. */
  readonly version: number;
  /** Exact number of seats, or a range of 2 to 8. */
  readonly seats: number | SeatRange;
  /** `true`: the seats of one FlexMatch team win and lose together. Absent: every seat plays for itself. */
  readonly teams?: true;
  /**
   * Commands that every seat must have played for the match to be rated. A shorter match counts in the
   * statistics but changes no rating and no leaderboard. Default 0.
   */
  readonly minimumCommands?: number;
  /** Seats that may command now, in any order; empty exactly when the game is finished. */
  toAct(state: State): readonly Seat[];
  /** Every legal command of a seat; empty exactly when the seat is not to act. */
  legalCommands(state: State, seat: Seat): readonly Command[];
  /** Reads a client's JSON. A refusal names the field and its limits. Never throws. */
  parseCommand(value: unknown): { readonly command: Command } | { readonly illegal: IllegalCommand };
  /** The next state, or why the command is illegal in this state. Never throws for a parsed command. */
  apply(
    state: State,
    seat: Seat,
    command: Command,
    random: RandomSource,
  ): { readonly state: State } | { readonly illegal: IllegalCommand };
  /** The part of the state that a seat, or a spectator, may see. */
  view(state: State, viewer: Viewer): View;
  /**
   * The part of a command that a viewer other than its own seat may see. Absent: the whole command, as in
   * every game without hidden moves.
   */
  seen?(command: Command, context: SeenCommand<State>): Json;
  /** The result, once the game is finished. */
  result(state: State): GameResult | undefined;
  /**
   * The state after a seat has left while the others play on; the seat never acts again. It may be out by the
   * rules already. Absent: the match ends when a seat leaves. The seat that left (and its team) is last, the
   * others share the first place.
   */
  leave?(state: State, seat: Seat, reason: LeaveReason, random: RandomSource): State;
  /**
   * The state after a seat's time ran out and its turn is skipped. Required by games whose `onTimeout` is
   * `skip`.
   */
  skip?(state: State, seat: Seat, random: RandomSource): State;
  /**
   * Name of the phase that the game is in (`placement`, `play`), for clients. Absent: the game has one phase.
   */
  phase?(state: State): string;
}
