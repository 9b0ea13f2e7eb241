import { type Plan } from './plan';

/**
 * Whether the plan changes a stack that is there. All of a first plan is new, and reviewed as a whole; a
 * resource that a later plan makes beside others opens something that was closed.
 */
export function isInPlace({ resource_changes: changes }: Plan): boolean {
  return changes.some(({ mode, change: { before } }) => mode === 'managed' && before);
}
