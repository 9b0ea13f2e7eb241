/** An invalid definition. The message is one line that names the file, the place and the fix. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/**
 * Refuses fields that a definition does not have. The compiler does not see JavaScript or a misspelt name.
 * @param place of the definition, for the message: `game/index.ts: matchmaking "duel"`
 * @throws DefinitionError
 */
export function checkFields(place: string, given: object, fields: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !fields.includes(name));
  if (unknown !== undefined)
    throw new DefinitionError(
      `${place}: ${JSON.stringify(unknown)} is not a field: remove it, or write one of ${fields.join(', ')}`,
    );
}

/**
 * Refuses anything but an object. A file without exports gives undefined.
 * @param fix what to write: `a game of defineGame(…)`
 * @throws DefinitionError
 */
export function checkObject(place: string, given: unknown, fix: string): void {
  if (typeof given !== 'object' || given === null)
    throw new DefinitionError(`${place} is ${textOf(given)}: write ${fix}`);
}

/**
 * Refuses anything but a list.
 * @param fix what to write
 * @throws DefinitionError
 */
export function checkList(place: string, given: unknown, fix: string): void {
  if (!Array.isArray(given)) throw new DefinitionError(`${place} is ${textOf(given)}: write ${fix}`);
}

/** Any value as a message shows it: `3` and `"3"` differ, and what JSON does not have is named. */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'function':
      return 'a function';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return objectText(value).slice(0, 60);
    case 'string':
      return JSON.stringify(value).slice(0, 60);
    default:
      return String(value);
  }
}

function objectText(value: object | null): string {
  try {
    return JSON.stringify(value);
  } catch {
    // A circle, or a bigint in it.
    return 'an object';
  }
}

/**
 * Refuses an object that lacks one of the required functions.
 * @throws DefinitionError naming the first
 */
export function checkFunctions(
  place: string,
  given: object,
  required: readonly string[],
  optional: readonly string[] = [],
): void {
  for (const name of [...required, ...optional]) {
    const member: unknown = Reflect.get(given, name);
    if (typeof member === 'function' || (member === undefined && optional.includes(name))) continue;
    throw new DefinitionError(
      member === undefined
        ? `${place}: ${name} is missing: add the function ${name}`
        : `${place}: ${name} is of type ${typeof member}: write a function`,
    );
  }
}

/**
 * Refuses a function that answers with a promise, where the answer is needed at once.
 * @throws DefinitionError
 */
export function checkNotAsync(place: string, given: object, name: string): void {
  if (Object.prototype.toString.call(Reflect.get(given, name)) === '[object AsyncFunction]')
    throw new DefinitionError(`${place}: ${name} is async: write a function that answers at once`);
}

/** @throws DefinitionError when the value is not a whole number within the limits */
export function checkWhole(place: string, name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new DefinitionError(
      `${place}: ${name} is ${textOf(value)}: write a whole number from ${least} to ${most}`,
    );
}
