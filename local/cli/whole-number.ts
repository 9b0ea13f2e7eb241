import { InvalidArgumentError } from 'commander';

/** Reads a flag that is a whole number. The returned reader throws InvalidArgumentError naming the limits. */
export function wholeNumberFrom(least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(
        `must be a whole number from ${least}${most === Infinity ? '' : ` to ${most}`}.`,
      );
    return value;
  };
}
