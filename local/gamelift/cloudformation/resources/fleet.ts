import { canonical } from '../properties';
import { type ResourceType } from '../stack';
import { type TemplateValue } from '../template';
import { changeTags, maps, member, pick, textOf, unlessGone } from './api';
import { applyCapacity, changeLocations, changePolicies, changePorts } from './fleet-changes';
import { fleetProperties } from './fleet-properties';
import { isOnTheWay } from '../../fleet-steps';
import { fleetAttributes, lastEvents, pollMs, untilActive } from './fleet-state';

export const fleet: ResourceType = {
  type: 'AWS::GameLift::Fleet',
  properties: fleetProperties,
  attributes: ['FleetArn', 'FleetId'],

  async create(properties, context) {
    const input: Record<string, TemplateValue> = pick(
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
      textOf(member(answer, 'FleetAttributes'), 'FleetId'),
    );
    await untilActive(fleetId, context);
    if ((properties['ApplyCapacity'] ?? 'ON_UPDATE') !== 'ON_UPDATE')
      await applyCapacity(fleetId, properties, true, context);
    await changePolicies(fleetId, {}, properties, context);
    return fleetId;
  },

  async read(physicalId, context) {
    const found = await fleetAttributes(physicalId, context);
    return { FleetId: physicalId, FleetArn: textOf(found ?? {}, 'FleetArn') };
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
    await changeTags(
      textOf((await fleetAttributes(FleetId, context)) ?? {}, 'FleetArn'),
      before,
      after,
      context,
    );
  },

  async remove(physicalId, context) {
    // A fleet that is not ACTIVE yet cannot be deleted (after a create that was stopped half-way, for
    // example).
    for (
      let found = await fleetAttributes(physicalId, context);
      found !== undefined && isOnTheWay(found['Status']);
      found = await fleetAttributes(physicalId, context)
    )
      await context.pause(pollMs);
    await unlessGone(context.call('DeleteFleet', { FleetId: physicalId }));
    for (;;) {
      const found = await fleetAttributes(physicalId, context);
      if (found === undefined || found['Status'] === 'TERMINATED') return;
      if (found['Status'] === 'ERROR') throw new Error(await lastEvents(physicalId, context));
      await context.pause(pollMs);
    }
  },
};
