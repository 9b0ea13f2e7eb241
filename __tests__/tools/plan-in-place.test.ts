import { describe, expect, it } from '@jest/globals';
import { allow, loudIn, own, type Planned } from './support/plan-rows';

/** Resources that a plan makes beside those of a stack that is there. */
const there = (type: string, after: object): Planned => ({ type, after, is: 'no-op' });
const fresh = (type: string, after: object, unknown: object = {}): Planned => ({ type, after, unknown });
const arn = (name: string): string => `arn:aws:lambda:eu-west-1:${own}:function:${name}`;
const roleOf = (name: string): string => `arn:aws:iam::${own}:role/${name}`;
const table = there('aws_dynamodb_table', { deletion_protection_enabled: true });

describe('a new policy', () => {
  const policy = (action: string): Planned =>
    fresh('aws_iam_role_policy', { role: 'turnlift-dev-fn-players', ...allow(action, `${roleOf('x')}/y`) });

  it('of a role is loud with all of its rights, where the stack is there', () => {
    expect(loudIn(table, policy('secretsmanager:GetSecretValue'))).toEqual([
      expect.stringContaining('policy allows: secretsmanager:GetSecretValue'),
    ]);
    expect(loudIn(table, fresh('aws_iam_policy', allow('dynamodb:DeleteTable', arn('x'))))).toEqual([
      expect.stringContaining('policy allows: dynamodb:DeleteTable'),
    ]);
  });

  it('of a first plan is loud for sweeping rights alone', () => {
    expect(loudIn(policy('secretsmanager:GetSecretValue'))).toEqual([]);
    expect(loudIn(policy('secretsmanager:*'))).toEqual([expect.stringContaining('secretsmanager:*')]);
  });
});

