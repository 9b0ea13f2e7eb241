import { InvalidArgumentError } from 'commander';

/** Reads the number of a flag. @throws InvalidArgumentError, which commander prints with the flag's name */
export function asNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

/** Reads the whole number of a flag. @throws InvalidArgumentError */
export function asWholeNumber(text: string): number {
  const value = asNumber(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It is not a whole number.');
  return value;
}
