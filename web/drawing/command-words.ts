import { type Game, type TypedGame } from '../../core/define';
import { type Json } from '../../core/json';
import { isFields, valueWords } from './value-words';

/** A command in the game's own words; without those, the values of its fields. */
export function commandWords(game: Game | undefined, command: Json): string {
  return game?.with((typed) => ownWords(typed, command)) ?? plainWords(command);
}

/** Parses the command first: a log may hold only the part that this viewer may see. */
function ownWords<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, display }: TypedGame<State, Command, View, Options>,
  command: Json,
): string | undefined {
  const read = rules.parseCommand(command);
  return 'command' in read ? display?.words?.(read.command) : display?.hiddenWords;
}

/** `{ "square": "d3" }` → `d3`; `{ "kind": "fire", "square": "a1" }` → `fire a1`; `{ "to": { "x": 0 } }` → `to (x 0)`. */
function plainWords(command: Json): string {
  if (typeof command !== 'object' || command === null) return String(command);
  return Object.entries(command)
    .map(([field, value]) => (isFields(value) ? `${field} (${valueWords(value)})` : valueWords(value)))
    .join(' ');
}
