import * as z from 'zod';

/**
 * The task of an invocation. The scheduled event names none: then keys are rotated when it is due. A deploy
 * waits for the issuer; an operator replaces keys that leaked (docs/operating.md).
 */
const asked = z.looseObject({ task: z.enum(['await-issuer', 'replace-leaked']) });

export type SigningKeysTask = 'rotate' | z.output<typeof asked>['task'];

/** @throws Error when a task is unknown: a typing error must not count as a rotation */
export function taskOf(event: unknown): SigningKeysTask {
  if (event === null || typeof event !== 'object' || !('task' in event)) return 'rotate';
  const parsed = asked.safeParse(event);
  if (parsed.success) return parsed.data.task;
  throw new Error(`task is ${JSON.stringify(event.task)}: write "await-issuer" or "replace-leaked"`);
}
