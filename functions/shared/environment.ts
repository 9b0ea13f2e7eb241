import { environment, type EnvironmentKey } from '../../contract/environment';

/**
 * The environment variables that a function declares (functions/<name>/declaration.ts). They are read once,
 * when the function is loaded, so that a wrong deployment fails at once and names the variable.
 * @throws Error naming every variable that is missing or empty
 */
export function readEnvironment<Key extends EnvironmentKey>(
  ...keys: readonly Key[]
): Readonly<Record<Key, string>> {
  const set = Object.fromEntries(
    keys.flatMap((key) => {
      const value = process.env[environment[key]] ?? '';
      return value === '' ? [] : [[key, value]];
    }),
  );
  if (hasEach(set, keys)) return set;
  const missing = keys.filter((key) => !Object.hasOwn(set, key)).map((key) => environment[key]);
  throw new Error(`environment variables are missing: ${missing.join(', ')}`);
}

function hasEach<Key extends string>(
  set: object,
  keys: readonly Key[],
): set is Readonly<Record<Key, string>> {
  return keys.every((key) => Object.hasOwn(set, key));
}

/** A variable that is a whole number. @throws Error naming the variable and its text */
export function wholeVariable(key: EnvironmentKey, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`${environment[key]} must be a whole number, not ${JSON.stringify(text)}`);
  return value;
}

/** A variable that is a list, separated by commas. */
export function commaSeparated(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
