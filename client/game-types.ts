import { type Json } from '../core/json';
import { type ToPlayerFields } from '../contract/realtime/to-player';
import { type Seat } from '../core/ids';

/**
 * The view of a game's players: from its rules (`ViewOf<typeof rules>`) or from the game that `defineGame`
 * made. Any JSON for other types.
 */
export type ViewOf<Game> = Game extends { readonly rules: infer Rules }
  ? ViewOf<Rules>
  : Game extends Showing<infer View>
    ? View
    : Json;

/** The command of a game's players: from its rules, or from the game that `defineGame` made. */
export type CommandOf<Game> = Game extends { readonly rules: infer Rules }
  ? CommandOf<Rules>
  : Game extends Commanded<infer Command>
    ? Command
    : Json;

interface Showing<View extends Json> {
  view(state: never, viewer: never): View;
}
interface Commanded<Command extends Json> {
  legalCommands(state: never, seat: never): readonly Command[];
}

/** A position as a message has it: view and commands are JSON of any game. */
export type WirePosition = NonNullable<ToPlayerFields['events']['position']>;

/** The position of a match as this player's seat sees it. */
export interface Position<View extends Json = Json, Command extends Json = Json> {
  /** The visible part of the game. */
  readonly view: View;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /** The commands that the seat may play now. */
  readonly legal: readonly Command[];
  readonly offer: WirePosition['offer'];
  /** Seats that have left while the others continue. */
  readonly left: readonly Seat[];
  /** The game's own name of its phase; null when it has one phase only. */
  readonly phase: string | null;
}

/**
 * The caller asserts the types of view and commands by naming the rules, which the script runs as well. On
 * the wire they are JSON of any form.
 */
export function isPositionOf<View extends Json, Command extends Json>(
  _position: Position,
): _position is Position<View, Command> {
  return true;
}
