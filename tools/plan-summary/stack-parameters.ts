import { type Plan, type PlannedChange } from './plan';
import { secretChanges } from './secrets';

/**
 * The AWS provider plans all parameters of an aws_cloudformation_stack as unknown as soon as one of them is.
 * A changed function would then show the aliases of all functions as changed. The configuration in the plan
 * says which attribute each parameter is made of (Terraform's JSON syntax keeps a map as it is written).
 */

/** The plan, whose stacks keep the parameters that nothing in the plan changes. */
export function withKeptParameters(plan: Plan): Plan {
  const unknown = unknownAttributes(plan);
  return {
    ...plan,
    resource_changes: plan.resource_changes.map((one) => {
      const { before, after, after_unknown: later } = one.change;
      if (one.type !== 'aws_cloudformation_stack' || !before || !after) return one;
      if (recordOf(later)['parameters'] !== true) return one;
      const parameters = keptParameters(plan, one, unknown);
      return { ...one, change: { ...one.change, after: { ...after, parameters } } };
    }),
  };
}

/** The parameters of a stack; one that is made of something known after apply stays a reference to itself. */
function keptParameters(
  plan: Plan,
  { address, change }: PlannedChange,
  unknown: ReadonlySet<string>,
): Record<string, unknown> {
  const written = plan.configuration?.root_module?.resources.find((resource) => resource.address === address);
  const sources = recordOf(written?.expressions.parameters?.constant_value);
  const before = recordOf(change.before?.['parameters']);
  const names = [...new Set([...Object.keys(before), ...Object.keys(sources)])];
  return Object.fromEntries(
    names.map((name) => [name, plannedValue(plan, unknown, sources[name], before[name]) ?? { Ref: name }]),
  );
}

/** The value of a parameter after the apply; undefined where it is known only then. */
function plannedValue(plan: Plan, unknown: ReadonlySet<string>, source: unknown, before: unknown): unknown {
  if (typeof source !== 'string') return undefined;
  let found = true;
  const references = referencesOf(source);
  const text = source.replace(/\$\{([^}]+)\}/g, (_, reference: string) => {
    const value = attributeIn(plan, reference);
    found &&= value !== undefined;
    return value ?? '';
  });
  if (references.some((reference) => isUnknown(reference, unknown))) return undefined;
  // A value that no resource of the plan has, such as an output of another stack, is as it was.
  return found ? text : before;
}

/** The planned attribute that a reference names, as text. */
function attributeIn({ resource_changes: changes }: Plan, reference: string): string | undefined {
  const one = changes.find(({ address }) => reference.startsWith(`${address}.`));
  const value = one?.change.after?.[reference.slice(one.address.length + 1)];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Whether a reference reads an unknown attribute: as it is, a part of one, or through a function. */
function isUnknown(reference: string, unknown: ReadonlySet<string>): boolean {
  return [...unknown].some((attribute) => {
    const at = reference.indexOf(attribute);
    return at >= 0 && !/^[\w-]/.test(reference.slice(at + attribute.length));
  });
}

/**
 * The attributes that the plan calls known after apply, as `type.name.attribute`. A secret that changes
 * counts as one: a parameter made of it has no mark of its own, and would show it.
 */
function unknownAttributes({ resource_changes: changes }: Plan): ReadonlySet<string> {
  return new Set(
    changes.flatMap((one) =>
      [
        ...Object.entries(recordOf(one.change.after_unknown)).flatMap(([name, value]) =>
          value === true ? [name] : [],
        ),
        ...secretChanges(one),
      ].map((name) => `${one.address}.${name}`),
    ),
  );
}

/** The references of a value as the configuration writes it: `${type.name.attribute}`, with text around. */
function referencesOf(written: string): readonly string[] {
  return [...written.matchAll(/\$\{([^}]+)\}/g)].map(([, reference = '']) => reference);
}

function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value)) : {};
}
