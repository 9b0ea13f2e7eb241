import { createHash } from 'node:crypto';
import { duelRuleSet } from './duel-rule-set';
import { account, region } from './fleets/control-plane-server';

const roleArn = `arn:aws:iam::${account}:role/script-reader`;

/** Script, fleet and alias as our own realtime stack deploys them. */
function realtimeTemplate(fleet: { readonly instanceType: string; readonly max: number }) {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {
      Bucket: { Type: 'String' },
      ScriptKey: { Type: 'String' },
      ScriptRoleArn: { Type: 'String' },
    },
    Resources: {
      Script: {
        Type: 'AWS::GameLift::Script',
        Properties: {
          Name: 'duel',
          NodeJsVersion: '24.x',
          StorageLocation: {
            Bucket: { Ref: 'Bucket' },
            Key: { Ref: 'ScriptKey' },
            RoleArn: { Ref: 'ScriptRoleArn' },
          },
        },
      },
      Fleet: {
        Type: 'AWS::GameLift::Fleet',
        Properties: {
          Name: 'duel',
          ScriptId: { 'Fn::GetAtt': ['Script', 'Id'] },
          EC2InstanceType: fleet.instanceType,
          FleetType: 'ON_DEMAND',
          NewGameSessionProtectionPolicy: 'FullProtection',
          RuntimeConfiguration: {
            GameSessionActivationTimeoutSeconds: 60,
            ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
          },
          ApplyCapacity: 'ON_CREATE_AND_UPDATE_WITH_AUTOSCALING',
          Locations: [
            {
              Location: region,
              LocationCapacity: { MinSize: 1, MaxSize: fleet.max, DesiredEC2Instances: 1 },
            },
          ],
          ScalingPolicies: [
            {
              Name: 'buffer',
              PolicyType: 'TargetBased',
              MetricName: 'PercentAvailableGameSessions',
              TargetConfiguration: { TargetValue: 20 },
            },
          ],
        },
      },
      Alias: {
        Type: 'AWS::GameLift::Alias',
        Properties: { Name: 'duel', RoutingStrategy: { Type: 'SIMPLE', FleetId: { Ref: 'Fleet' } } },
      },
    },
    Outputs: {
      FleetId: { Value: { Ref: 'Fleet' } },
      ScriptId: { Value: { 'Fn::GetAtt': ['Script', 'Id'] } },
      AliasId: { Value: { Ref: 'Alias' } },
      AliasArn: { Value: { 'Fn::GetAtt': ['Alias', 'AliasArn'] } },
    },
  };
}

/**
 * A rule set and its configuration as our own matchmaking stack deploys them: the name contains a hash of the
 * body.
 */
function matchmakingTemplate(distance: number) {
  const body = duelRuleSet(distance);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { QueueArn: { Type: 'String' } },
    Resources: {
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: `duel-${createHash('sha256').update(body).digest('hex').slice(0, 12)}`,
          RuleSetBody: body,
        },
      },
      Configuration: {
        Type: 'AWS::GameLift::MatchmakingConfiguration',
        Properties: {
          Name: 'dev-duel',
          FlexMatchMode: 'WITH_QUEUE',
          RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
          GameSessionQueueArns: [{ Ref: 'QueueArn' }],
          RequestTimeoutSeconds: 120,
          AcceptanceRequired: false,
          BackfillMode: 'MANUAL',
          AdditionalPlayerCount: 0,
          NotificationTarget: `arn:aws:sns:${region}:${account}:matchmaking`,
          GameProperties: [{ Key: 'k', Value: 'v' }],
        },
      },
    },
    Outputs: {
      ConfigurationName: { Value: { Ref: 'Configuration' } },
      ConfigurationArn: { Value: { 'Fn::GetAtt': ['Configuration', 'Arn'] } },
      RuleSetArn: { Value: { 'Fn::GetAtt': ['RuleSet', 'Arn'] } },
    },
  };
}

/** The values that differ between the steps of the test. */
export interface Wish {
  readonly distance: number;
  readonly instanceType: string;
  readonly max: number;
  readonly key: string;
  readonly aliasText: string;
  readonly timeout: number;
}

/**
 * A root module, as Terraform JSON, with every GameLift resource of the provider and both of our stacks.
 * @param gamelift URL of the local GameLift
 * @param zipFile path of the script's zip
 */
export function rootModule(wish: Wish, gamelift: string, zipFile: string): object {
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '~> 5.100' } } },
    provider: {
      aws: {
        region,
        access_key: 'local',
        secret_key: 'local',
        skip_credentials_validation: true,
        skip_requesting_account_id: true,
        skip_metadata_api_check: true,
        skip_region_validation: true,
        default_tags: { tags: { project: 'turnlift' } },
        endpoints: [{ gamelift: gamelift, cloudformation: gamelift }],
      },
    },
    resource: {
      aws_cloudformation_stack: {
        matchmaking: {
          name: 'dev-duel',
          template_body: JSON.stringify(matchmakingTemplate(wish.distance)),
          parameters: { QueueArn: '${aws_gamelift_game_session_queue.native.arn}' },
        },
        realtime: {
          name: 'dev-duel-fleet',
          template_body: JSON.stringify(realtimeTemplate(wish)),
          parameters: { Bucket: 'artifacts', ScriptKey: wish.key, ScriptRoleArn: roleArn },
        },
      },
      aws_gamelift_script: { native: { name: 'native', zip_file: zipFile } },
      aws_gamelift_build: {
        native: {
          name: 'native',
          operating_system: 'AMAZON_LINUX_2023',
          storage_location: { bucket: 'artifacts', key: 'build.zip', role_arn: roleArn },
        },
      },
      aws_gamelift_fleet: {
        native: {
          name: 'native',
          script_id: '${aws_gamelift_script.native.id}',
          ec2_instance_type: 'c5.large',
          description: wish.aliasText,
          runtime_configuration: {
            server_process: [{ concurrent_executions: 1, launch_path: '/local/game/server.js' }],
          },
        },
      },
      aws_gamelift_alias: {
        native: {
          name: 'native',
          description: wish.aliasText,
          routing_strategy: { type: 'SIMPLE', fleet_id: '${aws_gamelift_fleet.native.id}' },
        },
      },
      aws_gamelift_game_session_queue: {
        native: {
          name: 'native',
          timeout_in_seconds: wish.timeout,
          destinations: [
            '${aws_cloudformation_stack.realtime.outputs["AliasArn"]}',
            '${aws_gamelift_alias.native.arn}',
          ],
          player_latency_policy: [
            { maximum_individual_player_latency_milliseconds: 120, policy_duration_seconds: 30 },
            { maximum_individual_player_latency_milliseconds: 250 },
          ],
        },
      },
    },
    output: {
      fleet: { value: '${aws_cloudformation_stack.realtime.outputs["FleetId"]}' },
      script: { value: '${aws_cloudformation_stack.realtime.outputs["ScriptId"]}' },
      alias: { value: '${aws_cloudformation_stack.realtime.outputs["AliasId"]}' },
      native_alias: { value: '${aws_gamelift_alias.native.id}' },
      native_fleet: { value: '${aws_gamelift_fleet.native.id}' },
    },
  };
}
