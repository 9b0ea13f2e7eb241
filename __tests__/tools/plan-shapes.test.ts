import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';

/** Plans in one line each: what changes, and the words of the caution; none where the plan is quiet. */
type Actions = 'create' | 'update' | 'delete' | 'replace' | 'forget';
type Row = readonly [
  what: string,
  type: string,
  actions: Actions,
  before: object | null,
  after: object | null,
  loud: RegExp | undefined,
  unknown?: object,
];

const own = '111122223333';
const configuration = {
  provider_config: { aws: { expressions: { allowed_account_ids: { constant_value: [own] } } } },
};

function whys([, type, actions, before, after, , unknown = {}]: Row): readonly string[] {
  const change = {
    actions: actions === 'replace' ? ['delete', 'create'] : [actions],
    before,
    after,
    after_unknown: unknown,
  };
  return summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration,
      resource_changes: [{ address: `${type}.x`, mode: 'managed', type, name: 'x', change }],
    }),
  ).loud.map(({ why }) => why);
}

const allow = (action: string, resource: string, condition?: object): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource, Condition: condition }],
  }),
});
const deny = (action: string, resource = '*'): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: action, Resource: resource }],
  }),
});
const trusting = (...services: readonly string[]): object => ({
  permissions_boundary: 'arn:b',
  assume_role_policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: services } }],
  }),
});
const rights = (action: string, resource: string, loud: RegExp | undefined): Row => [
  `a new policy: ${action} on ${resource}`,
  'aws_iam_role_policy',
  'create',
  null,
  allow(action, resource),
  loud,
];
const without = (operator: string, ...values: readonly string[]): object =>
  allow('s3:GetObject', 'arn:aws:s3:::b/k', { [operator]: { 'aws:x': values } });

const permission = (after: object, loud: RegExp | undefined, before: object | null = null): Row => [
  `a permission: ${JSON.stringify(after)}`,
  'aws_lambda_permission',
  before === null ? 'create' : 'replace',
  before,
  after,
  loud,
];
const gateway = 'apigateway.amazonaws.com';
const source = `arn:aws:execute-api:eu-west-1:${own}:abc/*`;

