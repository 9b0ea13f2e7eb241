/** Operations that change fleets. */
import { GameLiftFault, invalidRequest } from '../faults';
import { type UpdateFleetCapacityInput } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { checkFleetLocations } from '../locations';
import { checkGatewayLocations, newLocation, runtimeOf } from './create-fleet';
import { inboundPermissions, locationOf } from './describe-operations';
import { runtimeConfiguration } from './fleet-record';
import { type Fleets } from './fleets';
import { changedPermissions, checkPermissions } from './inbound-permissions';
import { maxInstances } from './instance-types';
import { type LiveFleet } from './live-fleet';
import { type LiveLocation } from './live-location';

const named = ({ fleetId, fleetArn }: LiveFleet) => ({ FleetId: fleetId, FleetArn: fleetArn });

export function changeFleetOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('DeleteFleet', (_context, input) => {
      fleets.delete(fleets.get(input.FleetId));
      return {};
    }),
    ...settingOperations(fleets),
    ...capacityOperations(fleets),
    ...locationOperations(fleets),
  ];
}

function settingOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('UpdateFleetAttributes', (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      if (input.AnywhereConfiguration !== undefined)
        throw invalidRequest('AnywhereConfiguration is for Anywhere fleets.');
      const { protection } = fleet.record;
      fleet.save((record) => ({
        ...record,
        ...(input.Name === undefined ? {} : { name: input.Name }),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.NewGameSessionProtectionPolicy === undefined
          ? {}
          : { protection: input.NewGameSessionProtectionPolicy }),
        ...(input.ResourceCreationLimitPolicy === undefined
          ? {}
          : { creationLimit: input.ResourceCreationLimitPolicy }),
        ...(input.MetricGroups === undefined ? {} : { metricGroups: input.MetricGroups }),
      }));
      if (
        input.NewGameSessionProtectionPolicy !== undefined &&
        input.NewGameSessionProtectionPolicy !== protection
      ) {
        fleet.event(
          'FLEET_NEW_GAME_SESSION_PROTECTION_POLICY_UPDATED',
          `New game sessions: ${protection} → ${input.NewGameSessionProtectionPolicy}.`,
        );
      }
      return named(fleet);
    }),
    operation('UpdateRuntimeConfiguration', async (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const runtime = runtimeOf(input.RuntimeConfiguration);
      fleet.save((record) => ({ ...record, runtime }));
      await fleet.refresh('The runtime configuration was updated');
      return { RuntimeConfiguration: runtimeConfiguration(fleet.record) };
    }),
    operation('UpdateFleetPortSettings', (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const authorized = input.InboundPermissionAuthorizations ?? [];
      const after = changedPermissions(
        inboundPermissions(fleet),
        authorized,
        input.InboundPermissionRevocations ?? [],
      );
      checkPermissions(authorized, fleet.record.operatingSystem);
      checkPermissions(after, fleet.record.operatingSystem);
      fleet.save((record) => ({ ...record, inboundPermissions: after }));
      return named(fleet);
    }),
  ];
}

function capacityOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('UpdateFleetCapacity', (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const location = locationOf(fleet, input.Location);
      const { minimum, maximum, desired } = capacityOf(fleet, location, input);
      fleet.save((record) => ({
        ...record,
        locations: record.locations.map((one) =>
          one.location === location.location
            ? {
                ...one,
                minimum,
                maximum,
                ...(input.ManagedCapacityConfiguration === undefined
                  ? {}
                  : { managedCapacity: input.ManagedCapacityConfiguration }),
              }
            : one,
        ),
      }));
      location.setDesired(desired, 'UpdateFleetCapacity,');
      return {
        ...named(fleet),
        Location: location.location,
        ...(location.record.managedCapacity === undefined
          ? {}
          : { ManagedCapacityConfiguration: location.record.managedCapacity }),
      };
    }),
  ];
}

/** @throws GameLiftFault for sizes that contradict each other or exceed the limit of the account */
function capacityOf(
  fleet: LiveFleet,
  location: LiveLocation,
  input: UpdateFleetCapacityInput,
): { readonly minimum: number; readonly maximum: number; readonly desired: number } {
  const managed = input.ManagedCapacityConfiguration ?? location.record.managedCapacity;
  const scalesToZero = managed?.ZeroCapacityStrategy === 'SCALE_TO_AND_FROM_ZERO';
  if (scalesToZero && input.MinSize !== undefined)
    throw invalidRequest(
      'MinSize cannot be set where ZeroCapacityStrategy is SCALE_TO_AND_FROM_ZERO: it is managed there.',
    );
  const minimum = scalesToZero
    ? Math.min(1, input.DesiredInstances ?? location.record.desired)
    : (input.MinSize ?? location.record.minimum);
  const maximum = input.MaxSize ?? location.record.maximum;
  if (minimum > maximum) throw invalidRequest(`MinSize ${minimum} is greater than MaxSize ${maximum}.`);
  if (
    input.DesiredInstances !== undefined &&
    (input.DesiredInstances < minimum || input.DesiredInstances > maximum)
  )
    throw invalidRequest(
      `DesiredInstances ${input.DesiredInstances} is not between MinSize ${minimum} and MaxSize ${maximum}.`,
    );
  const desired = Math.min(maximum, Math.max(minimum, input.DesiredInstances ?? location.record.desired));
  if (maximum > maxInstances)
    throw new GameLiftFault(
      'LimitExceededException',
      `MaxSize ${maximum} is above the limit of ${maxInstances} instances of ` +
        `${fleet.record.instanceType} in ${location.location}.`,
    );
  return { minimum, maximum, desired };
}

function locationOperations(fleets: Fleets): OperationEntry[] {
  return [
    operation('CreateFleetLocations', (context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const names = input.Locations.map(({ Location }) => Location);
      const known = names.find((name) => fleet.location(name));
      if (known !== undefined)
        throw invalidRequest(`Fleet ${fleet.fleetId} has the location ${known} already.`);
      checkFleetLocations(context.region, names);
      checkGatewayLocations(fleet.record.playerGatewayMode, names);
      if (fleet.status !== 'ACTIVE')
        throw new GameLiftFault(
          'InvalidFleetStatusException',
          `Fleet ${fleet.fleetId} is in status ${fleet.status}: locations are added to ACTIVE fleets.`,
        );
      fleets.addLocations(fleet, names.map(newLocation));
      return {
        ...named(fleet),
        LocationStates: names.map((Location) => ({ Location, Status: 'NEW' as const })),
      };
    }),
    operation('DeleteFleetLocations', (_context, input) => {
      const fleet = fleets.usable(input.FleetId);
      const locations = input.Locations.map((name) => locationOf(fleet, name));
      if (locations.includes(fleet.home))
        throw invalidRequest(`The home Region ${fleet.home.location} cannot be removed from a fleet.`);
      fleets.deleteLocations(
        fleet,
        locations.map(({ location }) => location),
      );
      return {
        ...named(fleet),
        LocationStates: locations.map(({ location, status }) => ({ Location: location, Status: status })),
      };
    }),
  ];
}
