import { describe, expect, it } from '@jest/globals';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { expectLoud, own, type Row, whys } from './support/plan-rows';

/** Dangers that do not stand in a changed argument: beside it, in another account, or known only later. */
const other = '999999999999';
const attributeOf: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_resource_policy: 'policy_document',
};
const lets = (type: string, Principal: unknown, loud: RegExp | undefined, Condition?: object): Row => [
  `a new ${type} for ${JSON.stringify(Principal)} ${JSON.stringify(Condition ?? {})}`,
  type,
  'create',
  null,
  {
    [attributeOf[type] ?? 'policy']: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'x:Read', Resource: `arn:aws:x:r:${own}:y`, Principal, Condition },
      ],
    }),
  },
  loud,
];
const events = { Service: 'events.amazonaws.com' };
const source = (operator: string, account: string): object => ({
  [operator]: { 'aws:SourceAccount': account },
});
const everywhere = (action: string, loud: RegExp | undefined): Row => [
  `a new policy: ${action} on all resources`,
  'aws_iam_role_policy',
  'create',
  null,
  {
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
    }),
  },
  loud,
];

describe('a new policy', () => {
  it.each<Row>([
    lets('aws_s3_bucket_policy', { AWS: `arn:aws:iam::${other}:role/x` }, /to .*role\/x/),
    lets('aws_s3_bucket_policy', { AWS: other }, /999999999999/),
    lets('aws_s3_bucket_policy', { AWS: own }, /111122223333/),
    lets('aws_s3_bucket_policy', { CanonicalUser: '79a5' }, /CanonicalUser/),
    lets('aws_s3_bucket_policy', { Federated: `arn:aws:iam::${own}:saml-provider/x` }, /saml-provider/),
    lets('aws_s3_bucket_policy', { AWS: `arn:aws:iam::${own}:role/x` }, undefined),
    lets('aws_sns_topic_policy', { AWS: `arn:aws:iam::${other}:user/x` }, /user\/x/),
    lets('aws_sqs_queue', { AWS: ['AIDAEXAMPLE'] }, /AIDAEXAMPLE/),
    lets('aws_secretsmanager_secret', { AWS: other }, /999999999999/),
    lets('aws_cloudwatch_log_resource_policy', { AWS: other }, /policy_document allows/),
    lets('aws_sqs_queue', events, /SourceAccount/, source('StringEquals', other)),
    lets('aws_sqs_queue', events, undefined, source('StringEquals', own)),
    lets('aws_sqs_queue', events, /SourceAccount StringNotEquals/, source('StringNotEquals', other)),
    lets('aws_sqs_queue', { AWS: `arn:aws:iam::${own}:role/x` }, undefined, source('StringNotEquals', other)),
    ...['cloudformation:CreateStack', 'codebuild:StartBuild', 'cognito-idp:AdminCreateUser'].map((action) =>
      everywhere(action, /on \*/),
    ),
    ...['rds:DeleteDBCluster', 'backup:DeleteRecoveryPoint', 'gamelift:DeleteFleet', 'ec2:RunInstances'].map(
      (action) => everywhere(action, /on \*/),
    ),
    everywhere('cloudwatch:Put*', /on \*/),
    ...['gamelift:DescribeMatchmaking', 'gamelift:StartMatchmaking', 'cloudwatch:PutMetricData'].map(
      (action) => everywhere(action, undefined),
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const later = (
  type: string,
  before: object,
  unknown: object,
  loud: RegExp | undefined,
  written?: object,
): Row => [
  `${type}: ${Object.keys(unknown).join(', ')} ` +
    `${written === undefined ? '' : 'of the configuration '}is known later`,
  type,
  'update',
  before,
  {},
  loud,
  { unknown, ...(written === undefined ? {} : { written }) },
];

describe('an argument that is known only after the apply', () => {
  it.each<Row>([
    later(
      'aws_dynamodb_table',
      { deletion_protection_enabled: true },
      { deletion_protection_enabled: true },
      /^deletion_protection_enabled is known only after the apply/,
    ),
    later(
      'aws_cloudfront_distribution',
      { aliases: ['a.gg'], web_acl_id: 'x' },
      { aliases: true, web_acl_id: true },
      /^aliases, web_acl_id are known only/,
    ),
    later(
      'aws_apigatewayv2_route',
      { authorization_type: 'JWT', authorizer_id: 'a' },
      { authorization_type: true, authorizer_id: true },
      /^authorization_type, authorizer_id are/,
    ),
    later('aws_lambda_function', { role: 'arn:a' }, { role: true }, /^role is/, { role: {} }),
    later('aws_lambda_function', { layers: ['a'] }, { layers: true }, /^layers is/, { layers: {} }),
    later('aws_lambda_function', { version: '1' }, { version: true }, undefined, { role: {} }),
    later('aws_apigatewayv2_route', { authorizer_id: '' }, { authorizer_id: true }, undefined),
    later('aws_lambda_permission', { source_arn: 'arn:a' }, { source_arn: true }, /^source_arn is/),
    later('aws_cloudwatch_event_target', { arn: 'arn:a' }, { arn: true }, /^arn is/),
    later('aws_sns_topic_subscription', { endpoint: 'a' }, { endpoint: true }, /^endpoint is/),
    later('aws_gamelift_game_session_queue', { destinations: ['a'] }, { destinations: true }, undefined),
    later(
      'aws_iam_role',
      { permissions_boundary: 'arn:a' },
      { permissions_boundary: true },
      /changes from arn:a to one that is known only after the apply/,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

describe('an old copy that a replacement left behind', () => {
  const deposed = (type: string): Row => [
    type,
    type,
    'delete',
    { name: 'x' },
    null,
    undefined,
    { deposed: '1a2b3c4d' },
  ];

  it('is quiet: the object in use stays, but for what the old one holds', () => {
    expect(whys(deposed('aws_apigatewayv2_authorizer'))).toEqual([]);
    expect(whys(deposed('aws_dynamodb_table'))).toEqual([
      'an old copy (deposed) is deleted, with the rows in it',
    ]);
  });

  it('is called one in the table', () => {
    const address = 'aws_apigatewayv2_authorizer.x';
    const change = { actions: ['delete'], before: {}, after: null };
    const plan = {
      format_version: '1.2',
      resource_changes: [
        { address, mode: 'managed', type: 'aws_apigatewayv2_authorizer', name: 'x', deposed: '1a', change },
      ],
    };
    expect(asMarkdown([summarizePlan('dev-x', JSON.stringify(plan))])).toContain(
      `| **destroyed** | \`${address}\` | an old copy (deposed); the copy in use stays |`,
    );
  });
});

describe('a plan of a later Terraform', () => {
  it('is refused where its format has another meaning, and incomplete where changes wait', () => {
    expect(() => summarizePlan('dev-x', '{"format_version":"2.0"}')).toThrow(
      'this plan has format 2.0; the summary reads 1.x',
    );
    const deferred = { format_version: '1.9', deferred_changes: [{ reason: 'provider_config_unknown' }] };
    expect(summarizePlan('dev-x', JSON.stringify(deferred)).incomplete).toBe(true);
    expect(summarizePlan('dev-x', '{"format_version":"1.9"}').incomplete).toBe(false);
  });
});

describe('a resource that is secret as a whole', () => {
  it('shows which values differ, and none of them', () => {
    const change = {
      actions: ['update'],
      before: { role: 'hunter2', timeout: 3 },
      after: { role: 'hunter3', timeout: 3 },
      before_sensitive: true,
      after_sensitive: true,
    };
    const address = 'aws_lambda_function.x';
    const summary = summarizePlan(
      'dev-x',
      JSON.stringify({
        format_version: '1.2',
        resource_changes: [{ address, mode: 'managed', type: 'aws_lambda_function', name: 'x', change }],
      }),
    );
    expect(summary.lines).toEqual([expect.objectContaining({ address, attributes: ['role'] })]);
    expect(summary.loud).toHaveLength(1);
    expect(JSON.stringify(summary)).not.toContain('hunter');
  });
});
