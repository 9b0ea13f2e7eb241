/** The stored form of a fleet. Records are replaced as a whole, never changed in place. */
import {
  type CertificateType,
  type EC2InstanceType,
  type FleetAttributes,
  type FleetStatus,
  type FleetType,
  type InstanceStatus,
  type IpPermission,
  type ManagedCapacityConfiguration,
  type OperatingSystem,
  type PlayerGatewayConfiguration,
  type PlayerGatewayMode,
  type ProtectionPolicy,
  type ResourceCreationLimitPolicy,
  type RuntimeConfiguration,
  type ScalingPolicy,
  type ServerProcess,
} from '../model/shapes';

/** `creationTime` is in epoch seconds. */
export interface InstanceRecord {
  readonly instanceId: string;
  readonly ipAddress: string;
  readonly status: InstanceStatus;
  readonly creationTime: number;
}

/** Minimum, maximum and desired capacity are numbers of instances. */
export interface LocationRecord {
  readonly location: string;
  readonly status: FleetStatus;
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
  readonly instances: readonly InstanceRecord[];
  readonly scalingStopped: boolean;
  readonly managedCapacity?: ManagedCapacityConfiguration;
}

/** A fleet as it is stored. `creationTime` is in epoch seconds. */
export interface FleetRecord {
  readonly fleetId: string;
  readonly fleetArn: string;
  readonly name: string;
  readonly description?: string;
  readonly status: FleetStatus;
  readonly creationTime: number;
  readonly source:
    | { readonly kind: 'script'; readonly scriptId: string; readonly scriptArn: string }
    | { readonly kind: 'build'; readonly buildId: string; readonly buildArn: string };
  readonly operatingSystem: OperatingSystem;
  readonly instanceType: EC2InstanceType;
  readonly fleetType: FleetType;
  readonly certificate: CertificateType;
  readonly protection: ProtectionPolicy;
  readonly runtime: {
    readonly processes: readonly ServerProcess[];
    readonly maximumActivations?: number;
    readonly activationTimeoutSeconds: number;
  };
  readonly creationLimit?: ResourceCreationLimitPolicy;
  readonly metricGroups: readonly string[];
  readonly logPaths: readonly string[];
  readonly inboundPermissions: readonly IpPermission[];
  readonly instanceRoleArn?: string;
  readonly instanceRoleCredentialsProvider?: 'SHARED_CREDENTIAL_FILE';
  /** Home Region first. */
  readonly locations: readonly LocationRecord[];
  readonly policies: readonly ScalingPolicy[];
  /** Absent in records of earlier versions: DISABLED. */
  readonly playerGatewayMode?: PlayerGatewayMode;
  readonly playerGatewayConfiguration?: PlayerGatewayConfiguration;
}

/** Server processes that one instance runs at once. */
export const processesPerInstance = (record: FleetRecord): number =>
  record.runtime.processes.reduce((sum, process) => sum + process.ConcurrentExecutions, 0);

/**
 * The service's default in seconds when CreateFleet or an update leaves it out (API Reference,
 * RuntimeConfiguration).
 */
export const defaultActivationTimeoutSeconds = 300;

export function runtimeConfiguration({ runtime }: FleetRecord): RuntimeConfiguration {
  return {
    ServerProcesses: runtime.processes,
    GameSessionActivationTimeoutSeconds: runtime.activationTimeoutSeconds,
    ...(runtime.maximumActivations === undefined
      ? {}
      : { MaxConcurrentGameSessionActivations: runtime.maximumActivations }),
  };
}

export function describeFleet(record: FleetRecord): FleetAttributes {
  return {
    FleetId: record.fleetId,
    FleetArn: record.fleetArn,
    Name: record.name,
    Status: record.status,
    CreationTime: record.creationTime,
    FleetType: record.fleetType,
    InstanceType: record.instanceType,
    ComputeType: 'EC2',
    OperatingSystem: record.operatingSystem,
    NewGameSessionProtectionPolicy: record.protection,
    CertificateConfiguration: { CertificateType: record.certificate },
    MetricGroups: record.metricGroups,
    LogPaths: record.logPaths,
    PlayerGatewayMode: record.playerGatewayMode ?? 'DISABLED',
    ...(record.playerGatewayConfiguration === undefined
      ? {}
      : { PlayerGatewayConfiguration: record.playerGatewayConfiguration }),
    ...(record.source.kind === 'script'
      ? { ScriptId: record.source.scriptId, ScriptArn: record.source.scriptArn }
      : { BuildId: record.source.buildId, BuildArn: record.source.buildArn }),
    ...(record.description === undefined ? {} : { Description: record.description }),
    ...(record.creationLimit === undefined ? {} : { ResourceCreationLimitPolicy: record.creationLimit }),
    ...(record.instanceRoleArn === undefined ? {} : { InstanceRoleArn: record.instanceRoleArn }),
    ...(record.instanceRoleCredentialsProvider === undefined
      ? {}
      : { InstanceRoleCredentialsProvider: record.instanceRoleCredentialsProvider }),
    ...(record.locations[0]?.scalingStopped === true ? { StoppedActions: ['AUTO_SCALING' as const] } : {}),
  };
}
