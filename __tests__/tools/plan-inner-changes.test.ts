import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { innerChanges, replacing, type TemplateResources } from '../../tools/plan-summary/template-change';
import { replacingProperties } from '../stacks/support/cloudformation-schema';

describe('changes inside a template', () => {
  const fleet = (script: string): TemplateResources => ({
    ScriptBlue: { Type: 'AWS::GameLift::Script', Properties: { NodeJsVersion: script } },
    FleetBlue: {
      Type: 'AWS::GameLift::Fleet',
      Properties: { ScriptId: { 'Fn::GetAtt': ['ScriptBlue', 'Id'] }, EC2InstanceType: 'c5.large' },
    },
    AliasOnDemand: {
      Type: 'AWS::GameLift::Alias',
      Properties: { RoutingStrategy: { Type: 'SIMPLE', FleetId: { Ref: 'FleetBlue' } } },
    },
  });

  it('follow references: a replaced script replaces its fleet, and the alias moves to the new one', () => {
    expect(
      innerChanges(fleet('24.x'), fleet('26.x'))
        .map(({ id, kind, properties }) => `${id} ${kind} ${properties.join()}`)
        .sort(),
    ).toEqual([
      'AliasOnDemand changed RoutingStrategy',
      'FleetBlue replaced ScriptId',
      'ScriptBlue replaced NodeJsVersion',
    ]);
    expect(innerChanges(fleet('24.x'), fleet('24.x'))).toEqual([]);
  });

  it("include the replacements of AWS's schema", () => {
    for (const type of [
      'AWS::GameLift::Fleet',
      'AWS::GameLift::Script',
      'AWS::GameLift::Alias',
      'AWS::GameLift::MatchmakingRuleSet',
      'AWS::GameLift::MatchmakingConfiguration',
      'AWS::CodeDeploy::Application',
      'AWS::CodeDeploy::DeploymentGroup',
      'AWS::CloudWatch::Alarm',
      'AWS::Lambda::Alias',
    ]) {
      expect({ type, properties: [...(replacing[type] ?? [])].sort() }).toEqual({
        type,
        properties: [...replacingProperties(type)].filter((name) => name !== 'AnywhereConfiguration').sort(),
      });
    }
  });

  it('are loud when a whole stack of fleets is replaced', () => {
    const attributes = { name: 'fleets', template_body: JSON.stringify({ Resources: fleet('24.x') }) };
    const plan = JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'aws_cloudformation_stack.fleets',
          mode: 'managed',
          type: 'aws_cloudformation_stack',
          name: 'fleets',
          change: {
            actions: ['delete', 'create'],
            before: attributes,
            after: { ...attributes, name: 'other' },
            replace_paths: [['name']],
          },
        },
      ],
    });
    expect(summarizePlan('dev-realtime', plan).loud).toEqual([
      {
        address: 'aws_cloudformation_stack.fleets FleetBlue',
        why: expect.stringContaining('the fleet is deleted, and its matches end'),
      },
      {
        address: 'aws_cloudformation_stack.fleets AliasOnDemand',
        why: 'destroyed: the queue has one destination less',
      },
    ]);
  });
});