describe('a new caller', () => {
  const callers: ReadonlyArray<readonly [what: string, one: Planned, why: RegExp]> = [
    ['another API', fresh('aws_apigatewayv2_api', { name: 'x' }), /a further API takes calls/],
    [
      'a name that leads to another API',
      fresh('aws_apigatewayv2_api_mapping', { domain_name: 'api.our.gg', api_id: 'evil' }),
      /calls of api\.our\.gg go to evil/,
    ],
    [
      'a rule',
      fresh('aws_cloudwatch_event_rule', { event_pattern: '{"source":["aws.gamelift"]}' }),
      /a further rule passes events on: \{"source"/,
    ],
    [
      'a schedule',
      fresh('aws_cloudwatch_event_rule', { schedule_expression: 'rate(1 minute)' }),
      /events on: rate/,
    ],
    [
      'a target with an input',
      fresh('aws_cloudwatch_event_target', { arn: arn('signing-keys'), input: '{"task":"replace"}' }),
      /start arn:aws:lambda.*signing-keys, which is there already, with the input \{"task":"replace"\}/,
    ],
    [
      'a target with a template of an input',
      fresh('aws_cloudwatch_event_target', {
        arn: arn('signing-keys'),
        input_transformer: [{ input_template: '{"task":1}' }],
      }),
      /with the input \{"task":1\}/,
    ],
    [
      'a call',
      fresh('aws_lambda_invocation', { function_name: 'signing-keys', input: '{}' }),
      /the function signing-keys is called, with the input \{\}/,
    ],
    [
      'a permission',
      fresh('aws_lambda_permission', {
        action: 'lambda:InvokeFunction',
        function_name: 'signing-keys',
        principal: 'events.amazonaws.com',
        source_arn: `arn:aws:events:eu-west-1:${own}:rule/x`,
      }),
      /signing-keys, which is there already, may be called by events\.amazonaws\.com for arn:aws:events/,
    ],
  ];

  it.each(callers)('is loud where the stack is there: %s', (_what, one, why) => {
    expect(loudIn(table, one)).toEqual(expect.arrayContaining([expect.stringMatching(why)]));
    expect(loudIn(one)).toEqual([]);
  });

  it('of what the same plan makes is quiet', () => {
    expect(
      loudIn(
        table,
        fresh('aws_cloudwatch_event_target', {}, { arn: true }),
        fresh(
          'aws_lambda_permission',
          { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' },
          { function_name: true, source_arn: true },
        ),
        fresh('aws_apigatewayv2_domain_name', { domain_name: 'api.our.gg' }),
        fresh('aws_apigatewayv2_api_mapping', { domain_name: 'api.our.gg' }, { api_id: true }),
        fresh('aws_apigatewayv2_api_mapping', { api_id: 'ours' }, { domain_name: true }),
      ),
    ).toEqual([]);
  });
});

describe('a new resource that is not of the stack', () => {
  const code = 'assets/players/8088B8FD/players.zip';
  const role = there('aws_iam_role', { arn: roleOf('turnlift-dev-fn-players') });
  const site = there('aws_cloudfront_distribution', {
    aliases: ['play.our.gg'],
    domain_name: 'd1.cloudfront.net',
  });
  const record = (after: object, unknown: object = {}): Planned =>
    fresh('aws_route53_record', { type: 'A', ...after }, unknown);

  it.each<readonly [what: string, after: object, why: RegExp]>([
    ['a bucket', { s3_bucket: 'evil', s3_key: 'x.zip' }, /code is not of the build: evil x\.zip/],
    ['an image', { image_uri: 'public.ecr.aws/x' }, /code is not of the build: public\.ecr/],
    ['a file', { filename: '/etc/x.zip' }, /code is not of the build: \/etc\/x\.zip/],
    ['a role', { filename: code, role: roleOf('admin') }, /rights of .*role\/admin, which is not/],
  ])('a function: %s', (_what, after, why) => {
    expect(loudIn(role, fresh('aws_lambda_function', after))).toEqual([expect.stringMatching(why)]);
  });

  it('a function with code of the build and a role of the stack is quiet', () => {
    expect(
      loudIn(
        role,
        fresh('aws_lambda_function', { filename: code, role: roleOf('turnlift-dev-fn-players') }),
        fresh('aws_lambda_function', { filename: code }, { role: true }),
      ),
    ).toEqual([]);
  });

  it('a record that leads elsewhere, or is none of ACM', () => {
    const leads = (after: object, unknown: object = {}): readonly string[] =>
      loudIn(site, record(after, unknown));
    expect(leads({ name: 'play.our.gg', alias: [{ name: 'd1.cloudfront.net' }] })).toEqual([]);
    expect(leads({ name: 'play.our.gg', alias: [{ name: 'd6.cloudfront.net.' }] })).toEqual([
      expect.stringContaining('leads to d6.cloudfront.net, and to nothing of the stack'),
    ]);
    expect(leads({ type: 'TXT', name: '_acme-challenge.play.our.gg', records: ['x'] })).toEqual([
      expect.stringContaining('is for _acme-challenge.play.our.gg'),
      expect.stringContaining('leads to x'),
    ]);
    expect(leads({ records: ['6.6.6.6'] }, { name: true })).toEqual([
      expect.stringContaining('leads to 6.6.6.6'),
    ]);
  });

  it('a certificate for another name', () => {
    const certificate = (domain_name: string, subject_alternative_names: readonly string[] = []) =>
      loudIn(site, fresh('aws_acm_certificate', { domain_name, subject_alternative_names }));
    expect(certificate('play.our.gg', ['play.our.gg'])).toEqual([]);
    expect(certificate('admin.our.gg')).toEqual([expect.stringContaining('is for admin.our.gg')]);
    expect(certificate('play.our.gg', ['*.our.gg'])).toEqual([expect.stringContaining('is for *.our.gg')]);
  });

  it('a page from another bucket, or with code at the edge', () => {
    const page = (more: object, behavior: object = {}): Planned =>
      fresh('aws_cloudfront_distribution', {
        default_cache_behavior: [{ viewer_protocol_policy: 'https-only', ...behavior }],
        ...more,
      });
    const files = there('aws_s3_bucket', { bucket: 'files' });
    const from = (bucket: string): object => ({
      origin: [{ domain_name: `${bucket}.s3.eu-west-1.amazonaws.com` }],
    });
    expect(loudIn(files, page(from('files')))).toEqual([]);
    expect(loudIn(files, page(from('evil-bucket')))).toEqual([
      expect.stringContaining('from the bucket evil-bucket, which is not of the stack'),
    ]);
    expect(loudIn(page({}, { lambda_function_association: [{ lambda_arn: arn('x') }] }))).toEqual([
      expect.stringContaining(`runs code at the edge: ${arn('x')}`),
    ]);
  });
});

describe('a new guard that guards nothing', () => {
  const alarm = (alarm_actions: readonly string[] | null): Planned =>
    fresh('aws_cloudwatch_metric_alarm', { alarm_actions });
  const topic = there('aws_sns_topic', { name: 'alarms' });

  it('an alarm without an address, where others have one', () => {
    for (const actions of [[], null])
      expect(loudIn(topic, alarm(actions))).toEqual([expect.stringContaining('reaches no address')]);
    expect(loudIn(alarm(['x']), alarm([]))).toEqual([expect.stringContaining('reaches no address')]);
    expect(loudIn(topic, alarm(['x']))).toEqual([]);
    expect(loudIn(alarm([]))).toEqual([]);
  });

  it('a table without point-in-time recovery, beside tables that are there', () => {
    const recovered = there('aws_dynamodb_table', { point_in_time_recovery: [{ enabled: true }] });
    const bare = fresh('aws_dynamodb_table', {});
    expect(loudIn(recovered, bare)).toEqual([expect.stringContaining('has no point-in-time recovery')]);
    expect(
      loudIn(fresh('aws_dynamodb_table', { point_in_time_recovery: [{ enabled: true }] }), bare),
    ).toEqual([]);
  });
});
