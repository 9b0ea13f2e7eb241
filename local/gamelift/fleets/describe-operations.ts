/** Operations that describe fleets. */
import { notFound } from '../faults';
import { type FleetCapacity, type FleetUtilization, type Instance, type IpPermission } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { page } from '../pages';
import { type SessionCounts } from '../control-plane';
import { describeFleet, runtimeConfiguration } from './fleet-record';
import { type Fleets } from './fleets';
import { maxInstances } from './instance-types';
import { type LiveFleet } from './live-fleet';
import { type LiveLocation } from './live-location';

/** @throws GameLiftFault NotFoundException */
export function locationOf(fleet: LiveFleet, name: string | undefined): LiveLocation {
  const found = name === undefined ? fleet.home : fleet.location(name);
  if (!found) throw notFound(`Fleet ${fleet.fleetId} has no location ${name ?? ''}.`);
  return found;
}

/**
 * Ports that are open on a Realtime fleet by default (Realtime client guide: TCP 1900-2000, UDP 33400-33500).
 */
export const realtimePorts: readonly IpPermission[] = [
  { FromPort: 1900, ToPort: 2000, IpRange: '0.0.0.0/0', Protocol: 'TCP' },
  { FromPort: 33400, ToPort: 33500, IpRange: '0.0.0.0/0', Protocol: 'UDP' },
];

/** Realtime fleets open their ports by themselves; explicit permissions replace them. */
export function inboundPermissions({ record }: LiveFleet): readonly IpPermission[] {
  return record.source.kind === 'script' && record.inboundPermissions.length === 0
    ? realtimePorts
    : record.inboundPermissions;
}

/** The fleets with these ids or ARNs, unknown ones left out; all of them when none is named. */
const chosen = (fleets: Fleets, ids: readonly string[] | undefined): LiveFleet[] =>
  ids === undefined || ids.length === 0 ? [...fleets.fleets()] : ids.flatMap((id) => fleets.fleet(id) ?? []);
const idOf = ({ fleetId }: LiveFleet): string => fleetId;
const next = (nextToken: string | undefined): { readonly NextToken?: string } =>
  nextToken === undefined ? {} : { NextToken: nextToken };

export function describeFleetOperations(fleets: Fleets, sessions: SessionCounts): OperationEntry[] {
  return [
    ...attributeOperations(fleets),
    ...capacityOperations(fleets, sessions),
    ...locationAndEventOperations(fleets),
    ...instanceOperations(fleets),
  ];
}

function attributeOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('ListFleets', (_context, input) => {
      const found = fleets
        .fleets()
        .filter(
          ({ record: { source } }) =>
            (input.ScriptId === undefined ||
              (source.kind === 'script' && [source.scriptId, source.scriptArn].includes(input.ScriptId))) &&
            (input.BuildId === undefined ||
              (source.kind === 'build' && [source.buildId, source.buildArn].includes(input.BuildId))),
        );
      const { items, nextToken } = page(found, idOf, input, 1000);
      return { FleetIds: items.map(idOf), ...next(nextToken) };
    }),
    operation('DescribeFleetAttributes', (_context, input) => {
      const { items, nextToken } = page(chosen(fleets, input.FleetIds), idOf, input, 100);
      return { FleetAttributes: items.map(({ record }) => describeFleet(record)), ...next(nextToken) };
    }),
    operation('DescribeFleetPortSettings', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      return {
        FleetId: fleet.fleetId,
        FleetArn: fleet.fleetArn,
        InboundPermissions: inboundPermissions(fleet),
        ...(input.Location === undefined ? {} : { Location: locationOf(fleet, input.Location).location }),
      };
    }),
    operation('DescribeRuntimeConfiguration', (_context, input) => ({
      RuntimeConfiguration: runtimeConfiguration(fleets.get(input.FleetId).record),
    })),
  ];
}

function capacityOperations(fleets: Fleets, sessions: SessionCounts): OperationEntry[] {
  return [
    operation('DescribeFleetCapacity', (_context, input) => {
      const { items, nextToken } = page(chosen(fleets, input.FleetIds), idOf, input, 100);
      return { FleetCapacity: items.map((fleet) => capacityOf(fleet, fleet.home)), ...next(nextToken) };
    }),
    operation('DescribeFleetLocationCapacity', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      return { FleetCapacity: capacityOf(fleet, locationOf(fleet, input.Location)) };
    }),
    operation('DescribeFleetUtilization', (_context, input) => {
      const { items, nextToken } = page(chosen(fleets, input.FleetIds), idOf, input, 100);
      return {
        FleetUtilization: items.map((fleet) => utilizationOf(fleet, fleet.home, sessions)),
        ...next(nextToken),
      };
    }),
    operation('DescribeFleetLocationUtilization', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      return { FleetUtilization: utilizationOf(fleet, locationOf(fleet, input.Location), sessions) };
    }),
  ];
}

function locationAndEventOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('DescribeFleetLocationAttributes', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      const named = input.Locations?.map((name) => locationOf(fleet, name)) ?? fleet.locations;
      const { items, nextToken } = page(named, ({ location }) => location, input, 100);
      return {
        FleetId: fleet.fleetId,
        FleetArn: fleet.fleetArn,
        ...next(nextToken),
        LocationAttributes: items.map(({ record }) => ({
          LocationState: { Location: record.location, Status: record.status },
          StoppedActions: record.scalingStopped ? ['AUTO_SCALING' as const] : [],
        })),
      };
    }),
    operation('DescribeFleetEvents', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      const within = fleet
        .events()
        .filter(
          ({ EventTime = 0 }) =>
            EventTime >= (input.StartTime ?? 0) && EventTime <= (input.EndTime ?? Infinity),
        );
      const { items, nextToken } = page(within, ({ EventId = '' }) => EventId, input, 100);
      return { Events: items, ...next(nextToken) };
    }),
  ];
}

function instanceOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('DescribeInstances', (_context, input) => {
      const fleet = fleets.get(input.FleetId);
      const named = input.Location === undefined ? [fleet.home] : [locationOf(fleet, input.Location)];
      const found = named
        .flatMap(({ record }) =>
          record.instances.map((instance) => instanceAnswer(fleet, record.location, instance)),
        )
        .filter(({ InstanceId }) => input.InstanceId === undefined || InstanceId === input.InstanceId);
      if (input.InstanceId !== undefined && found.length === 0)
        throw notFound(`Fleet ${fleet.fleetId} has no instance ${input.InstanceId}.`);
      const { items, nextToken } = page(found, ({ InstanceId = '' }) => InstanceId, input, 100);
      return { Instances: items, ...next(nextToken) };
    }),
    operation('DescribeEC2InstanceLimits', (context, input) => {
      const at = input.Location ?? context.region;
      const used = new Map<string, number>();
      for (const { record } of fleets.fleets())
        for (const location of record.locations)
          if (location.location === at)
            used.set(record.instanceType, (used.get(record.instanceType) ?? 0) + location.instances.length);
      const types =
        input.EC2InstanceType === undefined
          ? [
              ...new Set([
                ...fleets.fleets().map(({ record }) => record.instanceType),
                'c5.large' as const,
                'c6g.large' as const,
                'c7g.large' as const,
              ]),
            ]
          : [input.EC2InstanceType];
      return {
        EC2InstanceLimits: types.map((type) => ({
          EC2InstanceType: type,
          CurrentInstances: used.get(type) ?? 0,
          InstanceLimit: maxInstances,
          Location: at,
        })),
      };
    }),
  ];
}

const instanceAnswer = (
  { fleetId, fleetArn, record }: LiveFleet,
  location: string,
  instance: LiveLocation['record']['instances'][number],
): Instance => ({
  FleetId: fleetId,
  FleetArn: fleetArn,
  InstanceId: instance.instanceId,
  IpAddress: instance.ipAddress,
  Status: instance.status,
  CreationTime: instance.creationTime,
  OperatingSystem: record.operatingSystem,
  Type: record.instanceType,
  Location: location,
});

function capacityOf(fleet: LiveFleet, live: LiveLocation): FleetCapacity {
  const { record } = live;
  const count = (status: string): number =>
    record.instances.filter((instance) => instance.status === status).length;
  return {
    FleetId: fleet.fleetId,
    FleetArn: fleet.fleetArn,
    InstanceType: fleet.record.instanceType,
    Location: record.location,
    InstanceCounts: {
      DESIRED: record.desired,
      MINIMUM: record.minimum,
      MAXIMUM: record.maximum,
      PENDING: count('PENDING'),
      ACTIVE: count('ACTIVE'),
      IDLE: live.idleInstances,
      TERMINATING: count('TERMINATING'),
    },
    ...(record.managedCapacity === undefined ? {} : { ManagedCapacityConfiguration: record.managedCapacity }),
  };
}

function utilizationOf(fleet: LiveFleet, live: LiveLocation, sessions: SessionCounts): FleetUtilization {
  return {
    FleetId: fleet.fleetId,
    FleetArn: fleet.fleetArn,
    Location: live.location,
    ActiveServerProcessCount: fleet.record.source.kind === 'script' ? live.totalProcesses : 0,
    ActiveGameSessionCount: sessions.gameSessions(fleet.fleetId, live.location),
    CurrentPlayerSessionCount: sessions.playerSessions(fleet.fleetId, live.location),
    MaximumPlayerSessionCount: live.sessions.maximumPlayers,
  };
}
