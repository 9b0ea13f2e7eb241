import { describe, expect, it } from '@jest/globals';
import { allow, expectLoud, inside, one, own, type Row, whys } from './support/plan-rows';

/**
 * Changes that leave a resource in place, and take its effect: alarms, rights, variables, schedules, queues.
 */
const changed = (type: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `${type}: ${JSON.stringify(before).slice(0, 80)} → ${JSON.stringify(after).slice(0, 120)}`,
  type,
  'update',
  before,
  after,
  loud,
];
const alarm = {
  ...{ namespace: 'AWS/Lambda', metric_name: 'Errors', statistic: 'Sum', dimensions: { FunctionName: 'f' } },
  ...{ period: 60, evaluation_periods: 2, datapoints_to_alarm: 2, treat_missing_data: 'notBreaching' },
  ...{ comparison_operator: 'GreaterThanThreshold', threshold: 0 },
};
const watching = (more: object, loud: RegExp | undefined): Row =>
  changed('aws_cloudwatch_metric_alarm', alarm, { ...alarm, ...more }, loud);
const query = (id: string, metric_name: string): object => ({
  ...{ id, expression: '', return_data: false },
  metric: [{ metric_name, namespace: 'AWS/DynamoDB', period: 60, stat: 'Sum' }],
});
const sum = { id: 'all', expression: 'SUM(METRICS())', return_data: true, metric: [] };
const queries = (before: readonly object[], after: readonly object[], loud: RegExp | undefined): Row =>
  changed('aws_cloudwatch_metric_alarm', { metric_query: before }, { metric_query: after }, loud);
const [reads, writes] = [query('m0', 'Reads'), query('m1', 'Writes')];
const filter = {
  pattern: '"dropped"',
  metric_transformation: [{ name: 'Dropped', namespace: 'x', value: '1' }],
};
const counting = (more: object, loud: RegExp): Row =>
  changed('aws_cloudwatch_log_metric_filter', filter, { ...filter, ...more }, loud);
const shift = (Value: unknown): object =>
  one('AWS::CloudWatch::Alarm', {
    Dimensions: [
      { Name: 'FunctionName', Value: 'f' },
      { Name: 'ExecutedVersion', Value },
    ],
  });

/** An alarm of what the new version catches, as a share of its calls. */
const caught = (Value: unknown, of = 'f'): object =>
  one('AWS::CloudWatch::Alarm', {
    Metrics: [
      { Id: 'share', Expression: 'IF(failed >= 4, 100 * failed / requests, 0)', ReturnData: true },
      ...['failed', 'requests'].map((Id) => ({
        Id,
        MetricStat: {
          Metric: {
            MetricName: Id,
            Dimensions: [
              { Name: 'FunctionName', Value: of },
              { Name: 'ExecutedVersion', Value },
            ],
          },
          Period: 300,
          Stat: 'Sum',
        },
        ReturnData: false,
      })),
    ],
  });

const later = { Ref: 'VersionPlayers' };
/** An alarm of a version, and the alias that moves calls to one. */
const moving = (alarm: (version: unknown) => object, watched: unknown, FunctionVersion: unknown): object => ({
  ...alarm(watched),
  Other: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'g', FunctionVersion: '7' } },
  Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'f', FunctionVersion } },
});

