import { describe, expect, it } from '@jest/globals';
import { at, type Json, startCaller } from '../caller';
import { makeFleet } from '../hosted';
import { untilRead } from '../../../support/until';
import { caller, refusal, scriptFleet, buildFleet, permission } from './reference-caller';

export function fleets(): void {
  describe('a fleet', () => {
    it.each<[string, Json, RegExp]>([
      [
        'an unknown location',
        { Locations: [{ Location: 'us-west-2' }, { Location: 'us-west-9' }] },
        /us-west-9 is not a/,
      ],
      [
        'a custom location',
        { Locations: [{ Location: 'us-west-2' }, { Location: 'custom-home' }] },
        /Anywhere/,
      ],
      [
        'a low port',
        { EC2InboundPermissions: [permission({ FromPort: 1025 })] },
        /ports of fleets with Linux are 22 and 1026-60000/,
      ],
      [
        'SSH with other ports',
        { EC2InboundPermissions: [permission({ FromPort: 22, ToPort: 23 })] },
        /1026-60000/,
      ],
      [
        'ports that end before they begin',
        { EC2InboundPermissions: [permission({ ToPort: 1025 })] },
        /ends before it begins/,
      ],
      [
        'a single address',
        { EC2InboundPermissions: [permission({ IpRange: '198.51.100.7' })] },
        /CIDR notation/,
      ],
      [
        'too many bits',
        { EC2InboundPermissions: [permission({ IpRange: '198.51.100.0/33' })] },
        /CIDR notation/,
      ],
      [
        'player gateway for a script',
        { PlayerGatewayMode: 'ENABLED' },
        /server SDK 5 or later; this fleet has a script/,
      ],
    ])('is refused with %s', async (_what, more, reason) => {
      expect(await refusal('CreateFleet', await scriptFleet(more))).toMatch(reason);
    });

    it('has the given values, and the default metric group without one', async () => {
      const { FleetAttributes } = await caller.ok(
        'CreateFleet',
        await scriptFleet({
          Locations: [{ Location: 'us-west-2' }, { Location: 'us-west-2-lax-1' }],
          EC2InboundPermissions: [permission({}), permission({ FromPort: 22, ToPort: 22 })],
        }),
      );
      expect(FleetAttributes).toMatchObject({ MetricGroups: ['default'], PlayerGatewayMode: 'DISABLED' });
      const FleetId = at(FleetAttributes, 'FleetId');
      expect(
        await refusal('UpdateFleetPortSettings', {
          FleetId,
          InboundPermissionAuthorizations: [permission({ IpRange: 'everywhere' })],
        }),
      ).toMatch(/CIDR/);
      const { InboundPermissions } = await caller.ok('DescribeFleetPortSettings', { FleetId });
      expect(InboundPermissions).toHaveLength(2);
    });

    it('of a build has player gateway with server SDK 5, required only where locations have it', async () => {
      const with5 = (more: Json) => buildFleet({ ServerSdkVersion: '5.2.0' }, more);
      expect(
        at(await caller.ok('CreateFleet', await with5({ PlayerGatewayMode: 'REQUIRED' })), 'FleetAttributes'),
      ).toMatchObject({ PlayerGatewayMode: 'REQUIRED' });
      const wide = { Locations: [{ Location: 'us-west-2' }, { Location: 'sa-east-1' }] };
      expect(await refusal('CreateFleet', await with5({ ...wide, PlayerGatewayMode: 'REQUIRED' }))).toMatch(
        /REQUIRED, and sa-east-1 has no player gateway/,
      );
      expect(await refusal('CreateFleet', await with5({ ...wide, PlayerGatewayMode: 'ENABLED' }))).toBe(
        'none',
      );
      expect(await refusal('CreateFleet', await buildFleet({}, { PlayerGatewayMode: 'ENABLED' }))).toMatch(
        /a build with 4\.0\.2/,
      );
    });

    it('of Windows has no SSH port', async () => {
      const windows = await buildFleet(
        { OperatingSystem: 'WINDOWS_2022' },
        { EC2InboundPermissions: [permission({ FromPort: 22, ToPort: 22 })] },
      );
      expect(await refusal('CreateFleet', windows)).toMatch(/with Windows are 1026-60000/);
    });
  });

  describe('a fleet that scales to and from zero', () => {
    it('has no instance until a session is requested, and none again after a quiet period', async () => {
      const hosted = await startCaller({
        clock: 'virtual',
        controlPlane: { scalingPeriodMs: 10_000, instanceStartMs: 2_000 },
      });
      try {
        let second = 0;
        const sleep = async (seconds: number) => {
          second += seconds;
          await hosted.advance(second);
        };
        const made = makeFleet(hosted, 1);
        const creating = setInterval(() => void sleep(1).catch(() => undefined), 50);
        const { fleetId } = await made.finally(() => clearInterval(creating));
        const managed = { ZeroCapacityStrategy: 'SCALE_TO_AND_FROM_ZERO', ScaleInAfterInactivityMinutes: 5 };
        const change = (more: Json) => hosted.raw('UpdateFleetCapacity', { FleetId: fleetId, ...more });
        expect((await change({ ManagedCapacityConfiguration: managed, MinSize: 1 })).body).toMatchObject({
          __type: 'InvalidRequestException',
          Message: expect.stringContaining('MinSize cannot be set'),
        });
        await change({ ManagedCapacityConfiguration: managed });
        expect((await change({ MinSize: 1 })).status).toBe(400);
        const counts = async () =>
          at(
            await hosted.ok('DescribeFleetCapacity', { FleetIds: [fleetId] }),
            'FleetCapacity.0.InstanceCounts',
          );
        await sleep(330);
        expect(await counts()).toMatchObject({ DESIRED: 0, MINIMUM: 0, ACTIVE: 0 });
        const create = () =>
          hosted.fault('CreateGameSession', { FleetId: fleetId, MaximumPlayerSessionCount: 2 });
        expect(await create()).toBe('FleetCapacityExceededException');
        expect(await counts()).toMatchObject({ DESIRED: 1, MINIMUM: 1, PENDING: 1 });
        await sleep(3);
        expect(await counts()).toMatchObject({ ACTIVE: 1 });
        await sleep(320);
        expect(await counts()).toMatchObject({ DESIRED: 0, ACTIVE: 0 });
        await hosted.ok('StartGameSessionPlacement', {
          PlacementId: 'wakes',
          GameSessionQueueName: 'duel',
          MaximumPlayerSessionCount: 2,
        });
        await sleep(1);
        expect(await counts()).toMatchObject({ DESIRED: 1 });
        await untilRead(
          async () => {
            await sleep(1);
            return at(
              await hosted.ok('DescribeGameSessionPlacement', { PlacementId: 'wakes' }),
              'GameSessionPlacement.Status',
            );
          },
          (status) => status === 'FULFILLED',
        );
        await sleep(3600);
        expect(await counts()).toMatchObject({ DESIRED: 1 }); // Its session continues.
      } finally {
        await hosted.close();
      }
    });
  });
}
