/** The changes of a fleet that have requests of their own. */
import { canonical } from '../properties';
import { type ResourceContext } from '../stack';
import { type TemplateValue, type ValueMap } from '../template';
import { valuesOf as items, maps, member, pick, textOf, unlessGone } from './api';
import { lastEvents, pollMs } from './fleet-state';

/**
 * The handler always applies minimum and maximum, but a desired count only when it does not conflict with
 * auto-scaling.
 */
export async function applyCapacity(
  FleetId: string,
  properties: ValueMap,
  withDesired: boolean,
  context: ResourceContext,
): Promise<void> {
  const sizes = (from: ValueMap): Record<string, TemplateValue> => {
    const size: Record<string, TemplateValue> = pick(from, 'MinSize', 'MaxSize');
    if (withDesired && from['DesiredEC2Instances'] !== undefined)
      size['DesiredInstances'] = from['DesiredEC2Instances'];
    return size;
  };
  for (const location of maps(properties['Locations'])) {
    const capacity = maps([location['LocationCapacity'] ?? null])[0];
    if (capacity)
      await context.call('UpdateFleetCapacity', {
        FleetId,
        Location: textOf(location, 'Location'),
        ...sizes(capacity),
        ...pick(capacity, 'ManagedCapacityConfiguration'),
      });
  }
  const whole = sizes(properties);
  if (Object.keys(whole).length > 0) await context.call('UpdateFleetCapacity', { FleetId, ...whole });
}

/** Authorizes new permissions and revokes missing ones in one call; no call where neither exists. */
export async function changePorts(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const missingFrom = (these: ValueMap, those: ValueMap): TemplateValue[] =>
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

/** Adds locations and waits until they are active, then deletes others. @throws Error when one fails */
export async function changeLocations(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const names = (from: ValueMap): string[] =>
    maps(from['Locations']).map((location) => textOf(location, 'Location'));
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
      await context.pause(pollMs);
    }
  }
  if (gone.length > 0) await context.call('DeleteFleetLocations', { FleetId, Locations: gone });
}

export async function changePolicies(
  FleetId: string,
  before: ValueMap,
  after: ValueMap,
  context: ResourceContext,
): Promise<void> {
  const next = maps(after['ScalingPolicies']);
  for (const old of maps(before['ScalingPolicies'])) {
    if (!next.some((policy) => policy['Name'] === old['Name']))
      await unlessGone(context.call('DeleteScalingPolicy', { FleetId, Name: textOf(old, 'Name') }));
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
