import { describe, expect, it } from '@jest/globals';
import { expectLoud, inside, one, own, createRow, type Row, whys } from './support/plan-rows';

/** Changes of numbers, headers and settings that leave every resource in place, and stop what it was for. */
const changed = (type: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `${type}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  type,
  'update',
  before,
  after,
  loud,
];
const environment = (variables: object): object => ({ environment: [{ variables }] });
const lambda = 'aws_lambda_function';

describe('a function', () => {
  const routine = { TURNLIFT_RESERVED_NAMES: 'none' };
  it.each<Row>([
    ...[
      ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_LAMBDA_EXEC_WRAPPER', 'NODE_OPTIONS'],
      ...['NODE_TLS_REJECT_UNAUTHORIZED', 'HTTPS_PROXY', 'https_proxy', 'LD_PRELOAD'],
    ].map((name) =>
      changed(
        lambda,
        environment(routine),
        environment({ ...routine, [name]: 'x' }),
        new RegExp(`^${name} `),
      ),
    ),
    createRow(lambda, environment({ NODE_OPTIONS: '--require /opt/x' }), /NODE_OPTIONS/),
    changed(lambda, environment({ NODE_OPTIONS: 'a' }), environment({ NODE_OPTIONS: 'b' }), /NODE_OPTIONS/),
    changed(lambda, environment({ NODE_OPTIONS: 'a' }), environment({}), /NODE_OPTIONS/),
    changed(lambda, environment(routine), environment({ TURNLIFT_RESERVED_NAMES: 'admin' }), undefined),
    createRow(lambda, environment(routine), undefined),
    changed(lambda, { timeout: 30 }, { timeout: 1 }, /before its work: 1 s instead of 30/),
    changed(lambda, { timeout: 30 }, { timeout: 10 }, undefined),
    createRow(
      'aws_lambda_event_source_mapping',
      { event_source_arn: 'arn:aws:sqs:eu-west-1:999999999999:x' },
      /records of account 999999999999/,
    ),
    createRow('aws_lambda_event_source_mapping', { event_source_arn: `arn:aws:sqs:r:${own}:x` }, undefined),
    changed(
      'aws_cloudwatch_event_rule',
      { schedule_expression: 'rate(1 minute)' },
      { schedule_expression: 'rate(1 day)' },
      /by rate\(1 day\) instead of rate\(1 minute\)/,
    ),
    changed(
      'aws_cloudwatch_event_rule',
      { schedule_expression: 'rate(1 minute)' },
      { schedule_expression: 'rate(5 minutes)' },
      undefined,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const queue = 'aws_gamelift_game_session_queue';
const tickets = (RequestTimeoutSeconds: number): object =>
  one('AWS::GameLift::MatchmakingConfiguration', { Name: 'x', RequestTimeoutSeconds });

describe('the way into a match', () => {
  it.each<Row>([
    changed(queue, { destinations: ['a', 'b'] }, { destinations: ['a'] }, /no match on b any more/),
    changed(queue, { destinations: ['a'] }, { destinations: ['evil'] }, /no match on a any more/),
    changed(queue, { destinations: ['a'] }, { destinations: ['a', 'b'] }, undefined),
    changed(queue, { timeout_in_seconds: 600 }, { timeout_in_seconds: 10 }, /10 s instead of 600/),
    changed(queue, { timeout_in_seconds: 600 }, { timeout_in_seconds: 300 }, undefined),
    inside('tickets that end at once', tickets(120), tickets(5), /5 s instead of 120/),
    inside('tickets that wait less', tickets(120), tickets(60), undefined),
    changed(
      'aws_apigatewayv2_integration',
      { timeout_milliseconds: 30_000 },
      { timeout_milliseconds: 50 },
      /50 ms instead of 30000/,
    ),
    changed(
      'aws_apigatewayv2_api',
      { cors_configuration: [{ allow_origins: ['a'] }] },
      { cors_configuration: [{ allow_origins: ['a'], allow_credentials: true }] },
      /cookies/,
    ),
    createRow('aws_route53_record', { name: 'play.our-game.gg', allow_overwrite: true }, /is overwritten/),
    createRow(
      'aws_route53_record',
      { name: '_a1b2.play.our-game.gg', type: 'CNAME', allow_overwrite: true },
      undefined,
    ),
    createRow('aws_route53_record', { allow_overwrite: true }, undefined, { name: true }),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const alarm = (more: object): object => ({
  ...{ comparison_operator: 'GreaterThanThreshold', threshold: 5, treat_missing_data: 'notBreaching' },
  ...more,
});
const alarms = (before: object, after: object, loud: RegExp | undefined): Row =>
  changed('aws_cloudwatch_metric_alarm', alarm(before), alarm(after), loud);
const below = { comparison_operator: 'LessThanThreshold' };
const warnings = (count: number): object => ({
  notification: Array.from({ length: count }, (_, threshold) => ({ threshold })),
});

describe('what reports trouble', () => {
  it.each<Row>([
    alarms({}, { threshold: 5000 }, /only above 5000, not 5/),
    alarms({}, { threshold: 20 }, undefined),
    alarms({}, { threshold: 1 }, undefined),
    alarms({ ...below, threshold: 1 }, { ...below, threshold: 0 }, /only below 0, not 1/),
    alarms({}, below, /compares differently/),
    alarms({ treat_missing_data: 'breaching' }, { treat_missing_data: 'ignore' }, /a metric that stops/),
    inside(
      'an alarm that rolls back later',
      one('AWS::CloudWatch::Alarm', { Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' }),
      one('AWS::CloudWatch::Alarm', { Threshold: 1e6, ComparisonOperator: 'GreaterThanThreshold' }),
      /only above 1000000, not 1/,
    ),
    changed(
      'aws_budgets_budget',
      { limit_amount: '100' },
      { limit_amount: '100000' },
      /100000 instead of 100/,
    ),
    changed('aws_budgets_budget', { limit_amount: '100' }, { limit_amount: '300' }, undefined),
    changed('aws_budgets_budget', warnings(2), warnings(1), /warns less often/),
    changed('aws_budgets_budget', warnings(1), warnings(2), undefined),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const distribution = 'aws_cloudfront_distribution';
const served = { target_origin_id: 'files', viewer_protocol_policy: 'redirect-to-https', compress: true };
const page = (more: object, ...ordered: readonly object[]): object => ({
  default_cache_behavior: [{ ...served, ...more }],
  ordered_cache_behavior: ordered,
});
const assets = { path_pattern: 'assets/*', response_headers_policy_id: 'h', ...served };
const security = (policy: string, more: object = {}): object => ({
  security_headers_config: [
    {
      content_security_policy: [{ content_security_policy: policy }],
      frame_options: [{ frame_option: 'DENY' }],
      strict_transport_security: [{ access_control_max_age_sec: 31_536_000 }],
      ...more,
    },
  ],
});
const headers = (before: object, after: object, loud: RegExp | undefined): Row =>
  changed('aws_cloudfront_response_headers_policy', before, after, loud);
const strict = "default-src 'none'; script-src 'self'; img-src https://pictures.gg";
const opener = (value: string): object => ({
  custom_headers_config: [{ items: [{ header: 'cross-origin-opener-policy', value }] }],
});

describe('the page to play on', () => {
  it.each<Row>([
    changed(distribution, page({}), page({ target_origin_id: 'evil' }), /target_origin_id of the page/),
    changed(
      distribution,
      page({}),
      page({ lambda_function_association: [{ lambda_arn: 'arn:a' }] }),
      /lambda_function_association of the page/,
    ),
    changed(distribution, page({ trusted_key_groups: ['k'] }), page({}), /trusted_key_groups/),
    changed(distribution, page({}, assets), page({}), /assets\/\* is not served by rules of its own/),
    changed(
      distribution,
      page({}),
      page({}, { ...assets, function_association: [{ function_arn: 'arn:f' }] }),
      /function_association of assets/,
    ),
    changed(distribution, page({}), page({}, { ...assets, allowed_methods: ['GET', 'PUT'] }), /takes PUT/),
    changed(distribution, page({}), page({}, { ...assets, allowed_methods: ['GET', 'HEAD'] }), undefined),
    changed(distribution, page({}), page({ compress: false }), undefined),
    headers(security(strict), security("script-src 'self'"), /has no default-src any more/),
    headers(
      security(strict),
      security(strict.replace("script-src 'self'", "script-src 'self' https://pictures.gg")),
      /https:\/\/pictures\.gg \(script-src\)/,
    ),
    headers(security(strict), security(`${strict}; connect-src *`), /\* \(connect-src\)/),
    headers(security(strict), security(`${strict}; font-src 'none'`), undefined),
    headers(
      security(strict),
      security(strict, { strict_transport_security: [{ access_control_max_age_sec: 0 }] }),
      /strict_transport_security of the page changes/,
    ),
    headers(
      security(strict),
      security(strict, { frame_options: [{ frame_option: 'SAMEORIGIN' }] }),
      /frame_options of the page changes/,
    ),
    headers(security(strict), security(strict, { frame_options: [] }), /has no frame_options any more/),
    headers(opener('same-origin'), opener('unsafe-none'), /cross-origin-opener-policy/),
    headers({ custom_headers_config: [] }, opener('same-origin'), undefined),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
