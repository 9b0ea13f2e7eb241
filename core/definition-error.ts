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

function textOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
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
