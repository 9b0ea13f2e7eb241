import * as z from 'zod';

/**
 * A name that becomes part of names in AWS: letters, digits, hyphens, beginning with a letter, which every
 * service allows. Not a hyphen at the end: logicalName() drops it.
 */
export const partName = (most: number): z.ZodString =>
  z
    .string()
    .regex(
      /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
      'must be lower case letters, digits and hyphens, beginning with a letter and not ending with a hyphen',
    )
    .max(most);

/** `spot-blue` → `SpotBlue`: ids in templates are letters and digits. */
export function logicalName(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The first name in the list whose logical name an earlier one has, and that one: `blue2` of `blue-2`. */
export function sameLogicalName(
  names: readonly string[],
): readonly [earlier: string, later: string] | undefined {
  const earlier = new Map<string, string>();
  for (const name of names) {
    const first = earlier.get(logicalName(name));
    if (first !== undefined) return [first, name];
    earlier.set(logicalName(name), name);
  }
  return undefined;
}
