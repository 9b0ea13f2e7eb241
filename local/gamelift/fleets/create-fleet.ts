import { GameLiftFault, invalidRequest } from '../faults';
import { accountArn, type AccountRegion } from '../identity';
import { type BuildStore } from '../builds/build-store';
import {
  type CreateFleetInput,
  type OperatingSystem,
  type PlayerGatewayMode,
  type RuntimeConfiguration,
} from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { checkFleetLocations, hasPlayerGateway } from '../locations';
import { type ScriptStore } from '../scripts/script-store';
import {
  defaultActivationTimeoutSeconds,
  describeFleet,
  type FleetRecord,
  type LocationRecord,
} from './fleet-record';
import { type Fleets } from './fleets';
import { checkPermissions } from './inbound-permissions';
import { type ControlPlaneSettings } from './settings';

/** The parts of which a new fleet is made. */
export interface FleetSources {
  readonly fleets: Fleets;
  readonly scripts: ScriptStore;
  readonly builds: BuildStore;
  readonly settings: ControlPlaneSettings;
}

/** Default of a build (API Reference, CreateBuild). */
const defaultServerSdkVersion = '4.0.2';
/** Server processes that one instance may run (GameLift quotas). */
const maxProcesses = 50;
/**
 * A new location has one instance and a maximum of one, until its capacity is set (API Reference,
 * UpdateFleetCapacity).
 */
export const newLocation = (location: string): LocationRecord => ({
  location,
  status: 'NEW',
  minimum: 0,
  maximum: 1,
  desired: 1,
  instances: [],
  scalingStopped: false,
});

export function createFleetOperation(sources: FleetSources): OperationEntry {
  return operation('CreateFleet', (context, input) => {
    const { source, operatingSystem, nodeJs10, serverSdkVersion } = sourceOf(input, sources);
    const locations = locationsOf(input, context);
    const playerGatewayMode = input.PlayerGatewayMode ?? 'DISABLED';
    checkGatewayMode(playerGatewayMode, serverSdkVersion);
    const names = locations.map(({ location }) => location);
    checkGatewayLocations(playerGatewayMode, names);
    checkPermissions(input.EC2InboundPermissions ?? [], operatingSystem);
    const fleetId = `fleet-${context.ids.uuid()}`;
    const record: FleetRecord = {
      fleetId,
      fleetArn: accountArn(context, 'fleet', fleetId),
      name: input.Name,
      status: 'NEW',
      creationTime: context.clock.seconds(),
      source,
      operatingSystem,
      instanceType: requireInstanceType(input),
      fleetType: input.FleetType ?? 'ON_DEMAND',
      certificate: input.CertificateConfiguration?.CertificateType ?? 'DISABLED',
      protection: input.NewGameSessionProtectionPolicy ?? 'NoProtection',
      runtime: runtimeOf(runtimeInput(input)),
      // "A fleet can be included in only one metric group": this is the default.
      metricGroups: input.MetricGroups ?? ['default'],
      logPaths: input.LogPaths ?? [],
      inboundPermissions: input.EC2InboundPermissions ?? [],
      locations,
      playerGatewayMode,
      ...(input.PlayerGatewayConfiguration === undefined
        ? {}
        : { playerGatewayConfiguration: input.PlayerGatewayConfiguration }),
      policies: [],
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.ResourceCreationLimitPolicy === undefined
        ? {}
        : { creationLimit: input.ResourceCreationLimitPolicy }),
      ...(input.InstanceRoleArn === undefined ? {} : { instanceRoleArn: input.InstanceRoleArn }),
      ...(input.InstanceRoleCredentialsProvider === undefined
        ? {}
        : { instanceRoleCredentialsProvider: input.InstanceRoleCredentialsProvider }),
    };
    context.tags.add(record.fleetArn, input.Tags);
    const fleet = sources.fleets.create(record);
    if (nodeJs10)
      fleet.event(
        'GENERIC_EVENT',
        'The script is for Node.js 10: AWS has refused new fleets of such scripts since 2026-09-30. ' +
          'Create it with NodeJsVersion 24.x.',
      );
    return {
      FleetAttributes: describeFleet(fleet.record),
      LocationStates: fleet.record.locations.map(({ location, status }) => ({
        Location: location,
        Status: status,
      })),
    };
  });
}