const template = (resources: object): object => ({ template_body: JSON.stringify({ Resources: resources }) });
const inside = (what: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `in a template: ${what}`,
  'aws_cloudformation_stack',
  'update',
  template(before),
  template(after),
  loud,
];
const retained = { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' };
const fleet = (LocationCapacity: object, properties: object = {}, attributes: object = retained): object => ({
  Fleet: {
    Type: 'AWS::GameLift::Fleet',
    ...attributes,
    Properties: { Locations: [{ Location: 'eu-west-1', LocationCapacity }], ...properties },
  },
});
const awake = { MinSize: 1, MaxSize: 2, DesiredEC2Instances: 1 };
const strategy = (ZeroCapacityStrategy: string, DesiredEC2Instances: number): object => ({
  MaxSize: 2,
  DesiredEC2Instances,
  ManagedCapacityConfiguration: { ZeroCapacityStrategy },
});
const one = (type: string, properties: object, attributes: object = {}): object => ({
  R: { Type: type, ...attributes, Properties: properties },
});
const alias = (RoutingStrategy: object): object => one('AWS::GameLift::Alias', { RoutingStrategy });
const live = (attributes: object): object => one('AWS::Lambda::Alias', { Name: 'live' }, attributes);
const pattern = (more: object): object => ({
  event_pattern: JSON.stringify({ source: ['aws.gamelift'], ...more }),
});
const table = 'aws_dynamodb_table';
const ttl = (attribute_name: string, enabled = true): object => ({ ttl: [{ attribute_name, enabled }] });

describe('what a plan opens', () => {
  it.each<Row>([
    rights('IAM:PassRole', '*', /allows: IAM:PassRole/),
    rights('S3:getobject', '*', /S3:getobject/),
    rights('s3:PutObject', 'arn:aws:s3:::*/*', /s3:PutObject/),
    rights('iam:CreateUser', 'arn:*', /iam:CreateUser/),
    rights('iam:PutRolePolicy', `arn:aws:iam::${own}:role/*/*`, /iam:PutRolePolicy/),
    rights('iam:*Policy*', `arn:aws:iam::${own}:role/ci/deploy`, /iam:\*Policy\*/),
    rights('iam:Put*', `arn:aws:iam::${own}:role/x`, /iam:Put\*/),
    rights('dynamodb:?????????', 'arn:aws:dynamodb:*:1:table/*', /dynamodb:/),
    rights('dynamodb:PutItem', 'arn:aws:dynamodb:*:*:table/**', /dynamodb:PutItem/),
    rights('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:*:secret:*', /secretsmanager/),
    rights('sqs:SendMessage', 'arn:aws:sqs:*:*:*', /sqs:SendMessage/),
    rights('gamelift:*', '*', /gamelift:\*/),
    rights('sts:AssumeRole', `arn:aws:iam::${own}:role/admin`, /sts:AssumeRole/),
    rights('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:999999999999:x', /999999999999/),
    rights('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${own}:x`, undefined),
    rights('s3:GetObject', 'arn:aws:s3:::turnlift/*', undefined),
    rights('iam:PassRole', `arn:aws:iam::${own}:role/turnlift-*`, undefined),
    rights('lambda:InvokeFunction', '*', /lambda:InvokeFunction/),
    [
      'rights that become fewer',
      'aws_iam_role_policy',
      'update',
      allow('dynamodb:*', 'arn:t'),
      allow('dynamodb:GetItem', 'arn:t'),
      undefined,
    ],
    [
      'rights in another case',
      'aws_iam_role_policy',
      'update',
      allow('s3:GetObject', 'arn:t'),
      allow('S3:getobject', 'arn:t'),
      undefined,
    ],
    [
      'one letter that becomes any text',
      'aws_iam_role_policy',
      'update',
      allow('s3:GetObject', 'b?'),
      allow('s3:GetObject', 'b*'),
      /allows more/,
    ],
    [
      'an exception less',
      'aws_iam_role_policy',
      'update',
      without('StringNotEquals', '1', '2'),
      without('StringNotEquals', '1'),
      /allows more/,
    ],
    [
      'an exception more',
      'aws_iam_role_policy',
      'update',
      without('StringNotEquals', '1'),
      without('StringNotEquals', '1', '2'),
      undefined,
    ],
    ['a wider denial', 'aws_iam_policy', 'update', deny('iam:PassRole'), deny('iam:*'), undefined],
    [
      'a narrower denial',
      'aws_iam_policy',
      'update',
      deny('iam:*'),
      deny('iam:PassRole'),
      /denies less: iam:\*/,
    ],
    [
      'trust in a further service',
      'aws_iam_role',
      'update',
      trusting('lambda.amazonaws.com'),
      trusting('lambda.amazonaws.com', 'ec2.amazonaws.com'),
      /allows more: .*ec2/,
    ],
    ['a role of a service', 'aws_iam_role', 'create', null, trusting('lambda.amazonaws.com'), undefined],
    [
      'a boundary known later',
      'aws_iam_role',
      'create',
      null,
      {},
      /^the permissions boundary of a new role is known only/,
      { permissions_boundary: true },
    ],
    [
      'an attachment known later',
      'aws_iam_role_policy_attachment',
      'update',
      { role: 'r', policy_arn: 'a' },
      { role: 'r' },
      /its ARN is known after/,
      { policy_arn: true },
    ],
    [
      'longer sessions',
      'aws_iam_role',
      'update',
      { max_session_duration: 3600 },
      { max_session_duration: 43200 },
      /43200 s/,
    ],
    [
      'a boundary replaced by all rights',
      'aws_iam_policy',
      'replace',
      allow('s3:GetObject', 'arn:t'),
      allow('*', '*'),
      /allows more: \* on \*/,
    ],
    permission({ principal: gateway, source_arn: null }, /apigateway.*any account/, {
      principal: gateway,
      source_arn: source,
    }),
    permission({ principal: '*', source_arn: null }, /by \* of any account/, {
      principal: '*',
      source_arn: source,
    }),
    permission({ principal: '*', source_arn: '*' }, /by \* of any account/),
    permission({ principal: '*', principal_org_id: 'o-evil' }, /all accounts of o-evil/),
    permission({ principal: 's3.amazonaws.com' }, /s3\.amazonaws\.com of any account/),
    permission(
      { principal: 's3.amazonaws.com', source_arn: 'arn:aws:s3:::b', source_account: '999999999999' },
      /account 999999999999/,
    ),
    permission({ principal: gateway, source_arn: source, action: 'lambda:*' }, /allows lambda:\*/),
    permission({ principal: gateway, source_arn: source }, undefined),
    [
      'another authorizer',
      'aws_apigatewayv2_route',
      'update',
      { authorizer_id: 'a' },
      { authorizer_id: 'b' },
      /another authorizer decides/,
    ],
    [
      'scopes that go',
      'aws_apigatewayv2_route',
      'update',
      { authorization_scopes: ['s'] },
      { authorization_scopes: [] },
      /other scopes: any/,
    ],
    [
      'a route replaced open',
      'aws_apigatewayv2_route',
      'replace',
      { authorization_type: 'JWT' },
      { authorization_type: 'NONE' },
      /open to more/,
    ],
    [
      'a new route without sign-in',
      'aws_apigatewayv2_route',
      'create',
      null,
      { authorization_type: 'NONE' },
      undefined,
    ],
    [
      'a new authorizer that no route names',
      'aws_apigatewayv2_authorizer',
      'create',
      null,
      { jwt_configuration: [{ issuer: 'i' }] },
      undefined,
    ],
    [
      'a page without TLS',
      'aws_cloudfront_distribution',
      'update',
      { default_cache_behavior: [{ viewer_protocol_policy: 'https-only' }] },
      { default_cache_behavior: [{ viewer_protocol_policy: 'allow-all' }] },
      /without TLS/,
    ],
    [
      'a page without its firewall',
      'aws_cloudfront_distribution',
      'update',
      { web_acl_id: 'arn:w' },
      { web_acl_id: '' },
      /web ACL/,
    ],
    [
      'alarms for somebody else',
      'aws_sns_topic_subscription',
      'create',
      null,
      { protocol: 'https', endpoint: 'https://x' },
      /alarms go to https:\/\/x/,
    ],
    [
      'events for somebody else',
      'aws_cloudwatch_event_target',
      'create',
      null,
      { arn: 'arn:aws:events:eu-west-1:999999999999:event-bus/x' },
      /events go to/,
    ],
    [
      'events of everybody',
      'aws_cloudwatch_event_rule',
      'update',
      pattern({ resources: ['arn:x'] }),
      pattern({}),
      /any resources/,
    ],
    [
      'events of anything but',
      'aws_cloudwatch_event_rule',
      'update',
      pattern({ resources: ['a'] }),
      pattern({ resources: ['a', { prefix: '' }] }),
      /like .*prefix/,
    ],
    [
      'events of a further configuration',
      'aws_cloudwatch_event_rule',
      'update',
      pattern({ resources: ['a'] }),
      pattern({ resources: ['a', 'b'] }),
      undefined,
    ],
    [
      'another issuer of tokens',
      'aws_iam_openid_connect_provider',
      'replace',
      { url: 'a' },
      { url: 'b' },
      /cannot sign in/,
    ],
    inside(
      'a port',
      fleet(awake),
      fleet(awake, { EC2InboundPermissions: [{ FromPort: 22 }] }),
      /may be reached/,
    ),
  ])('%s', (...row) => {
    const loud = row[5];
    expect(whys(row)).toEqual(
      loud === undefined ? [] : expect.arrayContaining([expect.stringMatching(loud)]),
    );
  });
});

describe('what a plan closes or loses', () => {
  it.each<Row>([
    ['a type without an entry', 'aws_rds_cluster', 'delete', {}, null, /does not know .*aws_rds_cluster/],
    ['a type without an entry, replaced', 'aws_kms_key', 'replace', { a: 1 }, { a: 2 }, /aws_kms_key/],
    ['a forgotten table', table, 'forget', {}, null, /managed no more/],
    ['a forgotten denial', 'aws_iam_policy', 'forget', deny('iam:*'), null, /managed no more/],
    ['the stage of the API', 'aws_apigatewayv2_stage', 'delete', {}, null, /answers 404/],
    [
      'the limit of calls',
      'aws_apigatewayv2_stage',
      'update',
      { default_route_settings: [{ throttling_rate_limit: 50 }] },
      { default_route_settings: [] },
      /rate_limit 50 is gone/,
    ],
    [
      'the limit of a route',
      'aws_apigatewayv2_stage',
      'update',
      { route_settings: [{ route_key: 'POST /v1/guests', throttling_rate_limit: 5 }] },
      { route_settings: [] },
      /POST \/v1\/guests/,
    ],
    [
      'log lines',
      'aws_cloudwatch_log_group',
      'update',
      { retention_in_days: 365 },
      { retention_in_days: 1 },
      /after 1 days instead of 365/,
    ],
    [
      'log lines that were kept for ever',
      'aws_cloudwatch_log_group',
      'update',
      { retention_in_days: 0 },
      { retention_in_days: 7 },
      /instead of never/,
    ],
    [
      'no log line',
      'aws_cloudwatch_log_group',
      'update',
      { retention_in_days: 7 },
      { retention_in_days: 0 },
      undefined,
    ],
    [
      'objects in use',
      'aws_s3_bucket_lifecycle_configuration',
      'update',
      { rule: [] },
      { rule: [{ status: 'Enabled', expiration: [{ days: 1 }] }] },
      /in use are deleted after 1/,
    ],
    [
      'objects in use, by a new lifecycle',
      'aws_s3_bucket_lifecycle_configuration',
      'create',
      null,
      { rule: [{ status: 'Enabled', expiration: [{ days: 1 }] }] },
      /in use/,
    ],
    [
      'nothing by a first lifecycle of versions',
      'aws_s3_bucket_lifecycle_configuration',
      'create',
      null,
      { rule: [{ status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 30 }] }] },
      undefined,
    ],
    ['rows by another time', table, 'update', ttl('expiresAt'), ttl('createdAt'), /time in createdAt/],
    ['rows by a first time', table, 'update', ttl('', false), ttl('createdAt'), /time in createdAt/],
    [
      'an index',
      table,
      'update',
      { global_secondary_index: [{ name: 'byPlayer' }] },
      { global_secondary_index: [] },
      /byPlayer is deleted/,
    ],
    [
      'days of recovery',
      table,
      'update',
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }] },
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 1 }] },
      /after 1 days instead of 35/,
    ],
    [
      'nothing by a net that is turned on',
      table,
      'update',
      { point_in_time_recovery: [{ enabled: false }] },
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }] },
      undefined,
    ],
    ['rows, the new table first', table, 'replace', { name: 'a' }, { name: 'b' }, /all rows/],
    [
      'calls of a function',
      'aws_lambda_function',
      'update',
      { reserved_concurrent_executions: 50 },
      { reserved_concurrent_executions: 0 },
      /stopped/,
    ],
    ['a function', 'aws_lambda_function', 'delete', {}, null, /finds nothing/],
    ['records, with their mapping', 'aws_lambda_event_source_mapping', 'delete', {}, null, /no more/],
    [
      'records that are skipped',
      'aws_lambda_event_source_mapping',
      'replace',
      { starting_position: 'TRIM_HORIZON' },
      { starting_position: 'LATEST' },
      /skipped/,
    ],
    ['an alarm', 'aws_cloudwatch_metric_alarm', 'delete', {}, null, /nothing tells/],
    [
      'no alarm by another name',
      'aws_cloudwatch_metric_alarm',
      'replace',
      { alarm_name: 'a' },
      { alarm_name: 'b' },
      undefined,
    ],
    [
      'no encryption: S3 has its own',
      'aws_s3_bucket_server_side_encryption_configuration',
      'delete',
      { rule: [] },
      null,
      undefined,
    ],
    inside(
      'a fleet that nothing wakes',
      fleet(strategy('SCALE_TO_AND_FROM_ZERO', 0)),
      fleet({ MinSize: 0, ...strategy('MANUAL', 0) }),
      /stays there/,
    ),
    inside(
      'a fleet that nothing will wake',
      fleet(strategy('SCALE_TO_AND_FROM_ZERO', 1)),
      fleet({ MinSize: 0, ...strategy('MANUAL', 1) }),
      /stays there/,
    ),
    inside(
      'a fleet that sleeps and wakes',
      fleet(awake),
      fleet(strategy('SCALE_TO_AND_FROM_ZERO', 0)),
      /matches wait/,
    ),
    inside(
      'an alias without a fleet',
      alias({ Type: 'SIMPLE', FleetId: 'f' }),
      alias({ Type: 'TERMINAL' }),
      /no match is placed/,
    ),
    inside(
      'no alias that is switched',
      alias({ Type: 'SIMPLE', FleetId: 'f' }),
      alias({ Type: 'SIMPLE', FleetId: 'g' }),
      undefined,
    ),
    inside(
      'a fleet that was kept',
      fleet(awake),
      fleet(awake, {}, { DeletionPolicy: 'Retain' }),
      /once replaced, the old one is deleted/,
    ),
    inside(
      'a fleet, replaced and not kept',
      fleet(awake),
      fleet(awake, { EC2InstanceType: 'c5.xlarge' }, {}),
      /the old one is deleted, and its matches end/,
    ),
    inside(
      'no fleet, replaced and kept',
      fleet(awake),
      fleet(awake, { EC2InstanceType: 'c5.xlarge' }),
      /the old one stays, costs/,
    ),
    inside(
      'a resource that was kept',
      fleet(awake),
      fleet(awake, {}, { UpdateReplacePolicy: 'Retain' }),
      /taken out of the template/,
    ),
    inside(
      'gradual traffic',
      live({ UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'a' } } }),
      live({}),
      /all calls move/,
    ),
    inside('a condition', live({}), live({ Condition: 'C' }), /condition changes/),
    inside('an order', live({}), live({ DependsOn: 'X' }), undefined),
    inside(
      'a type without an entry',
      { ...fleet(awake), ...one('AWS::DynamoDB::Table', {}) },
      fleet(awake),
      /AWS::DynamoDB::Table/,
    ),
    inside('a property without an entry', fleet(awake), fleet(awake, { New: 1 }), /a change of New/),
    inside('another type by the same name', alias({ Type: 'SIMPLE' }), live({}), /one destination less/),
  ])('%s', (...row) => {
    const loud = row[5];
    expect(whys(row)).toEqual(
      loud === undefined ? [] : expect.arrayContaining([expect.stringMatching(loud)]),
    );
  });
});
