import { type ResourceChange } from './plan';

type Values = Readonly<Record<string, unknown>>;

/** What must not be overlooked in a change of one type of resource. */
export interface WatchedType {
  /** What is permanently lost when the resource is deleted or replaced. */
  readonly lost?: string;
  /** What a change in place does. @param before absent for a new resource */
  readonly changes?: (after: Values, before: Values | undefined) => readonly string[];
}

const first = (value: unknown): Values => Object(Array.isArray(value) ? value[0] : value);
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Members that are gone, and those that came. */
const gone = (argument: string, before: Values | undefined, after: Values): readonly string[] =>
  list(before?.[argument]).filter((member) => !list(after[argument]).includes(member));
const came = (argument: string, before: Values | undefined, after: Values): readonly string[] =>
  gone(argument, after, before ?? {});

const turnedOff = (name: string, was: unknown, is: unknown): readonly string[] =>
  was === true && is !== true ? [`${name} is turned off`] : [];

const nothing: WatchedType = {};

const accessBlocks = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/**
 * Every type in the stacks, with what is dangerous in it. (Policies in any argument are compared for all
 * types: policy-change.ts.) A type that is not here is loud whenever it is made or changed.
 */
export const watchedTypes: Readonly<Record<string, WatchedType>> = {
  aws_acm_certificate: nothing,
  aws_acm_certificate_validation: nothing,
  aws_apigatewayv2_api: {
    lost: "the API's address changes: clients that ship with it find nothing there any more",
    changes: (after, before) => [
      ...(after['disable_execute_api_endpoint'] === true && before?.['disable_execute_api_endpoint'] !== true
        ? ["the API's own address answers no more: clients that ship with it find nothing there"]
        : []),
      ...(before === undefined
        ? []
        : came('allow_origins', first(before['cors_configuration']), first(after['cors_configuration'])).map(
            (origin) => `the API opens to pages of ${origin}`,
          )),
    ],
  },
  aws_apigatewayv2_api_mapping: { lost: "the API's own name leads nowhere" },
  aws_apigatewayv2_authorizer: {
    // The new one is made first, since the service deletes no authorizer that a route still names.
    lost: 'another authorizer decides whose tokens the API takes: compare issuer and audience',
    changes: (after, before) =>
      before !== undefined && !same(before['jwt_configuration'], after['jwt_configuration'])
        ? ['issuer or audience changes: it decides whose tokens the API takes']
        : [],
  },
  aws_apigatewayv2_domain_name: {
    lost: "the API's own name points nowhere until its record is changed too",
  },
  aws_apigatewayv2_integration: { lost: 'its routes answer with an error' },
  aws_apigatewayv2_route: {
    lost: 'clients that call the route find nothing there',
    changes: (after, before) =>
      before !== undefined &&
      before['authorization_type'] !== 'NONE' &&
      before['authorization_type'] !== after['authorization_type']
        ? [
            `the route is open to more: ${String(before['authorization_type'])} → ${String(after['authorization_type'])}`,
          ]
        : [],
  },
  aws_apigatewayv2_stage: nothing,
  aws_budgets_budget: nothing,
  // Its template is compared resource by resource (dangers.ts).
  aws_cloudformation_stack: nothing,
  aws_cloudfront_distribution: {
    lost: 'the page to play on is gone, and the name that CloudFront made up for it',
    changes: (after, before) => [
      ...gone('aliases', before, after).map((name) => `the page is served under ${name} no more`),
      ...turnedOff('the distribution', before?.['enabled'], after['enabled']),
    ],
  },
  aws_cloudfront_origin_access_control: nothing,
  aws_cloudfront_response_headers_policy: { lost: 'the page has no security headers' },
  aws_cloudwatch_dashboard: nothing,
  aws_cloudwatch_event_bus: { lost: 'events of players are lost meanwhile' },
  aws_cloudwatch_event_rule: {
    lost: 'its events are lost meanwhile',
    changes: (after, before) =>
      after['state'] === 'DISABLED' && before?.['state'] !== 'DISABLED'
        ? ['the rule is turned off, and its events are lost']
        : [],
  },
  aws_cloudwatch_event_target: { lost: 'events reach the target no more' },
  aws_cloudwatch_log_group: { lost: 'its lines are lost' },
  aws_cloudwatch_log_metric_filter: nothing,
  aws_cloudwatch_log_resource_policy: nothing,
  aws_cloudwatch_metric_alarm: nothing,
  aws_dynamodb_table: {
    lost: 'all rows of the table are lost (point-in-time recovery restores into a new table: docs/operating.md)',
    changes: (after, before) => [
      ...turnedOff(
        'deletion protection',
        before?.['deletion_protection_enabled'],
        after['deletion_protection_enabled'],
      ),
      ...turnedOff(
        'point-in-time recovery',
        first(before?.['point_in_time_recovery'])['enabled'],
        first(after['point_in_time_recovery'])['enabled'],
      ),
      ...turnedOff('the stream that functions follow', before?.['stream_enabled'], after['stream_enabled']),
    ],
  },
  aws_gamelift_fleet: { lost: 'its matches end' },
  aws_gamelift_game_session_queue: {
    lost: 'matches that wait for a session fail, and no new one is placed meanwhile',
    changes: (after, before) =>
      list(before?.['destinations']).length > 0 &&
      Array.isArray(after['destinations']) &&
      after['destinations'].length === 0
        ? ['the queue has no destination: no match is placed']
        : [],
  },
  aws_iam_openid_connect_provider: {
    lost: 'CI cannot sign in any more',
    changes: (after, before) =>
      before === undefined
        ? []
        : came('client_id_list', before, after).map((audience) => `tokens for ${audience} are taken too`),
  },
  aws_iam_policy: nothing,
  aws_iam_role: {
    changes: (after, before) => [
      ...came('managed_policy_arns', before, after).map((arn) => `a managed policy is attached: ${arn}`),
      ...(Array.isArray(after['inline_policy']) &&
      after['inline_policy'].length > 0 &&
      !same(before?.['inline_policy'], after['inline_policy'])
        ? ['an inline policy is written in the role itself: read it in the plan']
        : []),
      ...(before === undefined && (after['permissions_boundary'] ?? '') === ''
        ? ['a new role has no permissions boundary']
        : []),
    ],
  },
  aws_iam_role_policy: nothing,
  aws_iam_role_policy_attachment: {
    lost: 'a managed policy is detached, and what it denies is denied no more',
    changes: (after, before) =>
      before?.['policy_arn'] === after['policy_arn'] && before?.['role'] === after['role']
        ? []
        : [`a managed policy is attached: ${String(after['policy_arn'])}`],
  },
  aws_lambda_event_source_mapping: {
    changes: (after, before) => turnedOff('the mapping', before?.['enabled'], after['enabled']),
  },
  aws_lambda_function: nothing,
  aws_lambda_function_event_invoke_config: nothing,
  aws_lambda_invocation: nothing,
  aws_lambda_permission: {
    changes: (after, before) => {
      const { principal, source_arn: source, principal_org_id: org } = after;
      const service = /^[\w.-]+\.amazonaws\.com$/.test(String(principal));
      if (before !== undefined && same(before['principal'], principal)) return [];
      return service || (principal === '*' && (source ?? org) !== undefined)
        ? []
        : [`the function may be called by ${String(principal)}`];
    },
  },
  aws_route53_record: { lost: 'the name points nowhere' },
  aws_s3_bucket: { lost: 'everything in the bucket is lost' },
  aws_s3_bucket_lifecycle_configuration: nothing,
  aws_s3_bucket_policy: { lost: 'what it denies, such as requests without TLS, is denied no more' },
  aws_s3_bucket_public_access_block: {
    lost: 'the bucket may be opened to everybody',
    changes: (after, before) =>
      accessBlocks.flatMap((name) => turnedOff(name, before?.[name] ?? true, after[name])),
  },
  aws_s3_bucket_server_side_encryption_configuration: nothing,
  aws_s3_bucket_versioning: {
    lost: 'versioning is turned off',
    changes: (after, before) =>
      first(before?.['versioning_configuration'])['status'] === 'Enabled' &&
      first(after['versioning_configuration'])['status'] !== 'Enabled'
        ? ['versioning is turned off']
        : [],
  },
  aws_s3_object: nothing,
  aws_secretsmanager_secret: {
    lost: 'its value is lost. With the signing keys every player has to sign in again; with that of a webhook its events wait for a new one',
    changes: (after, before) =>
      Number(before?.['recovery_window_in_days']) > 0 && Number(after['recovery_window_in_days']) === 0
        ? ['the recovery window is turned off']
        : [],
  },
  aws_sns_topic: { lost: 'alarms reach no address meanwhile' },
  aws_sns_topic_policy: nothing,
  aws_sns_topic_subscription: { lost: 'alarms do not reach its address any more' },
  aws_sqs_queue: { lost: 'its messages are lost' },
  terraform_data: nothing,
};

/** What a change does that must not be overlooked, besides what its policies say. */
export function watchedDangers(
  { type, change }: ResourceChange,
  lostBecause: string | undefined,
): readonly string[] {
  const watched = watchedTypes[type];
  const { before, after } = change;
  if (watched === undefined)
    return after && !same(before, after)
      ? [`the summary does not know what is dangerous in ${type}: read its plan`]
      : [];
  return [
    ...(lostBecause === undefined || watched.lost === undefined ? [] : [`${lostBecause}: ${watched.lost}`]),
    ...(after ? (watched.changes?.(after, before ?? undefined) ?? []) : []),
  ];
}
