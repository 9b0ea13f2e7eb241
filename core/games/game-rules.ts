import { type GameName, type Seat } from '../ids';
import { type Json } from '../json';

/** Seeded randomness. Its state is part of the match, so that replaying the log draws the same numbers. */
export interface RandomSource {
  /** A whole number in [0, bound). @param bound whole number ≥ 1 */
  below(bound: number): number;
}

/** What a finished game says of a seat. */
export type SeatOutcome = 'win' | 'loss' | 'draw';

/**
 * How a game ended: one outcome a seat, seat 0 first. Either one winner, or all draw, or a ranking cut into
 * wins and losses.
 */
export interface GameResult {
  readonly outcomes: readonly SeatOutcome[];
  /**
   * Why, in the game's own short word: `line`, `board-full`, `resigned`, `agreed`, `timeout`, `abandoned`.
   */
  readonly reason: string;
}

/** A refusal that a game gives: a stable code of the game's own and a sentence for people. */
export interface IllegalCommand {
  readonly code: string;
  readonly message: string;
}

/** Who looks at a match: a seat, or somebody who only watches. */
export type Viewer = Seat | 'spectator';

/**
 * A turn-based game as a pure value. States, commands and views are plain JSON (declare them with `type`, not
 * `interface`: only then does TypeScript see that they are JSON).
 * No function keeps anything, reads a clock, changes its arguments or draws chance from anywhere but its
 * argument.
 */
export interface GameRules<State extends Json, Command extends Json, View extends Json> {
  readonly name: GameName;
  /** Raised whenever a log of the old rules would fold differently. */
  readonly version: number;
  readonly seats: number;
  /** The first state. */
  setup(random: RandomSource): State;
  /** Seats that may command now, in no order of importance; empty exactly when the game is finished. */
  toAct(state: State): readonly Seat[];
  /** Every legal command of a seat; empty when it is not the seat's turn. */
  legalCommands(state: State, seat: Seat): readonly Command[];
  /**
   * Reads a client's JSON. Returns the command, or why it is none (wrong shape: names the field and the
   * limit).
   */
  parseCommand(value: unknown): { readonly command: Command } | { readonly illegal: IllegalCommand };
  /**
   * The next state, or why the command is against the rules in this state. Never throws for a parsed command.
   */
  apply(
    state: State,
    seat: Seat,
    command: Command,
    random: RandomSource,
  ): { readonly state: State } | { readonly illegal: IllegalCommand };
  /** What a seat, or a spectator, may see. */
  view(state: State, viewer: Viewer): View;
  /** What a viewer is told of a seat's command. Absent: the whole command, as in every game of open moves. */
  seen?(command: Command, seat: Seat, viewer: Viewer): Json;
  /** The result, once the game is finished. */
  result(state: State): GameResult | undefined;
}
