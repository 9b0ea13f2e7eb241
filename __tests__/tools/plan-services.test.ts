import { describe, expect, it } from '@jest/globals';
import { expectLoud, own, type Row, whys } from './support/plan-rows';

/** AWS services that a policy, a permission or a limit lets in: for which accounts, and how many calls. */
const s3 = { Service: 's3.amazonaws.com' };
const policyOf = (Principal: unknown, Condition?: object, Action = 'x:Write'): object => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: `arn:aws:x:r:${own}:y`, Principal, Condition }],
  }),
});
const types = [
  ...['aws_s3_bucket_policy', 'aws_sns_topic_policy', 'aws_sqs_queue'],
  ...['aws_secretsmanager_secret', 'aws_kms_key'],
];
const forAny = /which acts for any account/;
const source = (key: string, value: string | readonly string[], operator = 'StringEquals'): object => ({
  [operator]: { [key]: value },
});
const lets = (Condition: object | undefined, loud: RegExp | undefined, action?: string): Row => [
  `a new policy lets a service in: ${JSON.stringify(Condition ?? {})} ${action ?? ''}`,
  'aws_sqs_queue',
  'create',
  null,
  policyOf(s3, Condition, action),
  loud,
];

describe('a policy that lets a service in', () => {
  it.each<Row>([
    ...types.map((type): Row => [`without a source: ${type}`, type, 'create', null, policyOf(s3), forAny]),
    [
      'without a source, in a policy of logs',
      'aws_cloudwatch_log_resource_policy',
      'create',
      null,
      { policy_document: Object.values(policyOf(s3))[0] },
      forAny,
    ],
    // Any account may own the source.
    lets(source('aws:SourceArn', 'arn:aws:s3:::*', 'ArnLike'), /when aws:SourceArn ArnLike arn:aws:s3:::\*/),
    lets(source('aws:SourceArn', 'arn:aws:s3:::turnlift-*', 'ArnLike'), /turnlift-\*/),
    lets(source('aws:SourceArn', 'arn:aws:sns:*:*:alarms', 'ArnLike'), /alarms/),
    lets(source('aws:SourceArn', 'arn:aws:sns:*:1111*:alarms', 'StringLike'), /1111/),
    lets(source('aws:SourceArn', 'arn:aws:sns*', 'StringLike'), /sns\*/),
    lets(source('aws:SourceArn', 'arn:aws:route53:::hostedzone/*', 'ArnLike'), /hostedzone/),
    lets(source('aws:SourceArn', ['arn:aws:s3:::mine', '*'], 'ArnLike'), /SourceArn/),
    lets(source('aws:SourceAccount', '*', 'StringLike'), /SourceAccount/),
    lets(source('aws:SourceOrgID', 'o-*', 'StringLike'), /SourceOrgID/),
    // A source that is missing, or another one, passes too.
    lets(source('aws:SourceAccount', own, 'StringEqualsIfExists'), /IfExists/),
    lets(source('aws:SourceAccount', own, 'ForAllValues:StringEquals'), /ForAllValues/),
    lets(source('aws:SourceAccount', own, 'StringNotEquals'), /NotEquals/),
    lets(source('aws:SecureTransport', 'true', 'Bool'), /SecureTransport/),
    // The source is named.
    lets(source('aws:SourceAccount', own), undefined),
    lets(source('AWS:SourceAccount', own), undefined),
    lets(source('aws:SourceArn', `arn:aws:sns:*:${own}:*`, 'ArnLike'), undefined),
    lets(source('aws:SourceArn', 'arn:aws:s3:::mine', 'ArnEquals'), undefined),
    lets(source('aws:SourceOrgID', 'o-a1b2c3d4e5'), undefined),
    lets(source('kms:EncryptionContext:aws:logs:arn', `arn:aws:logs:r:${own}:log-group:x`), undefined),
    lets(undefined, undefined, 'logs:CreateLogStream'),
    lets(undefined, forAny, 'logs:PutLogEvents'),
    [
      'the source goes',
      'aws_sqs_queue',
      'update',
      policyOf(s3, source('aws:SourceAccount', own)),
      policyOf(s3),
      forAny,
    ],
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const permission = (after: object, loud: RegExp | undefined): Row => [
  `a new permission: ${JSON.stringify(after)}`,
  'aws_lambda_permission',
  'create',
  null,
  { action: 'lambda:InvokeFunction', ...after },
  loud,
];
const sns = 'sns.amazonaws.com';

describe('a permission of a function', () => {
  it.each<Row>([
    permission({ principal: sns, source_arn: 'arn:aws:sns*' }, /of any account/),
    permission({ principal: sns, source_arn: 'arn:aws:sns:eu-west-1:*' }, /of any account/),
    permission({ principal: sns, source_arn: 'arn:aws:sns:eu-west-1:*:topic' }, /of any account/),
    permission({ principal: s3.Service, source_arn: 'arn:aws:s3:::turnlift-*' }, /of any account/),
    permission({ principal: s3.Service, source_arn: 'arn:aws:s3:::*', source_account: own }, undefined),
    permission({ principal: s3.Service, source_arn: 'arn:aws:s3:::turnlift' }, undefined),
    permission({ principal: sns, source_arn: `arn:aws:sns:*:${own}:*` }, undefined),
    permission(
      { principal: sns, source_arn: `arn:aws:sns:r:${own}:x`, function_url_auth_type: 'NONE' },
      /by its URL/,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const limits = (rate: unknown, burst: unknown = rate): object => ({
  throttling_rate_limit: rate,
  throttling_burst_limit: burst,
});
const stage = 'aws_apigatewayv2_stage';
const all = (rate: unknown, burst?: unknown): object => ({ default_route_settings: [limits(rate, burst)] });
const route = (rate: unknown): object => ({
  ...all(200),
  route_settings: [{ route_key: 'POST /v1/guests', ...limits(rate) }],
});
const throttled = (before: object | null, after: object, loud: RegExp | undefined): Row => [
  `${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  stage,
  before === null ? 'create' : 'update',
  before,
  after,
  loud,
];

describe('the limits of the API', () => {
  it.each<Row>([
    throttled(all(200), all(1), /throttling_rate_limit is 1, so nearly all/),
    throttled(all(200), all(200, 2), /throttling_burst_limit is 2, so nearly all/),
    throttled(all(200), all(0.5), /is 0\.5/),
    throttled(all(200), all(19), /is 19 instead of 200, so most/),
    throttled(all(1000), all(99), /is 99 instead of 1000/),
    throttled(all(200), all(null), /rate_limit 200 is gone/),
    throttled(all(200), { default_route_settings: [] }, /burst_limit 200 is gone/),
    throttled(all(200), all(10_000), /limits nothing/),
    throttled(route(50), route(1), /POST \/v1\/guests: .* nearly all/),
    throttled(all(200), route(1), /POST \/v1\/guests: .* nearly all/),
    throttled(null, all(1), /nearly all/),
    throttled(null, route(2), /POST \/v1\/guests: .* nearly all/),
    throttled(null, {}, /no throttling_rate_limit holds for the new stage/),
    throttled(null, all(200, null), /no throttling_burst_limit/),
    throttled(all(200), all(20), undefined),
    throttled(all(200), all(400), undefined),
    throttled(all(4), all(4, 4), undefined),
    throttled(all(200), route(50), undefined),
    throttled(null, route(50), undefined),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
