import { describe, expect, it } from '@jest/globals';
import {
  DeleteScalingPolicyCommand,
  DescribeScalingPoliciesCommand,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-gamelift';
import { adjusted } from '../../../../../local/gamelift/scaling/decide';
import { fleetOnVirtualClock } from './scaled-fleets';

export function ruleBased(): void {
  describe('rule-based policies', () => {
    it('act once their condition held for all evaluation periods', async () => {
      const fleet = await fleetOnVirtualClock();
      await fleet.put({
        MetricName: 'AvailableGameSessions',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 2,
        ScalingAdjustment: 2,
        ScalingAdjustmentType: 'ChangeInCapacity',
      });
      await fleet.play();
      await fleet.play();
      await fleet.seconds(10);
      expect((await fleet.counts())[0]).toBe(1);
      await fleet.seconds(10);
      expect((await fleet.counts())[0]).toBe(3);
    });

    it.each([
      ['ChangeInCapacity', -1, 3],
      ['ChangeInCapacity', 50, 10],
      ['ExactCapacity', 7, 7],
      ['ExactCapacity', 0, 1],
      ['PercentChangeInCapacity', 10, 5],
      ['PercentChangeInCapacity', -50, 2],
    ] as const)('%s %d of 4 makes %d', (ScalingAdjustmentType, ScalingAdjustment, expected) => {
      expect(
        adjusted(
          { ScalingAdjustmentType, ScalingAdjustment },
          { desired: 4, minimum: 1, maximum: 10, perInstance: 1 },
        ),
      ).toBe(expected);
    });

    it('are checked when they are put, described and deleted', async () => {
      const fleet = await fleetOnVirtualClock();
      const expectRefusal = (policy: Omit<PutScalingPolicyCommandInput, 'FleetId' | 'Name'>) =>
        expect(fleet.put(policy)).rejects.toMatchObject({ name: 'InvalidRequestException' });
      await expectRefusal({
        PolicyType: 'TargetBased',
        MetricName: 'IdleInstances',
        TargetConfiguration: { TargetValue: 1 },
      });
      await expectRefusal({ PolicyType: 'TargetBased', MetricName: 'PercentAvailableGameSessions' });
      await expectRefusal({
        PolicyType: 'TargetBased',
        MetricName: 'PercentAvailableGameSessions',
        TargetConfiguration: { TargetValue: 1 },
        Threshold: 1,
      });
      await expectRefusal({ MetricName: 'IdleInstances', Threshold: 1 });
      await fleet.put({
        MetricName: 'IdleInstances',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
        ScalingAdjustment: -1,
        ScalingAdjustmentType: 'ChangeInCapacity',
      });
      await fleet.put({
        MetricName: 'IdleInstances',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 2,
        EvaluationPeriods: 1,
        ScalingAdjustment: -1,
        ScalingAdjustmentType: 'ChangeInCapacity',
      });
      const { ScalingPolicies } = await fleet.client.send(
        new DescribeScalingPoliciesCommand({ FleetId: fleet.FleetId }),
      );
      expect(ScalingPolicies).toMatchObject([
        { Name: 'policy', Threshold: 2, Status: 'ACTIVE', PolicyType: 'RuleBased' },
      ]);
      await fleet.client.send(new DeleteScalingPolicyCommand({ FleetId: fleet.FleetId, Name: 'policy' }));
      await expect(
        fleet.client.send(new DeleteScalingPolicyCommand({ FleetId: fleet.FleetId, Name: 'policy' })),
      ).rejects.toMatchObject({ name: 'NotFoundException' });
    });
  });
}
