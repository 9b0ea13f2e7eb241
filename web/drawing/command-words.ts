import { type Game, type TypedGame } from '../../core/define';
import { type Json } from '../../core/json';
import { isFields, valueWords } from './value-words';

/**
 * A command after the name of its player. The game's own words are a verb: `Ada rolled`. Fields are none, and
 * follow a colon: `Ada: column 3`.
 */
export function commandAfterName(game: Game | undefined, command: Json): string {
  const own = game?.with((typed) => ownWords(typed, command));
  return own === undefined ? `: ${plainWords(command)}` : ` ${own}`;
}

/** Parses the command first: a log may hold only the part that this viewer may see. */
function ownWords<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, display }: TypedGame<State, Command, View, Options>,
  command: Json,
): string | undefined {
  const read = rules.parseCommand(command);
  return 'command' in read ? display?.words?.(read.command) : display?.hiddenWords;
}

/**
 * Text says what it is, other values only with their fields: `{ "kind": "fire", "square": "a1" }` → `fire
 * a1`; `{ "column": 3 }` → `column 3`; `{ "to": { "x": 0 } }` → `to (x 0)`.
 */
function plainWords(command: Json): string {
  if (!isFields(command)) return valueWords(command);
  return Object.entries(command)
    .map(([field, value]) => {
      if (isFields(value)) return `${field} (${valueWords(value)})`;
      return typeof value === 'string' && value !== '' ? value : `${field} ${valueWords(value)}`;
    })
    .join(' ');
}
