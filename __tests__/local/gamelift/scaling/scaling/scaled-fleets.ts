import { afterEach } from '@jest/globals';
import {
  CreateFleetCommand,
  CreateGameSessionCommand,
  CreateScriptCommand,
  DescribeFleetCapacityCommand,
  DescribeGameSessionsCommand,
  PutScalingPolicyCommand,
  TerminateGameSessionCommand,
  UpdateFleetCapacityCommand,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-gamelift';
import { VirtualClock } from '../../../../../local/gamelift/task-clock';
import { scriptZip, startControlPlane, type ControlPlaneServer } from '../../fleets/control-plane-server';
import { untilRead } from '../../../../support/until';

let server: ControlPlaneServer | undefined;

/**
 * An ACTIVE fleet with two processes on each instance, on a clock that only the test advances. The policies
 * are evaluated every 10 s.
 */
export async function fleetOnVirtualClock() {
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
    throw error;
  });
  const started = await startControlPlane({
    clock,
    settings: { scalingPeriodMs: 10_000, scaleInPeriods: 3, instanceStartMs: 2_000 },
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
      await untilRead(
        async () => (await client.send(new DescribeGameSessionsCommand({ FleetId }))).GameSessions,
        (found) => found?.every(({ Status }) => Status !== 'ACTIVATING') === true,
      );
    },
    endAll: async () => {
      for (const GameSessionId of sessions.splice(0))
        await client.send(
          new TerminateGameSessionCommand({ GameSessionId, TerminationMode: 'FORCE_TERMINATE' }),
        );
      await untilRead(
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

/** Makes what the tests of the suite share, and ends it after them. */
export function useScaledFleets(): void {
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
}
