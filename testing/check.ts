import { type DefinedGame } from '../core/define';
import { type RandomSource, type Viewer } from '../core/game-rules';
import { type Json } from '../core/json';

/** One requirement on rules. `run` throws when they violate it. */
export interface Check {
  readonly title: string;
  run(): void;
}

/** The declarations that the game's own test makes about its rules. */
export interface RulesUnderTest<State extends Json> {
  /** Maximum number of commands of a match. */
  readonly longest: number;
  /**
   * How seats that may act at the same time depend on each other. `secret` (default): a seat that has yet to
   * act learns nothing about the others' commands, and keeps all of its own. `open`: it may learn them.
   * `race`: they may also take its commands away.
   */
  readonly atOnce?: 'secret' | 'open' | 'race';
  /**
   * Another state that looks the same to a viewer: hidden cards dealt again, hidden ships moved.
   * Declare it for every game with hidden state, so that all of it is tested for secrecy.
   */
  alike?(state: State, viewer: Viewer, random: RandomSource): State;
}

/** The game and the declarations of its test. */
export interface Subject<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> extends RulesUnderTest<State> {
  readonly game: DefinedGame<State, Command, View, Options>;
}
