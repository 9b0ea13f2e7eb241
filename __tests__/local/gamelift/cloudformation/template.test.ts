import { describe, expect, it } from '@jest/globals';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { evaluate, references } from '../../../../local/gamelift/cloudformation/functions';
import { checkReferences, creationOrder } from '../../../../local/gamelift/cloudformation/order';
import { chooseParameters } from '../../../../local/gamelift/cloudformation/parameters';
import { canonical, fit, PropertyError } from '../../../../local/gamelift/cloudformation/properties';
import { resourceTypes } from '../../../../local/gamelift/cloudformation/resources/types';
import { CloudFormationError } from '../../../../local/gamelift/cloudformation/errors';
import { parseTemplate, type TemplateValue } from '../../../../local/gamelift/cloudformation/template';

const alias = (properties: object = {}) => ({
  Type: 'AWS::GameLift::Alias',
  Properties: { Name: 'a', RoutingStrategy: { Type: 'TERMINAL', Message: 'closed' }, ...properties },
});
const parse = (template: object) => parseTemplate(JSON.stringify(template));
const attributes = (type: string) => resourceTypes.get(type)?.attributes ?? [];
const names: Readonly<Record<string, TemplateValue>> = {
  Stage: 'dev',
  Zones: ['a', 'b', 'c'],
  Fleet: 'fleet-1',
};
const scope = {
  ref: (name: string) => (name === 'AWS::NoValue' ? undefined : (names[name] ?? `<${name}>`)),
  attribute: (resource: string, attribute: string) => `${resource}/${attribute}`,
  condition: (name: string) => name === 'Yes',
  mapping: (...keys: string[]) => keys.join('|'),
  imported: (name: string) => `exported ${name}`,
};

describe('reading', () => {
  it('reads the short forms of YAML like their JSON', () => {
    const yaml = parseTemplate(`
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Stage: { Type: String, Default: dev }
Conditions:
  Yes: !Equals [!Ref Stage, dev]
  Both: !And [!Condition Yes, !Not [!Condition Yes]]
Resources:
  Queue:
    Type: AWS::GameLift::GameSessionQueue
    Condition: Yes
    DependsOn: Live
    Properties:
      Name: !Sub '\${Stage}-queue'
      TimeoutInSeconds: !If [Yes, 60, !Ref AWS::NoValue]
      Destinations:
        - DestinationArn: !GetAtt Live.AliasArn
        - DestinationArn: !Join [':', [arn, !Select [0, !Split [',', 'x,y']]]]
      CustomEventData: !Sub
        - '\${Word} \${!Literal}'
        - { Word: !Ref Stage }
  Live:
    Type: AWS::GameLift::Alias
    DeletionPolicy: Retain
    Properties: { Name: a, RoutingStrategy: { Type: TERMINAL, Message: closed } }
Outputs:
  Arn: { Value: !GetAtt Live.AliasArn }
`);
    const json = parse({
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Conditions: {
        Yes: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        Both: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'Yes' }] }] },
      },
      Resources: {
        Queue: {
          Type: 'AWS::GameLift::GameSessionQueue',
          Condition: 'Yes',
          DependsOn: ['Live'],
          Properties: {
            Name: { 'Fn::Sub': '${Stage}-queue' },
            TimeoutInSeconds: { 'Fn::If': ['Yes', 60, { Ref: 'AWS::NoValue' }] },
            Destinations: [
              { DestinationArn: { 'Fn::GetAtt': ['Live', 'AliasArn'] } },
              {
                DestinationArn: {
                  'Fn::Join': [':', ['arn', { 'Fn::Select': [0, { 'Fn::Split': [',', 'x,y'] }] }]],
                },
              },
            ],
            CustomEventData: { 'Fn::Sub': ['${Word} ${!Literal}', { Word: { Ref: 'Stage' } }] },
          },
        },
        Live: { ...alias(), DeletionPolicy: 'Retain' },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Live', 'AliasArn'] } } },
    });
    expect(yaml).toEqual(json);
  });

  it.each<[string, string | object, RegExp]>([
    ['no resources', {}, /At least one Resources member must be defined/],
    ['an unknown section', { Resorces: {} }, /Invalid template property or properties \[Resorces\]/],
    ['broken JSON', '{"Resources": ', /JSON not well-formed/],
    ['broken YAML', 'Resources:\n  A: [', /YAML not well-formed\. \(line 2/],
    ['an unknown tag', 'Resources:\n  A: !Nope x', /Template format error/],
    [
      'a resource without a type',
      { Resources: { A: {} } },
      /\[\/Resources\/A\] Every Resources object must contain a Type member/,
    ],
    [
      'an unknown key of a resource',
      { Resources: { A: { ...alias(), Propertys: {} } } },
      /Invalid template resource property 'Propertys'/,
    ],
    ['a logical id with a dash', { Resources: { 'a-b': alias() } }, /non alphanumeric/],
    [
      'a Snapshot policy',
      { Resources: { A: { ...alias(), DeletionPolicy: 'Snapshot' } } },
      /DeletionPolicy of resource A/,
    ],
    [
      '51,201 bytes',
      { Description: 'x'.repeat(51_300), Resources: { A: alias() } },
      /less than or equal to 51200/,
    ],
  ])('refuses %s', (_what, template, message) => {
    const read = () => parseTemplate(typeof template === 'string' ? template : JSON.stringify(template));
    expect(read).toThrow(message);
    expect(read).toThrow(CloudFormationError);
  });
});

