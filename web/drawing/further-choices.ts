import { canonicalJson, type Json } from '../../core/json';
import { type CellCommand } from './command-grid';
import { valueWords } from './value-words';

/** A field of commands whose value a player chooses before the cell. */
export interface FurtherChoice {
  readonly field: string;
  readonly values: readonly { readonly key: string; readonly words: string }[];
  /** The key of the value that is chosen. */
  readonly chosen: string;
}

/** The key of a field that a command does not have. */
const absent = '';
const keyOf = (value: Json | undefined): string => (value === undefined ? absent : canonicalJson(value));

/**
 * The choices before the cell, one for each field with several values, and the commands that they leave. A
 * later field has the values that the earlier choices leave.
 * @param wanted keys by field; where one is not legal now, the first value is chosen
 */
export function furtherChoices(
  commands: readonly CellCommand[],
  wanted: ReadonlyMap<string, string>,
): { readonly choices: readonly FurtherChoice[]; readonly commands: readonly CellCommand[] } {
  const choices: FurtherChoice[] = [];
  let left = commands;
  for (const field of new Set(commands.flatMap(({ further }) => Object.keys(further)))) {
    const values = new Map(left.map(({ further }) => [keyOf(further[field]), further[field]]));
    const [first = absent] = values.keys();
    if (values.size < 2) continue;
    const wish = wanted.get(field);
    const chosen = wish !== undefined && values.has(wish) ? wish : first;
    choices.push({
      field,
      values: [...values].map(([key, value]) => ({
        key,
        words: value === undefined ? 'none' : valueWords(value),
      })),
      chosen,
    });
    left = left.filter(({ further }) => keyOf(further[field]) === chosen);
  }
  return { choices, commands: left };
}
