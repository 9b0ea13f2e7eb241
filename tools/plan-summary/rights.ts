import { parsePolicy, type PolicyStatement } from '../policy/evaluate';

/** A permission: one action on one resource for some principals, under conditions that must all hold. */
export interface Right {
  readonly action: string;
  /** `action on resource to principals`. */
  readonly text: string;
  /** As JSON; empty where the policy belongs to its principal. */
  readonly principal: string;
  readonly resource: string;
  /** `key operator` → values, one of which must match. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/**
 * What a principal could not do before: rights that no statement gave, and denials that end.
 * @param before the policy as JSON; absent: there was none
 * @returns one line for each right, or undefined when one of the two cannot be read
 */
export function addedRights(before: string | undefined, after: string): readonly string[] | undefined {
  const [old, next] = [statementsOf(before) ?? (before === undefined ? [] : undefined), statementsOf(after)];
  if (old === undefined || next === undefined) return undefined;
  const { added, lifted } = compared(old, next);
  return [...added.map(({ text }) => text), ...lifted.map(({ text }) => `${text}, which is denied`)];
}

/** The allowances of `next` that `old` does not cover, and the denials of `old` that `next` does not. */
export function compared(
  old: readonly PolicyStatement[],
  next: readonly PolicyStatement[],
): {
  readonly known: readonly Right[];
  readonly added: readonly Right[];
  readonly lifted: readonly Right[];
} {
  const known = rights(old, 'Allow');
  const denied = rights(next, 'Deny');
  return {
    known,
    added: rights(next, 'Allow').filter((right) => !known.some((had) => covers(had, right))),
    lifted: rights(old, 'Deny').filter((denial) => !denied.some((one) => covers(one, denial))),
  };
}

/** @returns undefined without a policy, and when it cannot be read */
export function statementsOf(text: string | undefined): readonly PolicyStatement[] | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}

/** Each combination of action, resource and principal of the statements with an effect. */
export function rights(statements: readonly PolicyStatement[], effect: 'Allow' | 'Deny'): readonly Right[] {
  return statements
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Action, Resource, Principal, Condition }) => {
      const conditions = new Map(
        Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
          Object.entries(keys).map(([key, values]) => [`${key} ${operator}`, values] as const),
        ),
      );
      return principalsOf(Principal).flatMap((principal) =>
        Action.flatMap((action) =>
          (Resource ?? ['']).map((resource) => ({
            action,
            resource,
            principal,
            text: `${action}${resource === '' ? '' : ` on ${resource}`}${principal === '' ? '' : ` to ${principal}`}`,
            conditions,
          })),
        ),
      );
    });
}

/** Each principal of a statement as JSON; an empty text where the policy belongs to its principal. */
function principalsOf(principal: unknown): readonly string[] {
  if (principal === undefined) return [''];
  if (principal === null || typeof principal !== 'object') return [JSON.stringify(principal)];
  return Object.entries(principal).flatMap(([kind, names]) =>
    [names].flat().map((name) => (kind === 'AWS' && name === '*' ? '"*"' : JSON.stringify({ [kind]: name }))),
  );
}

/**
 * Whether a pattern matches all that another one matches. A `?` does not match the `*` of the other pattern, which
 * may stand for more than one character.
 */
function patternCovers(pattern: string, other: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '[^*]');
  return new RegExp(`^${expression}$`, 's').test(other);
}

/** The operator of a condition, after its key, that takes every value but those that it names. */
export const negated = / (ForA\w+:)?\w*Not/;

/** Whether a right applies to all that another one does: it has no further conditions, and takes every value. */
function covers(old: Right, right: Right): boolean {
  return (
    // IAM does not tell the case of an action, but that of a resource.
    patternCovers(old.action.toLowerCase(), right.action.toLowerCase()) &&
    patternCovers(old.resource, right.resource) &&
    (old.principal === right.principal || old.principal === '"*"') &&
    [...old.conditions].every(([name, values]) => {
      const asked = right.conditions.get(name);
      if (asked === undefined) return false;
      return negated.test(name)
        ? values.every((value) => asked.includes(value))
        : asked.every((value) => values.includes(value));
    })
  );
}
