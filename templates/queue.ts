import { type CommonConfig } from '../config';
import { type Names } from './names';
import { logicalId, type Template } from './template';

/** Settings of the queue that places matches: for Terraform in the cloud, for a template on the laptop. */
export interface QueueSettings {
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly latencyPolicies: CommonConfig['realtime']['queue']['latencyPolicies'];
}

export function queueSettings({ realtime }: CommonConfig, names: Names): QueueSettings {
  return { name: names.queue, ...realtime.queue };
}

/**
 * The queue as a CloudFormation template. ARNs of the aliases are parameters, named `AliasArn…` like the
 * outputs of the fleet template.
 */
export function queueTemplate(config: CommonConfig, names: Names): Template {
  const { name, timeoutSeconds, latencyPolicies } = queueSettings(config, names);
  const aliases = config.realtime.aliases.map((alias) => logicalId('AliasArn', alias.name));
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      `Queue of ${config.project} ${config.environment}; ` + 'written by templates/queue.ts, do not edit',
    Parameters: Object.fromEntries(aliases.map((alias) => [alias, { Type: 'String' }])),
    Resources: {
      Queue: {
        Type: 'AWS::GameLift::GameSessionQueue',
        Properties: {
          Name: name,
          TimeoutInSeconds: timeoutSeconds,
          Destinations: aliases.map((alias) => ({ DestinationArn: { Ref: alias } })),
          PlayerLatencyPolicies: latencyPolicies.map(({ maximumMilliseconds, forSeconds }) => ({
            MaximumIndividualPlayerLatencyMilliseconds: maximumMilliseconds,
            ...(forSeconds === undefined ? {} : { PolicyDurationSeconds: forSeconds }),
          })),
        },
      },
    },
    Outputs: { QueueArn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
  };
}
