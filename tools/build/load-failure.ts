import { DefinitionError } from '../../core/definition-error';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';

/** Errors whose message is already one line with file and fix. */
const complete: ReadonlySet<string> = new Set(['DefinitionError', 'ConfigError']);

/** A file of game/ with a line, as stacks name them: compiled to dist/, or in the source map of a bundle. */
const place = /\bgame\/((?:[\w@.-]+\/)*[\w@.-]+)\.([jt]sx?|json):(\d+)/;

/** True for an error whose message is already one line with the fix. */
export const isComplete = (error: unknown): error is Error =>
  error instanceof Error && complete.has(error.name);

/** The result of loading a definition. @throws DefinitionError with one line when it does not load */
export function loadedBy<Loaded>(load: () => Loaded): Loaded {
  try {
    return load();
  } catch (error) {
    throw new DefinitionError(loadFailure(error));
  }
}

/** The message of an error, in one line; for a list of zod's issues, that of the first. */
function firstLine(error: unknown): string {
  if (error instanceof z.core.$ZodError) return error.issues[0]?.message ?? '';
  return messageOf(error).split('\n')[0]?.trim() ?? '';
}

/**
 * Why a definition does not load, in one line: the first file of game/ on the stack, and what was thrown.
 * @param error thrown by a file of game/ while it was loaded
 */
export function loadFailure(error: unknown): string {
  if (isComplete(error)) return error.message;
  const message = firstLine(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const found = place.exec(stack.slice(stack.indexOf('\n    at ') + 1));
  const [, file = 'index', , line] = found ?? [];
  const where = line === undefined ? 'game/index.ts' : `game/${file}.ts:${line}`;
  return (
    `${where}: the definition does not load: ${message === '' ? 'the error has no message' : message}: ` +
    'correct it there'
  );
}
