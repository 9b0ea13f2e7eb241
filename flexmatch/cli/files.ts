import fs from 'node:fs';
import path from 'node:path';

/** Thrown when a file cannot be read or is not what it should be; the message is for the person at the terminal. */
export class UnreadableError extends Error {}

/** Reads a file as UTF-8; undefined bytes become a problem instead of replacement characters. */
export function readText(file: string): { readonly text: string } | { readonly notUtf8: true } {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    throw new UnreadableError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { notUtf8: true };
  }
}

/** Finds the rule set that a case names: beside the case, or in a folder above it. */
export function findRuleSet(named: string, caseFile: string): string {
  if (path.isAbsolute(named)) return named;
  let folder = path.dirname(path.resolve(caseFile));
  for (;;) {
    const candidate = path.join(folder, named);
    if (fs.existsSync(candidate)) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  const here = path.resolve(named);
  if (fs.existsSync(here)) return here;
  throw new UnreadableError(`${caseFile}: its rule set ${named} is neither beside it nor in a folder above it`);
}
