import { type Plan, type ResourceChange } from './plan';

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

/** The parameters of a stack without those that are made of something that is known after apply. */
function keptParameters(
  plan: Plan,
  { address, change }: ResourceChange,
  unknown: ReadonlySet<string>,
): Record<string, unknown> {
  const written = plan.configuration?.root_module?.resources.find((resource) => resource.address === address);
  const sources = recordOf(written?.expressions.parameters?.constant_value);
  return Object.fromEntries(
    Object.entries(recordOf(change.before?.['parameters'])).filter(([name]) => {
      const source = sources[name];
      return typeof source === 'string' && !referencesOf(source).some((reference) => unknown.has(reference));
    }),
  );
}

/** The attributes that the plan calls known after apply, as `type.name.attribute`. */
function unknownAttributes({ resource_changes: changes }: Plan): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ address, change }) =>
      Object.entries(recordOf(change.after_unknown))
        .filter(([, value]) => value === true)
        .map(([name]) => `${address}.${name}`),
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
