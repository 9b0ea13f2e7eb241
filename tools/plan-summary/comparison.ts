import { fieldsOf } from '../../core/fields-of';
export type PlanValues = Readonly<Record<string, unknown>>;

/** The only member of a block: the provider writes blocks as lists. */
export const first = (value: unknown): PlanValues => fieldsOf(Array.isArray(value) ? value[0] : value);

/** The members of a list of blocks. */
export const blocks = (value: unknown): readonly PlanValues[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

export const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Members that are in the first list only. */
export const without = (one: unknown, other: unknown): readonly string[] =>
  list(one).filter((member) => !list(other).includes(member));

/** Whether two values say the same, whichever way the provider writes what is unset. */
export const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));

/** The names of members that differ. */
export const differing = (one: PlanValues, other: PlanValues): readonly string[] =>
  namesWhere(one, other, same);

/**
 * The names of members that differ as they are written: `false` differs from unset, which may mean `true`.
 */
export const differingExactly = (one: PlanValues, other: PlanValues): readonly string[] =>
  namesWhere(one, other, (a, b) => JSON.stringify(a) === JSON.stringify(b));

const namesWhere = (
  one: PlanValues,
  other: PlanValues,
  equal: (a: unknown, b: unknown) => boolean,
): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((name) => !equal(one[name], other[name]))
    .sort();

/** A value without its empty parts: an unset value can be null, false, empty text or an empty list. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(meaning);
    return members.length === 0 ? null : members;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, member]) => [name, meaning(member)] as const)
      .filter(([, member]) => member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 ? null : Object.fromEntries(entries);
  }
  return value === undefined || value === false || value === '' ? null : value;
}
