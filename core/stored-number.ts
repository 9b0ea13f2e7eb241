import { isList, type Json } from './json';

/**
 * The greatest number of a row, in both directions. The SDK's document client refuses larger numbers, which
 * are not exact.
 */
export const maxNumber = Number.MAX_SAFE_INTEGER;
/**
 * The number nearest to zero. DynamoDB's limit is 1e-130; the distance leaves room for differences of stored
 * numbers.
 */
export const leastNumber = 1e-100;

/** @returns why a row cannot store a number, to follow its name in a sentence; undefined when it can */
export function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is not a number';
  if (Math.abs(value) > maxNumber) return `is ${value}: at most ${maxNumber} in both directions is possible`;
  if (value !== 0 && Math.abs(value) < leastNumber)
    return `is ${value}: it must be 0, or at least ${leastNumber} away from it`;
  return undefined;
}

/** The nearest number that a row can store. @param value not NaN */
export function storedNumber(value: number): number {
  const within = Math.min(maxNumber, Math.max(-maxNumber, value));
  return Math.abs(within) < leastNumber ? 0 : within;
}

/** The first number in JSON that a row cannot store: its path, parts joined by `/`, and the reason. */
export function jsonNumberProblem(
  value: Json,
  path: readonly string[] = [],
): { readonly field: string; readonly message: string } | undefined {
  if (typeof value === 'number') {
    const message = numberProblem(value);
    return message === undefined ? undefined : { field: path.join('/'), message };
  }
  if (value === null || typeof value !== 'object') return undefined;
  const members: ReadonlyArray<readonly [string, Json]> = isList(value)
    ? value.map((member, index) => [String(index), member])
    : Object.entries(value);
  for (const [name, member] of members) {
    const problem = jsonNumberProblem(member, [...path, name]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
