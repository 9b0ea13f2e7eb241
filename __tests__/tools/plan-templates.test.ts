import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { awake, expectLoud, fleet, inside, one, type Row, template, whys } from './support/plan-rows';

const typed = (EC2InstanceType: unknown): object => fleet(awake, { EC2InstanceType });
const beside = (
  what: string,
  before: object,
  after: object,
  loud: RegExp | undefined,
  resources?: object,
): Row => [
  `beside the resources: ${what}`,
  'aws_cloudformation_stack',
  'update',
  template(resources ?? typed('c5.large'), before),
  template(resources ?? typed('c5.large'), after),
  loud,
];
const parameter = (Default: string, more: object = {}): object => ({
  Parameters: { T: { Type: 'String', Default, ...more } },
});
const when = (value: string): object => ({ Conditions: { C: { 'Fn::Equals': ['a', value] } } });
const output = (Value: unknown): object => ({ Outputs: { A: { Value } } });
const script = (ScriptId: unknown, NodeJsVersion: string): object => ({
  ...fleet(awake, { ScriptId }),
  S: { Type: 'AWS::GameLift::Script', Properties: { NodeJsVersion } },
});
const given = (T: string): object => ({ ...template(typed('x'), when('a')), parameters: { T } });

describe('a template', () => {
  it.each<Row>([
    beside(
      'a default',
      parameter('c5.large'),
      parameter('c5.xlarge'),
      /replaced because/,
      typed({ Ref: 'T' }),
    ),
    beside(
      'a default in a text',
      parameter('large'),
      parameter('xlarge'),
      /replaced because/,
      typed({ 'Fn::Sub': 'c5.${T}' }),
    ),
    beside('a secret parameter', parameter('a', { NoEcho: true }), parameter('a'), /Parameters \(T\)/),
    beside('a parameter that is gone', parameter('a'), {}, undefined),
    beside('a mapping', { Mappings: { M: { a: 1 } } }, { Mappings: { M: { a: 2 } } }, /Mappings \(M\)/),
    beside('a condition', when('a'), when('b'), /Conditions \(C\)/),
    beside('a new condition', {}, when('b'), undefined),
    beside('a transform', {}, { Transform: 'AWS::LanguageExtensions' }, /its Transform/),
    beside('an output less', output('1'), { Outputs: {} }, /output A goes/),
    beside('another output', output('1'), output('2'), /output A changes/),
    beside('a new output', {}, output('1'), undefined),
    beside('the output of a resource that is gone', output({ Ref: 'Gone' }), { Outputs: {} }, undefined),
    beside('a description', { Description: 'a' }, { Description: 'b' }, undefined),
    [
      'beside the resources: a condition by a parameter',
      'aws_cloudformation_stack',
      'update',
      { ...template(typed('x'), { Conditions: { C: { Ref: 'T' } } }), parameters: { T: 'true' } },
      { ...template(typed('x'), { Conditions: { C: { Ref: 'T' } } }), parameters: { T: 'false' } },
      /Conditions \(C\)/,
    ],
    [
      'beside the resources: a parameter that none uses',
      'aws_cloudformation_stack',
      'update',
      given('a'),
      given('b'),
      undefined,
    ],
    ...[{ Ref: 'S' }, { 'Fn::Sub': '${S}' }, { 'Fn::Sub': ['${S.Arn}', {}] }, { 'Fn::GetAtt': 'S.Arn' }].map(
      (reference) =>
        inside(
          `a replaced script by ${JSON.stringify(reference)}`,
          script(reference, '22.x'),
          script(reference, '24.x'),
          /replaced because of ScriptId/,
        ),
    ),
    inside(
      'a new fleet with a port',
      typed('c5.large'),
      {
        ...typed('c5.large'),
        Green: { Type: 'AWS::GameLift::Fleet', Properties: { EC2InboundPermissions: [{ FromPort: 22 }] } },
      },
      /may be reached: .*22/,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });

  /**
   * A stack whose parameters the provider plans as unknown, with the sources that the configuration writes.
   */
  const sourced = (type: string, written: string, changes: readonly object[] = []): readonly string[] =>
    summarizePlan(
      'dev-x',
      JSON.stringify({
        format_version: '1.2',
        configuration: {
          root_module: {
            resources: [
              {
                address: 'aws_cloudformation_stack.x',
                expressions: { parameters: { constant_value: { T: written } } },
              },
            ],
          },
        },
        resource_changes: [
          {
            address: 'aws_cloudformation_stack.x',
            mode: 'managed',
            type: 'aws_cloudformation_stack',
            name: 'x',
            change: {
              actions: ['update'],
              before: { ...template(typed({ Ref: 'T' }), parameter('c5.large')), parameters: { T: type } },
              after: template(typed({ Ref: 'T' }), parameter('c5.large')),
              after_unknown: { parameters: true },
            },
          },
          ...changes,
        ],
      }),
    ).loud.map(({ why }) => why);
  const read = (change: object): object => ({
    address: 'aws_x.y',
    mode: 'data',
    type: 'aws_x',
    name: 'y',
    change: { actions: ['read'], before: null, ...change },
  });

  it('has the parameters that the plan gives it, also where the provider calls all of them unknown', () => {
    expect(sourced('c5.large', 'c5.large')).toEqual([]);
    expect(sourced('c5.large', 'c5.xlarge')).toEqual(expectLoud(/replaced because of EC2InstanceType/));
    expect(sourced('c5.large', '${aws_x.y.z}', [read({ after: { z: 'c5.large' } })])).toEqual([]);
    expect(sourced('c5.large', '${aws_x.y.z}', [read({ after: { z: 'm5.large' } })])).toHaveLength(1);
    const unknown = [read({ after: {}, after_unknown: { z: true } })];
    for (const reference of ['aws_x.y.z', 'aws_x.y.z.part', 'join("", [aws_x.y.z])'])
      expect(sourced('c5.large', `\${${reference}}`, unknown)).toHaveLength(1);
    expect(sourced('c5.large', '${aws_x.y.zebra}', unknown)).toEqual([]);
  });
});

const group = (more: object): object =>
  one('AWS::CodeDeploy::DeploymentGroup', {
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'x' }, { Name: 'y' }] },
    ...more,
  });
