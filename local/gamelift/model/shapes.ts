/**
 * Written by tools/gamelift-model from the service's description (API version 2015-10-01); not by hand.
 * Times are seconds since the epoch, blobs are bytes.
 */

export interface AcceptMatchInput {
  readonly TicketId: string;
  readonly PlayerIds: ReadonlyArray<string>;
  readonly AcceptanceType: AcceptanceType;
}
export type AcceptMatchOutput = Readonly<Record<string, never>>;
export type AcceptanceType = 'ACCEPT' | 'REJECT';
export interface Alias {
  readonly AliasId?: string;
  readonly Name?: string;
  readonly AliasArn?: string;
  readonly Description?: string;
  readonly RoutingStrategy?: RoutingStrategy;
  readonly CreationTime?: number;
  readonly LastUpdatedTime?: number;
}
export interface AnywhereConfiguration {
  readonly Cost: string;
}
export interface AttributeValue {
  readonly S?: string;
  readonly N?: number;
  readonly SL?: ReadonlyArray<string>;
  readonly SDM?: Readonly<Record<string, number>>;
}
export interface AwsCredentials {
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
  readonly SessionToken?: string;
}
export type BackfillMode = 'AUTOMATIC' | 'MANUAL';
export type BalancingStrategy = 'SPOT_ONLY' | 'SPOT_PREFERRED' | 'ON_DEMAND_ONLY';
export interface Build {
  readonly BuildId?: string;
  readonly BuildArn?: string;
  readonly Name?: string;
  readonly Version?: string;
  readonly Status?: BuildStatus;
  readonly SizeOnDisk?: number;
  readonly OperatingSystem?: OperatingSystem;
  readonly CreationTime?: number;
  readonly ServerSdkVersion?: string;
}
export type BuildStatus = 'INITIALIZED' | 'READY' | 'FAILED';
export interface CertificateConfiguration {
  readonly CertificateType: CertificateType;
}
export type CertificateType = 'DISABLED' | 'GENERATED';
export interface ClaimFilterOption {
  readonly InstanceStatuses?: ReadonlyArray<FilterInstanceStatus>;
}
export interface ClaimGameServerInput {
  readonly GameServerGroupName: string;
  readonly GameServerId?: string;
  readonly GameServerData?: string;
  readonly FilterOption?: ClaimFilterOption;
}
export interface ClaimGameServerOutput {
  readonly GameServer?: GameServer;
}
export type ComparisonOperatorType = 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export interface Compute {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly ComputeName?: string;
  readonly ComputeArn?: string;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly ComputeStatus?: ComputeStatus;
  readonly Location?: string;
  readonly CreationTime?: number;
  readonly OperatingSystem?: OperatingSystem;
  readonly Type?: EC2InstanceType;
  readonly GameLiftServiceSdkEndpoint?: string;
  readonly GameLiftAgentEndpoint?: string;
  readonly InstanceId?: string;
  readonly ContainerAttributes?: ReadonlyArray<ContainerAttribute>;
  readonly GameServerContainerGroupDefinitionArn?: string;
}
export type ComputeStatus = 'PENDING' | 'ACTIVE' | 'TERMINATING' | 'IMPAIRED';
export type ComputeType = 'EC2' | 'ANYWHERE';
export interface ConnectionPortRange {
  readonly FromPort: number;
  readonly ToPort: number;
}
export interface ContainerAttribute {
  readonly ContainerName?: string;
  readonly ContainerRuntimeId?: string;
}
export interface ContainerDependency {
  readonly ContainerName: string;
  readonly Condition: ContainerDependencyCondition;
}
export type ContainerDependencyCondition = 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY';
export interface ContainerEnvironment {
  readonly Name: string;
  readonly Value: string;
}
export interface ContainerFleet {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly FleetRoleArn?: string;
  readonly GameServerContainerGroupDefinitionName?: string;
  readonly GameServerContainerGroupDefinitionArn?: string;
  readonly PerInstanceContainerGroupDefinitionName?: string;
  readonly PerInstanceContainerGroupDefinitionArn?: string;
  readonly InstanceConnectionPortRange?: ConnectionPortRange;
  readonly InstanceInboundPermissions?: ReadonlyArray<IpPermission>;
  readonly GameServerContainerGroupsPerInstance?: number;
  readonly MaximumGameServerContainerGroupsPerInstance?: number;
  readonly InstanceType?: string;
  readonly BillingType?: ContainerFleetBillingType;
  readonly Description?: string;
  readonly CreationTime?: number;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly GameSessionCreationLimitPolicy?: GameSessionCreationLimitPolicy;
  readonly Status?: ContainerFleetStatus;
  readonly DeploymentDetails?: DeploymentDetails;
  readonly LogConfiguration?: LogConfiguration;
  readonly LocationAttributes?: ReadonlyArray<ContainerFleetLocationAttributes>;
  readonly PlayerGatewayMode?: PlayerGatewayMode;
}
export type ContainerFleetBillingType = 'ON_DEMAND' | 'SPOT';
export interface ContainerFleetLocationAttributes {
  readonly Location?: string;
  readonly Status?: ContainerFleetLocationStatus;
  readonly PlayerGatewayStatus?: PlayerGatewayStatus;
}
export type ContainerFleetLocationStatus = 'PENDING' | 'CREATING' | 'CREATED' | 'ACTIVATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export type ContainerFleetRemoveAttribute = 'PER_INSTANCE_CONTAINER_GROUP_DEFINITION';
export type ContainerFleetStatus = 'PENDING' | 'CREATING' | 'CREATED' | 'ACTIVATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export interface ContainerGroupDefinition {
  readonly ContainerGroupDefinitionArn?: string;
  readonly CreationTime?: number;
  readonly OperatingSystem?: ContainerOperatingSystem;
  readonly Name: string;
  readonly ContainerGroupType?: ContainerGroupType;
  readonly TotalMemoryLimitMebibytes?: number;
  readonly TotalVcpuLimit?: number;
  readonly GameServerContainerDefinition?: GameServerContainerDefinition;
  readonly SupportContainerDefinitions?: ReadonlyArray<SupportContainerDefinition>;
  readonly VersionNumber?: number;
  readonly VersionDescription?: string;
  readonly Status?: ContainerGroupDefinitionStatus;
  readonly StatusReason?: string;
}
export type ContainerGroupDefinitionStatus = 'READY' | 'COPYING' | 'FAILED';
export interface ContainerGroupPortMapping {
  readonly ContainerName?: string;
  readonly ContainerRuntimeId?: string;
  readonly ContainerPortMappings?: ReadonlyArray<ContainerPortMapping>;
}
export type ContainerGroupType = 'GAME_SERVER' | 'PER_INSTANCE';
export interface ContainerHealthCheck {
  readonly Command: ReadonlyArray<string>;
  readonly Interval?: number;
  readonly Retries?: number;
  readonly StartPeriod?: number;
  readonly Timeout?: number;
}
export interface ContainerIdentifier {
  readonly ContainerName?: string;
  readonly ContainerRuntimeId?: string;
}
export interface ContainerMountPoint {
  readonly InstancePath: string;
  readonly ContainerPath?: string;
  readonly AccessLevel?: ContainerMountPointAccessLevel;
}
export type ContainerMountPointAccessLevel = 'READ_ONLY' | 'READ_AND_WRITE';
export type ContainerOperatingSystem = 'AMAZON_LINUX_2023';
export interface ContainerPortConfiguration {
  readonly ContainerPortRanges: ReadonlyArray<ContainerPortRange>;
}
export interface ContainerPortMapping {
  readonly ContainerPort?: number;
  readonly ConnectionPort?: number;
  readonly Protocol?: IpProtocol;
}
export interface ContainerPortRange {
  readonly FromPort: number;
  readonly ToPort: number;
  readonly Protocol: IpProtocol;
}
export interface CreateAliasInput {
  readonly Name: string;
  readonly Description?: string;
  readonly RoutingStrategy: RoutingStrategy;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateAliasOutput {
  readonly Alias?: Alias;
}
export interface CreateBuildInput {
  readonly Name?: string;
  readonly Version?: string;
  readonly StorageLocation?: S3Location;
  readonly OperatingSystem?: OperatingSystem;
  readonly Tags?: ReadonlyArray<Tag>;
  readonly ServerSdkVersion?: string;
}
export interface CreateBuildOutput {
  readonly Build?: Build;
  readonly UploadCredentials?: AwsCredentials;
  readonly StorageLocation?: S3Location;
}
export interface CreateContainerFleetInput {
  readonly FleetRoleArn: string;
  readonly Description?: string;
  readonly GameServerContainerGroupDefinitionName?: string;
  readonly PerInstanceContainerGroupDefinitionName?: string;
  readonly InstanceConnectionPortRange?: ConnectionPortRange;
  readonly InstanceInboundPermissions?: ReadonlyArray<IpPermission>;
  readonly GameServerContainerGroupsPerInstance?: number;
  readonly InstanceType?: string;
  readonly BillingType?: ContainerFleetBillingType;
  readonly Locations?: ReadonlyArray<LocationConfiguration>;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly GameSessionCreationLimitPolicy?: GameSessionCreationLimitPolicy;
  readonly LogConfiguration?: LogConfiguration;
  readonly Tags?: ReadonlyArray<Tag>;
  readonly PlayerGatewayMode?: PlayerGatewayMode;
}
export interface CreateContainerFleetOutput {
  readonly ContainerFleet?: ContainerFleet;
}
export interface CreateContainerGroupDefinitionInput {
  readonly Name: string;
  readonly ContainerGroupType?: ContainerGroupType;
  readonly TotalMemoryLimitMebibytes: number;
  readonly TotalVcpuLimit: number;
  readonly GameServerContainerDefinition?: GameServerContainerDefinitionInput;
  readonly SupportContainerDefinitions?: ReadonlyArray<SupportContainerDefinitionInput>;
  readonly OperatingSystem: ContainerOperatingSystem;
  readonly VersionDescription?: string;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateContainerGroupDefinitionOutput {
  readonly ContainerGroupDefinition?: ContainerGroupDefinition;
}
export interface CreateFleetInput {
  readonly Name: string;
  readonly Description?: string;
  readonly BuildId?: string;
  readonly ScriptId?: string;
  readonly ServerLaunchPath?: string;
  readonly ServerLaunchParameters?: string;
  readonly LogPaths?: ReadonlyArray<string>;
  readonly EC2InstanceType?: EC2InstanceType;
  readonly EC2InboundPermissions?: ReadonlyArray<IpPermission>;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly RuntimeConfiguration?: RuntimeConfiguration;
  readonly ResourceCreationLimitPolicy?: ResourceCreationLimitPolicy;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly PeerVpcAwsAccountId?: string;
  readonly PeerVpcId?: string;
  readonly FleetType?: FleetType;
  readonly InstanceRoleArn?: string;
  readonly CertificateConfiguration?: CertificateConfiguration;
  readonly Locations?: ReadonlyArray<LocationConfiguration>;
  readonly Tags?: ReadonlyArray<Tag>;
  readonly ComputeType?: ComputeType;
  readonly AnywhereConfiguration?: AnywhereConfiguration;
  readonly InstanceRoleCredentialsProvider?: InstanceRoleCredentialsProvider;
  readonly PlayerGatewayMode?: PlayerGatewayMode;
  readonly PlayerGatewayConfiguration?: PlayerGatewayConfiguration;
}
export interface CreateFleetLocationsInput {
  readonly FleetId: string;
  readonly Locations: ReadonlyArray<LocationConfiguration>;
}
export interface CreateFleetLocationsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly LocationStates?: ReadonlyArray<LocationState>;
}
export interface CreateFleetOutput {
  readonly FleetAttributes?: FleetAttributes;
  readonly LocationStates?: ReadonlyArray<LocationState>;
}
export interface CreateGameServerGroupInput {
  readonly GameServerGroupName: string;
  readonly RoleArn: string;
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly LaunchTemplate: LaunchTemplateSpecification;
  readonly InstanceDefinitions: ReadonlyArray<InstanceDefinition>;
  readonly AutoScalingPolicy?: GameServerGroupAutoScalingPolicy;
  readonly BalancingStrategy?: BalancingStrategy;
  readonly GameServerProtectionPolicy?: GameServerProtectionPolicy;
  readonly VpcSubnets?: ReadonlyArray<string>;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface CreateGameSessionInput {
  readonly FleetId?: string;
  readonly AliasId?: string;
  readonly MaximumPlayerSessionCount: number;
  readonly Name?: string;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly CreatorId?: string;
  readonly GameSessionId?: string;
  readonly IdempotencyToken?: string;
  readonly GameSessionData?: string;
  readonly Location?: string;
}
export interface CreateGameSessionOutput {
  readonly GameSession?: GameSession;
}
export interface CreateGameSessionQueueInput {
  readonly Name: string;
  readonly TimeoutInSeconds?: number;
  readonly PlayerLatencyPolicies?: ReadonlyArray<PlayerLatencyPolicy>;
  readonly Destinations?: ReadonlyArray<GameSessionQueueDestination>;
  readonly FilterConfiguration?: FilterConfiguration;
  readonly PriorityConfiguration?: PriorityConfiguration;
  readonly CustomEventData?: string;
  readonly NotificationTarget?: string;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateGameSessionQueueOutput {
  readonly GameSessionQueue?: GameSessionQueue;
}
export interface CreateLocationInput {
  readonly LocationName: string;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateLocationOutput {
  readonly Location?: LocationModel;
}
export interface CreateMatchmakingConfigurationInput {
  readonly Name: string;
  readonly Description?: string;
  readonly GameSessionQueueArns?: ReadonlyArray<string>;
  readonly RequestTimeoutSeconds: number;
  readonly AcceptanceTimeoutSeconds?: number;
  readonly AcceptanceRequired: boolean;
  readonly RuleSetName: string;
  readonly NotificationTarget?: string;
  readonly AdditionalPlayerCount?: number;
  readonly CustomEventData?: string;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly GameSessionData?: string;
  readonly BackfillMode?: BackfillMode;
  readonly FlexMatchMode?: FlexMatchMode;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateMatchmakingConfigurationOutput {
  readonly Configuration?: MatchmakingConfiguration;
}
export interface CreateMatchmakingRuleSetInput {
  readonly Name: string;
  readonly RuleSetBody: string;
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface CreateMatchmakingRuleSetOutput {
  readonly RuleSet: MatchmakingRuleSet;
}
export interface CreatePlayerSessionInput {
  readonly GameSessionId: string;
  readonly PlayerId: string;
  readonly PlayerData?: string;
}
export interface CreatePlayerSessionOutput {
  readonly PlayerSession?: PlayerSession;
}
export interface CreatePlayerSessionsInput {
  readonly GameSessionId: string;
  readonly PlayerIds: ReadonlyArray<string>;
  readonly PlayerDataMap?: Readonly<Record<string, string>>;
}
export interface CreatePlayerSessionsOutput {
  readonly PlayerSessions?: ReadonlyArray<PlayerSession>;
}
export interface CreateScriptInput {
  readonly Name?: string;
  readonly Version?: string;
  readonly StorageLocation?: S3Location;
  readonly ZipFile?: Uint8Array;
  readonly Tags?: ReadonlyArray<Tag>;
  readonly NodeJsVersion?: string;
}
export interface CreateScriptOutput {
  readonly Script?: Script;
}
export interface CreateVpcPeeringAuthorizationInput {
  readonly GameLiftAwsAccountId: string;
  readonly PeerVpcId: string;
}
export interface CreateVpcPeeringAuthorizationOutput {
  readonly VpcPeeringAuthorization?: VpcPeeringAuthorization;
}
export interface CreateVpcPeeringConnectionInput {
  readonly FleetId: string;
  readonly PeerVpcAwsAccountId: string;
  readonly PeerVpcId: string;
}
export type CreateVpcPeeringConnectionOutput = Readonly<Record<string, never>>;
export interface DeleteAliasInput {
  readonly AliasId: string;
}
export interface DeleteBuildInput {
  readonly BuildId: string;
}
export interface DeleteContainerFleetInput {
  readonly FleetId: string;
}
export type DeleteContainerFleetOutput = Readonly<Record<string, never>>;
export interface DeleteContainerGroupDefinitionInput {
  readonly Name: string;
  readonly VersionNumber?: number;
  readonly VersionCountToRetain?: number;
}
export type DeleteContainerGroupDefinitionOutput = Readonly<Record<string, never>>;
export interface DeleteFleetInput {
  readonly FleetId: string;
}
export interface DeleteFleetLocationsInput {
  readonly FleetId: string;
  readonly Locations: ReadonlyArray<string>;
}
export interface DeleteFleetLocationsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly LocationStates?: ReadonlyArray<LocationState>;
}
export interface DeleteGameServerGroupInput {
  readonly GameServerGroupName: string;
  readonly DeleteOption?: GameServerGroupDeleteOption;
}
export interface DeleteGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface DeleteGameSessionQueueInput {
  readonly Name: string;
}
export type DeleteGameSessionQueueOutput = Readonly<Record<string, never>>;
export interface DeleteLocationInput {
  readonly LocationName: string;
}
export type DeleteLocationOutput = Readonly<Record<string, never>>;
export interface DeleteMatchmakingConfigurationInput {
  readonly Name: string;
}
export type DeleteMatchmakingConfigurationOutput = Readonly<Record<string, never>>;
export interface DeleteMatchmakingRuleSetInput {
  readonly Name: string;
}
export type DeleteMatchmakingRuleSetOutput = Readonly<Record<string, never>>;
export interface DeleteScalingPolicyInput {
  readonly Name: string;
  readonly FleetId: string;
}
export interface DeleteScriptInput {
  readonly ScriptId: string;
}
export interface DeleteVpcPeeringAuthorizationInput {
  readonly GameLiftAwsAccountId: string;
  readonly PeerVpcId: string;
}
export type DeleteVpcPeeringAuthorizationOutput = Readonly<Record<string, never>>;
export interface DeleteVpcPeeringConnectionInput {
  readonly FleetId: string;
  readonly VpcPeeringConnectionId: string;
}
export type DeleteVpcPeeringConnectionOutput = Readonly<Record<string, never>>;
export interface DeploymentConfiguration {
  readonly ProtectionStrategy?: DeploymentProtectionStrategy;
  readonly MinimumHealthyPercentage?: number;
  readonly ImpairmentStrategy?: DeploymentImpairmentStrategy;
}
export interface DeploymentDetails {
  readonly LatestDeploymentId?: string;
}
export type DeploymentImpairmentStrategy = 'MAINTAIN' | 'ROLLBACK';
export type DeploymentProtectionStrategy = 'WITH_PROTECTION' | 'IGNORE_PROTECTION';
export type DeploymentStatus = 'IN_PROGRESS' | 'IMPAIRED' | 'COMPLETE' | 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_COMPLETE' | 'CANCELLED' | 'PENDING';
export interface DeregisterComputeInput {
  readonly FleetId: string;
  readonly ComputeName: string;
}
export type DeregisterComputeOutput = Readonly<Record<string, never>>;
export interface DeregisterGameServerInput {
  readonly GameServerGroupName: string;
  readonly GameServerId: string;
}
export interface DescribeAliasInput {
  readonly AliasId: string;
}
export interface DescribeAliasOutput {
  readonly Alias?: Alias;
}
export interface DescribeBuildInput {
  readonly BuildId: string;
}
export interface DescribeBuildOutput {
  readonly Build?: Build;
}
export interface DescribeComputeInput {
  readonly FleetId: string;
  readonly ComputeName: string;
}
export interface DescribeComputeOutput {
  readonly Compute?: Compute;
}
export interface DescribeContainerFleetInput {
  readonly FleetId: string;
}
export interface DescribeContainerFleetOutput {
  readonly ContainerFleet?: ContainerFleet;
}
export interface DescribeContainerGroupDefinitionInput {
  readonly Name: string;
  readonly VersionNumber?: number;
}
export interface DescribeContainerGroupDefinitionOutput {
  readonly ContainerGroupDefinition?: ContainerGroupDefinition;
}
export interface DescribeContainerGroupPortMappingsInput {
  readonly FleetId: string;
  readonly ContainerGroupType: ContainerGroupType;
  readonly ComputeName?: string;
  readonly InstanceId?: string;
  readonly ContainerName?: string;
}
export interface DescribeContainerGroupPortMappingsOutput {
  readonly FleetId?: string;
  readonly Location?: string;
  readonly ContainerGroupDefinitionArn?: string;
  readonly ContainerGroupType?: ContainerGroupType;
  readonly ComputeName?: string;
  readonly InstanceId?: string;
  readonly ContainerGroupPortMappings?: ReadonlyArray<ContainerGroupPortMapping>;
}
export interface DescribeEC2InstanceLimitsInput {
  readonly EC2InstanceType?: EC2InstanceType;
  readonly Location?: string;
}
export interface DescribeEC2InstanceLimitsOutput {
  readonly EC2InstanceLimits?: ReadonlyArray<EC2InstanceLimit>;
}
export interface DescribeFleetAttributesInput {
  readonly FleetIds?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeFleetAttributesOutput {
  readonly FleetAttributes?: ReadonlyArray<FleetAttributes>;
  readonly NextToken?: string;
}
export interface DescribeFleetCapacityInput {
  readonly FleetIds?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeFleetCapacityOutput {
  readonly FleetCapacity?: ReadonlyArray<FleetCapacity>;
  readonly NextToken?: string;
}
export interface DescribeFleetDeploymentInput {
  readonly FleetId: string;
  readonly DeploymentId?: string;
}
export interface DescribeFleetDeploymentOutput {
  readonly FleetDeployment?: FleetDeployment;
  readonly LocationalDeployments?: Readonly<Record<string, LocationalDeployment>>;
}
export interface DescribeFleetEventsInput {
  readonly FleetId: string;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeFleetEventsOutput {
  readonly Events?: ReadonlyArray<Event>;
  readonly NextToken?: string;
}
export interface DescribeFleetLocationAttributesInput {
  readonly FleetId: string;
  readonly Locations?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeFleetLocationAttributesOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly LocationAttributes?: ReadonlyArray<LocationAttributes>;
  readonly NextToken?: string;
}
export interface DescribeFleetLocationCapacityInput {
  readonly FleetId: string;
  readonly Location: string;
}
export interface DescribeFleetLocationCapacityOutput {
  readonly FleetCapacity?: FleetCapacity;
}
export interface DescribeFleetLocationUtilizationInput {
  readonly FleetId: string;
  readonly Location: string;
}
export interface DescribeFleetLocationUtilizationOutput {
  readonly FleetUtilization?: FleetUtilization;
}
export interface DescribeFleetPortSettingsInput {
  readonly FleetId: string;
  readonly Location?: string;
}
export interface DescribeFleetPortSettingsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly InboundPermissions?: ReadonlyArray<IpPermission>;
  readonly UpdateStatus?: LocationUpdateStatus;
  readonly Location?: string;
}
export interface DescribeFleetUtilizationInput {
  readonly FleetIds?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeFleetUtilizationOutput {
  readonly FleetUtilization?: ReadonlyArray<FleetUtilization>;
  readonly NextToken?: string;
}
export interface DescribeGameServerGroupInput {
  readonly GameServerGroupName: string;
}
export interface DescribeGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface DescribeGameServerInput {
  readonly GameServerGroupName: string;
  readonly GameServerId: string;
}
export interface DescribeGameServerInstancesInput {
  readonly GameServerGroupName: string;
  readonly InstanceIds?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeGameServerInstancesOutput {
  readonly GameServerInstances?: ReadonlyArray<GameServerInstance>;
  readonly NextToken?: string;
}
export interface DescribeGameServerOutput {
  readonly GameServer?: GameServer;
}
export interface DescribeGameSessionDetailsInput {
  readonly FleetId?: string;
  readonly GameSessionId?: string;
  readonly AliasId?: string;
  readonly Location?: string;
  readonly StatusFilter?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeGameSessionDetailsOutput {
  readonly GameSessionDetails?: ReadonlyArray<GameSessionDetail>;
  readonly NextToken?: string;
}
export interface DescribeGameSessionPlacementInput {
  readonly PlacementId: string;
}
export interface DescribeGameSessionPlacementOutput {
  readonly GameSessionPlacement?: GameSessionPlacement;
}
export interface DescribeGameSessionQueuesInput {
  readonly Names?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeGameSessionQueuesOutput {
  readonly GameSessionQueues?: ReadonlyArray<GameSessionQueue>;
  readonly NextToken?: string;
}
export interface DescribeGameSessionsInput {
  readonly FleetId?: string;
  readonly GameSessionId?: string;
  readonly AliasId?: string;
  readonly Location?: string;
  readonly StatusFilter?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeGameSessionsOutput {
  readonly GameSessions?: ReadonlyArray<GameSession>;
  readonly NextToken?: string;
}
export interface DescribeInstancesInput {
  readonly FleetId: string;
  readonly InstanceId?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
  readonly Location?: string;
}
export interface DescribeInstancesOutput {
  readonly Instances?: ReadonlyArray<Instance>;
  readonly NextToken?: string;
}
export interface DescribeMatchmakingConfigurationsInput {
  readonly Names?: ReadonlyArray<string>;
  readonly RuleSetName?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeMatchmakingConfigurationsOutput {
  readonly Configurations?: ReadonlyArray<MatchmakingConfiguration>;
  readonly NextToken?: string;
}
export interface DescribeMatchmakingInput {
  readonly TicketIds: ReadonlyArray<string>;
}
export interface DescribeMatchmakingOutput {
  readonly TicketList?: ReadonlyArray<MatchmakingTicket>;
}
export interface DescribeMatchmakingRuleSetsInput {
  readonly Names?: ReadonlyArray<string>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribeMatchmakingRuleSetsOutput {
  readonly RuleSets: ReadonlyArray<MatchmakingRuleSet>;
  readonly NextToken?: string;
}
export interface DescribePlayerSessionsInput {
  readonly GameSessionId?: string;
  readonly PlayerId?: string;
  readonly PlayerSessionId?: string;
  readonly PlayerSessionStatusFilter?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface DescribePlayerSessionsOutput {
  readonly PlayerSessions?: ReadonlyArray<PlayerSession>;
  readonly NextToken?: string;
}
export interface DescribeRuntimeConfigurationInput {
  readonly FleetId: string;
}
export interface DescribeRuntimeConfigurationOutput {
  readonly RuntimeConfiguration?: RuntimeConfiguration;
}
export interface DescribeScalingPoliciesInput {
  readonly FleetId: string;
  readonly StatusFilter?: ScalingStatusType;
  readonly Limit?: number;
  readonly NextToken?: string;
  readonly Location?: string;
}
export interface DescribeScalingPoliciesOutput {
  readonly ScalingPolicies?: ReadonlyArray<ScalingPolicy>;
  readonly NextToken?: string;
}
export interface DescribeScriptInput {
  readonly ScriptId: string;
}
export interface DescribeScriptOutput {
  readonly Script?: Script;
}
export type DescribeVpcPeeringAuthorizationsInput = Readonly<Record<string, never>>;
export interface DescribeVpcPeeringAuthorizationsOutput {
  readonly VpcPeeringAuthorizations?: ReadonlyArray<VpcPeeringAuthorization>;
}
export interface DescribeVpcPeeringConnectionsInput {
  readonly FleetId?: string;
}
export interface DescribeVpcPeeringConnectionsOutput {
  readonly VpcPeeringConnections?: ReadonlyArray<VpcPeeringConnection>;
}
export interface DesiredPlayerSession {
  readonly PlayerId?: string;
  readonly PlayerData?: string;
}
export interface EC2InstanceCounts {
  readonly DESIRED?: number;
  readonly MINIMUM?: number;
  readonly MAXIMUM?: number;
  readonly PENDING?: number;
  readonly ACTIVE?: number;
  readonly IDLE?: number;
  readonly TERMINATING?: number;
}
export interface EC2InstanceLimit {
  readonly EC2InstanceType?: EC2InstanceType;
  readonly CurrentInstances?: number;
  readonly InstanceLimit?: number;
  readonly Location?: string;
}
export type EC2InstanceType = 't2.micro' | 't2.small' | 't2.medium' | 't2.large' | 'c3.large' | 'c3.xlarge' | 'c3.2xlarge' | 'c3.4xlarge' | 'c3.8xlarge' | 'c4.large' | 'c4.xlarge' | 'c4.2xlarge' | 'c4.4xlarge' | 'c4.8xlarge' | 'c5.large' | 'c5.xlarge' | 'c5.2xlarge' | 'c5.4xlarge' | 'c5.9xlarge' | 'c5.12xlarge' | 'c5.18xlarge' | 'c5.24xlarge' | 'c5a.large' | 'c5a.xlarge' | 'c5a.2xlarge' | 'c5a.4xlarge' | 'c5a.8xlarge' | 'c5a.12xlarge' | 'c5a.16xlarge' | 'c5a.24xlarge' | 'r3.large' | 'r3.xlarge' | 'r3.2xlarge' | 'r3.4xlarge' | 'r3.8xlarge' | 'r4.large' | 'r4.xlarge' | 'r4.2xlarge' | 'r4.4xlarge' | 'r4.8xlarge' | 'r4.16xlarge' | 'r5.large' | 'r5.xlarge' | 'r5.2xlarge' | 'r5.4xlarge' | 'r5.8xlarge' | 'r5.12xlarge' | 'r5.16xlarge' | 'r5.24xlarge' | 'r5a.large' | 'r5a.xlarge' | 'r5a.2xlarge' | 'r5a.4xlarge' | 'r5a.8xlarge' | 'r5a.12xlarge' | 'r5a.16xlarge' | 'r5a.24xlarge' | 'm3.medium' | 'm3.large' | 'm3.xlarge' | 'm3.2xlarge' | 'm4.large' | 'm4.xlarge' | 'm4.2xlarge' | 'm4.4xlarge' | 'm4.10xlarge' | 'm5.large' | 'm5.xlarge' | 'm5.2xlarge' | 'm5.4xlarge' | 'm5.8xlarge' | 'm5.12xlarge' | 'm5.16xlarge' | 'm5.24xlarge' | 'm5a.large' | 'm5a.xlarge' | 'm5a.2xlarge' | 'm5a.4xlarge' | 'm5a.8xlarge' | 'm5a.12xlarge' | 'm5a.16xlarge' | 'm5a.24xlarge' | 'c5d.large' | 'c5d.xlarge' | 'c5d.2xlarge' | 'c5d.4xlarge' | 'c5d.9xlarge' | 'c5d.12xlarge' | 'c5d.18xlarge' | 'c5d.24xlarge' | 'c6a.large' | 'c6a.xlarge' | 'c6a.2xlarge' | 'c6a.4xlarge' | 'c6a.8xlarge' | 'c6a.12xlarge' | 'c6a.16xlarge' | 'c6a.24xlarge' | 'c6i.large' | 'c6i.xlarge' | 'c6i.2xlarge' | 'c6i.4xlarge' | 'c6i.8xlarge' | 'c6i.12xlarge' | 'c6i.16xlarge' | 'c6i.24xlarge' | 'r5d.large' | 'r5d.xlarge' | 'r5d.2xlarge' | 'r5d.4xlarge' | 'r5d.8xlarge' | 'r5d.12xlarge' | 'r5d.16xlarge' | 'r5d.24xlarge' | 'm6g.medium' | 'm6g.large' | 'm6g.xlarge' | 'm6g.2xlarge' | 'm6g.4xlarge' | 'm6g.8xlarge' | 'm6g.12xlarge' | 'm6g.16xlarge' | 'c6g.medium' | 'c6g.large' | 'c6g.xlarge' | 'c6g.2xlarge' | 'c6g.4xlarge' | 'c6g.8xlarge' | 'c6g.12xlarge' | 'c6g.16xlarge' | 'r6g.medium' | 'r6g.large' | 'r6g.xlarge' | 'r6g.2xlarge' | 'r6g.4xlarge' | 'r6g.8xlarge' | 'r6g.12xlarge' | 'r6g.16xlarge' | 'c6gn.medium' | 'c6gn.large' | 'c6gn.xlarge' | 'c6gn.2xlarge' | 'c6gn.4xlarge' | 'c6gn.8xlarge' | 'c6gn.12xlarge' | 'c6gn.16xlarge' | 'c7g.medium' | 'c7g.large' | 'c7g.xlarge' | 'c7g.2xlarge' | 'c7g.4xlarge' | 'c7g.8xlarge' | 'c7g.12xlarge' | 'c7g.16xlarge' | 'r7g.medium' | 'r7g.large' | 'r7g.xlarge' | 'r7g.2xlarge' | 'r7g.4xlarge' | 'r7g.8xlarge' | 'r7g.12xlarge' | 'r7g.16xlarge' | 'm7g.medium' | 'm7g.large' | 'm7g.xlarge' | 'm7g.2xlarge' | 'm7g.4xlarge' | 'm7g.8xlarge' | 'm7g.12xlarge' | 'm7g.16xlarge' | 'g5g.xlarge' | 'g5g.2xlarge' | 'g5g.4xlarge' | 'g5g.8xlarge' | 'g5g.16xlarge' | 'r6i.large' | 'r6i.xlarge' | 'r6i.2xlarge' | 'r6i.4xlarge' | 'r6i.8xlarge' | 'r6i.12xlarge' | 'r6i.16xlarge' | 'c6gd.medium' | 'c6gd.large' | 'c6gd.xlarge' | 'c6gd.2xlarge' | 'c6gd.4xlarge' | 'c6gd.8xlarge' | 'c6gd.12xlarge' | 'c6gd.16xlarge' | 'c6in.large' | 'c6in.xlarge' | 'c6in.2xlarge' | 'c6in.4xlarge' | 'c6in.8xlarge' | 'c6in.12xlarge' | 'c6in.16xlarge' | 'c7a.medium' | 'c7a.large' | 'c7a.xlarge' | 'c7a.2xlarge' | 'c7a.4xlarge' | 'c7a.8xlarge' | 'c7a.12xlarge' | 'c7a.16xlarge' | 'c7gd.medium' | 'c7gd.large' | 'c7gd.xlarge' | 'c7gd.2xlarge' | 'c7gd.4xlarge' | 'c7gd.8xlarge' | 'c7gd.12xlarge' | 'c7gd.16xlarge' | 'c7gn.medium' | 'c7gn.large' | 'c7gn.xlarge' | 'c7gn.2xlarge' | 'c7gn.4xlarge' | 'c7gn.8xlarge' | 'c7gn.12xlarge' | 'c7gn.16xlarge' | 'c7i.large' | 'c7i.xlarge' | 'c7i.2xlarge' | 'c7i.4xlarge' | 'c7i.8xlarge' | 'c7i.12xlarge' | 'c7i.16xlarge' | 'm6a.large' | 'm6a.xlarge' | 'm6a.2xlarge' | 'm6a.4xlarge' | 'm6a.8xlarge' | 'm6a.12xlarge' | 'm6a.16xlarge' | 'm6gd.medium' | 'm6gd.large' | 'm6gd.xlarge' | 'm6gd.2xlarge' | 'm6gd.4xlarge' | 'm6gd.8xlarge' | 'm6gd.12xlarge' | 'm6gd.16xlarge' | 'm6i.large' | 'm6i.xlarge' | 'm6i.2xlarge' | 'm6i.4xlarge' | 'm6i.8xlarge' | 'm6i.12xlarge' | 'm6i.16xlarge' | 'm7a.medium' | 'm7a.large' | 'm7a.xlarge' | 'm7a.2xlarge' | 'm7a.4xlarge' | 'm7a.8xlarge' | 'm7a.12xlarge' | 'm7a.16xlarge' | 'm7gd.medium' | 'm7gd.large' | 'm7gd.xlarge' | 'm7gd.2xlarge' | 'm7gd.4xlarge' | 'm7gd.8xlarge' | 'm7gd.12xlarge' | 'm7gd.16xlarge' | 'm7i.large' | 'm7i.xlarge' | 'm7i.2xlarge' | 'm7i.4xlarge' | 'm7i.8xlarge' | 'm7i.12xlarge' | 'm7i.16xlarge' | 'r6gd.medium' | 'r6gd.large' | 'r6gd.xlarge' | 'r6gd.2xlarge' | 'r6gd.4xlarge' | 'r6gd.8xlarge' | 'r6gd.12xlarge' | 'r6gd.16xlarge' | 'r7a.medium' | 'r7a.large' | 'r7a.xlarge' | 'r7a.2xlarge' | 'r7a.4xlarge' | 'r7a.8xlarge' | 'r7a.12xlarge' | 'r7a.16xlarge' | 'r7gd.medium' | 'r7gd.large' | 'r7gd.xlarge' | 'r7gd.2xlarge' | 'r7gd.4xlarge' | 'r7gd.8xlarge' | 'r7gd.12xlarge' | 'r7gd.16xlarge' | 'r7i.large' | 'r7i.xlarge' | 'r7i.2xlarge' | 'r7i.4xlarge' | 'r7i.8xlarge' | 'r7i.12xlarge' | 'r7i.16xlarge' | 'r7i.24xlarge' | 'r7i.48xlarge' | 'c5ad.large' | 'c5ad.xlarge' | 'c5ad.2xlarge' | 'c5ad.4xlarge' | 'c5ad.8xlarge' | 'c5ad.12xlarge' | 'c5ad.16xlarge' | 'c5ad.24xlarge' | 'c5n.large' | 'c5n.xlarge' | 'c5n.2xlarge' | 'c5n.4xlarge' | 'c5n.9xlarge' | 'c5n.18xlarge' | 'r5ad.large' | 'r5ad.xlarge' | 'r5ad.2xlarge' | 'r5ad.4xlarge' | 'r5ad.8xlarge' | 'r5ad.12xlarge' | 'r5ad.16xlarge' | 'r5ad.24xlarge' | 'c6id.large' | 'c6id.xlarge' | 'c6id.2xlarge' | 'c6id.4xlarge' | 'c6id.8xlarge' | 'c6id.12xlarge' | 'c6id.16xlarge' | 'c6id.24xlarge' | 'c6id.32xlarge' | 'c8g.medium' | 'c8g.large' | 'c8g.xlarge' | 'c8g.2xlarge' | 'c8g.4xlarge' | 'c8g.8xlarge' | 'c8g.12xlarge' | 'c8g.16xlarge' | 'c8g.24xlarge' | 'c8g.48xlarge' | 'm5ad.large' | 'm5ad.xlarge' | 'm5ad.2xlarge' | 'm5ad.4xlarge' | 'm5ad.8xlarge' | 'm5ad.12xlarge' | 'm5ad.16xlarge' | 'm5ad.24xlarge' | 'm5d.large' | 'm5d.xlarge' | 'm5d.2xlarge' | 'm5d.4xlarge' | 'm5d.8xlarge' | 'm5d.12xlarge' | 'm5d.16xlarge' | 'm5d.24xlarge' | 'm5dn.large' | 'm5dn.xlarge' | 'm5dn.2xlarge' | 'm5dn.4xlarge' | 'm5dn.8xlarge' | 'm5dn.12xlarge' | 'm5dn.16xlarge' | 'm5dn.24xlarge' | 'm5n.large' | 'm5n.xlarge' | 'm5n.2xlarge' | 'm5n.4xlarge' | 'm5n.8xlarge' | 'm5n.12xlarge' | 'm5n.16xlarge' | 'm5n.24xlarge' | 'm6id.large' | 'm6id.xlarge' | 'm6id.2xlarge' | 'm6id.4xlarge' | 'm6id.8xlarge' | 'm6id.12xlarge' | 'm6id.16xlarge' | 'm6id.24xlarge' | 'm6id.32xlarge' | 'm6idn.large' | 'm6idn.xlarge' | 'm6idn.2xlarge' | 'm6idn.4xlarge' | 'm6idn.8xlarge' | 'm6idn.12xlarge' | 'm6idn.16xlarge' | 'm6idn.24xlarge' | 'm6idn.32xlarge' | 'm6in.large' | 'm6in.xlarge' | 'm6in.2xlarge' | 'm6in.4xlarge' | 'm6in.8xlarge' | 'm6in.12xlarge' | 'm6in.16xlarge' | 'm6in.24xlarge' | 'm6in.32xlarge' | 'm8g.medium' | 'm8g.large' | 'm8g.xlarge' | 'm8g.2xlarge' | 'm8g.4xlarge' | 'm8g.8xlarge' | 'm8g.12xlarge' | 'm8g.16xlarge' | 'm8g.24xlarge' | 'm8g.48xlarge' | 'r5dn.large' | 'r5dn.xlarge' | 'r5dn.2xlarge' | 'r5dn.4xlarge' | 'r5dn.8xlarge' | 'r5dn.12xlarge' | 'r5dn.16xlarge' | 'r5dn.24xlarge' | 'r5n.large' | 'r5n.xlarge' | 'r5n.2xlarge' | 'r5n.4xlarge' | 'r5n.8xlarge' | 'r5n.12xlarge' | 'r5n.16xlarge' | 'r5n.24xlarge' | 'r6a.large' | 'r6a.xlarge' | 'r6a.2xlarge' | 'r6a.4xlarge' | 'r6a.8xlarge' | 'r6a.12xlarge' | 'r6a.16xlarge' | 'r6a.24xlarge' | 'r6a.32xlarge' | 'r6a.48xlarge' | 'r6id.large' | 'r6id.xlarge' | 'r6id.2xlarge' | 'r6id.4xlarge' | 'r6id.8xlarge' | 'r6id.12xlarge' | 'r6id.16xlarge' | 'r6id.24xlarge' | 'r6id.32xlarge' | 'r6idn.large' | 'r6idn.xlarge' | 'r6idn.2xlarge' | 'r6idn.4xlarge' | 'r6idn.8xlarge' | 'r6idn.12xlarge' | 'r6idn.16xlarge' | 'r6idn.24xlarge' | 'r6idn.32xlarge' | 'r6in.large' | 'r6in.xlarge' | 'r6in.2xlarge' | 'r6in.4xlarge' | 'r6in.8xlarge' | 'r6in.12xlarge' | 'r6in.16xlarge' | 'r6in.24xlarge' | 'r6in.32xlarge' | 'r8g.medium' | 'r8g.large' | 'r8g.xlarge' | 'r8g.2xlarge' | 'r8g.4xlarge' | 'r8g.8xlarge' | 'r8g.12xlarge' | 'r8g.16xlarge' | 'r8g.24xlarge' | 'r8g.48xlarge' | 'm4.16xlarge' | 'c6a.32xlarge' | 'c6a.48xlarge' | 'c6i.32xlarge' | 'r6i.24xlarge' | 'r6i.32xlarge' | 'c6in.24xlarge' | 'c6in.32xlarge' | 'c7a.24xlarge' | 'c7a.32xlarge' | 'c7a.48xlarge' | 'c7i.24xlarge' | 'c7i.48xlarge' | 'm6a.24xlarge' | 'm6a.32xlarge' | 'm6a.48xlarge' | 'm6i.24xlarge' | 'm6i.32xlarge' | 'm7a.24xlarge' | 'm7a.32xlarge' | 'm7a.48xlarge' | 'm7i.24xlarge' | 'm7i.48xlarge' | 'r7a.24xlarge' | 'r7a.32xlarge' | 'r7a.48xlarge';
export interface Event {
  readonly EventId?: string;
  readonly ResourceId?: string;
  readonly EventCode?: EventCode;
  readonly Message?: string;
  readonly EventTime?: number;
  readonly PreSignedLogUrl?: string;
  readonly Count?: number;
}
export type EventCode = 'GENERIC_EVENT' | 'FLEET_CREATED' | 'FLEET_DELETED' | 'FLEET_SCALING_EVENT' | 'FLEET_STATE_DOWNLOADING' | 'FLEET_STATE_VALIDATING' | 'FLEET_STATE_BUILDING' | 'FLEET_STATE_ACTIVATING' | 'FLEET_STATE_ACTIVE' | 'FLEET_STATE_ERROR' | 'FLEET_STATE_PENDING' | 'FLEET_STATE_CREATING' | 'FLEET_STATE_CREATED' | 'FLEET_STATE_UPDATING' | 'FLEET_INITIALIZATION_FAILED' | 'FLEET_BINARY_DOWNLOAD_FAILED' | 'FLEET_VALIDATION_LAUNCH_PATH_NOT_FOUND' | 'FLEET_VALIDATION_EXECUTABLE_RUNTIME_FAILURE' | 'FLEET_VALIDATION_TIMED_OUT' | 'FLEET_ACTIVATION_FAILED' | 'FLEET_ACTIVATION_FAILED_NO_INSTANCES' | 'FLEET_NEW_GAME_SESSION_PROTECTION_POLICY_UPDATED' | 'SERVER_PROCESS_INVALID_PATH' | 'SERVER_PROCESS_SDK_INITIALIZATION_TIMEOUT' | 'SERVER_PROCESS_PROCESS_READY_TIMEOUT' | 'SERVER_PROCESS_CRASHED' | 'SERVER_PROCESS_TERMINATED_UNHEALTHY' | 'SERVER_PROCESS_FORCE_TERMINATED' | 'SERVER_PROCESS_PROCESS_EXIT_TIMEOUT' | 'SERVER_PROCESS_SDK_INITIALIZATION_FAILED' | 'SERVER_PROCESS_MISCONFIGURED_CONTAINER_PORT' | 'GAME_SESSION_ACTIVATION_TIMEOUT' | 'FLEET_CREATION_EXTRACTING_BUILD' | 'FLEET_CREATION_RUNNING_INSTALLER' | 'FLEET_CREATION_VALIDATING_RUNTIME_CONFIG' | 'FLEET_VPC_PEERING_SUCCEEDED' | 'FLEET_VPC_PEERING_FAILED' | 'FLEET_VPC_PEERING_DELETED' | 'INSTANCE_INTERRUPTED' | 'INSTANCE_RECYCLED' | 'INSTANCE_REPLACED_UNHEALTHY' | 'FLEET_CREATION_COMPLETED_INSTALLER' | 'FLEET_CREATION_FAILED_INSTALLER' | 'COMPUTE_LOG_UPLOAD_FAILED' | 'GAME_SERVER_CONTAINER_GROUP_CRASHED' | 'PER_INSTANCE_CONTAINER_GROUP_CRASHED' | 'GAME_SERVER_CONTAINER_GROUP_REPLACED_UNHEALTHY' | 'LOCATION_STATE_PENDING' | 'LOCATION_STATE_CREATING' | 'LOCATION_STATE_CREATED' | 'LOCATION_STATE_ACTIVATING' | 'LOCATION_STATE_ACTIVE' | 'LOCATION_STATE_UPDATING' | 'LOCATION_STATE_ERROR' | 'LOCATION_STATE_DELETING' | 'LOCATION_STATE_DELETED';
export interface FilterConfiguration {
  readonly AllowedLocations?: ReadonlyArray<string>;
}
export type FilterInstanceStatus = 'ACTIVE' | 'DRAINING';
export type FleetAction = 'AUTO_SCALING';
export interface FleetAttributes {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly FleetType?: FleetType;
  readonly InstanceType?: EC2InstanceType;
  readonly Description?: string;
  readonly Name?: string;
  readonly CreationTime?: number;
  readonly TerminationTime?: number;
  readonly Status?: FleetStatus;
  readonly BuildId?: string;
  readonly BuildArn?: string;
  readonly ScriptId?: string;
  readonly ScriptArn?: string;
  readonly ServerLaunchPath?: string;
  readonly ServerLaunchParameters?: string;
  readonly LogPaths?: ReadonlyArray<string>;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly OperatingSystem?: OperatingSystem;
  readonly ResourceCreationLimitPolicy?: ResourceCreationLimitPolicy;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly StoppedActions?: ReadonlyArray<FleetAction>;
  readonly InstanceRoleArn?: string;
  readonly CertificateConfiguration?: CertificateConfiguration;
  readonly ComputeType?: ComputeType;
  readonly AnywhereConfiguration?: AnywhereConfiguration;
  readonly InstanceRoleCredentialsProvider?: InstanceRoleCredentialsProvider;
  readonly PlayerGatewayMode?: PlayerGatewayMode;
  readonly PlayerGatewayConfiguration?: PlayerGatewayConfiguration;
}
export interface FleetCapacity {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly InstanceType?: EC2InstanceType;
  readonly InstanceCounts?: EC2InstanceCounts;
  readonly Location?: string;
  readonly GameServerContainerGroupCounts?: GameServerContainerGroupCounts;
  readonly ManagedCapacityConfiguration?: ManagedCapacityConfiguration;
}
export interface FleetDeployment {
  readonly DeploymentId?: string;
  readonly FleetId?: string;
  readonly GameServerBinaryArn?: string;
  readonly RollbackGameServerBinaryArn?: string;
  readonly PerInstanceBinaryArn?: string;
  readonly RollbackPerInstanceBinaryArn?: string;
  readonly DeploymentStatus?: DeploymentStatus;
  readonly DeploymentConfiguration?: DeploymentConfiguration;
  readonly CreationTime?: number;
}
export type FleetStatus = 'NEW' | 'DOWNLOADING' | 'VALIDATING' | 'BUILDING' | 'ACTIVATING' | 'ACTIVE' | 'DELETING' | 'ERROR' | 'TERMINATED' | 'NOT_FOUND';
export type FleetType = 'ON_DEMAND' | 'SPOT';
export interface FleetUtilization {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly ActiveServerProcessCount?: number;
  readonly ActiveGameSessionCount?: number;
  readonly CurrentPlayerSessionCount?: number;
  readonly MaximumPlayerSessionCount?: number;
  readonly Location?: string;
}
export type FlexMatchMode = 'STANDALONE' | 'WITH_QUEUE';
export interface GameProperty {
  readonly Key: string;
  readonly Value: string;
}
export interface GameServer {
  readonly GameServerGroupName?: string;
  readonly GameServerGroupArn?: string;
  readonly GameServerId?: string;
  readonly InstanceId?: string;
  readonly ConnectionInfo?: string;
  readonly GameServerData?: string;
  readonly ClaimStatus?: GameServerClaimStatus;
  readonly UtilizationStatus?: GameServerUtilizationStatus;
  readonly RegistrationTime?: number;
  readonly LastClaimTime?: number;
  readonly LastHealthCheckTime?: number;
}
export type GameServerClaimStatus = 'CLAIMED';
export interface GameServerContainerDefinition {
  readonly ContainerName?: string;
  readonly DependsOn?: ReadonlyArray<ContainerDependency>;
  readonly MountPoints?: ReadonlyArray<ContainerMountPoint>;
  readonly EnvironmentOverride?: ReadonlyArray<ContainerEnvironment>;
  readonly ImageUri?: string;
  readonly PortConfiguration?: ContainerPortConfiguration;
  readonly ResolvedImageDigest?: string;
  readonly ServerSdkVersion?: string;
}
export interface GameServerContainerDefinitionInput {
  readonly ContainerName: string;
  readonly DependsOn?: ReadonlyArray<ContainerDependency>;
  readonly MountPoints?: ReadonlyArray<ContainerMountPoint>;
  readonly EnvironmentOverride?: ReadonlyArray<ContainerEnvironment>;
  readonly ImageUri: string;
  readonly PortConfiguration: ContainerPortConfiguration;
  readonly ServerSdkVersion: string;
}
export interface GameServerContainerGroupCounts {
  readonly PENDING?: number;
  readonly ACTIVE?: number;
  readonly IDLE?: number;
  readonly TERMINATING?: number;
}
export interface GameServerGroup {
  readonly GameServerGroupName?: string;
  readonly GameServerGroupArn?: string;
  readonly RoleArn?: string;
  readonly InstanceDefinitions?: ReadonlyArray<InstanceDefinition>;
  readonly BalancingStrategy?: BalancingStrategy;
  readonly GameServerProtectionPolicy?: GameServerProtectionPolicy;
  readonly AutoScalingGroupArn?: string;
  readonly Status?: GameServerGroupStatus;
  readonly StatusReason?: string;
  readonly SuspendedActions?: ReadonlyArray<GameServerGroupAction>;
  readonly CreationTime?: number;
  readonly LastUpdatedTime?: number;
}
export type GameServerGroupAction = 'REPLACE_INSTANCE_TYPES';
export interface GameServerGroupAutoScalingPolicy {
  readonly EstimatedInstanceWarmup?: number;
  readonly TargetTrackingConfiguration: TargetTrackingConfiguration;
}
export type GameServerGroupDeleteOption = 'SAFE_DELETE' | 'FORCE_DELETE' | 'RETAIN';
export type GameServerGroupInstanceType = 'c4.large' | 'c4.xlarge' | 'c4.2xlarge' | 'c4.4xlarge' | 'c4.8xlarge' | 'c5.large' | 'c5.xlarge' | 'c5.2xlarge' | 'c5.4xlarge' | 'c5.9xlarge' | 'c5.12xlarge' | 'c5.18xlarge' | 'c5.24xlarge' | 'c5a.large' | 'c5a.xlarge' | 'c5a.2xlarge' | 'c5a.4xlarge' | 'c5a.8xlarge' | 'c5a.12xlarge' | 'c5a.16xlarge' | 'c5a.24xlarge' | 'c6g.medium' | 'c6g.large' | 'c6g.xlarge' | 'c6g.2xlarge' | 'c6g.4xlarge' | 'c6g.8xlarge' | 'c6g.12xlarge' | 'c6g.16xlarge' | 'r4.large' | 'r4.xlarge' | 'r4.2xlarge' | 'r4.4xlarge' | 'r4.8xlarge' | 'r4.16xlarge' | 'r5.large' | 'r5.xlarge' | 'r5.2xlarge' | 'r5.4xlarge' | 'r5.8xlarge' | 'r5.12xlarge' | 'r5.16xlarge' | 'r5.24xlarge' | 'r5a.large' | 'r5a.xlarge' | 'r5a.2xlarge' | 'r5a.4xlarge' | 'r5a.8xlarge' | 'r5a.12xlarge' | 'r5a.16xlarge' | 'r5a.24xlarge' | 'r6g.medium' | 'r6g.large' | 'r6g.xlarge' | 'r6g.2xlarge' | 'r6g.4xlarge' | 'r6g.8xlarge' | 'r6g.12xlarge' | 'r6g.16xlarge' | 'm4.large' | 'm4.xlarge' | 'm4.2xlarge' | 'm4.4xlarge' | 'm4.10xlarge' | 'm5.large' | 'm5.xlarge' | 'm5.2xlarge' | 'm5.4xlarge' | 'm5.8xlarge' | 'm5.12xlarge' | 'm5.16xlarge' | 'm5.24xlarge' | 'm5a.large' | 'm5a.xlarge' | 'm5a.2xlarge' | 'm5a.4xlarge' | 'm5a.8xlarge' | 'm5a.12xlarge' | 'm5a.16xlarge' | 'm5a.24xlarge' | 'm6g.medium' | 'm6g.large' | 'm6g.xlarge' | 'm6g.2xlarge' | 'm6g.4xlarge' | 'm6g.8xlarge' | 'm6g.12xlarge' | 'm6g.16xlarge';
export type GameServerGroupStatus = 'NEW' | 'ACTIVATING' | 'ACTIVE' | 'DELETE_SCHEDULED' | 'DELETING' | 'DELETED' | 'ERROR';
export type GameServerHealthCheck = 'HEALTHY';
export interface GameServerInstance {
  readonly GameServerGroupName?: string;
  readonly GameServerGroupArn?: string;
  readonly InstanceId?: string;
  readonly InstanceStatus?: GameServerInstanceStatus;
}
export type GameServerInstanceStatus = 'ACTIVE' | 'DRAINING' | 'SPOT_TERMINATING';
export type GameServerIpProtocolSupported = 'IPv4' | 'DUAL_STACK';
export type GameServerProtectionPolicy = 'NO_PROTECTION' | 'FULL_PROTECTION';
export type GameServerUtilizationStatus = 'AVAILABLE' | 'UTILIZED';
export interface GameSession {
  readonly GameSessionId?: string;
  readonly Name?: string;
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly CreationTime?: number;
  readonly TerminationTime?: number;
  readonly CurrentPlayerSessionCount?: number;
  readonly MaximumPlayerSessionCount?: number;
  readonly Status?: GameSessionStatus;
  readonly StatusReason?: GameSessionStatusReason;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly Port?: number;
  readonly PlayerSessionCreationPolicy?: PlayerSessionCreationPolicy;
  readonly CreatorId?: string;
  readonly GameSessionData?: string;
  readonly MatchmakerData?: string;
  readonly Location?: string;
  readonly ComputeName?: string;
  readonly PlayerGatewayStatus?: PlayerGatewayStatus;
}
export interface GameSessionConnectionInfo {
  readonly GameSessionArn?: string;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly Port?: number;
  readonly MatchedPlayerSessions?: ReadonlyArray<MatchedPlayerSession>;
  readonly PlayerGatewayStatus?: PlayerGatewayStatus;
}
export interface GameSessionCreationLimitPolicy {
  readonly NewGameSessionsPerCreator?: number;
  readonly PolicyPeriodInMinutes?: number;
}
export interface GameSessionDetail {
  readonly GameSession?: GameSession;
  readonly ProtectionPolicy?: ProtectionPolicy;
}
export interface GameSessionPlacement {
  readonly PlacementId?: string;
  readonly GameSessionQueueName?: string;
  readonly Status?: GameSessionPlacementState;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly MaximumPlayerSessionCount?: number;
  readonly GameSessionName?: string;
  readonly GameSessionId?: string;
  readonly GameSessionArn?: string;
  readonly GameSessionRegion?: string;
  readonly PlayerLatencies?: ReadonlyArray<PlayerLatency>;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly Port?: number;
  readonly PlacedPlayerSessions?: ReadonlyArray<PlacedPlayerSession>;
  readonly GameSessionData?: string;
  readonly MatchmakerData?: string;
  readonly PriorityConfigurationOverride?: PriorityConfigurationOverride;
  readonly PlayerGatewayStatus?: PlayerGatewayStatus;
}
export type GameSessionPlacementState = 'PENDING' | 'FULFILLED' | 'CANCELLED' | 'TIMED_OUT' | 'FAILED';
export interface GameSessionQueue {
  readonly Name?: string;
  readonly GameSessionQueueArn?: string;
  readonly TimeoutInSeconds?: number;
  readonly PlayerLatencyPolicies?: ReadonlyArray<PlayerLatencyPolicy>;
  readonly Destinations?: ReadonlyArray<GameSessionQueueDestination>;
  readonly FilterConfiguration?: FilterConfiguration;
  readonly PriorityConfiguration?: PriorityConfiguration;
  readonly CustomEventData?: string;
  readonly NotificationTarget?: string;
}
export interface GameSessionQueueDestination {
  readonly DestinationArn?: string;
}
export type GameSessionStatus = 'ACTIVE' | 'ACTIVATING' | 'TERMINATED' | 'TERMINATING' | 'ERROR';
export type GameSessionStatusReason = 'INTERRUPTED' | 'TRIGGERED_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATED';
export interface GetComputeAccessInput {
  readonly FleetId: string;
  readonly ComputeName: string;
}
export interface GetComputeAccessOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly ComputeName?: string;
  readonly ComputeArn?: string;
  readonly Credentials?: AwsCredentials;
  readonly Target?: string;
  readonly ContainerIdentifiers?: ReadonlyArray<ContainerIdentifier>;
}
export interface GetComputeAuthTokenInput {
  readonly FleetId: string;
  readonly ComputeName: string;
}
export interface GetComputeAuthTokenOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly ComputeName?: string;
  readonly ComputeArn?: string;
  readonly AuthToken?: string;
  readonly ExpirationTimestamp?: number;
}
export interface GetGameSessionLogUrlInput {
  readonly GameSessionId: string;
}
export interface GetGameSessionLogUrlOutput {
  readonly PreSignedUrl?: string;
}
export interface GetInstanceAccessInput {
  readonly FleetId: string;
  readonly InstanceId: string;
}
export interface GetInstanceAccessOutput {
  readonly InstanceAccess?: InstanceAccess;
}
export interface GetPlayerConnectionDetailsInput {
  readonly GameSessionId: string;
  readonly PlayerIds: ReadonlyArray<string>;
}
export interface GetPlayerConnectionDetailsOutput {
  readonly GameSessionId?: string;
  readonly PlayerConnectionDetails?: ReadonlyArray<PlayerConnectionDetail>;
}
export interface Instance {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly InstanceId?: string;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly OperatingSystem?: OperatingSystem;
  readonly Type?: EC2InstanceType;
  readonly Status?: InstanceStatus;
  readonly CreationTime?: number;
  readonly Location?: string;
}
export interface InstanceAccess {
  readonly FleetId?: string;
  readonly InstanceId?: string;
  readonly IpAddress?: string;
  readonly OperatingSystem?: OperatingSystem;
  readonly Credentials?: InstanceCredentials;
}
export interface InstanceCredentials {
  readonly UserName?: string;
  readonly Secret?: string;
}
export interface InstanceDefinition {
  readonly InstanceType: GameServerGroupInstanceType;
  readonly WeightedCapacity?: string;
}
export type InstanceRoleCredentialsProvider = 'SHARED_CREDENTIAL_FILE';
export type InstanceStatus = 'PENDING' | 'ACTIVE' | 'TERMINATING';
export interface IpPermission {
  readonly FromPort: number;
  readonly ToPort: number;
  readonly IpRange: string;
  readonly Protocol: IpProtocol;
}
export type IpProtocol = 'TCP' | 'UDP';
export interface LaunchTemplateSpecification {
  readonly LaunchTemplateId?: string;
  readonly LaunchTemplateName?: string;
  readonly Version?: string;
}
export interface ListAliasesInput {
  readonly RoutingStrategyType?: RoutingStrategyType;
  readonly Name?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListAliasesOutput {
  readonly Aliases?: ReadonlyArray<Alias>;
  readonly NextToken?: string;
}
export interface ListBuildsInput {
  readonly Status?: BuildStatus;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListBuildsOutput {
  readonly Builds?: ReadonlyArray<Build>;
  readonly NextToken?: string;
}
export interface ListComputeInput {
  readonly FleetId: string;
  readonly Location?: string;
  readonly ContainerGroupDefinitionName?: string;
  readonly ComputeStatus?: ListComputeInputStatus;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export type ListComputeInputStatus = 'ACTIVE' | 'IMPAIRED';
export interface ListComputeOutput {
  readonly ComputeList?: ReadonlyArray<Compute>;
  readonly NextToken?: string;
}
export interface ListContainerFleetsInput {
  readonly ContainerGroupDefinitionName?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListContainerFleetsOutput {
  readonly ContainerFleets?: ReadonlyArray<ContainerFleet>;
  readonly NextToken?: string;
}
export interface ListContainerGroupDefinitionVersionsInput {
  readonly Name: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListContainerGroupDefinitionVersionsOutput {
  readonly ContainerGroupDefinitions?: ReadonlyArray<ContainerGroupDefinition>;
  readonly NextToken?: string;
}
export interface ListContainerGroupDefinitionsInput {
  readonly ContainerGroupType?: ContainerGroupType;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListContainerGroupDefinitionsOutput {
  readonly ContainerGroupDefinitions?: ReadonlyArray<ContainerGroupDefinition>;
  readonly NextToken?: string;
}
export interface ListFleetDeploymentsInput {
  readonly FleetId?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListFleetDeploymentsOutput {
  readonly FleetDeployments?: ReadonlyArray<FleetDeployment>;
  readonly NextToken?: string;
}
export interface ListFleetsInput {
  readonly BuildId?: string;
  readonly ScriptId?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListFleetsOutput {
  readonly FleetIds?: ReadonlyArray<string>;
  readonly NextToken?: string;
}
export interface ListGameServerGroupsInput {
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListGameServerGroupsOutput {
  readonly GameServerGroups?: ReadonlyArray<GameServerGroup>;
  readonly NextToken?: string;
}
export interface ListGameServersInput {
  readonly GameServerGroupName: string;
  readonly SortOrder?: SortOrder;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListGameServersOutput {
  readonly GameServers?: ReadonlyArray<GameServer>;
  readonly NextToken?: string;
}
export interface ListLocationsInput {
  readonly Filters?: ReadonlyArray<LocationFilter>;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListLocationsOutput {
  readonly Locations?: ReadonlyArray<LocationModel>;
  readonly NextToken?: string;
}
export interface ListScriptsInput {
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface ListScriptsOutput {
  readonly Scripts?: ReadonlyArray<Script>;
  readonly NextToken?: string;
}
export interface ListTagsForResourceRequest {
  readonly ResourceARN: string;
}
export interface ListTagsForResourceResponse {
  readonly Tags?: ReadonlyArray<Tag>;
}
export interface LocationAttributes {
  readonly LocationState?: LocationState;
  readonly StoppedActions?: ReadonlyArray<FleetAction>;
  readonly UpdateStatus?: LocationUpdateStatus;
}
export interface LocationConfiguration {
  readonly Location: string;
}
export type LocationFilter = 'AWS' | 'CUSTOM';
export interface LocationModel {
  readonly LocationName?: string;
  readonly LocationArn?: string;
  readonly PingBeacon?: PingBeacon;
}
export interface LocationState {
  readonly Location?: string;
  readonly Status?: FleetStatus;
  readonly PlayerGatewayStatus?: PlayerGatewayStatus;
}
export type LocationUpdateStatus = 'PENDING_UPDATE';
export interface LocationalDeployment {
  readonly DeploymentStatus?: DeploymentStatus;
}
export interface LogConfiguration {
  readonly LogDestination?: LogDestination;
  readonly S3BucketName?: string;
  readonly LogGroupArn?: string;
}
export type LogDestination = 'NONE' | 'CLOUDWATCH' | 'S3';
export interface ManagedCapacityConfiguration {
  readonly ZeroCapacityStrategy?: ZeroCapacityStrategy;
  readonly ScaleInAfterInactivityMinutes?: number;
}
export interface MatchedPlayerSession {
  readonly PlayerId?: string;
  readonly PlayerSessionId?: string;
}
export interface MatchmakingConfiguration {
  readonly Name?: string;
  readonly ConfigurationArn?: string;
  readonly Description?: string;
  readonly GameSessionQueueArns?: ReadonlyArray<string>;
  readonly RequestTimeoutSeconds?: number;
  readonly AcceptanceTimeoutSeconds?: number;
  readonly AcceptanceRequired?: boolean;
  readonly RuleSetName?: string;
  readonly RuleSetArn?: string;
  readonly NotificationTarget?: string;
  readonly AdditionalPlayerCount?: number;
  readonly CustomEventData?: string;
  readonly CreationTime?: number;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly GameSessionData?: string;
  readonly BackfillMode?: BackfillMode;
  readonly FlexMatchMode?: FlexMatchMode;
}
export type MatchmakingConfigurationStatus = 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'PLACING' | 'QUEUED' | 'REQUIRES_ACCEPTANCE' | 'SEARCHING' | 'TIMED_OUT';
export interface MatchmakingRuleSet {
  readonly RuleSetName?: string;
  readonly RuleSetArn?: string;
  readonly RuleSetBody: string;
  readonly CreationTime?: number;
}
export interface MatchmakingTicket {
  readonly TicketId?: string;
  readonly ConfigurationName?: string;
  readonly ConfigurationArn?: string;
  readonly Status?: MatchmakingConfigurationStatus;
  readonly StatusReason?: string;
  readonly StatusMessage?: string;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly Players?: ReadonlyArray<Player>;
  readonly GameSessionConnectionInfo?: GameSessionConnectionInfo;
  readonly EstimatedWaitTime?: number;
}
export type MetricName = 'ActivatingGameSessions' | 'ActiveGameSessions' | 'ActiveInstances' | 'AvailableGameSessions' | 'AvailablePlayerSessions' | 'CurrentPlayerSessions' | 'IdleInstances' | 'PercentAvailableGameSessions' | 'PercentIdleInstances' | 'QueueDepth' | 'WaitTime' | 'ConcurrentActivatableGameSessions';
export type OperatingSystem = 'WINDOWS_2012' | 'AMAZON_LINUX' | 'AMAZON_LINUX_2' | 'WINDOWS_2016' | 'AMAZON_LINUX_2023' | 'WINDOWS_2022';
export interface PingBeacon {
  readonly UDPEndpoint?: UDPEndpoint;
}
export interface PlacedPlayerSession {
  readonly PlayerId?: string;
  readonly PlayerSessionId?: string;
}
export type PlacementFallbackStrategy = 'DEFAULT_AFTER_SINGLE_PASS' | 'NONE';
export interface Player {
  readonly PlayerId?: string;
  readonly PlayerAttributes?: Readonly<Record<string, AttributeValue>>;
  readonly Team?: string;
  readonly LatencyInMs?: Readonly<Record<string, number>>;
}
export interface PlayerConnectionDetail {
  readonly PlayerId?: string;
  readonly Endpoints?: ReadonlyArray<PlayerConnectionEndpoint>;
  readonly PlayerGatewayToken?: string;
  readonly Expiration?: number;
}
export interface PlayerConnectionEndpoint {
  readonly IpAddress?: string;
  readonly Port?: number;
}
export interface PlayerGatewayConfiguration {
  readonly GameServerIpProtocolSupported?: GameServerIpProtocolSupported;
}
export type PlayerGatewayMode = 'DISABLED' | 'ENABLED' | 'REQUIRED';
export type PlayerGatewayStatus = 'DISABLED' | 'ENABLED';
export interface PlayerLatency {
  readonly PlayerId?: string;
  readonly RegionIdentifier?: string;
  readonly LatencyInMilliseconds?: number;
}
export interface PlayerLatencyPolicy {
  readonly MaximumIndividualPlayerLatencyMilliseconds?: number;
  readonly PolicyDurationSeconds?: number;
}
export interface PlayerSession {
  readonly PlayerSessionId?: string;
  readonly PlayerId?: string;
  readonly GameSessionId?: string;
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly CreationTime?: number;
  readonly TerminationTime?: number;
  readonly Status?: PlayerSessionStatus;
  readonly IpAddress?: string;
  readonly DnsName?: string;
  readonly Port?: number;
  readonly PlayerData?: string;
}
export type PlayerSessionCreationPolicy = 'ACCEPT_ALL' | 'DENY_ALL';
export type PlayerSessionStatus = 'RESERVED' | 'ACTIVE' | 'COMPLETED' | 'TIMEDOUT';
export type PolicyType = 'RuleBased' | 'TargetBased';
export interface PriorityConfiguration {
  readonly PriorityOrder?: ReadonlyArray<PriorityType>;
  readonly LocationOrder?: ReadonlyArray<string>;
}
export interface PriorityConfigurationOverride {
  readonly PlacementFallbackStrategy?: PlacementFallbackStrategy;
  readonly LocationOrder: ReadonlyArray<string>;
}
export type PriorityType = 'LATENCY' | 'COST' | 'DESTINATION' | 'LOCATION';
export type ProtectionPolicy = 'NoProtection' | 'FullProtection';
export interface PutScalingPolicyInput {
  readonly Name: string;
  readonly FleetId: string;
  readonly ScalingAdjustment?: number;
  readonly ScalingAdjustmentType?: ScalingAdjustmentType;
  readonly Threshold?: number;
  readonly ComparisonOperator?: ComparisonOperatorType;
  readonly EvaluationPeriods?: number;
  readonly MetricName: MetricName;
  readonly PolicyType?: PolicyType;
  readonly TargetConfiguration?: TargetConfiguration;
}
export interface PutScalingPolicyOutput {
  readonly Name?: string;
}
export interface RegisterComputeInput {
  readonly FleetId: string;
  readonly ComputeName: string;
  readonly CertificatePath?: string;
  readonly DnsName?: string;
  readonly IpAddress?: string;
  readonly Location?: string;
}
export interface RegisterComputeOutput {
  readonly Compute?: Compute;
}
export interface RegisterGameServerInput {
  readonly GameServerGroupName: string;
  readonly GameServerId: string;
  readonly InstanceId: string;
  readonly ConnectionInfo?: string;
  readonly GameServerData?: string;
}
export interface RegisterGameServerOutput {
  readonly GameServer?: GameServer;
}
export interface RequestUploadCredentialsInput {
  readonly BuildId: string;
}
export interface RequestUploadCredentialsOutput {
  readonly UploadCredentials?: AwsCredentials;
  readonly StorageLocation?: S3Location;
}
export interface ResolveAliasInput {
  readonly AliasId: string;
}
export interface ResolveAliasOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
}
export interface ResourceCreationLimitPolicy {
  readonly NewGameSessionsPerCreator?: number;
  readonly PolicyPeriodInMinutes?: number;
}
export interface ResumeGameServerGroupInput {
  readonly GameServerGroupName: string;
  readonly ResumeActions: ReadonlyArray<GameServerGroupAction>;
}
export interface ResumeGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface RoutingStrategy {
  readonly Type?: RoutingStrategyType;
  readonly FleetId?: string;
  readonly Message?: string;
}
export type RoutingStrategyType = 'SIMPLE' | 'TERMINAL';
export interface RuntimeConfiguration {
  readonly ServerProcesses?: ReadonlyArray<ServerProcess>;
  readonly MaxConcurrentGameSessionActivations?: number;
  readonly GameSessionActivationTimeoutSeconds?: number;
}
export interface S3Location {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly RoleArn?: string;
  readonly ObjectVersion?: string;
}
export type ScalingAdjustmentType = 'ChangeInCapacity' | 'ExactCapacity' | 'PercentChangeInCapacity';
export interface ScalingPolicy {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly Name?: string;
  readonly Status?: ScalingStatusType;
  readonly ScalingAdjustment?: number;
  readonly ScalingAdjustmentType?: ScalingAdjustmentType;
  readonly ComparisonOperator?: ComparisonOperatorType;
  readonly Threshold?: number;
  readonly EvaluationPeriods?: number;
  readonly MetricName?: MetricName;
  readonly PolicyType?: PolicyType;
  readonly TargetConfiguration?: TargetConfiguration;
  readonly UpdateStatus?: LocationUpdateStatus;
  readonly Location?: string;
}
export type ScalingStatusType = 'ACTIVE' | 'UPDATE_REQUESTED' | 'UPDATING' | 'DELETE_REQUESTED' | 'DELETING' | 'DELETED' | 'ERROR';
export interface Script {
  readonly ScriptId?: string;
  readonly ScriptArn?: string;
  readonly Name?: string;
  readonly Version?: string;
  readonly SizeOnDisk?: number;
  readonly CreationTime?: number;
  readonly StorageLocation?: S3Location;
  readonly NodeJsVersion?: string;
}
export interface SearchGameSessionsInput {
  readonly FleetId?: string;
  readonly AliasId?: string;
  readonly Location?: string;
  readonly FilterExpression?: string;
  readonly SortExpression?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}
export interface SearchGameSessionsOutput {
  readonly GameSessions?: ReadonlyArray<GameSession>;
  readonly NextToken?: string;
}
export interface ServerProcess {
  readonly LaunchPath: string;
  readonly Parameters?: string;
  readonly ConcurrentExecutions: number;
}
export type SortOrder = 'ASCENDING' | 'DESCENDING';
export interface StartFleetActionsInput {
  readonly FleetId: string;
  readonly Actions: ReadonlyArray<FleetAction>;
  readonly Location?: string;
}
export interface StartFleetActionsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
}
export interface StartGameSessionPlacementInput {
  readonly PlacementId: string;
  readonly GameSessionQueueName: string;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly MaximumPlayerSessionCount: number;
  readonly GameSessionName?: string;
  readonly PlayerLatencies?: ReadonlyArray<PlayerLatency>;
  readonly DesiredPlayerSessions?: ReadonlyArray<DesiredPlayerSession>;
  readonly GameSessionData?: string;
  readonly PriorityConfigurationOverride?: PriorityConfigurationOverride;
}
export interface StartGameSessionPlacementOutput {
  readonly GameSessionPlacement?: GameSessionPlacement;
}
export interface StartMatchBackfillInput {
  readonly TicketId?: string;
  readonly ConfigurationName: string;
  readonly GameSessionArn?: string;
  readonly Players: ReadonlyArray<Player>;
}
export interface StartMatchBackfillOutput {
  readonly MatchmakingTicket?: MatchmakingTicket;
}
export interface StartMatchmakingInput {
  readonly TicketId?: string;
  readonly ConfigurationName: string;
  readonly Players: ReadonlyArray<Player>;
}
export interface StartMatchmakingOutput {
  readonly MatchmakingTicket?: MatchmakingTicket;
}
export interface StopFleetActionsInput {
  readonly FleetId: string;
  readonly Actions: ReadonlyArray<FleetAction>;
  readonly Location?: string;
}
export interface StopFleetActionsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
}
export interface StopGameSessionPlacementInput {
  readonly PlacementId: string;
}
export interface StopGameSessionPlacementOutput {
  readonly GameSessionPlacement?: GameSessionPlacement;
}
export interface StopMatchmakingInput {
  readonly TicketId: string;
}
export type StopMatchmakingOutput = Readonly<Record<string, never>>;
export interface SupportContainerDefinition {
  readonly ContainerName?: string;
  readonly DependsOn?: ReadonlyArray<ContainerDependency>;
  readonly MountPoints?: ReadonlyArray<ContainerMountPoint>;
  readonly EnvironmentOverride?: ReadonlyArray<ContainerEnvironment>;
  readonly Essential?: boolean;
  readonly HealthCheck?: ContainerHealthCheck;
  readonly ImageUri?: string;
  readonly MemoryHardLimitMebibytes?: number;
  readonly PortConfiguration?: ContainerPortConfiguration;
  readonly ResolvedImageDigest?: string;
  readonly Vcpu?: number;
}
export interface SupportContainerDefinitionInput {
  readonly ContainerName: string;
  readonly DependsOn?: ReadonlyArray<ContainerDependency>;
  readonly MountPoints?: ReadonlyArray<ContainerMountPoint>;
  readonly EnvironmentOverride?: ReadonlyArray<ContainerEnvironment>;
  readonly Essential?: boolean;
  readonly HealthCheck?: ContainerHealthCheck;
  readonly ImageUri: string;
  readonly MemoryHardLimitMebibytes?: number;
  readonly PortConfiguration?: ContainerPortConfiguration;
  readonly Vcpu?: number;
}
export interface SuspendGameServerGroupInput {
  readonly GameServerGroupName: string;
  readonly SuspendActions: ReadonlyArray<GameServerGroupAction>;
}
export interface SuspendGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}
export interface TagResourceRequest {
  readonly ResourceARN: string;
  readonly Tags: ReadonlyArray<Tag>;
}
export type TagResourceResponse = Readonly<Record<string, never>>;
export interface TargetConfiguration {
  readonly TargetValue: number;
}
export interface TargetTrackingConfiguration {
  readonly TargetValue: number;
}
export interface TerminateGameSessionInput {
  readonly GameSessionId: string;
  readonly TerminationMode: TerminationMode;
}
export interface TerminateGameSessionOutput {
  readonly GameSession?: GameSession;
}
export type TerminationMode = 'TRIGGER_ON_PROCESS_TERMINATE' | 'FORCE_TERMINATE';
export interface UDPEndpoint {
  readonly Domain?: string;
  readonly Port?: number;
}
export interface UntagResourceRequest {
  readonly ResourceARN: string;
  readonly TagKeys: ReadonlyArray<string>;
}
export type UntagResourceResponse = Readonly<Record<string, never>>;
export interface UpdateAliasInput {
  readonly AliasId: string;
  readonly Name?: string;
  readonly Description?: string;
  readonly RoutingStrategy?: RoutingStrategy;
}
export interface UpdateAliasOutput {
  readonly Alias?: Alias;
}
export interface UpdateBuildInput {
  readonly BuildId: string;
  readonly Name?: string;
  readonly Version?: string;
}
export interface UpdateBuildOutput {
  readonly Build?: Build;
}
export interface UpdateContainerFleetInput {
  readonly FleetId: string;
  readonly GameServerContainerGroupDefinitionName?: string;
  readonly PerInstanceContainerGroupDefinitionName?: string;
  readonly GameServerContainerGroupsPerInstance?: number;
  readonly InstanceConnectionPortRange?: ConnectionPortRange;
  readonly InstanceInboundPermissionAuthorizations?: ReadonlyArray<IpPermission>;
  readonly InstanceInboundPermissionRevocations?: ReadonlyArray<IpPermission>;
  readonly DeploymentConfiguration?: DeploymentConfiguration;
  readonly Description?: string;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly GameSessionCreationLimitPolicy?: GameSessionCreationLimitPolicy;
  readonly LogConfiguration?: LogConfiguration;
  readonly RemoveAttributes?: ReadonlyArray<ContainerFleetRemoveAttribute>;
}
export interface UpdateContainerFleetOutput {
  readonly ContainerFleet?: ContainerFleet;
}
export interface UpdateContainerGroupDefinitionInput {
  readonly Name: string;
  readonly GameServerContainerDefinition?: GameServerContainerDefinitionInput;
  readonly SupportContainerDefinitions?: ReadonlyArray<SupportContainerDefinitionInput>;
  readonly TotalMemoryLimitMebibytes?: number;
  readonly TotalVcpuLimit?: number;
  readonly VersionDescription?: string;
  readonly SourceVersionNumber?: number;
  readonly OperatingSystem?: ContainerOperatingSystem;
}
export interface UpdateContainerGroupDefinitionOutput {
  readonly ContainerGroupDefinition?: ContainerGroupDefinition;
}
export interface UpdateFleetAttributesInput {
  readonly FleetId: string;
  readonly Name?: string;
  readonly Description?: string;
  readonly NewGameSessionProtectionPolicy?: ProtectionPolicy;
  readonly ResourceCreationLimitPolicy?: ResourceCreationLimitPolicy;
  readonly MetricGroups?: ReadonlyArray<string>;
  readonly AnywhereConfiguration?: AnywhereConfiguration;
}
export interface UpdateFleetAttributesOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
}
export interface UpdateFleetCapacityInput {
  readonly FleetId: string;
  readonly DesiredInstances?: number;
  readonly MinSize?: number;
  readonly MaxSize?: number;
  readonly Location?: string;
  readonly ManagedCapacityConfiguration?: ManagedCapacityConfiguration;
}
export interface UpdateFleetCapacityOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly Location?: string;
  readonly ManagedCapacityConfiguration?: ManagedCapacityConfiguration;
}
export interface UpdateFleetPortSettingsInput {
  readonly FleetId: string;
  readonly InboundPermissionAuthorizations?: ReadonlyArray<IpPermission>;
  readonly InboundPermissionRevocations?: ReadonlyArray<IpPermission>;
}
export interface UpdateFleetPortSettingsOutput {
  readonly FleetId?: string;
  readonly FleetArn?: string;
}
export interface UpdateGameServerGroupInput {
  readonly GameServerGroupName: string;
  readonly RoleArn?: string;
  readonly InstanceDefinitions?: ReadonlyArray<InstanceDefinition>;
  readonly GameServerProtectionPolicy?: GameServerProtectionPolicy;
  readonly BalancingStrategy?: BalancingStrategy;
}
export interface UpdateGameServerGroupOutput {
  readonly GameServerGroup?: GameServerGroup;
}
export interface UpdateGameServerInput {
  readonly GameServerGroupName: string;
  readonly GameServerId: string;
  readonly GameServerData?: string;
  readonly UtilizationStatus?: GameServerUtilizationStatus;
  readonly HealthCheck?: GameServerHealthCheck;
}
export interface UpdateGameServerOutput {
  readonly GameServer?: GameServer;
}
export interface UpdateGameSessionInput {
  readonly GameSessionId: string;
  readonly MaximumPlayerSessionCount?: number;
  readonly Name?: string;
  readonly PlayerSessionCreationPolicy?: PlayerSessionCreationPolicy;
  readonly ProtectionPolicy?: ProtectionPolicy;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
}
export interface UpdateGameSessionOutput {
  readonly GameSession?: GameSession;
}
export interface UpdateGameSessionQueueInput {
  readonly Name: string;
  readonly TimeoutInSeconds?: number;
  readonly PlayerLatencyPolicies?: ReadonlyArray<PlayerLatencyPolicy>;
  readonly Destinations?: ReadonlyArray<GameSessionQueueDestination>;
  readonly FilterConfiguration?: FilterConfiguration;
  readonly PriorityConfiguration?: PriorityConfiguration;
  readonly CustomEventData?: string;
  readonly NotificationTarget?: string;
}
export interface UpdateGameSessionQueueOutput {
  readonly GameSessionQueue?: GameSessionQueue;
}
export interface UpdateMatchmakingConfigurationInput {
  readonly Name: string;
  readonly Description?: string;
  readonly GameSessionQueueArns?: ReadonlyArray<string>;
  readonly RequestTimeoutSeconds?: number;
  readonly AcceptanceTimeoutSeconds?: number;
  readonly AcceptanceRequired?: boolean;
  readonly RuleSetName?: string;
  readonly NotificationTarget?: string;
  readonly AdditionalPlayerCount?: number;
  readonly CustomEventData?: string;
  readonly GameProperties?: ReadonlyArray<GameProperty>;
  readonly GameSessionData?: string;
  readonly BackfillMode?: BackfillMode;
  readonly FlexMatchMode?: FlexMatchMode;
}
export interface UpdateMatchmakingConfigurationOutput {
  readonly Configuration?: MatchmakingConfiguration;
}
export interface UpdateRuntimeConfigurationInput {
  readonly FleetId: string;
  readonly RuntimeConfiguration: RuntimeConfiguration;
}
export interface UpdateRuntimeConfigurationOutput {
  readonly RuntimeConfiguration?: RuntimeConfiguration;
}
export interface UpdateScriptInput {
  readonly ScriptId: string;
  readonly Name?: string;
  readonly Version?: string;
  readonly StorageLocation?: S3Location;
  readonly ZipFile?: Uint8Array;
}
export interface UpdateScriptOutput {
  readonly Script?: Script;
}
export interface ValidateMatchmakingRuleSetInput {
  readonly RuleSetBody: string;
}
export interface ValidateMatchmakingRuleSetOutput {
  readonly Valid?: boolean;
}
export interface VpcPeeringAuthorization {
  readonly GameLiftAwsAccountId?: string;
  readonly PeerVpcAwsAccountId?: string;
  readonly PeerVpcId?: string;
  readonly CreationTime?: number;
  readonly ExpirationTime?: number;
}
export interface VpcPeeringConnection {
  readonly FleetId?: string;
  readonly FleetArn?: string;
  readonly IpV4CidrBlock?: string;
  readonly VpcPeeringConnectionId?: string;
  readonly Status?: VpcPeeringConnectionStatus;
  readonly PeerVpcId?: string;
  readonly GameLiftVpcId?: string;
}
export interface VpcPeeringConnectionStatus {
  readonly Code?: string;
  readonly Message?: string;
}
export type ZeroCapacityStrategy = 'MANUAL' | 'SCALE_TO_AND_FROM_ZERO';

/** Inputs and outputs of every operation of the service. */
export interface OperationTypes {
  AcceptMatch: { readonly input: AcceptMatchInput; readonly output: AcceptMatchOutput };
  ClaimGameServer: { readonly input: ClaimGameServerInput; readonly output: ClaimGameServerOutput };
  CreateAlias: { readonly input: CreateAliasInput; readonly output: CreateAliasOutput };
  CreateBuild: { readonly input: CreateBuildInput; readonly output: CreateBuildOutput };
  CreateContainerFleet: { readonly input: CreateContainerFleetInput; readonly output: CreateContainerFleetOutput };
  CreateContainerGroupDefinition: { readonly input: CreateContainerGroupDefinitionInput; readonly output: CreateContainerGroupDefinitionOutput };
  CreateFleet: { readonly input: CreateFleetInput; readonly output: CreateFleetOutput };
  CreateFleetLocations: { readonly input: CreateFleetLocationsInput; readonly output: CreateFleetLocationsOutput };
  CreateGameServerGroup: { readonly input: CreateGameServerGroupInput; readonly output: CreateGameServerGroupOutput };
  CreateGameSession: { readonly input: CreateGameSessionInput; readonly output: CreateGameSessionOutput };
  CreateGameSessionQueue: { readonly input: CreateGameSessionQueueInput; readonly output: CreateGameSessionQueueOutput };
  CreateLocation: { readonly input: CreateLocationInput; readonly output: CreateLocationOutput };
  CreateMatchmakingConfiguration: { readonly input: CreateMatchmakingConfigurationInput; readonly output: CreateMatchmakingConfigurationOutput };
  CreateMatchmakingRuleSet: { readonly input: CreateMatchmakingRuleSetInput; readonly output: CreateMatchmakingRuleSetOutput };
  CreatePlayerSession: { readonly input: CreatePlayerSessionInput; readonly output: CreatePlayerSessionOutput };
  CreatePlayerSessions: { readonly input: CreatePlayerSessionsInput; readonly output: CreatePlayerSessionsOutput };
  CreateScript: { readonly input: CreateScriptInput; readonly output: CreateScriptOutput };
  CreateVpcPeeringAuthorization: { readonly input: CreateVpcPeeringAuthorizationInput; readonly output: CreateVpcPeeringAuthorizationOutput };
  CreateVpcPeeringConnection: { readonly input: CreateVpcPeeringConnectionInput; readonly output: CreateVpcPeeringConnectionOutput };
  DeleteAlias: { readonly input: DeleteAliasInput; readonly output: Readonly<Record<string, never>> };
  DeleteBuild: { readonly input: DeleteBuildInput; readonly output: Readonly<Record<string, never>> };
  DeleteContainerFleet: { readonly input: DeleteContainerFleetInput; readonly output: DeleteContainerFleetOutput };
  DeleteContainerGroupDefinition: { readonly input: DeleteContainerGroupDefinitionInput; readonly output: DeleteContainerGroupDefinitionOutput };
  DeleteFleet: { readonly input: DeleteFleetInput; readonly output: Readonly<Record<string, never>> };
  DeleteFleetLocations: { readonly input: DeleteFleetLocationsInput; readonly output: DeleteFleetLocationsOutput };
  DeleteGameServerGroup: { readonly input: DeleteGameServerGroupInput; readonly output: DeleteGameServerGroupOutput };
  DeleteGameSessionQueue: { readonly input: DeleteGameSessionQueueInput; readonly output: DeleteGameSessionQueueOutput };
  DeleteLocation: { readonly input: DeleteLocationInput; readonly output: DeleteLocationOutput };
  DeleteMatchmakingConfiguration: { readonly input: DeleteMatchmakingConfigurationInput; readonly output: DeleteMatchmakingConfigurationOutput };
  DeleteMatchmakingRuleSet: { readonly input: DeleteMatchmakingRuleSetInput; readonly output: DeleteMatchmakingRuleSetOutput };
  DeleteScalingPolicy: { readonly input: DeleteScalingPolicyInput; readonly output: Readonly<Record<string, never>> };
  DeleteScript: { readonly input: DeleteScriptInput; readonly output: Readonly<Record<string, never>> };
  DeleteVpcPeeringAuthorization: { readonly input: DeleteVpcPeeringAuthorizationInput; readonly output: DeleteVpcPeeringAuthorizationOutput };
  DeleteVpcPeeringConnection: { readonly input: DeleteVpcPeeringConnectionInput; readonly output: DeleteVpcPeeringConnectionOutput };
  DeregisterCompute: { readonly input: DeregisterComputeInput; readonly output: DeregisterComputeOutput };
  DeregisterGameServer: { readonly input: DeregisterGameServerInput; readonly output: Readonly<Record<string, never>> };
  DescribeAlias: { readonly input: DescribeAliasInput; readonly output: DescribeAliasOutput };
  DescribeBuild: { readonly input: DescribeBuildInput; readonly output: DescribeBuildOutput };
  DescribeCompute: { readonly input: DescribeComputeInput; readonly output: DescribeComputeOutput };
  DescribeContainerFleet: { readonly input: DescribeContainerFleetInput; readonly output: DescribeContainerFleetOutput };
  DescribeContainerGroupDefinition: { readonly input: DescribeContainerGroupDefinitionInput; readonly output: DescribeContainerGroupDefinitionOutput };
  DescribeContainerGroupPortMappings: { readonly input: DescribeContainerGroupPortMappingsInput; readonly output: DescribeContainerGroupPortMappingsOutput };
  DescribeEC2InstanceLimits: { readonly input: DescribeEC2InstanceLimitsInput; readonly output: DescribeEC2InstanceLimitsOutput };
  DescribeFleetAttributes: { readonly input: DescribeFleetAttributesInput; readonly output: DescribeFleetAttributesOutput };
  DescribeFleetCapacity: { readonly input: DescribeFleetCapacityInput; readonly output: DescribeFleetCapacityOutput };
  DescribeFleetDeployment: { readonly input: DescribeFleetDeploymentInput; readonly output: DescribeFleetDeploymentOutput };
  DescribeFleetEvents: { readonly input: DescribeFleetEventsInput; readonly output: DescribeFleetEventsOutput };
  DescribeFleetLocationAttributes: { readonly input: DescribeFleetLocationAttributesInput; readonly output: DescribeFleetLocationAttributesOutput };
  DescribeFleetLocationCapacity: { readonly input: DescribeFleetLocationCapacityInput; readonly output: DescribeFleetLocationCapacityOutput };
  DescribeFleetLocationUtilization: { readonly input: DescribeFleetLocationUtilizationInput; readonly output: DescribeFleetLocationUtilizationOutput };
  DescribeFleetPortSettings: { readonly input: DescribeFleetPortSettingsInput; readonly output: DescribeFleetPortSettingsOutput };
  DescribeFleetUtilization: { readonly input: DescribeFleetUtilizationInput; readonly output: DescribeFleetUtilizationOutput };
  DescribeGameServer: { readonly input: DescribeGameServerInput; readonly output: DescribeGameServerOutput };
  DescribeGameServerGroup: { readonly input: DescribeGameServerGroupInput; readonly output: DescribeGameServerGroupOutput };
  DescribeGameServerInstances: { readonly input: DescribeGameServerInstancesInput; readonly output: DescribeGameServerInstancesOutput };
  DescribeGameSessionDetails: { readonly input: DescribeGameSessionDetailsInput; readonly output: DescribeGameSessionDetailsOutput };
  DescribeGameSessionPlacement: { readonly input: DescribeGameSessionPlacementInput; readonly output: DescribeGameSessionPlacementOutput };
  DescribeGameSessionQueues: { readonly input: DescribeGameSessionQueuesInput; readonly output: DescribeGameSessionQueuesOutput };
  DescribeGameSessions: { readonly input: DescribeGameSessionsInput; readonly output: DescribeGameSessionsOutput };
  DescribeInstances: { readonly input: DescribeInstancesInput; readonly output: DescribeInstancesOutput };
  DescribeMatchmaking: { readonly input: DescribeMatchmakingInput; readonly output: DescribeMatchmakingOutput };
  DescribeMatchmakingConfigurations: { readonly input: DescribeMatchmakingConfigurationsInput; readonly output: DescribeMatchmakingConfigurationsOutput };
  DescribeMatchmakingRuleSets: { readonly input: DescribeMatchmakingRuleSetsInput; readonly output: DescribeMatchmakingRuleSetsOutput };
  DescribePlayerSessions: { readonly input: DescribePlayerSessionsInput; readonly output: DescribePlayerSessionsOutput };
  DescribeRuntimeConfiguration: { readonly input: DescribeRuntimeConfigurationInput; readonly output: DescribeRuntimeConfigurationOutput };
  DescribeScalingPolicies: { readonly input: DescribeScalingPoliciesInput; readonly output: DescribeScalingPoliciesOutput };
  DescribeScript: { readonly input: DescribeScriptInput; readonly output: DescribeScriptOutput };
  DescribeVpcPeeringAuthorizations: { readonly input: DescribeVpcPeeringAuthorizationsInput; readonly output: DescribeVpcPeeringAuthorizationsOutput };
  DescribeVpcPeeringConnections: { readonly input: DescribeVpcPeeringConnectionsInput; readonly output: DescribeVpcPeeringConnectionsOutput };
  GetComputeAccess: { readonly input: GetComputeAccessInput; readonly output: GetComputeAccessOutput };
  GetComputeAuthToken: { readonly input: GetComputeAuthTokenInput; readonly output: GetComputeAuthTokenOutput };
  GetGameSessionLogUrl: { readonly input: GetGameSessionLogUrlInput; readonly output: GetGameSessionLogUrlOutput };
  GetInstanceAccess: { readonly input: GetInstanceAccessInput; readonly output: GetInstanceAccessOutput };
  GetPlayerConnectionDetails: { readonly input: GetPlayerConnectionDetailsInput; readonly output: GetPlayerConnectionDetailsOutput };
  ListAliases: { readonly input: ListAliasesInput; readonly output: ListAliasesOutput };
  ListBuilds: { readonly input: ListBuildsInput; readonly output: ListBuildsOutput };
  ListCompute: { readonly input: ListComputeInput; readonly output: ListComputeOutput };
  ListContainerFleets: { readonly input: ListContainerFleetsInput; readonly output: ListContainerFleetsOutput };
  ListContainerGroupDefinitionVersions: { readonly input: ListContainerGroupDefinitionVersionsInput; readonly output: ListContainerGroupDefinitionVersionsOutput };
  ListContainerGroupDefinitions: { readonly input: ListContainerGroupDefinitionsInput; readonly output: ListContainerGroupDefinitionsOutput };
  ListFleetDeployments: { readonly input: ListFleetDeploymentsInput; readonly output: ListFleetDeploymentsOutput };
  ListFleets: { readonly input: ListFleetsInput; readonly output: ListFleetsOutput };
  ListGameServerGroups: { readonly input: ListGameServerGroupsInput; readonly output: ListGameServerGroupsOutput };
  ListGameServers: { readonly input: ListGameServersInput; readonly output: ListGameServersOutput };
  ListLocations: { readonly input: ListLocationsInput; readonly output: ListLocationsOutput };
  ListScripts: { readonly input: ListScriptsInput; readonly output: ListScriptsOutput };
  ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse };
  PutScalingPolicy: { readonly input: PutScalingPolicyInput; readonly output: PutScalingPolicyOutput };
  RegisterCompute: { readonly input: RegisterComputeInput; readonly output: RegisterComputeOutput };
  RegisterGameServer: { readonly input: RegisterGameServerInput; readonly output: RegisterGameServerOutput };
  RequestUploadCredentials: { readonly input: RequestUploadCredentialsInput; readonly output: RequestUploadCredentialsOutput };
  ResolveAlias: { readonly input: ResolveAliasInput; readonly output: ResolveAliasOutput };
  ResumeGameServerGroup: { readonly input: ResumeGameServerGroupInput; readonly output: ResumeGameServerGroupOutput };
  SearchGameSessions: { readonly input: SearchGameSessionsInput; readonly output: SearchGameSessionsOutput };
  StartFleetActions: { readonly input: StartFleetActionsInput; readonly output: StartFleetActionsOutput };
  StartGameSessionPlacement: { readonly input: StartGameSessionPlacementInput; readonly output: StartGameSessionPlacementOutput };
  StartMatchBackfill: { readonly input: StartMatchBackfillInput; readonly output: StartMatchBackfillOutput };
  StartMatchmaking: { readonly input: StartMatchmakingInput; readonly output: StartMatchmakingOutput };
  StopFleetActions: { readonly input: StopFleetActionsInput; readonly output: StopFleetActionsOutput };
  StopGameSessionPlacement: { readonly input: StopGameSessionPlacementInput; readonly output: StopGameSessionPlacementOutput };
  StopMatchmaking: { readonly input: StopMatchmakingInput; readonly output: StopMatchmakingOutput };
  SuspendGameServerGroup: { readonly input: SuspendGameServerGroupInput; readonly output: SuspendGameServerGroupOutput };
  TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse };
  TerminateGameSession: { readonly input: TerminateGameSessionInput; readonly output: TerminateGameSessionOutput };
  UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse };
  UpdateAlias: { readonly input: UpdateAliasInput; readonly output: UpdateAliasOutput };
  UpdateBuild: { readonly input: UpdateBuildInput; readonly output: UpdateBuildOutput };
  UpdateContainerFleet: { readonly input: UpdateContainerFleetInput; readonly output: UpdateContainerFleetOutput };
  UpdateContainerGroupDefinition: { readonly input: UpdateContainerGroupDefinitionInput; readonly output: UpdateContainerGroupDefinitionOutput };
  UpdateFleetAttributes: { readonly input: UpdateFleetAttributesInput; readonly output: UpdateFleetAttributesOutput };
  UpdateFleetCapacity: { readonly input: UpdateFleetCapacityInput; readonly output: UpdateFleetCapacityOutput };
  UpdateFleetPortSettings: { readonly input: UpdateFleetPortSettingsInput; readonly output: UpdateFleetPortSettingsOutput };
  UpdateGameServer: { readonly input: UpdateGameServerInput; readonly output: UpdateGameServerOutput };
  UpdateGameServerGroup: { readonly input: UpdateGameServerGroupInput; readonly output: UpdateGameServerGroupOutput };
  UpdateGameSession: { readonly input: UpdateGameSessionInput; readonly output: UpdateGameSessionOutput };
  UpdateGameSessionQueue: { readonly input: UpdateGameSessionQueueInput; readonly output: UpdateGameSessionQueueOutput };
  UpdateMatchmakingConfiguration: { readonly input: UpdateMatchmakingConfigurationInput; readonly output: UpdateMatchmakingConfigurationOutput };
  UpdateRuntimeConfiguration: { readonly input: UpdateRuntimeConfigurationInput; readonly output: UpdateRuntimeConfigurationOutput };
  UpdateScript: { readonly input: UpdateScriptInput; readonly output: UpdateScriptOutput };
  ValidateMatchmakingRuleSet: { readonly input: ValidateMatchmakingRuleSetInput; readonly output: ValidateMatchmakingRuleSetOutput };
}

export type FaultName = 'ConflictException' | 'FleetCapacityExceededException' | 'GameSessionFullException' | 'IdempotentParameterMismatchException' | 'InternalServiceException' | 'InvalidFleetStatusException' | 'InvalidGameSessionStatusException' | 'InvalidRequestException' | 'LimitExceededException' | 'NotFoundException' | 'NotReadyException' | 'OutOfCapacityException' | 'TaggingFailedException' | 'TerminalRoutingStrategyException' | 'UnauthorizedException' | 'UnsupportedRegionException';
