import { fieldsOf } from '../../core/fields-of';
import { type Plan, type PlannedChange, unknownUntilApply } from './plan';

type Attributes = PlannedChange['change']['before'];

/**
 * The plan without secret values. `terraform show -json` contains them in clear text; the result only shows
 * whether they differ.
 */
export function withoutSecretValues(plan: Plan): Plan {
  const hidden = (one: PlannedChange): PlannedChange => {
    const { before, after, before_sensitive: old, after_sensitive: next } = one.change;
    return {
      ...one,
      change: {
        ...one.change,
        before: masked(before, [old, next], 'before', after),
        after: masked(after, [next, old], 'after', before),
      },
    };
  };
  return {
    ...plan,
    resource_changes: plan.resource_changes.map(hidden),
    resource_drift: plan.resource_drift.map(hidden),
    deferred_changes: plan.deferred_changes.map(({ resource_change: one, ...rest }) => ({
      ...rest,
      resource_change: one && hidden(one),
    })),
  };
}

/** The attributes of a resource whose value is secret, and changes. Of a plan that holds its secrets. */
export function secretChanges({ change }: PlannedChange): readonly string[] {
  const { before, after, before_sensitive: old, after_sensitive: next } = change;
  return Object.keys(after ?? {}).filter(
    (name) =>
      [old, next].some((secret) => marks(secret, name)) &&
      JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
}

/**
 * A resource without its secret changes, which no comparison can read, and a danger that names them.
 * @param quiet arguments in which no value is dangerous
 */
export function reviewable(
  resource: PlannedChange,
  quiet: readonly string[],
): { readonly resource: PlannedChange; readonly dangers: readonly string[] } {
  const { before, after } = resource.change;
  const names = Object.keys({ ...before, ...after })
    .filter((name) => !quiet.includes(name) && hides(resource, name))
    .sort();
  if (!after || names.length === 0) return { resource, dangers: [] };
  const kept = Object.fromEntries(names.map((name) => [name, after[name]]));
  return {
    resource: { ...resource, change: { ...resource.change, before: before && { ...before, ...kept } } },
    dangers: [
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} marked as sensitive, so the change ` +
        'cannot be reviewed',
    ],
  };
}

const unchanged = '(secret)';
const mask = (side: string): string => `(secret, ${side})`;

const isMasked = (value: unknown): boolean =>
  value === unchanged || value === mask('before') || value === mask('after');

/** Whether a mask stands for a new value. A value that is known only after the apply has none yet. */
function hides(resource: PlannedChange, name: string): boolean {
  const { before, after } = resource.change;
  const [was, is] = [before?.[name], after?.[name]];
  if (!before) return isMasked(is);
  return was !== is && (isMasked(was) || isMasked(is)) && !unknownUntilApply(resource, name);
}

/**
 * A value that is secret on one side is secret on the other: beside its mask it would look like a change.
 * @param other the values on the other side: equal secrets get the same mask
 */
function masked(
  values: Attributes,
  secrets: readonly unknown[],
  side: string,
  other: Attributes,
): Attributes {
  if (!values) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      // An argument without a value holds no secret: a provider marks each argument that may hold one.
      if (value === null || !secrets.some((secret) => marks(secret, name))) return [name, value];
      const same = JSON.stringify(value) === JSON.stringify(other?.[name]);
      return [name, same ? unchanged : mask(side)];
    }),
  );
}

/** One mark at the top stands for all values. */
const marks = (secret: unknown, name: string): boolean =>
  secret === true || holdsTrue(new Map(Object.entries(fieldsOf(secret))).get(name));

function holdsTrue(secret: unknown): boolean {
  return (
    secret === true ||
    (secret !== null && typeof secret === 'object' && Object.values(secret).some(holdsTrue))
  );
}
