/** The properties of AWS::GameLift::Fleet that the local CloudFormation takes. */
import { double, integer, listOf, object, oneOf, string, tags, type Property } from '../properties';
import { type ResourceType } from '../stack';

const replacement = (type: Property['type']): Property => ({ type, replaces: true });
const locationCapacity = object({
  MinSize: { type: integer },
  MaxSize: { type: integer, required: true },
  DesiredEC2Instances: { type: integer },
  ManagedCapacityConfiguration: {
    type: object({
      ZeroCapacityStrategy: { type: oneOf('SCALE_TO_AND_FROM_ZERO', 'MANUAL'), required: true },
      ScaleInAfterInactivityMinutes: { type: integer },
    }),
  },
});

export const fleetProperties: ResourceType['properties'] = {
  Name: { type: string, required: true },
  Description: { type: string },
  BuildId: replacement(string),
  ScriptId: replacement(string),
  EC2InstanceType: replacement(string),
  FleetType: replacement(oneOf('ON_DEMAND', 'SPOT')),
  ComputeType: replacement(oneOf('EC2', 'ANYWHERE')),
  CertificateConfiguration: replacement(
    object({ CertificateType: { type: oneOf('DISABLED', 'GENERATED'), required: true } }),
  ),
  InstanceRoleARN: replacement(string),
  InstanceRoleCredentialsProvider: replacement(oneOf('SHARED_CREDENTIAL_FILE')),
  LogPaths: replacement(listOf(string)),
  PeerVpcAwsAccountId: replacement(string),
  PeerVpcId: replacement(string),
  ServerLaunchPath: replacement(string),
  ServerLaunchParameters: replacement(string),
  PlayerGatewayMode: replacement(oneOf('DISABLED', 'ENABLED', 'REQUIRED')),
  PlayerGatewayConfiguration: replacement(
    object({ GameServerIpProtocolSupported: { type: oneOf('IPv4', 'DUAL_STACK') } }),
  ),
  AnywhereConfiguration: { type: object({ Cost: { type: string, required: true } }) },
  ApplyCapacity: {
    type: oneOf('ON_UPDATE', 'ON_CREATE_AND_UPDATE', 'ON_CREATE_AND_UPDATE_WITH_AUTOSCALING'),
  },
  DesiredEC2Instances: { type: integer },
  MinSize: { type: integer },
  MaxSize: { type: integer },
  EC2InboundPermissions: {
    type: listOf(
      object({
        FromPort: { type: integer, required: true },
        ToPort: { type: integer, required: true },
        IpRange: { type: string, required: true },
        Protocol: { type: oneOf('TCP', 'UDP'), required: true },
      }),
    ),
  },
  Locations: {
    type: listOf(
      object({
        Location: { type: string, required: true },
        LocationCapacity: { type: locationCapacity },
        PlayerGatewayStatus: { type: oneOf('DISABLED', 'ENABLED') },
      }),
    ),
  },
  MetricGroups: { type: listOf(string) },
  NewGameSessionProtectionPolicy: { type: oneOf('FullProtection', 'NoProtection') },
  ResourceCreationLimitPolicy: {
    type: object({
      NewGameSessionsPerCreator: { type: integer },
      PolicyPeriodInMinutes: { type: integer },
    }),
  },
  RuntimeConfiguration: {
    type: object({
      GameSessionActivationTimeoutSeconds: { type: integer },
      MaxConcurrentGameSessionActivations: { type: integer },
      ServerProcesses: {
        type: listOf(
          object({
            ConcurrentExecutions: { type: integer, required: true },
            LaunchPath: { type: string, required: true },
            Parameters: { type: string },
          }),
        ),
      },
    }),
  },
  ScalingPolicies: {
    type: listOf(
      object({
        Name: { type: string, required: true },
        MetricName: { type: string, required: true },
        ComparisonOperator: { type: string },
        EvaluationPeriods: { type: integer },
        Location: { type: string },
        PolicyType: { type: oneOf('RuleBased', 'TargetBased', 'ManagedScaling') },
        ScalingAdjustment: { type: integer },
        ScalingAdjustmentType: {
          type: oneOf('ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'),
        },
        Status: { type: string },
        TargetConfiguration: { type: object({ TargetValue: { type: double, required: true } }) },
        Threshold: { type: double },
        UpdateStatus: { type: string },
      }),
    ),
  },
  Tags: tags,
};