function sourceOf(
  input: CreateFleetInput,
  { scripts, builds, settings }: FleetSources,
): {
  readonly source: FleetRecord['source'];
  readonly operatingSystem: OperatingSystem;
  readonly nodeJs10: boolean;
  /** The server SDK version of a build. */
  readonly serverSdkVersion?: string;
} {
  if (input.ComputeType === 'ANYWHERE' || input.AnywhereConfiguration !== undefined)
    throw invalidRequest('The local GameLift has no Anywhere fleets: ComputeType must be EC2.');
  if ((input.ScriptId === undefined) === (input.BuildId === undefined))
    throw invalidRequest('Exactly one of BuildId and ScriptId must be specified.');
  if (input.PeerVpcId !== undefined || input.PeerVpcAwsAccountId !== undefined)
    throw invalidRequest('The local GameLift has no VPC peering.');
  if (input.BuildId !== undefined) {
    const build = builds.get(input.BuildId);
    if (build.status !== 'READY')
      throw invalidRequest(`Build ${build.buildId} is ${build.status}: a fleet needs a build that is READY.`);
    return {
      source: { kind: 'build', buildId: build.buildId, buildArn: build.buildArn },
      operatingSystem: build.operatingSystem,
      nodeJs10: false,
      serverSdkVersion: build.serverSdkVersion ?? defaultServerSdkVersion,
    };
  }
  const script = scripts.get(input.ScriptId ?? '');
  const nodeJs10 = script.nodeJsVersion.startsWith('10.');
  if (nodeJs10 && settings.nodeJs10 === 'refuse')
    throw invalidRequest(
      `Script ${script.scriptId} is for Node.js ${script.nodeJsVersion}, of which no new fleets are ` +
        'made: create the script with NodeJsVersion 24.x.',
    );
  return {
    source: { kind: 'script', scriptId: script.scriptId, scriptArn: script.scriptArn },
    operatingSystem: nodeJs10 ? 'AMAZON_LINUX_2' : 'AMAZON_LINUX_2023',
    nodeJs10,
  };
}

/**
 * Player gateway needs builds with server SDK 5 or later (API Reference, CreateFleet). The local GameLift has
 * no relays; its fleets of builds have no processes either.
 * @throws GameLiftFault InvalidRequestException
 */
function checkGatewayMode(mode: PlayerGatewayMode, sdkVersion: string | undefined): void {
  if (mode !== 'DISABLED' && !(Number(sdkVersion?.split('.')[0]) >= 5))
    throw invalidRequest(
      `PlayerGatewayMode ${mode} is for builds with server SDK 5 or later; this fleet has ` +
        `${sdkVersion === undefined ? 'a script' : `a build with ${sdkVersion}`}.`,
    );
}

/**
 * @throws GameLiftFault InvalidRequestException when player gateway is required and a location does not offer
 * it
 */
export function checkGatewayLocations(
  mode: PlayerGatewayMode | undefined,
  locations: readonly string[],
): void {
  const without = locations.find((location) => !hasPlayerGateway(location));
  if (mode === 'REQUIRED' && without !== undefined)
    throw invalidRequest(`PlayerGatewayMode is REQUIRED, and ${without} has no player gateway.`);
}

function requireInstanceType(input: CreateFleetInput): FleetRecord['instanceType'] {
  if (input.EC2InstanceType === undefined) throw invalidRequest('EC2InstanceType is required.');
  return input.EC2InstanceType;
}

/** ServerLaunchPath and -Parameters are older than runtime configurations; the service still accepts them. */
function runtimeInput(input: CreateFleetInput): RuntimeConfiguration {
  if (input.RuntimeConfiguration !== undefined && input.ServerLaunchPath !== undefined)
    throw invalidRequest('Either a RuntimeConfiguration or a ServerLaunchPath can be specified, not both.');
  if (input.RuntimeConfiguration !== undefined) return input.RuntimeConfiguration;
  if (input.ServerLaunchPath === undefined)
    throw invalidRequest('A RuntimeConfiguration with at least one server process is required.');
  return {
    ServerProcesses: [
      {
        LaunchPath: input.ServerLaunchPath,
        ConcurrentExecutions: 1,
        ...(input.ServerLaunchParameters === undefined ? {} : { Parameters: input.ServerLaunchParameters }),
      },
    ],
  };
}

/** @throws GameLiftFault InvalidRequestException, LimitExceededException */
export function runtimeOf(given: RuntimeConfiguration): FleetRecord['runtime'] {
  const processes = given.ServerProcesses ?? [];
  if (processes.length === 0)
    throw invalidRequest('RuntimeConfiguration.ServerProcesses must hold at least one server process.');
  for (const { LaunchPath } of processes) {
    if (
      !LaunchPath.startsWith('/local/game/') &&
      /^(\/|[A-Za-z]:)/.test(LaunchPath) &&
      !/^C:\\game\\/i.test(LaunchPath)
    )
      throw invalidRequest(`Launch path ${LaunchPath} must be below /local/game/.`);
  }
  const total = processes.reduce((sum, process) => sum + process.ConcurrentExecutions, 0);
  if (total > maxProcesses)
    throw new GameLiftFault(
      'LimitExceededException',
      `The runtime configuration asks for ${total} concurrent processes; an instance runs at most ` +
        `${maxProcesses}.`,
    );
  return {
    processes,
    activationTimeoutSeconds: given.GameSessionActivationTimeoutSeconds ?? defaultActivationTimeoutSeconds,
    ...(given.MaxConcurrentGameSessionActivations === undefined
      ? {}
      : { maximumActivations: given.MaxConcurrentGameSessionActivations }),
  };
}

/**
 * "You must include your home location in the request" when locations are given (API Reference, CreateFleet).
 */
function locationsOf(input: CreateFleetInput, { region }: AccountRegion): LocationRecord[] {
  const names = input.Locations?.map(({ Location }) => Location) ?? [region];
  checkFleetLocations(region, names);
  if (!names.includes(region)) throw invalidRequest(`Locations must include the home Region ${region}.`);
  return [region, ...names.filter((name) => name !== region)].map(newLocation);
}
