import { type IllegalCommand } from './game-rules';

/** A command that cannot be read, with the reason for the player. */
export type Illegal = { readonly illegal: IllegalCommand };

/** The kind of a value, as text for people: `"abc"` is `a text`, `[]` is `a list`. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return `the number ${value}`;
    case 'object':
      return 'an object';
    case 'undefined':
      return 'missing';
    default:
      return `a ${typeof value}`;
  }
}

function wrong(message: string): Illegal {
  return { illegal: { code: 'invalid-command', message } };
}

/**
 * Reads a command that is an object of whole numbers, each within its limits: enough for games played on a
 * grid.
 * @param value any JSON from the client
 * @param fields name → smallest and largest value; every field is required, and others are refused
 * @returns the command, or what is wrong with it (names the field and its limits)
 */
export function readWholeNumbers<Field extends string>(
  value: unknown,
  fields: Readonly<Record<Field, { readonly least: number; readonly most: number }>>,
): { readonly command: Readonly<Record<Field, number>> } | Illegal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(
      `the command must be an object with ${Object.keys(fields).join(', ')}; it is ${kindOf(value)}`,
    );
  }
  const read: Partial<Record<Field, number>> = {};
  for (const name in fields) {
    const { least, most } = fields[name];
    const number: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most) {
      return wrong(`${name} must be a whole number from ${least} to ${most}; it is ${kindOf(number)}`);
    }
    read[name] = number;
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) continue;
    return wrong(
      `unknown field ${JSON.stringify(name.slice(0, 40))}: the command has ${Object.keys(fields).join(', ')}`,
    );
  }
  if (!isComplete(read, fields)) return wrong(`the command must have ${Object.keys(fields).join(', ')}`);
  return { command: read };
}

function isComplete<Field extends string>(
  read: Partial<Record<Field, number>>,
  fields: Readonly<Record<Field, unknown>>,
): read is Record<Field, number> {
  return Object.keys(fields).every((name) => Object.hasOwn(read, name));
}
