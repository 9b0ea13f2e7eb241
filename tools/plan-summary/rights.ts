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
 * The new rights of a principal: rights that no statement gave, and denials that end.
 * @param old all statements of the principal before
 * @returns one line for each right
 */
export function addedRights(
  old: readonly PolicyStatement[],
  next: readonly PolicyStatement[],
): readonly string[] {
  const { known, added, lifted } = compared(old, next);
  // A right under several values of a condition may have been given value by value.
  const missing = added.filter(
    (right) => !byValue(right).every((one) => known.some((had) => covers(had, one))),
  );
  return [...missing.map(({ text }) => text), ...lifted.map(({ text }) => `${text}, which is denied`)];
}

/** A right as rights under one value of each condition, which together are the same. */
function byValue(right: Right): readonly Right[] {
  const several = [...right.conditions].find(
    ([name, values]) => values.length > 1 && !negatedCondition.test(name),
  );
  if (several === undefined) return [right];
  const [name, values] = several;
  return values.flatMap((value) =>
    byValue({ ...right, conditions: new Map([...right.conditions, [name, [value]]]) }),
  );
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

/**
 * The rights that a policy takes away.
 * @returns the allowances of `old` that `next` does not give, or denies; how many there were; and new denials
 */
export function taken(
  old: readonly PolicyStatement[],
  next: readonly PolicyStatement[],
): { readonly lost: readonly Right[]; readonly of: number; readonly denied: readonly Right[] } {
  const had = rights(old, 'Allow');
  const [left, denials, before] = [rights(next, 'Allow'), rights(next, 'Deny'), rights(old, 'Deny')];
  const denied = denials.filter((denial) => !before.some((one) => covers(one, denial)));
  const lost = had.filter(
    (right) =>
      !left.some((one) => covers(withoutExceptions(one, right), withoutExceptions(right, one))) ||
      denied.some((denial) => covers(denial, right)),
  );
  return { lost, of: had.length, denied };
}

/** A right without the exceptions that another one has as well: a further exception leaves the rest of it. */
function withoutExceptions(right: Right, other: Right): Right {
  const kept = [...right.conditions].filter(
    ([name]) => !(negatedCondition.test(name) && other.conditions.has(name)),
  );
  return { ...right, conditions: new Map(kept) };
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
          Object.entries(keys).map(([key, values]) => [`${key} ${exact(operator, values)}`, values] as const),
        ),
      );
      return principalsOf(Principal).flatMap((principal) =>
        Action.flatMap((action) =>
          (Resource ?? ['']).map((resource) => ({
            action,
            resource,
            principal,
            text: [action, resource && `on ${resource}`, principal && `to ${principal}`]
              .filter((part) => part !== '')
              .join(' '),
            conditions,
          })),
        ),
      );
    });
}

/** An operator for patterns is like that for texts where no value is a pattern. */
function exact(operator: string, values: readonly string[]): string {
  return values.some((value) => /[*?]/.test(value))
    ? operator
    : operator.replace(/^String(Not)?Like$/, stringEquals);
}

const stringEquals = (_: string, not = ''): string => `String${not}Equals`;

/** Each principal of a statement as JSON; an empty text where the policy belongs to its principal. */
function principalsOf(principal: unknown): readonly string[] {
  if (principal === undefined) return [''];
  if (principal === null || typeof principal !== 'object') return [JSON.stringify(principal)];
  return Object.entries(principal).flatMap(([kind, names]: [string, unknown]) =>
    [names]
      .flat()
      .map((name: unknown) => (kind === 'AWS' && name === '*' ? '"*"' : JSON.stringify({ [kind]: name }))),
  );
}

/**
 * Whether a pattern matches all that another one matches. A `?` does not match the `*` of the other pattern,
 * which may stand for more than one character.
 */
function patternCovers(pattern: string, other: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '[^*]');
  return new RegExp(`^${expression}$`, 's').test(other);
}

/** The operator of a condition, after its key, that takes every value but those that it names. */
export const negatedCondition = / (ForA\w+:)?\w*Not\w*$/;

/**
 * Whether a right applies to all that another one does: it has no further conditions, and takes every value.
 */
function covers(old: Right, right: Right): boolean {
  return (
    // IAM ignores the case of an action, but not that of a resource.
    patternCovers(old.action.toLowerCase(), right.action.toLowerCase()) &&
    patternCovers(old.resource, right.resource) &&
    (old.principal === right.principal || old.principal === '"*"') &&
    [...old.conditions].every(([name, values]) => {
      const asked = right.conditions.get(name);
      if (asked === undefined) return false;
      return negatedCondition.test(name)
        ? values.every((value) => asked.includes(value))
        : asked.every((value) => values.includes(value));
    })
  );
}
