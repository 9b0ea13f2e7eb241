import { messageOf } from '../../core/message-of';
import { type Game, type TypedGame } from '../../core/define';
import { type Drawing } from '../../core/drawing';
import { type Viewer } from '../../core/game-rules';
import { type Json } from '../../core/json';

/** The view and the legal commands of a viewer, in a live match or at an entry of a log. */
export interface Seen<View extends Json = Json, Command extends Json = Json> {
  readonly view: View;
  readonly legal: readonly Command[];
  /** The newest command, for its mark on the board. */
  readonly last?: Json | undefined;
}

/** View and commands come from the rules of the same game that draws them. */
function isSeenBy<View extends Json, Command extends Json>(_seen: Seen): _seen is Seen<View, Command> {
  return true;
}

/** A position as a page shows it. Without a drawing the page shows the view itself. */
export interface DrawnMatch {
  readonly drawing: Drawing<Json> | undefined;
  /** Why the game's own drawing failed: its exception. */
  readonly failure: string | undefined;
}

/**
 * Draws a position with the game's drawing. A drawing that throws must not stop the match for its player.
 * @param game undefined when the page does not have the game's code
 */
export function drawMatch(game: Game | undefined, seen: Seen, viewer: Viewer): DrawnMatch {
  try {
    const drawing = game?.with((typed) => drawingOf(typed, seen, viewer));
    return { drawing, failure: undefined };
  } catch (error) {
    return { drawing: undefined, failure: messageOf(error) };
  }
}

function drawingOf<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, display }: TypedGame<State, Command, View, Options>,
  seen: Seen,
  viewer: Viewer,
): Drawing<Json> | undefined {
  if (display?.draw === undefined || !isSeenBy<View, Command>(seen)) return undefined;
  const { view, legal, last } = seen;
  // A log may hold only the part of a command that this viewer may see, which is not a command.
  const read = last === undefined ? undefined : rules.parseCommand(last);
  const known = read !== undefined && 'command' in read ? { last: read.command } : {};
  return display.draw(view, { viewer, legal, ...known });
}

/** CSS variables for the seats' colours in a drawing. */
export function seatColours({ drawing }: DrawnMatch): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (drawing?.colours ?? []).map((colour, seat) => [`--seat-${seat}`, `var(--${colour})`]),
  );
}
