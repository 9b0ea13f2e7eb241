import { InvalidArgumentError } from 'commander';

/** Reads a flag's number. @throws InvalidArgumentError, which commander prints with the flag's name */
export function asNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is no number.');
  return value;
}

/** Reads a flag's whole number. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const value = asNumber(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It is no whole number.');
  return value;
}