describe('an alarm', () => {
  it.each<Row>([
    ...Object.entries({
      namespace: 'AWS/Other',
      metric_name: 'Nothing',
      statistic: 'Minimum',
      unit: 'Bytes',
    }).map(([name, value]) => watching({ [name]: value }, new RegExp(`another metric: ${name} changes`))),
    watching({ dimensions: { FunctionName: 'g' } }, /dimensions changes/),
    watching({ statistic: null, extended_statistic: 'p1' }, /extended_statistic, statistic/),
    watching({ period: 6000 }, /another time: period 60 → 6000/),
    watching({ evaluation_periods: 200 }, /evaluation_periods 2 → 200/),
    watching({ datapoints_to_alarm: 200 }, /datapoints_to_alarm 2 → 200/),
    watching({ period: 300, evaluation_periods: 10, datapoints_to_alarm: 10 }, /another time: 120 → 3000/),
    watching({ comparison_operator: 'LessThanThreshold' }, /compares differently/),
    watching({ threshold: 1000 }, /only above 1000, not 0/),
    watching({ threshold: -1 }, /already above -1, not 0/),
    watching({ threshold: null }, /another kind of threshold/),
    watching({ treat_missing_data: 'breaching' }, /without data means breaching/),
    watching({ threshold: 3, period: 120, alarm_description: 'x' }, undefined),
    queries([reads, writes, sum], [reads, sum], /its queries change/),
    queries([reads, sum], [reads, { ...sum, expression: 'm0 * 0' }], /its queries change/),
    queries(
      [reads, sum],
      [reads, { ...sum, expression: 'm0 * 0', id: 'x' }, { ...sum, return_data: false }],
      /queries/,
    ),
    queries([reads, sum], [reads, sum, { ...sum, expression: 'm0 * 0' }], /its queries change/),
    queries([], [reads, sum], /its queries change/),
    // A further index of a table, after which the ids are counted again.
    queries([reads, sum], [query('m0', 'Writes'), query('m1', 'Reads'), sum], undefined),
    inside('the alarm of the next version', shift('3'), shift('4'), undefined),
    inside('the alarm of the next version, known later', shift('3'), shift({ Ref: 'Version' }), undefined),
    inside('the alarm of an older version', shift('3'), shift('2'), /Dimensions changes/),
    inside('the share of the next version', caught('3'), caught('4'), undefined),
    inside('the share of the next version, known later', caught('3'), caught({ Ref: 'Version' }), undefined),
    inside('the share of an older version', caught('3'), caught('2'), /its queries change/),
    inside(
      'the share of a version that is far away',
      caught('3'),
      caught('999999'),
      /"999999" of f, .* not the new/,
    ),
    inside('the alarm of a version that is far away', shift('3'), shift('5'), /"5" of f, .* not the new/),
    ...[shift, caught].flatMap((alarm) => [
      inside('the version that calls move to', moving(alarm, '3', '3'), moving(alarm, '9', '9'), undefined),
      inside('that version, known later', moving(alarm, '3', '3'), moving(alarm, later, later), undefined),
      inside(
        'the old version, when calls move',
        moving(alarm, '3', '3'),
        moving(alarm, '3', '4'),
        /"3" of f/,
      ),
      inside(
        'another version than calls move to',
        moving(alarm, '3', '3'),
        moving(alarm, '5', '4'),
        /"5" of f/,
      ),
      inside(
        'a version known later, of another function',
        moving(alarm, '3', '3'),
        moving(alarm, { Ref: 'VersionMatches' }, later),
        /VersionMatches.* of f, .* not the new/,
      ),
    ]),
    inside('the share of another function', caught('3'), caught('4', 'g'), /its queries change/),
    counting({ pattern: '"nothing"' }, /sounds by other lines: "nothing"/),
    counting({ metric_transformation: [{ name: 'Other', namespace: 'x', value: '1' }] }, /another metric/),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});

const variables = (values: object): object => ({ environment: [{ variables: values }] });
const ours = {
  TURNLIFT_PLAYERS_TABLE: 'p',
  TURNLIFT_ISSUER: 'https://a',
  TURNLIFT_ATTEMPTS_PER_ADDRESS: '30',
};
const lambda = (more: object, loud: RegExp | undefined): Row =>
  changed('aws_lambda_function', variables(ours), variables({ ...ours, ...more }), loud);
const code = (before: object, after: object, loud: RegExp | undefined): Row =>
  changed('aws_lambda_function', before, after, loud);
const runs = (after: object, loud: RegExp | undefined): Row =>
  changed('aws_cloudwatch_event_rule', { schedule_expression: 'rate(5 minutes)' }, after, loud);
const messages = (before: object, after: object, loud: RegExp | undefined): Row =>
  changed('aws_sqs_queue', before, after, loud);

describe('a function and what calls it', () => {
  it.each<Row>([
    code(variables(ours), { environment: [] }, /TURNLIFT_ISSUER of the function is gone/),
    ...[
      ...[
        'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        'AWS_LAMBDA_EXEC_WRAPPER',
        'AWS_ENDPOINT_URL_SQS',
        'AWS_PROFILE',
      ],
      ...['LD_PRELOAD', 'NODE_OPTIONS', 'TURNLIFT_NEW', 'AWS_REGION', 'PATH'],
    ].map((name) => lambda({ [name]: 'x' }, new RegExp(`^${name} is not a variable of our code`))),
    lambda({ TURNLIFT_PLAYERS_TABLE: 'q' }, /TURNLIFT_PLAYERS_TABLE of the function changes/),
    lambda({ TURNLIFT_ISSUER: 'https://evil' }, /TURNLIFT_ISSUER of the function changes/),
    lambda({ TURNLIFT_ISSUER: '' }, /TURNLIFT_ISSUER of the function is gone/),
    lambda({ TURNLIFT_ATTEMPTS_PER_ADDRESS: '3000' }, /30 → 3000/),
    lambda({ TURNLIFT_ATTEMPTS_PER_ADDRESS: '60', TURNLIFT_TICKETS_TABLE: 't' }, undefined),
    [
      'a variable that is known later',
      'aws_lambda_function',
      'update',
      variables(ours),
      variables({ TURNLIFT_PLAYERS_TABLE: 'p', TURNLIFT_ATTEMPTS_PER_ADDRESS: '30' }),
      /^TURNLIFT_ISSUER of the function is known only after the apply/,
      { unknown: { environment: [{ variables: { TURNLIFT_ISSUER: true } }] } },
    ],
    code({ timeout: 3 }, { timeout: 900 }, /ended late: 900 s instead of 3/),
    code({ memory_size: 512 }, { memory_size: 128 }, /want of memory: 128 MB/),
    code({ runtime: 'nodejs22.x' }, { runtime: 'nodejs18.x' }, /runs by nodejs18\.x/),
    code({ runtime: 'nodejs22.x' }, { runtime: 'nodejs24.x' }, undefined),
    code({ logging_config: [{ log_group: 'a' }] }, { logging_config: [{ log_group: 'b' }] }, /never sound/),
    code({ reserved_concurrent_executions: 100 }, { reserved_concurrent_executions: 1 }, /100 → 1/),
    runs({ schedule_expression: 'cron(0 0 1 1 ? 2099)' }, /runs by cron\(0 0 1 1 \? 2099\)/),
    runs({ schedule_expression: 'rate(1 hour)' }, /by rate\(1 hour\)/),
    changed(
      'aws_cloudwatch_event_rule',
      { schedule_expression: 'rate(1 hour)' },
      { schedule_expression: 'rate(1 minute)' },
      /by rate\(1 minute\) instead of rate\(1 hour\)/,
    ),
    runs({ schedule_expression: '' }, /by no schedule/),
    runs({ schedule_expression: 'rate(5 minutes)', state: 'DISABLED' }, /DISABLED/),
    runs({ schedule_expression: 'rate(1 minute)' }, undefined),
    messages(
      { visibility_timeout_seconds: 60 },
      { visibility_timeout_seconds: 5 },
      /again while .* after 5 s/,
    ),
    messages({ visibility_timeout_seconds: 60 }, { visibility_timeout_seconds: 90 }, undefined),
    messages({ message_retention_seconds: 1_209_600 }, { message_retention_seconds: 60 }, /lost after 60/),
    messages({ message_retention_seconds: 1_209_600 }, { message_retention_seconds: null }, /after 345600/),
    messages({ redrive_policy: '{"maxReceiveCount":5}' }, { redrive_policy: '' }, /redrive_policy/),
    messages({ delay_seconds: 0 }, { delay_seconds: 900 }, /wait before/),
    changed(
      'aws_cloudwatch_event_target',
      { dead_letter_config: [{ arn: 'arn:a' }] },
      { dead_letter_config: [{ arn: 'arn:b' }] },
      /kept elsewhere: arn:b/,
    ),
    changed(
      'aws_lambda_event_source_mapping',
      { maximum_retry_attempts: 10 },
      { maximum_retry_attempts: -1 },
      /maximum_retry_attempts: 10 → -1/,
    ),
    changed(
      'aws_apigatewayv2_route',
      { authorization_type: 'NONE' },
      { authorization_type: 'JWT' },
      /refuses clients without a token: NONE → JWT/,
    ),
    [
      'a policy by another description',
      'aws_iam_policy',
      'replace',
      { description: 'a', ...allow('s3:GetObject', 'arn:t') },
      { description: 'b', ...allow('s3:GetObject', 'arn:t') },
      /replaced.*DeleteConflict/,
    ],
    changed(
      'aws_iam_openid_connect_provider',
      { client_id_list: ['sts'] },
      { client_id_list: [] },
      /sts are refused/,
    ),
    [
      'a permission by another name of the function',
      'aws_lambda_permission',
      'replace',
      { principal: 'events.amazonaws.com', source_arn: `arn:aws:events:r:${own}:rule/x`, qualifier: 'live' },
      { principal: 'events.amazonaws.com', source_arn: `arn:aws:events:r:${own}:rule/x`, qualifier: 'old' },
      /none of the earlier caller/,
    ],
    ['the page', 'aws_s3_object', 'delete', { key: 'index.html' }, null, /file index\.html goes/],
    [
      'an old file of the page',
      'aws_s3_object',
      'delete',
      { key: 'assets/main-AAAAAAA1.js' },
      null,
      undefined,
    ],
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