describe('functions', () => {
  it.each<[TemplateValue, TemplateValue]>([
    [{ 'Fn::Sub': '${Stage} ${Fleet} ${Live.Arn} ${!Stage}' }, 'dev fleet-1 Live/Arn ${Stage}'],
    [{ 'Fn::GetAtt': 'Live.Deep.Arn' }, 'Live/Deep.Arn'],
    [{ 'Fn::GetAtt': ['Live', 'Arn'] }, 'Live/Arn'],
    [{ 'Fn::Join': ['-', { Ref: 'Zones' }] }, 'a-b-c'],
    [{ 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    [{ 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'k'] }, 'M|dev|k'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [
      { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::ImportValue': { 'Fn::Sub': 'x-${Stage}' } }] }] },
      'exported x-dev',
    ],
    [{ A: { Ref: 'AWS::NoValue' }, B: [1, { Ref: 'AWS::NoValue' }, true] }, { B: [1, true] }],
    [{ 'Fn::If': ['No', 1, 'two'] }, 'two'],
    [{ 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
    [{ Condition: { StringEquals: 1 } }, { Condition: { StringEquals: 1 } }],
  ])('%j is %j', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  it('finds the names that an expression refers to, also inside Fn::Sub', () => {
    expect(
      references({
        A: { 'Fn::Sub': ['${X} ${Own} ${Y.Arn} ${!No}', { Own: { Ref: 'Z' } }] },
        B: [{ 'Fn::GetAtt': 'W.Arn' }],
      }),
    ).toEqual([
      { name: 'X' },
      { name: 'Y', attribute: 'Arn' },
      { name: 'Z' },
      { name: 'W', attribute: 'Arn' },
    ]);
  });

  it.each<TemplateValue>([
    { 'Fn::Nope': 1 },
    { 'Fn::ImportValue': ['x'] },
    { 'Fn::GetAZs': '' },
    { 'Fn::Join': ['-'] },
    { 'Fn::Select': [9, ['a']] },
    { Ref: 1 },
    { Ref: 'a', Other: 1 },
  ])('refuses %j', (expression) => {
    expect(() => evaluate(expression, scope)).toThrow(CloudFormationError);
  });
});

describe('references', () => {
  it('orders resources after the ones that they need', () => {
    expect(
      creationOrder(
        parse({
          Resources: {
            C: alias({ Description: { Ref: 'B' } }),
            B: { ...alias(), DependsOn: 'A' },
            A: alias(),
          },
        }),
      ),
    ).toEqual(['A', 'B', 'C']);
  });

  it.each<[string, object, string]>([
    [
      'a circle',
      {
        Resources: {
          A: alias({ Description: { Ref: 'B' } }),
          B: alias({ Description: { 'Fn::Sub': '${A}' } }),
        },
      },
      'Circular dependency between resources: [A, B]',
    ],
    [
      'an unknown name',
      { Resources: { A: alias({ Description: { Ref: 'Nope' } }) } },
      'Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'an unknown name in an output',
      { Resources: { A: alias() }, Outputs: { O: { Value: { Ref: 'Nope' } } } },
      'in the Outputs block',
    ],
    [
      'an unknown attribute',
      { Resources: { A: alias() }, Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } } } },
      'resource A does not support attribute type Arn in Fn::GetAtt',
    ],
    [
      'an unknown condition',
      { Resources: { A: { ...alias(), Condition: 'Nope' } } },
      'Unresolved condition dependency Nope',
    ],
  ])('refuses %s', (_what, template, message) => {
    expect(() => {
      checkReferences(parse(template), attributes);
    }).toThrow(message);
  });
});

describe('parameters', () => {
  const template = parse({
    Resources: { A: alias() },
    Parameters: {
      Size: { Type: 'Number', MinValue: 1, MaxValue: 5, Default: 2 },
      Stage: { Type: 'String', AllowedValues: ['dev', 'prod'] },
      Key: { Type: 'String', AllowedPattern: '[a-z]+', Default: 'k' },
    },
  });
  const given = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, value]) => ({ key, value, usePrevious: false }));

  it('fills defaults and keeps previous values on request', () => {
    expect(chooseParameters(template, given({ Stage: 'dev' }))).toEqual({
      Size: '2',
      Stage: 'dev',
      Key: 'k',
    });
    expect(
      chooseParameters(template, [{ key: 'Stage', usePrevious: true }], { Stage: 'prod' }),
    ).toMatchObject({ Stage: 'prod' });
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{}, 'Parameters: [Stage] must have values'],
    [{ Stage: 'dev', Nope: 'x' }, 'Parameters: [Nope] do not exist in the template'],
    [{ Stage: 'test' }, "'Stage' must be one of AllowedValues"],
    [{ Stage: 'dev', Size: 'x' }, "'Size' must be a number"],
    [{ Stage: 'dev', Size: '9' }, 'not greater than 5'],
    [{ Stage: 'dev', Key: 'K' }, 'must match pattern'],
  ])('refuses %j', (values, message) => {
    expect(() => chooseParameters(template, given(values))).toThrow(message);
  });
});

