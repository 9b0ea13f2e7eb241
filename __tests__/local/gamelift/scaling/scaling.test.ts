import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CreateFleetCommand,
  CreateGameSessionCommand,
  CreateScriptCommand,
  DeleteScalingPolicyCommand,
  DescribeFleetCapacityCommand,
  DescribeFleetEventsCommand,
  DescribeGameSessionsCommand,
  DescribeScalingPoliciesCommand,
  GameLiftClient,
  PutScalingPolicyCommand,
  StartFleetActionsCommand,
  StopFleetActionsCommand,
  TerminateGameSessionCommand,
  UpdateFleetCapacityCommand,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-gamelift';
import { createLocalGameLift } from '../../../../local/gamelift';
import { VirtualClock } from '../../../../local/gamelift/task-clock';
import { adjusted, targetInstances } from '../../../../local/gamelift/scaling/decide';
import { scriptZip, startControlPlane, until, type ControlPlaneServer } from '../fleets/control-plane-server';

let server: ControlPlaneServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/**
 * An ACTIVE fleet with two processes on each instance, on a clock that only the test advances. The policies
 * are evaluated every 10 s.
 */
async function fleetOnVirtualClock() {
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
    throw error;
  });
  const started = await startControlPlane({
    clock,
    settings: { scalingPeriodMilliseconds: 10_000, scaleInPeriods: 3, instanceStartMilliseconds: 2_000 },
  });
  server = started;
  const { client } = started;
  const { Script } = await client.send(
    new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip() }),
  );
  const { FleetAttributes } = await client.send(
    new CreateFleetCommand({
      Name: 'scales',
      ScriptId: Script?.ScriptId,
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 2 }] },
    }),
  );
  const FleetId = FleetAttributes?.FleetId ?? '';
  await clock.advanceTo(clock.now() + 1_000);
  await client.send(new UpdateFleetCapacityCommand({ FleetId, MinSize: 1, MaxSize: 4 }));
  const sessions: string[] = [];
  return {
    FleetId,
    client,
    clock,
    controlPlane: started.controlPlane,
    seconds: (count: number) => clock.advanceTo(clock.now() + count * 1000),
    put: (policy: Omit<PutScalingPolicyCommandInput, 'FleetId' | 'Name'>) =>
      client.send(new PutScalingPolicyCommand({ Name: 'policy', FleetId, ...policy })),
    counts: async () => {
      const { DESIRED, ACTIVE } =
        (await client.send(new DescribeFleetCapacityCommand({ FleetIds: [FleetId] }))).FleetCapacity?.[0]
          ?.InstanceCounts ?? {};
      return [DESIRED, ACTIVE];
    },
    play: async () => {
      const { GameSession } = await client.send(
        new CreateGameSessionCommand({ FleetId, MaximumPlayerSessionCount: 2 }),
      );
      sessions.push(GameSession?.GameSessionId ?? '');
      await until(
        async () => (await client.send(new DescribeGameSessionsCommand({ FleetId }))).GameSessions,
        (found) => found?.every(({ Status }) => Status !== 'ACTIVATING') === true,
      );
    },
    endAll: async () => {
      for (const GameSessionId of sessions.splice(0))
        await client.send(
          new TerminateGameSessionCommand({ GameSessionId, TerminationMode: 'FORCE_TERMINATE' }),
        );
      await until(
        async () =>
          started.controlPlane.fleets
            .fleet(FleetId)
            ?.locations[0]?.host.processes()
            .filter(({ gameSessionId }) => gameSessionId !== undefined).length,
        (busy) => busy === 0,
      );
    },
  };
}

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
    const shown = fleet.controlPlane.describe?.() as {
      fleets: { locations: { metrics: Record<string, number> }[] }[];
    };
    expect(shown.fleets[0]?.locations[0]?.metrics).toMatchObject({
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
          const instances = targetInstances(target, sessions, { desired: 1, minimum, maximum, perInstance });
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
    const refused = (policy: Omit<PutScalingPolicyCommandInput, 'FleetId' | 'Name'>) =>
      expect(fleet.put(policy)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await refused({
      PolicyType: 'TargetBased',
      MetricName: 'IdleInstances',
      TargetConfiguration: { TargetValue: 1 },
    });
    await refused({ PolicyType: 'TargetBased', MetricName: 'PercentAvailableGameSessions' });
    await refused({
      PolicyType: 'TargetBased',
      MetricName: 'PercentAvailableGameSessions',
      TargetConfiguration: { TargetValue: 1 },
      Threshold: 1,
    });
    await refused({ MetricName: 'IdleInstances', Threshold: 1 });
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

describe('the local API', () => {
  it('shows the metric that policies read', async () => {
    const gamelift = await createLocalGameLift({ controlPlane: { fleetStepMilliseconds: 1 } });
    const client = new GameLiftClient({
      region: gamelift.region,
      endpoint: gamelift.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      const { Script } = await client.send(
        new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip() }),
      );
      await client.send(
        new CreateFleetCommand({
          Name: 'seen',
          ScriptId: Script?.ScriptId,
          EC2InstanceType: 'c5.large',
          RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 2 }] },
        }),
      );
      interface State {
        fleets: {
          name: string;
          status: string;
          locations: { metrics: { PercentAvailableGameSessions: number } }[];
        }[];
      }
      const state = await until(
        async () => (await (await fetch(`${gamelift.url}/_local/state`)).json()) as State,
        ({ fleets }) => fleets[0]?.status === 'ACTIVE',
      );
      expect(state.fleets[0]).toMatchObject({
        name: 'seen',
        locations: [{ metrics: { PercentAvailableGameSessions: 100, ActiveInstances: 1 } }],
      });
    } finally {
      client.destroy();
      await gamelift.close();
    }
  });
});
