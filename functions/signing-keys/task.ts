import * as z from 'zod';

/**
 * What the function may be asked for. The clock's event asks for nothing: then keys are rotated when it is
 * time. A deploy waits for the issuer; an operator replaces keys that leaked (docs/operating.md).
 */
const asked = z.looseObject({ task: z.enum(['await-issuer', 'replace-leaked']) });

export type SigningKeysTask = 'rotate' | z.output<typeof asked>['task'];

/** @throws Error when a task is named that is not known: a typing error must not pass for a rotation */
export function taskOf(event: unknown): SigningKeysTask {
  if (event === null || typeof event !== 'object' || !('task' in event)) return 'rotate';
  const parsed = asked.safeParse(event);
  if (parsed.success) return parsed.data.task;
  throw new Error(`task is ${JSON.stringify(event.task)}: write "await-issuer" or "replace-leaked"`);
}
