import fs from 'node:fs';
import path from 'node:path';

/** A file that cannot be read or has unexpected content; the message is for the person at the terminal. */
export class UnreadableError extends Error {}

/** All errors of a rule set in one line. */
export const inOneLine = (
  errors: ReadonlyArray<{ readonly path: string; readonly message: string }>,
): string => errors.map(({ path: at, message }) => (at === '' ? message : `${at}: ${message}`)).join('; ');

/** The name that stands for standard input. */
export const standardInput = '-';

/**
 * The folder that command-line paths are relative to: npm runs scripts in the package's folder and passes the
 * caller's folder in INIT_CWD.
 */
function typedFrom(): string {
  const called = process.env['INIT_CWD'];
  return called === undefined || called === '' ? process.cwd() : called;
}

/**
 * The path of a file on the command line. A path that does not exist in the caller's folder is tried in the
 * working folder.
 */
export function typedPath(file: string): string {
  const typed = path.resolve(typedFrom(), file);
  const here = path.resolve(file);
  return !fs.existsSync(typed) && fs.existsSync(here) ? here : typed;
}

/** The path of an output file on the command line. @throws UnreadableError when its folder does not exist */
export function outputPath(file: string): string {
  const place = path.resolve(typedFrom(), file);
  if (fs.existsSync(place) && fs.statSync(place).isDirectory())
    throw new UnreadableError(`${file} is a folder: name a file in it`);
  if (!fs.existsSync(path.dirname(place)))
    throw new UnreadableError(`${file} cannot be written: there is no folder ${path.dirname(place)}`);
  return place;
}

/** The name of a file in messages. */
export function shownName(file: string): string {
  return file === standardInput ? 'standard input' : file;
}

/**
 * Reads a file, or standard input for `-`, as UTF-8; invalid bytes give a problem instead of replacement
 * characters.
 * @throws UnreadableError
 */
export function readText(file: string): { readonly text: string } | { readonly notUtf8: true } {
  let bytes: Buffer;
  const place = file === standardInput ? 0 : typedPath(file);
  try {
    bytes = fs.readFileSync(place);
  } catch (error) {
    throw new UnreadableError(whyUnreadable(shownName(file), String(place), error));
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { notUtf8: true };
  }
}

/**
 * Reads a required text.
 * @throws UnreadableError also for other encodings and for empty files
 */
export function readContent(file: string): string {
  const source = readText(file);
  if ('notUtf8' in source)
    throw new UnreadableError(`${shownName(file)} is not UTF-8 text: save it as UTF-8`);
  if (source.text.trim() === '') throw new UnreadableError(`${shownName(file)} is empty`);
  return source.text;
}

function whyUnreadable(name: string, place: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `${name} does not exist${path.isAbsolute(name) ? '' : ` (looked for ${place})`}`;
    case 'EISDIR':
      return `${name} is a folder: name a file in it`;
    case 'EACCES':
    case 'EPERM':
      return `${name} cannot be read: you have no permission to`;
    case 'EAGAIN':
    case 'EOF':
      return `${name} has nothing to read: pipe a file into it`;
    default:
      return `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Finds the rule set that a case names: beside the case, or in a parent folder. @throws UnreadableError */
export function findRuleSet(named: string, caseFile: string): string {
  if (path.isAbsolute(named)) return named;
  let folder = caseFile === standardInput ? typedFrom() : path.dirname(typedPath(caseFile));
  for (;;) {
    const candidate = path.join(folder, named);
    if (fs.existsSync(candidate)) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  const here = typedPath(named);
  if (fs.existsSync(here)) return here;
  throw new UnreadableError(
    `${shownName(caseFile)}: its rule set ${named} is neither beside it nor in a folder above it`,
  );
}
