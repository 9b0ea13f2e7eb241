import { DefinitionError } from '../../core/definition-error';
import { messageOf } from '../../core/message-of';

/** Errors whose message is one line with file and fix already. */
const complete: ReadonlySet<string> = new Set(['DefinitionError', 'ConfigError']);

/** A file of game/ and a line in it, as stacks name them: compiled to dist/, or in the map of a bundle. */
const place = /\bgame\/((?:[\w@.-]+\/)*[\w@.-]+)\.([jt]sx?|json):(\d+)/;

/** True for an error that says in one line what to do. */
export const isComplete = (error: unknown): error is Error =>
  error instanceof Error && complete.has(error.name);

/** What loading a definition gives. @throws DefinitionError with one line when it does not load */
export function loadedBy<Loaded>(load: () => Loaded): Loaded {
  try {
    return load();
  } catch (error) {
    throw new DefinitionError(loadFailure(error));
  }
}

/**
 * Why a definition does not load, in one line: the first file of game/ on the stack, and what was thrown.
 * @param error whatever a file of game/ threw while it was loaded
 */
export function loadFailure(error: unknown): string {
  if (isComplete(error)) return error.message;
  const message = messageOf(error).split('\n')[0]?.trim() ?? '';
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const found = place.exec(stack.slice(stack.indexOf('\n    at ') + 1));
  const [, file = 'index', , line] = found ?? [];
  const where = line === undefined ? 'game/index.ts' : `game/${file}.ts:${line}`;
  return `${where}: the definition does not load: ${message === '' ? 'nothing is said why' : message}: correct it there`;
}
