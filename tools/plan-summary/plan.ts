import * as z from 'zod';
import { fieldsOf } from '../../core/fields-of';

/**
 * The output of `terraform show -json PLAN`, as far as the summary reads it (Terraform documentation, "JSON
 * output format", plan representation).
 */
const attributes = z.record(z.string(), z.unknown()).nullish();
const change = z.looseObject({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
  before: attributes,
  after: attributes,
  after_unknown: z.unknown().optional(),
  /** Marks of secret values: the same structure, with `true` at each secret. */
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  importing: z.looseObject({ id: z.string().optional() }).nullish(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});

/** An address may contain any key: it must not break out of the code span in which it is shown. */
const address = z.string().transform((text) => text.replace(/[`\r\n]/g, "'"));
const resourceChange = z.looseObject({
  address,
  /** Its address in the state, when the resource moves. */
  previous_address: address.optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  /** The key of an old copy: a replacement made the new one first, and ended before it deleted this one. */
  deposed: z.string().optional(),
  /** Why Terraform chose these actions, such as `replace_because_tainted`. */
  action_reason: z.string().optional(),
  change,
});

/**
 * In Terraform's JSON syntax a map is constant for `terraform show`; its values hold the references as text.
 */
const expression = z.looseObject({ constant_value: z.unknown().optional() });
/**
 * All expressions of a provisioner decide what runs, not its command alone: also `interpreter` and
 * `environment`.
 */
const provisioner = z.looseObject({
  type: z.string(),
  expressions: z.record(z.string(), z.unknown()).default({}),
});
const written = z.looseObject({
  address,
  mode: z.string().default('managed'),
  type: z.string().default(''),
  /** The name of its provider in `provider_config`; with an alias, such as `aws.us-east-1`. */
  provider_config_key: z.string().optional(),
  expressions: z.looseObject({ parameters: expression.optional().catch(undefined) }).default({}),
  /** Programs that Terraform runs where it works, after it made the resource or before it destroys it. */
  provisioners: z.array(provisioner).default([]),
});
const displayed = z.looseObject({ to_display: address.optional() }).default({});
/** A condition of the configuration (`check`, `precondition`, `postcondition`). */
const check = z.looseObject({
  address: displayed,
  status: z.string(),
  instances: z
    .array(
      z.looseObject({
        address: displayed,
        status: z.string(),
        problems: z.array(z.looseObject({ message: z.string().default('') })).default([]),
      }),
    )
    .default([]),
});

/** An action of Terraform 1.14 or newer, which changes no resource of the state. */
const invocation = z.looseObject({
  address: address.default('an action'),
  type: z.string().default('an unknown action'),
  lifecycle_action_trigger: z
    .looseObject({
      triggering_resource_address: address.optional(),
      action_trigger_event: z.string().optional(),
    })
    .optional(),
});

/** The account that the stack is for: the provider refuses every other one. */
const provider = z.looseObject({
  /** The source, such as `registry.terraform.io/hashicorp/aws`. */
  full_name: z.string().optional(),
  expressions: z
    .looseObject({
      allowed_account_ids: expression.optional().catch(undefined),
      region: expression.optional().catch(undefined),
    })
    .default({}),
});

/**
 * The major version of the format that this summary reads; Terraform changes it with the meaning of a plan.
 */
const readFormat = '1';
const planSchema = z.looseObject({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  /** The plan is incomplete. */
  errored: z.boolean().optional(),
  /** False: resources were left out, as by -target. */
  complete: z.boolean().optional(),
  resource_changes: z.array(resourceChange).default([]),
  /** Differences from the state that the plan does not cause. */
  resource_drift: z.array(resourceChange).default([]),
  configuration: z
    .looseObject({
      provider_config: z.record(z.string(), provider).default({}),
      root_module: z
        .looseObject({
          resources: z.array(written).default([]),
          module_calls: z.record(z.string(), z.unknown()).default({}),
        })
        .optional(),
    })
    .optional(),
  /** Changes that wait for a later plan. */
  deferred_changes: z
    .array(
      z.looseObject({
        reason: z.string().default('no reason is given'),
        resource_change: resourceChange.optional().catch(undefined),
      }),
    )
    .default([]),
  checks: z.array(check).default([]),
  action_invocations: z.array(invocation).default([]),
  deferred_action_invocations: z
    .array(z.looseObject({ action_invocation: invocation.default(invocation.parse({})) }))
    .default([]),
  output_changes: z.record(z.string(), z.looseObject({ actions: z.array(z.string()) })).default({}),
});

export type Plan = z.output<typeof planSchema>;
export type PlannedChange = Plan['resource_changes'][number];
export type ChangeKind = 'created' | 'changed' | 'replaced' | 'destroyed' | 'forgotten';

/** @throws Error when the text is not a plan as JSON */
export function parsePlan(text: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON: give the output of terraform show -json PLANFILE');
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success || !('format_version' in fieldsOf(json)))
    throw new Error('this is not a plan: give the output of terraform show -json PLANFILE');
  const { format_version: format } = parsed.data;
  if (format.split('.')[0] !== readFormat)
    throw new Error(
      `this plan has format ${format}; the summary reads ${readFormat}.x: use a Terraform that writes it`,
    );
  return parsed.data;
}

/** The account of a plan's stack; undefined where the configuration does not hold the provider to one. */
export function accountOfPlan({ configuration }: Plan): string | undefined {
  const allowed = configuration?.provider_config['aws']?.expressions.allowed_account_ids?.constant_value;
  return Array.isArray(allowed) && allowed.length === 1 ? String(allowed[0]) : undefined;
}

/**
 * The arguments that a resource's configuration gives; every other one is left to the provider. Undefined
 * where the plan does not hold its configuration.
 */
export function writtenArguments(
  { configuration }: Plan,
  { address }: PlannedChange,
): ReadonlySet<string> | undefined {
  const one = address.replace(/\[[^\]]*\]$/, '');
  const found = configuration?.root_module?.resources.find((resource) => resource.address === one);
  return found && new Set(Object.keys(found.expressions));
}

/** Whether an attribute is known only after the apply. */
export function unknownUntilApply({ change }: PlannedChange, attribute: string): boolean {
  return fieldsOf(change.after_unknown)[attribute] === true;
}

/** The kind of change of a resource; undefined when it does not change, or is a data source. */
export function changeKindOf({ mode, type, change: { actions } }: PlannedChange): ChangeKind | undefined {
  if (mode !== 'managed') return undefined;
  // A new script is a new object beside the old one, which is deleted after everything uses the new one.
  if (type === 'aws_s3_object' && actions[0] === 'create' && actions[1] === 'delete') return 'changed';
  if (actions.includes('forget')) return 'forgotten';
  if (actions.includes('delete')) return actions.includes('create') ? 'replaced' : 'destroyed';
  if (actions.includes('create')) return 'created';
  return actions.includes('update') ? 'changed' : undefined;
}
