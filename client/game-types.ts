import { type Json } from '../core/json';
import { type ToPlayerFields } from '../contract/realtime/to-player';
import { type Seat } from '../core/ids';

/**
 * The view that the players of a game get: of its rules (`ViewOf<typeof rules>`) or of the game that
 * `defineGame` made. Any JSON for anything else.
 */
export type ViewOf<Game> = Game extends { readonly rules: infer Rules }
  ? ViewOf<Rules>
  : Game extends { view(state: never, viewer: never): infer View extends Json }
    ? View
    : Json;

/** The command that the players of a game send: of its rules, or of the game that `defineGame` made. */
export type CommandOf<Game> = Game extends { readonly rules: infer Rules }
  ? CommandOf<Rules>
  : Game extends { legalCommands(state: never, seat: never): readonly (infer Command extends Json)[] }
    ? Command
    : Json;

export type WireStanding = NonNullable<ToPlayerFields['events']['standing']>;

/** Where a match stands for our seat. */
export interface Standing<View extends Json = Json, Command extends Json = Json> {
  /** What our seat may see. */
  readonly view: View;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /** What our seat may play now. */
  readonly legal: readonly Command[];
  readonly offer: WireStanding['offer'];
  /** Seats that have left while the others play on. */
  readonly left: readonly Seat[];
  /** The game's own word for its phase; null when it has one phase only. */
  readonly phase: string | null;
}

/**
 * The types of view and commands are the word of the caller, who names the rules that the script runs too:
 * what comes over the wire is JSON of any form.
 */
export function isStandingOf<View extends Json, Command extends Json>(
  _standing: Standing,
): _standing is Standing<View, Command> {
  return true;
}
