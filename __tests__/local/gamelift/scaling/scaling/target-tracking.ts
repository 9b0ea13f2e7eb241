import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DescribeFleetEventsCommand,
  StartFleetActionsCommand,
  StopFleetActionsCommand,
} from '@aws-sdk/client-gamelift';
import { targetInstances } from '../../../../../local/gamelift/scaling/decide';
import { at } from '../../../../support/json-values';
import { fleetOnVirtualClock } from './scaled-fleets';

export function targetTracking(): void {
  describe('target tracking on PercentAvailableGameSessions', () => {
    it('adds instances as sessions come, and removes them only after a quiet period', async () => {
      const fleet = await fleetOnVirtualClock();
      await fleet.put({
        PolicyType: 'TargetBased',
        MetricName: 'PercentAvailableGameSessions',
        TargetConfiguration: { TargetValue: 50 },
      });
      await fleet.seconds(10);
      expect(await fleet.counts()).toEqual([1, 1]);
      await fleet.play();
      await fleet.play();
      await fleet.seconds(10); // 2 of 2 busy: 4 processes leave half of them free
      expect(await fleet.counts()).toEqual([2, 1]);
      await fleet.seconds(2);
      expect(await fleet.counts()).toEqual([2, 2]);
      await fleet.play();
      await fleet.seconds(12);
      expect(await fleet.counts()).toEqual([3, 3]);
      const shown = fleet.controlPlane.describe?.();
      expect(at(shown, 'fleets.0.locations.0.metrics')).toMatchObject({
        ActiveGameSessions: 3,
        AvailableGameSessions: 3,
        PercentAvailableGameSessions: 50,
        ActiveInstances: 3,
        IdleInstances: 1,
      });
      await fleet.endAll();
      await fleet.seconds(20);
      expect(await fleet.counts()).toEqual([3, 3]);
      await fleet.seconds(10);
      expect(await fleet.counts()).toEqual([1, 1]);
      const events =
        (await fleet.client.send(new DescribeFleetEventsCommand({ FleetId: fleet.FleetId }))).Events?.filter(
          ({ EventCode }) => EventCode === 'FLEET_SCALING_EVENT',
        ) ?? [];
      expect(events.map(({ Message }) => Message)).toEqual([
        'policy (0% of game sessions available), us-west-2: desired instances 1 → 2.',
        'policy (25% of game sessions available), us-west-2: desired instances 2 → 3.',
        'policy (100% of game sessions available), us-west-2: desired instances 3 → 1.',
      ]);
    });

    it('does nothing while AUTO_SCALING is stopped', async () => {
      const fleet = await fleetOnVirtualClock();
      await fleet.put({
        PolicyType: 'TargetBased',
        MetricName: 'PercentAvailableGameSessions',
        TargetConfiguration: { TargetValue: 50 },
      });
      await fleet.client.send(
        new StopFleetActionsCommand({ FleetId: fleet.FleetId, Actions: ['AUTO_SCALING'] }),
      );
      await fleet.play();
      await fleet.play();
      await fleet.seconds(30);
      expect(await fleet.counts()).toEqual([1, 1]);
      await fleet.client.send(
        new StartFleetActionsCommand({ FleetId: fleet.FleetId, Actions: ['AUTO_SCALING'] }),
      );
      await fleet.seconds(10);
      expect((await fleet.counts())[0]).toBe(2);
    });

    it('sets the fewest instances that leave the share free, within the limits', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 90 }),
          fc.integer({ min: 0, max: 200 }),
          fc.integer({ min: 1, max: 50 }),
          fc.integer({ min: 0, max: 5 }),
          fc.integer({ min: 5, max: 100 }),
          (target, sessions, perInstance, minimum, maximum) => {
            const instances = targetInstances(target, sessions, {
              desired: 1,
              minimum,
              maximum,
              perInstance,
            });
            const freeShare = (count: number): number =>
              (count * perInstance - sessions) / (count * perInstance);
            expect(instances).toBeGreaterThanOrEqual(Math.max(1, minimum));
            expect(instances).toBeLessThanOrEqual(maximum);
            if (instances < maximum) expect(freeShare(instances)).toBeGreaterThanOrEqual(target / 100 - 1e-9);
            if (instances > Math.max(1, minimum))
              expect(freeShare(instances - 1)).toBeLessThan(target / 100 + 1e-9);
          },
        ),
      );
    });
  });
}
