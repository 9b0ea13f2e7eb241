import { type AttributeValue } from '../flexmatch/engine-types';
import { type AttributeType } from '../flexmatch/engine-types';
import { type Json } from '../core/json';

export { type AttributeValue };

/**
 * The source of a player attribute of a rule set. The client is not among the sources: it can only choose the
 * options of its match.
 */
export type AttributeSource =
  | { readonly kind: 'rating' }
  | { readonly kind: 'matches-played' }
  | { readonly kind: 'option'; readonly option: string }
  | { readonly kind: 'constant'; readonly value: AttributeValue }
  | { readonly kind: 'stored'; readonly name: string; readonly otherwise: AttributeValue };

/** The player's rating in the ticket's game, about 1500 before the first match. A number. */
export function rating(): AttributeSource {
  return { kind: 'rating' };
}

/** Number of rated matches of the ticket's game that the player has finished. A number. */
export function matchesPlayed(): AttributeSource {
  return { kind: 'matches-played' };
}

/** An option of the ticket's match. @param name of the option in the game's schema */
export function option(name: string): AttributeSource {
  return { kind: 'option', option: name };
}

/** The same value for every player. */
export function constant(value: AttributeValue): AttributeSource {
  return { kind: 'constant', value };
}

/**
 * A value on the player's row that only code of the backend writes (`PlayerStore.keepValue`).
 * @param otherwise value for players who have none
 */
export function stored(name: string, otherwise: AttributeValue): AttributeSource {
  return { kind: 'stored', name, otherwise };
}

/** The type that a rule set must declare for such a value. */
export function attributeTypeOf(value: AttributeValue): AttributeType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    default:
      return Array.isArray(value) ? 'string_list' : 'string_number_map';
  }
}

/** A JSON value as an attribute; undefined when FlexMatch has no type for it. */
export function attributeOf(value: Json | undefined): AttributeValue | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value === null || typeof value !== 'object') return undefined;
  const members = Object.values(value);
  if (isList(value))
    return members.every((member) => typeof member === 'string') ? members.map(String) : undefined;
  return members.every((member) => typeof member === 'number')
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, Number(member)]))
    : undefined;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
