import { parsePolicy, type PolicyStatement } from '../policy/evaluate';
import { type ResourceChange } from './plan';

/** Attributes that hold an IAM policy, and those among them that are trust policies. */
const policyAttributes = ['policy', 'policy_document', 'assume_role_policy', 'access_policy'] as const;
const trustAttribute = 'assume_role_policy';

/** A permission: one action on one resource for some principals, under conditions that must all hold. */
interface Right {
  readonly action: string;
  /** `action on resource to principals`. */
  readonly text: string;
  readonly principal: unknown;
  readonly resource: string;
  /** `key operator` → values, one of which must match. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** @returns reasons for a review: new permissions, changed trust, or a policy that cannot be parsed */
export function policyDangers({ type, change }: ResourceChange): readonly string[] {
  const { before, after } = change;
  if (!after) return before ? lostDenials(before) : [];
  const dangers = policyAttributes.flatMap((attribute) => {
    const [old, next] = [before?.[attribute], after[attribute]];
    if (attributeUnknown(change.after_unknown, attribute))
      // A new bucket or queue policy has an unknown ARN; for a role, the unknown value is a permission.
      return before || type.startsWith('aws_iam_')
        ? [`${attribute} is known only after the apply, so it cannot be reviewed`]
        : [];
    if (typeof next !== 'string' || old === next) return [];
    return attributeDangers(attribute, typeof old === 'string' ? old : undefined, next);
  });
  const [boundary, nextBoundary] = [before?.['permissions_boundary'], after['permissions_boundary']];
  if (before && typeof boundary === 'string' && boundary !== '' && boundary !== nextBoundary)
    dangers.push(`the permissions boundary changes from ${boundary} to ${String(nextBoundary ?? 'none')}`);
  return dangers;
}

/** Denials that go with their policy. */
function lostDenials(before: Readonly<Record<string, unknown>>): readonly string[] {
  return policyAttributes.flatMap((attribute) => {
    const text = before[attribute];
    const denials = (typeof text === 'string' ? (statementsOf(text) ?? []) : []).filter(
      ({ Effect }) => Effect === 'Deny',
    );
    return denials.length === 0
      ? []
      : [`${attribute} denies less: ${some(denials.flatMap(({ Action }) => Action))}`];
  });
}

function attributeUnknown(unknown: unknown, attribute: string): boolean {
  return (
    unknown !== null &&
    typeof unknown === 'object' &&
    Object.entries(unknown).some(([name, value]) => name === attribute && value === true)
  );
}

function attributeDangers(attribute: string, old: string | undefined, next: string): readonly string[] {
  const [before, after] = [statementsOf(old), statementsOf(next)];
  if (after === undefined) return [`${attribute} cannot be read as a policy`];
  if (old !== undefined && before === undefined) return [`${attribute} could not be read as a policy before`];
  const known = (before ?? []).flatMap(rights);
  const added = after.flatMap(rights).filter((right) => !known.some((old) => covers(old, right)));
  const kept = new Set(
    after.filter(({ Effect }) => Effect === 'Deny').map((denial) => JSON.stringify(denial)),
  );
  const lifted = (before ?? []).filter(
    (denial) => denial.Effect === 'Deny' && !kept.has(JSON.stringify(denial)),
  );
  const dangers: string[] = [];
  // All permissions of a new role are new: only sweeping ones are reported.
  const telling =
    old === undefined
      ? added.filter(isSweeping)
      : [...added].sort((a, b) => Number(isSweeping(b)) - Number(isSweeping(a)));
  if (telling.length > 0)
    dangers.push(
      `${attribute === trustAttribute ? 'trust' : attribute} ${old === undefined ? 'allows' : 'allows more'}: ${some(telling.flatMap((right) => said(right, known)))}`,
    );
  if (old !== undefined && attribute === trustAttribute && added.length === 0)
    dangers.push('trust changes: fewer may take the role on');
  if (lifted.length > 0)
    dangers.push(`${attribute} denies less: ${some(lifted.flatMap(({ Action }) => Action))}`);
  return dangers;
}

function statementsOf(text: string | undefined): readonly PolicyStatement[] | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}

function rights({ Effect, Action, Resource, Principal, Condition }: PolicyStatement): readonly Right[] {
  if (Effect !== 'Allow') return [];
  const whom = Principal === undefined ? '' : ` to ${JSON.stringify(Principal)}`;
  const conditions = new Map(
    Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => [`${key} ${operator}`, values] as const),
    ),
  );
  return Action.flatMap((action) =>
    (Resource ?? ['']).map((resource) => ({
      action,
      resource,
      principal: Principal,
      text: `${action}${resource === '' ? '' : ` on ${resource}`}${whom}`,
      conditions,
    })),
  );
}

/** Whether an existing permission covers another: it has no further conditions, and accepts every value. */
function covers(old: Right, right: Right): boolean {
  return (
    old.text === right.text &&
    [...old.conditions].every(([name, values]) => {
      const asked = right.conditions.get(name);
      return asked !== undefined && asked.every((value) => values.includes(value));
    })
  );
}

/** A permission as lines: one for each new value of a condition, or one with all conditions. */
function said(right: Right, known: readonly Right[]): readonly string[] {
  const before = known.filter(({ text }) => text === right.text);
  const fresh = [...right.conditions].flatMap(([name, values]) =>
    values
      .filter((value) => !before.some(({ conditions }) => conditions.get(name)?.includes(value)))
      .map((value) => `${right.text} when ${name} ${value}`),
  );
  if (fresh.length > 0) return fresh;
  const asked = [...right.conditions].map(([name, values]) => `${name} ${values.join(' or ')}`);
  return [`${right.text}${asked.length === 0 ? '' : ` when ${asked.join(' and ')}`}`];
}

/** Services with resource-level permissions: a permission on all their resources is always a mistake. */
const knowResources =
  /^(dynamodb|ec2|iam|kms|lambda:(?!\w*EventSourceMapping|ListTags|TagResource|UntagResource)|organizations|s3|secretsmanager|sns|sqs|ssm|sts)/;

/** All resources of a kind, but for reads that tell only what there is. */
const broadResource =
  /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:(?:table|role|user|group|policy|function|secret|topic|queue)[/:])?\*$/;

/**
 * Permissions that a review must never overlook, also in a new policy: wildcard actions, all resources where
 * the service has resource-level permissions, any principal, and trust in anything but an AWS service.
 */
function isSweeping({ action, resource, principal, conditions }: Right): boolean {
  const subjects = [...conditions].filter(([name]) => /:sub /.test(name)).flatMap(([, values]) => values);
  return (
    /(^|:)\*$/.test(action) ||
    ((resource === '*' || broadResource.test(resource)) && knowResources.test(action)) ||
    /"\*"|:root"/.test(JSON.stringify(principal ?? '')) ||
    (action.startsWith('sts:AssumeRole') && /"(AWS|Federated)"/.test(JSON.stringify(principal ?? ''))) ||
    subjects.some((subject) => /[*?]/.test(subject)) ||
    (/oidc-provider/.test(JSON.stringify(principal ?? '')) && subjects.length === 0)
  );
}

/** The first of a list, and how many more there are. */
function some(texts: readonly string[]): string {
  const most = 5;
  const shown = texts.slice(0, most).map((text) => (text.length > 200 ? `${text.slice(0, 199)}…` : text));
  return `${shown.join('; ')}${texts.length > most ? `; and ${texts.length - most} more` : ''}`;
}
