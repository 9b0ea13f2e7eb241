import { createHash } from 'node:crypto';
import { type CommonConfig } from '../config';
import { matchmakingTimes } from '../definition/environments';
import { type Matchmaking } from '../definition/matchmaking';
import { checkedName, type Names } from './names';
import { type Template } from './template';

/**
 * Rule sets are immutable, and their names are unique. So the name contains a hash of the content, and a
 * change is a new rule set: `<configuration>-<first twelve hexadecimal digits of the SHA-256 of the canonical
 * body>`.
 */
export function ruleSetName(config: CommonConfig, names: Names, { key, ruleSet }: Matchmaking): string {
  const hash = createHash('sha256').update(ruleSet.body).digest('hex').slice(0, 12);
  return checkedName(config, 'gamelift', `${names.configuration(key)}-${hash}`);
}

/**
 * The CloudFormation template of one matchmaking: its rule set and its configuration. The configuration
 * refers to the rule set, so CloudFormation creates the new rule set, switches the configuration, and deletes
 * the old rule set, in this order. The configuration's name never changes.
 */
export function flexMatchTemplate(config: CommonConfig, names: Names, matchmaking: Matchmaking): Template {
  const { gameProperties, customEventData } = config.matchmaking;
  const { requestTimeoutSeconds, acceptanceSeconds } = matchmakingTimes(config, matchmaking);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      `FlexMatch of ${config.project} ${config.environment}, ${matchmaking.key}; written by ` +
      'templates/flexmatch.ts, do not edit',
    Parameters: { QueueArn: { Type: 'String' } },
    Resources: {
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: ruleSetName(config, names, matchmaking),
          RuleSetBody: matchmaking.ruleSet.body,
        },
      },
      Configuration: {
        Type: 'AWS::GameLift::MatchmakingConfiguration',
        Properties: {
          Name: names.configuration(matchmaking.key),
          Description: matchmaking.ruleSet.file,
          FlexMatchMode: 'WITH_QUEUE',
          BackfillMode: 'MANUAL',
          RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
          GameSessionQueueArns: [{ Ref: 'QueueArn' }],
          RequestTimeoutSeconds: requestTimeoutSeconds,
          AcceptanceRequired: acceptanceSeconds !== undefined,
          ...(acceptanceSeconds === undefined ? {} : { AcceptanceTimeoutSeconds: acceptanceSeconds }),
          ...(gameProperties.length === 0
            ? {}
            : { GameProperties: gameProperties.map(({ key, value }) => ({ Key: key, Value: value })) }),
          ...(customEventData === undefined ? {} : { CustomEventData: customEventData }),
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