describe('properties', () => {
  it('become numbers and booleans where the type requires them', () => {
    const queue = resourceTypes.get('AWS::GameLift::GameSessionQueue');
    expect(fit('Q', queue?.properties ?? {}, { Name: 'q', TimeoutInSeconds: '60' })).toEqual({
      Name: 'q',
      TimeoutInSeconds: 60,
    });
    expect(() => fit('Q', queue?.properties ?? {}, { TimeoutInSeconds: 'soon', Nope: 1 })).toThrow(
      PropertyError,
    );
    expect(() => fit('Q', queue?.properties ?? {}, { TimeoutInSeconds: 'soon', Nope: 1 })).toThrow(
      '#: extraneous key [Nope] is not permitted\n#: required key [Name] not ' +
        'found\n#/TimeoutInSeconds: expected type: Integer, found: String',
    );
  });

  it('are compared without regard to the order of keys', () => {
    expect(canonical({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(canonical({ a: [{ c: 2, d: 1 }], b: 1 }));
  });

  const spec = loadAwsServiceSpecSync();
  it.each([...resourceTypes.values()])(
    'of $type match the required, replacing and readable properties of AWS’s own schema',
    (type) => {
      const found = [...spec.lookup('resource', 'cloudFormationType', 'equals', type.type)][0];
      expect(Object.keys(type.properties).sort()).toEqual(Object.keys(found?.properties ?? {}).sort());
      for (const [name, declared] of Object.entries(found?.properties ?? {})) {
        expect([
          name,
          type.properties[name]?.required ?? false,
          type.properties[name]?.replaces ?? false,
        ]).toEqual([name, declared.required ?? false, declared.causesReplacement === 'yes']);
      }
      expect([...type.attributes].sort()).toEqual(Object.keys(found?.attributes ?? {}).sort());
    },
  );
});
