import { asksWithoutSource, holdToAnAccount } from './any-caller';
import { accountIn } from './watched-type';
import { type PlannedChange, unknownUntilApply } from './plan';
import { type PolicyStatement } from '../policy/evaluate';
import { compared, negatedCondition, type Right, statementsOf, taken } from './rights';

/** Attributes that hold an IAM policy, and those among them that are trust policies. */
export const policyAttributes: readonly string[] = [
  'policy',
  'policy_document',
  'assume_role_policy',
  'access_policy',
];
const trustAttribute = 'assume_role_policy';

/**
 * @param inPlace the stack is there: a new policy of a role, also of a new one, gives rights that no role of
 *   the stack had
 * @returns reasons for a review: new permissions, changed trust, or a policy that cannot be parsed
 */
export function policyDangers(
  resource: PlannedChange,
  { account, inPlace }: { readonly account: string | undefined; readonly inPlace: boolean },
): readonly string[] {
  const { type, change } = resource;
  const { before, after } = change;
  if (change.actions.includes('forget')) return [];
  if (!after) return before ? lostDenials(before) : [];
  const dangers = policyAttributes.flatMap((attribute) => {
    const [old, next] = [before?.[attribute], after[attribute]];
    if (unknownUntilApply(resource, attribute))
      // A new bucket or queue policy has an unknown ARN; for a role, the unknown value is a permission.
      return before || type.startsWith('aws_iam_')
        ? [`${attribute} is known only after the apply, so it cannot be reviewed`]
        : [];
    if (old === next) return [];
    if (typeof next !== 'string' || next === '')
      return typeof old === 'string' && old !== ''
        ? [`${attribute} is gone: what only it allows is refused`, ...lostDenials({ [attribute]: old })]
        : [];
    return attributeDangers(
      attribute,
      { old: typeof old === 'string' ? old : undefined, next },
      { account, whole: inPlace && type.startsWith('aws_iam_') },
    );
  });
  const [boundary, nextBoundary] = [before?.['permissions_boundary'], after['permissions_boundary']];
  if (before && typeof boundary === 'string' && boundary !== '' && boundary !== nextBoundary) {
    const later = unknownUntilApply(resource, 'permissions_boundary');
    const changed = later ? 'one that is known only after the apply' : String(nextBoundary ?? 'none');
    dangers.push(`the permissions boundary changes from ${boundary} to ${changed}`);
  }
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

/** @param whole all rights of a new policy are reported, not the sweeping ones alone */
function attributeDangers(
  attribute: string,
  { old, next }: { readonly old: string | undefined; readonly next: string },
  { account, whole }: { readonly account: string | undefined; readonly whole: boolean },
): readonly string[] {
  const [before, after] = [statementsOf(old), statementsOf(next)];
  if (after === undefined) return [`${attribute} cannot be read as a policy`];
  if (old !== undefined && before === undefined) return [`${attribute} could not be read as a policy before`];
  const { known, added, lifted } = compared(before ?? [], after);
  const dangers: string[] = [];
  // All permissions of a first plan are new: only sweeping ones are reported.
  const reported =
    old === undefined && !whole
      ? added.filter((right) => isSweeping(right, account))
      : [...added].sort((a, b) => Number(isSweeping(b, account)) - Number(isSweeping(a, account)));
  if (reported.length > 0) {
    const policy = attribute === trustAttribute ? 'trust' : attribute;
    const rights = some(reported.flatMap((right) => said(right, known)));
    dangers.push(`${policy} ${old === undefined ? 'allows' : 'allows more'}: ${rights}`);
  }
  if (old !== undefined && attribute === trustAttribute && added.length === 0)
    dangers.push('trust changes: fewer may take the role on');
  if (lifted.length > 0)
    dangers.push(`${attribute} denies less: ${some([...new Set(lifted.map(({ action }) => action))])}`);
  return [...dangers, ...refusals(attribute, old === undefined ? undefined : (before ?? []), after)];
}

/** The new refusals of a policy. @param before undefined for a new policy */
function refusals(
  attribute: string,
  before: readonly PolicyStatement[] | undefined,
  after: readonly PolicyStatement[],
): readonly string[] {
  const { lost, of, denied } = taken(before ?? [], after);
  // Denials of a new policy are what it is for, unless they leave nothing.
  const reported = before === undefined ? denied.filter(deniesAll) : denied;
  return [
    ...(reported.length > 0 ? [`${attribute} denies more: ${some(reported.map(({ text }) => text))}`] : []),
    ...(lost.length * 2 >= of && of > 0 && attribute !== trustAttribute
      ? [`${attribute} allows less: ${lost.length} of ${of} rights go: ${some(lost.map(({ text }) => text))}`]
      : []),
  ];
}

/** Whether a denial leaves nothing of a service, or of all of them. */
function deniesAll({ action, resource, conditions }: Right): boolean {
  return /(^|:)[*?]+$/.test(action) && /^[*?]+$/.test(resource) && conditions.size === 0;
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
  const whose = actsForAnyAccount(right) ? ', which acts for any account' : '';
  return [`${right.text}${whose}${asked.length === 0 ? '' : ` when ${asked.join(' and ')}`}`];
}

/**
 * Actions whose permission on all resources is usual. The service has no resource-level permission for them,
 * or its ids are made up later. In both cases the action reads settings or serves a match. Any other one is
 * sweeping there.
 */
const onAllResources: Readonly<Record<string, readonly string[]>> = {
  cloudformation: ['DescribeStackDriftDetectionStatus', 'ListStacks', 'ValidateTemplate'],
  cloudfront: [
    ...['GetDistribution', 'GetOriginAccessControl', 'GetResponseHeadersPolicy', 'ListDistributions'],
    ...['ListTagsForResource'],
  ],
  cloudwatch: ['DescribeAlarms', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData'],
  codedeploy: ['ListApplications', 'StopDeployment'],
  gamelift: [
    ...[
      'AcceptMatch',
      'CreatePlayerSession',
      'CreatePlayerSessions',
      'ListAliases',
      'ListFleets',
      'ListScripts',
    ],
    ...['ListTagsForResource', 'StartGameSessionPlacement', 'StartMatchBackfill', 'StartMatchmaking'],
    ...['StopGameSessionPlacement', 'StopMatchmaking', 'UpdateGameSession', 'ValidateMatchmakingRuleSet'],
  ],
  kms: ['DescribeKey'],
  lambda: [
    ...['CreateEventSourceMapping', 'DeleteEventSourceMapping', 'GetEventSourceMapping', 'ListTags'],
    ...['TagResource', 'UntagResource', 'UpdateEventSourceMapping'],
  ],
  logs: [
    ...['CreateLogDelivery', 'DeleteLogDelivery', 'DeleteResourcePolicy', 'DescribeLogGroups'],
    ...['DescribeResourcePolicies', 'GetLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy'],
    ...['UpdateLogDelivery'],
  ],
  sts: ['GetCallerIdentity'],
  xray: ['PutTelemetryRecords', 'PutTraceSegments'],
};

function isUsualOnAll(action: string): boolean {
  const [service = '', name = ''] = action.split(':');
  if (service === 'gamelift' && /^describe\w+$/.test(name)) return true;
  return (onAllResources[service] ?? []).some((usual) => usual.toLowerCase() === name);
}

/** Services whose actions give rights: a wildcard in one of them gives more than it seems to. */
const giveRights = /^(iam|kms|organizations|sts):.*[*?]/;

/** Whether a resource is every one of its service or kind: only wildcards follow the account. */
function everyResource(resource: string): boolean {
  const parts = resource.split(':');
  const named = parts.length > 5 ? parts.slice(5).join(':') : resource.replace(/^arn:/, '');
  // The first part names a kind of resource, such as `role/`, but in S3 the bucket.
  return /^[*?:/]+$/.test(parts[2] === 's3' ? named : named.replace(/^[a-z][a-z-]*[/:]/, ''));
}

/** Whether the policy of a resource lets in more than a service, or a role or user of the stack's account. */
function letsOthersIn(principal: string, account: string | undefined): boolean {
  const [, kind, name = ''] = /^\{"(\w+)":"(.*)"\}$/.exec(principal) ?? [];
  if (principal === '' || kind === 'Service') return false;
  // An account without the name of a role or user is every principal in it.
  return (
    kind !== 'AWS' || accountIn(name) === undefined || accountIn(name) !== account || /:root$/.test(name)
  );
}

/** Whether the policy of a resource lets a service in without asking for which account the service acts. */
function actsForAnyAccount({ action, principal, conditions }: Right): boolean {
  // Only a role is assumed, and its trust in a service of its account needs no source.
  const trust = /^sts:/i.test(action);
  return (
    principal.startsWith('{"Service":') &&
    !trust &&
    !asksWithoutSource(action) &&
    !holdToAnAccount(conditions)
  );
}

/** Whether a condition names another account. A negated one keeps it out. */
function asksForOthers([name, values]: readonly [string, readonly string[]], account?: string): boolean {
  if (account === undefined || negatedCondition.test(name)) return false;
  return values
    .map((value) => accountIn(value) ?? (/^aws:/i.test(name) && /^\d{12}$/.test(value) ? value : account))
    .some((owner) => owner !== account);
}

/**
 * Permissions that a review must never overlook, also in a new policy. These are wildcard actions, all
 * resources of a service, other accounts, any principal, and a service that acts for any account. Trust in
 * anything but an AWS service is one as well.
 */
function isSweeping(right: Right, account?: string): boolean {
  const { action: written, resource, principal, conditions } = right;
  const action = written.toLowerCase();
  const subjects = [...conditions].filter(([name]) => /:sub /i.test(name)).flatMap(([, values]) => values);
  const owner = accountIn(resource);
  return (
    /(^|:)[*?]+$/.test(action) ||
    !action.includes(':') ||
    giveRights.test(action) ||
    (everyResource(resource) && !isUsualOnAll(action)) ||
    (owner !== undefined && account !== undefined && owner !== account) ||
    // In a policy of a role: the right to become another one.
    (action.startsWith('sts:assumerole') && principal === '') ||
    letsOthersIn(principal, account) ||
    actsForAnyAccount(right) ||
    [...conditions].some((condition) => asksForOthers(condition, account)) ||
    (action.startsWith('sts:assumerole') && /"(AWS|Federated)"/.test(principal)) ||
    subjects.some((subject) => /[*?]/.test(subject)) ||
    (/oidc-provider/.test(principal) && subjects.length === 0)
  );
}

/** The first of a list, and how many more there are. */
function some(texts: readonly string[]): string {
  const maxShown = 5;
  const shown = texts.slice(0, maxShown).map((text) => (text.length > 200 ? `${text.slice(0, 199)}…` : text));
  return `${shown.join('; ')}${texts.length > maxShown ? `; and ${texts.length - maxShown} more` : ''}`;
}
