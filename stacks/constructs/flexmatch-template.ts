import { type EnvironmentConfig } from '../../config';
import { type RuleSetFile } from '../rule-sets';
import { type Template } from './fleet-template';
import { checkedName, type Names } from './names';

/**
 * Rule sets cannot be changed, and their names are unique: the name carries the content, so a change is a new
 * rule set.
 */
export function ruleSetName(config: EnvironmentConfig, names: Names, ruleSet: RuleSetFile): string {
  return checkedName(config, 'gamelift', `${names.matchmakingConfiguration}-${ruleSet.hash}`);
}

/**
 * The CloudFormation template of rule set and configuration. The configuration refers to the rule set, so
 * that CloudFormation makes the new rule set, switches the configuration, and deletes the old rule set: in
 * this order. Its own name stays.
 */
export function flexMatchTemplate(config: EnvironmentConfig, names: Names, ruleSet: RuleSetFile): Template {
  const { matchmaking } = config;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `FlexMatch of ${config.project} ${config.environment}; written by stacks/constructs/flexmatch-template.ts and held by Terraform, do not edit`,
    Parameters: { QueueArn: { Type: 'String' } },
    Resources: {
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: { Name: ruleSetName(config, names, ruleSet), RuleSetBody: ruleSet.body },
      },
      Configuration: {
        Type: 'AWS::GameLift::MatchmakingConfiguration',
        Properties: {
          Name: names.matchmakingConfiguration,
          Description: `matchmaking/rule-sets/${matchmaking.ruleSet}.json`,
          FlexMatchMode: 'WITH_QUEUE',
          BackfillMode: 'MANUAL',
          RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
          GameSessionQueueArns: [{ Ref: 'QueueArn' }],
          RequestTimeoutSeconds: matchmaking.requestTimeoutSeconds,
          AcceptanceRequired: matchmaking.acceptanceSeconds !== undefined,
          ...(matchmaking.acceptanceSeconds === undefined
            ? {}
            : { AcceptanceTimeoutSeconds: matchmaking.acceptanceSeconds }),
          ...(matchmaking.gameProperties.length === 0
            ? {}
            : {
                GameProperties: matchmaking.gameProperties.map(({ key, value }) => ({
                  Key: key,
                  Value: value,
                })),
              }),
          ...(matchmaking.customEventData === undefined
            ? {}
            : { CustomEventData: matchmaking.customEventData }),
        },
      },
    },
    Outputs: {
      ConfigurationName: { Value: { Ref: 'Configuration' } },
      ConfigurationArn: { Value: { 'Fn::GetAtt': ['Configuration', 'Arn'] } },
      RuleSetName: { Value: { 'Fn::GetAtt': ['RuleSet', 'Name'] } },
    },
  };
}
