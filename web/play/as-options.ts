import { type Json } from '../../core/json';

/** Options of a match by their names. */
export type OptionsByName = Readonly<Record<string, Json>>;

/** The options of a match by their names; options without a game's schema are empty. */
export function asOptions(options: Json): OptionsByName {
  return typeof options === 'object' && options !== null && !Array.isArray(options)
    ? Object.fromEntries(Object.entries(options))
    : {};
}