const watched = (what: string, more: object, loud: RegExp): Row => inside(what, group({}), group(more), loud);
const alarms = [{ Name: 'x' }, { Name: 'y' }];
const shifted = (UpdatePolicy: object): object =>
  one('AWS::Lambda::Alias', { Name: 'live' }, { UpdatePolicy });
const by = (DeploymentGroupName: string): object => ({
  CodeDeployLambdaAliasUpdate: { DeploymentGroupName },
});
const projected = (name: string, projection_type: string, more: object = {}): object => ({
  global_secondary_index: [{ name, hash_key: 'h', projection_type, ...more }],
});

describe('rollbacks of a function, and their alarms', () => {
  it.each<Row>([
    watched(
      'no rollback by alarms',
      { AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] } },
      /on DEPLOYMENT_STOP_ON_ALARM/,
    ),
    watched(
      'an alarm less',
      { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'x' }] } },
      /\{"Name":"y"\} does not roll/,
    ),
    watched(
      'alarms that cannot be read',
      { AlarmConfiguration: { Enabled: true, Alarms: alarms, IgnorePollAlarmFailure: true } },
      /cannot be read/,
    ),
    inside('an update policy emptied', shifted(by('a')), shifted({}), /all calls move/),
    inside('an update policy by another group', shifted(by('a')), shifted(by('b')), /update policy changes/),
    inside('a first update policy', one('AWS::Lambda::Alias', { Name: 'live' }), shifted(by('a')), undefined),
    inside(
      'an alarm that does nothing without being configured so',
      one('AWS::CloudWatch::Alarm', { MetricName: 'Errors' }),
      one('AWS::CloudWatch::Alarm', { MetricName: 'Errors', ActionsEnabled: false }),
      /is turned off/,
    ),
    [
      'a mapping that stops without a setting that it runs',
      'aws_lambda_event_source_mapping',
      'update',
      { enabled: null },
      { enabled: false },
      /the mapping is turned off/,
    ],
    [
      'a rule that stops, by its old argument',
      'aws_cloudwatch_event_rule',
      'update',
      {},
      { is_enabled: false },
      /the rule is turned off/,
    ],
    [
      'no protection, as before',
      'aws_dynamodb_table',
      'update',
      { deletion_protection_enabled: null },
      { deletion_protection_enabled: false },
      undefined,
    ],
    [
      'an index that holds less',
      'aws_dynamodb_table',
      'update',
      projected('byPlayer', 'ALL'),
      projected('byPlayer', 'KEYS_ONLY'),
      /the index byPlayer is deleted and made again/,
    ],
    [
      'an index with more capacity',
      'aws_dynamodb_table',
      'update',
      projected('byPlayer', 'INCLUDE', { read_capacity: 1, non_key_attributes: ['a', 'b'] }),
      projected('byPlayer', 'INCLUDE', { read_capacity: 2, non_key_attributes: ['b', 'a'] }),
      undefined,
    ],
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });
});
