import * as z from 'zod';

/**
 * What `terraform show -json PLAN` says, as far as the summary reads it (Terraform documentation, "JSON
 * output format", plan representation).
 */
const attributes = z.record(z.string(), z.unknown()).nullish();
const change = z.looseObject({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
  before: attributes,
  after: attributes,
  after_unknown: z.unknown().optional(),
  /** Parts of the values that are secret: in the same form, `true` where one is. */
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  importing: z.looseObject({ id: z.string().optional() }).nullish(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});
/** An address may hold a key that anybody chose: it must not end the code that it is shown as. */
const address = z.string().transform((text) => text.replace(/[`\r\n]/g, "'"));
const resourceChange = z.looseObject({
  address,
  /** Where it was in the state, when it moves. */
  previous_address: address.optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  change,
});
/** In Terraform's JSON syntax a map is constant for `terraform show`; its values hold the references as text. */
const expression = z.looseObject({ constant_value: z.unknown().optional() });
const written = z.looseObject({
  address,
  expressions: z.looseObject({ parameters: expression.optional().catch(undefined) }).default({}),
});
const planSchema = z.looseObject({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  /** The plan did not come to its end: what it says is not all. */
  errored: z.boolean().optional(),
  resource_changes: z.array(resourceChange).default([]),
  /** What differs from the state although nobody planned it. */
  resource_drift: z.array(resourceChange).default([]),
  configuration: z
    .looseObject({ root_module: z.looseObject({ resources: z.array(written).default([]) }).optional() })
    .optional(),
  output_changes: z.record(z.string(), z.looseObject({ actions: z.array(z.string()) })).default({}),
});

export type Plan = z.output<typeof planSchema>;
export type ResourceChange = Plan['resource_changes'][number];
export type Kind = 'created' | 'changed' | 'replaced' | 'destroyed' | 'forgotten';

/** @throws Error when the text is no plan as JSON */
export function parsePlan(text: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('this is no JSON: give the output of terraform show -json PLANFILE');
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success || !('format_version' in Object(json)))
    throw new Error('this is no plan: give the output of terraform show -json PLANFILE');
  return parsed.data;
}

/**
 * The plan for people to see. `terraform show -json` writes secret values out: of each, it is only said
 * whether it differs.
 */
export function withoutSecrets(plan: Plan): Plan {
  const hidden = (one: ResourceChange): ResourceChange => ({
    ...one,
    change: {
      ...one.change,
      before: masked(one.change.before, one.change.before_sensitive, 'before', one.change.after),
      after: masked(one.change.after, one.change.after_sensitive, 'after', one.change.before),
    },
  });
  return {
    ...plan,
    resource_changes: plan.resource_changes.map(hidden),
    resource_drift: plan.resource_drift.map(hidden),
  };
}

type Attributes = z.output<typeof attributes>;

/** @param other the values on the other side: what is equal there gets the same mark */
function masked(values: Attributes, secret: unknown, side: string, other: Attributes): Attributes {
  if (!values || secret === null || typeof secret !== 'object') return values;
  const secrets = new Map(Object.entries(secret));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!holdsTrue(secrets.get(name))) return [name, value];
      const same = JSON.stringify(value) === JSON.stringify(other?.[name]);
      return [name, same ? '(secret)' : `(secret, ${side})`];
    }),
  );
}

function holdsTrue(secret: unknown): boolean {
  return (
    secret === true ||
    (secret !== null && typeof secret === 'object' && Object.values(secret).some(holdsTrue))
  );
}

/** What happens to a resource; undefined when nothing does, or it is a data source. */
export function kindOf({ mode, type, change: { actions } }: ResourceChange): Kind | undefined {
  if (mode !== 'managed') return undefined;
  // A new script is a new object beside the old one, which goes after everything has turned to the new.
  if (type === 'aws_s3_object' && actions[0] === 'create' && actions[1] === 'delete') return 'changed';
  if (actions.includes('forget')) return 'forgotten';
  if (actions.includes('delete')) return actions.includes('create') ? 'replaced' : 'destroyed';
  if (actions.includes('create')) return 'created';
  return actions.includes('update') ? 'changed' : undefined;
}
