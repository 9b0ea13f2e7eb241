import { type DefinedGame } from '../core/define';
import { type RandomSource, type Viewer } from '../core/game-rules';
import { type Json } from '../core/json';

/** One thing that rules must keep. `run` throws when they do not. */
export interface Check {
  readonly title: string;
  run(): void;
}

/** What a game's own test says of it. */
export interface RulesUnderTest<State extends Json> {
  /** Most commands of a match. */
  readonly longest: number;
  /**
   * How seats that may act at once depend on each other.
   * `secret` (default): a seat that has yet to act learns nothing of the others' commands, and keeps all of
   * its own. `open`: it may learn them. `race`: they may also take its commands away.
   */
  readonly atOnce?: 'secret' | 'open' | 'race';
  /**
   * A state that may be the true one as far as a viewer can know: hidden cards dealt anew, hidden ships
   * moved. Give it for every game whose state hides something; then the secrecy of all of it is tested.
   */
  alike?(state: State, viewer: Viewer, random: RandomSource): State;
}

/** The game and what its test says of it. */
export interface Subject<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> extends RulesUnderTest<State> {
  readonly game: DefinedGame<State, Command, View, Options>;
}
