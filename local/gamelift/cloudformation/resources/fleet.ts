import { double, integer, list, object, oneOf, string, tags, type Property, canonical } from '../properties';
import { type ResourceContext, type ResourceType } from '../stack';
import { type Value, type ValueMap } from '../template';
import { changeTags, list as items, maps, member, OperationFault, pick, text, unlessGone } from './api';

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

export const fleet: ResourceType = {
  type: 'AWS::GameLift::Fleet',
  properties: {
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
    LogPaths: replacement(list(string)),
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
      type: list(
        object({
          FromPort: { type: integer, required: true },
          ToPort: { type: integer, required: true },
          IpRange: { type: string, required: true },
          Protocol: { type: oneOf('TCP', 'UDP'), required: true },
        }),
      ),
    },
    Locations: {
      type: list(
        object({
          Location: { type: string, required: true },
          LocationCapacity: { type: locationCapacity },
          PlayerGatewayStatus: { type: oneOf('DISABLED', 'ENABLED') },
        }),
      ),
    },
    MetricGroups: { type: list(string) },
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
          type: list(
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
      type: list(
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
  },
  attributes: ['FleetArn', 'FleetId'],

  async create(properties, context) {
    const input: Record<string, Value> = pick(
      properties,
      'Name',
      'Description',
      'BuildId',
      'ScriptId',
      'EC2InstanceType',
      'FleetType',
      'ComputeType',
      'CertificateConfiguration',
      'InstanceRoleCredentialsProvider',
      'LogPaths',
      'PeerVpcAwsAccountId',
      'PeerVpcId',
      'ServerLaunchPath',
      'ServerLaunchParameters',
      'PlayerGatewayMode',
      'PlayerGatewayConfiguration',
      'AnywhereConfiguration',
      'EC2InboundPermissions',
      'MetricGroups',
      'NewGameSessionProtectionPolicy',
      'ResourceCreationLimitPolicy',
      'RuntimeConfiguration',
      'Tags',
    );
    if (properties['InstanceRoleARN'] !== undefined) input['InstanceRoleArn'] = properties['InstanceRoleARN'];
    if (properties['Locations'] !== undefined)
      input['Locations'] = maps(properties['Locations']).map((one) =>
        pick(one, 'Location', 'PlayerGatewayStatus'),
      );
    const fleetId = await context.create('CreateFleet', input, (answer) =>
      text(member(answer, 'FleetAttributes'), 'FleetId'),
    );
    await untilActive(fleetId, context);
    if ((properties['ApplyCapacity'] ?? 'ON_UPDATE') !== 'ON_UPDATE')
      await applyCapacity(fleetId, properties, true, context);
    await changePolicies(fleetId, {}, properties, context);
    return fleetId;
  },

  async read(physicalId, context) {
    const found = await attributes(physicalId, context);
    return { FleetId: physicalId, FleetArn: text(found ?? {}, 'FleetArn') };
  },

  async update(physicalId, before, after, context) {
    const FleetId = physicalId;
    const differs = (...names: string[]): boolean =>
      canonical(pick(before, ...names)) !== canonical(pick(after, ...names));
    const described = [
      'Name',
      'Description',
      'NewGameSessionProtectionPolicy',
      'ResourceCreationLimitPolicy',
      'MetricGroups',
      'AnywhereConfiguration',
    ];
    if (differs(...described))
      await context.call('UpdateFleetAttributes', { FleetId, ...pick(after, ...described) });
    if (differs('RuntimeConfiguration') && after['RuntimeConfiguration'] !== undefined)
      await context.call('UpdateRuntimeConfiguration', {
        FleetId,
        RuntimeConfiguration: after['RuntimeConfiguration'],
      });
    await changePorts(FleetId, before, after, context);
    await changeLocations(FleetId, before, after, context);
    if (differs('Locations', 'MinSize', 'MaxSize', 'DesiredEC2Instances', 'ApplyCapacity')) {
      await applyCapacity(
        FleetId,
        after,
        after['ApplyCapacity'] !== 'ON_CREATE_AND_UPDATE_WITH_AUTOSCALING',
        context,
      );
    }
    await changePolicies(FleetId, before, after, context);
    await changeTags(text((await attributes(FleetId, context)) ?? {}, 'FleetArn'), before, after, context);
  },

  async remove(physicalId, context) {
    // A fleet that is not ACTIVE yet cannot be deleted (after a create that was stopped half-way, for
    // example).
    for (
      let found = await attributes(physicalId, context);
      found !== undefined && onTheWay.has(found['Status']);
      found = await attributes(physicalId, context)
    )
      await context.pause(pollMilliseconds);
    await unlessGone(context.call('DeleteFleet', { FleetId: physicalId }));
    for (;;) {
      const found = await attributes(physicalId, context);
      if (found === undefined || found['Status'] === 'TERMINATED') return;
      if (found['Status'] === 'ERROR') throw new Error(await lastEvents(physicalId, context));
      await context.pause(pollMilliseconds);
    }
  },
};

const pollMilliseconds = 200;
const onTheWay: ReadonlySet<Value | undefined> = new Set([
  'NEW',
  'DOWNLOADING',
  'VALIDATING',
  'BUILDING',
  'ACTIVATING',
]);

async function attributes(fleetId: string, context: ResourceContext): Promise<ValueMap | undefined> {
  try {
    return maps(
      (await context.call('DescribeFleetAttributes', { FleetIds: [fleetId] }))['FleetAttributes'],
    )[0];
  } catch (error) {
    if (error instanceof OperationFault && error.fault === 'NotFoundException') return undefined;
    throw error;
  }
}

async function untilActive(fleetId: string, context: ResourceContext): Promise<void> {
  for (;;) {
    const found = await attributes(fleetId, context);
    if (found?.['Status'] === 'ACTIVE') return;
    if (found === undefined || found['Status'] === 'ERROR') {
      throw new Error(
        `Resource of type 'AWS::GameLift::Fleet' with identifier '${fleetId}' did not stabilize: ${found === undefined ? 'the fleet is gone.' : await lastEvents(fleetId, context)}`,
      );
    }
    await context.pause(pollMilliseconds);
  }
}

/** The fleet's latest events with a message; they contain the script's own error. */
async function lastEvents(fleetId: string, context: ResourceContext): Promise<string> {
  const events = maps((await context.call('DescribeFleetEvents', { FleetId: fleetId }))['Events']);
  const telling = events.filter(
    (event) =>
      typeof event['Message'] === 'string' &&
      /ERROR|FAILED|CRASHED|TERMINATED|INVALID|NOT_FOUND|TIMEOUT|UNHEALTHY/.test(String(event['EventCode'])),
  );
  return (
    telling
      .slice(-3)
      .map((event) => `${String(event['EventCode'])}: ${String(event['Message'])}`)
      .join(' | ') || 'the fleet went to ERROR'
  );
}

/**
 * Terminology: the handler always applies limits, but a desired count only when it does not conflict with
 * auto-scaling.
 */
async function applyCapacity(
  FleetId: string,
  properties: ValueMap,
  withDesired: boolean,
  context: ResourceContext,
): Promise<void> {
  const sizes = (from: ValueMap): Record<string, Value> => {
    const size: Record<string, Value> = pick(from, 'MinSize', 'MaxSize');
    if (withDesired && from['DesiredEC2Instances'] !== undefined)
      size['DesiredInstances'] = from['DesiredEC2Instances'];
    return size;
  };
  for (const location of maps(properties['Locations'])) {
    const capacity = maps([location['LocationCapacity'] ?? null])[0];
    if (capacity)
      await context.call('UpdateFleetCapacity', {
        FleetId,
        Location: text(location, 'Location'),
        ...sizes(capacity),
        ...pick(capacity, 'ManagedCapacityConfiguration'),
      });
  }
  const whole = sizes(properties);
  if (Object.keys(whole).length > 0) await context.call('UpdateFleetCapacity', { FleetId, ...whole });
}

async function changePorts(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const missingFrom = (these: ValueMap, those: ValueMap): Value[] =>
    items(these['EC2InboundPermissions']).filter(
      (one) => !items(those['EC2InboundPermissions']).some((other) => canonical(other) === canonical(one)),
    );
  const InboundPermissionAuthorizations = missingFrom(after, before);
  const InboundPermissionRevocations = missingFrom(before, after);
  if (InboundPermissionAuthorizations.length + InboundPermissionRevocations.length > 0)
    await context.call('UpdateFleetPortSettings', {
      FleetId,
      InboundPermissionAuthorizations,
      InboundPermissionRevocations,
    });
}

async function changeLocations(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const names = (from: ValueMap): string[] =>
    maps(from['Locations']).map((location) => text(location, 'Location'));
  const added = names(after).filter((name) => !names(before).includes(name));
  const gone = names(before).filter((name) => !names(after).includes(name));
  if (added.length > 0) {
    await context.call('CreateFleetLocations', {
      FleetId,
      Locations: added.map((Location) => ({ Location })),
    });
    for (;;) {
      const states = maps(
        (await context.call('DescribeFleetLocationAttributes', { FleetId, Locations: added }))[
          'LocationAttributes'
        ],
      ).map((one) => member(one, 'LocationState')['Status']);
      if (states.includes('ERROR')) throw new Error(await lastEvents(FleetId, context));
      if (states.every((state) => state === 'ACTIVE')) break;
      await context.pause(pollMilliseconds);
    }
  }
  if (gone.length > 0) await context.call('DeleteFleetLocations', { FleetId, Locations: gone });
}

async function changePolicies(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const next = maps(after['ScalingPolicies']);
  for (const old of maps(before['ScalingPolicies'])) {
    if (!next.some((policy) => policy['Name'] === old['Name']))
      await unlessGone(context.call('DeleteScalingPolicy', { FleetId, Name: text(old, 'Name') }));
  }
  for (const policy of next) {
    if (maps(before['ScalingPolicies']).some((old) => canonical(old) === canonical(policy))) continue;
    await context.call('PutScalingPolicy', {
      FleetId,
      ...pick(
        policy,
        'Name',
        'MetricName',
        'PolicyType',
        'ComparisonOperator',
        'EvaluationPeriods',
        'ScalingAdjustment',
        'ScalingAdjustmentType',
        'Threshold',
        'TargetConfiguration',
      ),
    });
  }
}
