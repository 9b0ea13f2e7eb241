import { describe, expect, it } from '@jest/globals';
import {
  CreateGameSessionCommand,
  DescribeFleetCapacityCommand,
  DescribeGameSessionsCommand,
  DescribeInstancesCommand,
  TerminateGameSessionCommand,
  UpdateFleetCapacityCommand,
} from '@aws-sdk/client-gamelift';
import { quietScript } from '../control-plane-server';
import { untilRead } from '../../../../support/until';
import { server, createScript, createFleet, reach, activeFleet } from './fleet-server';

export function capacity(): void {
  describe('capacity', () => {
    it('is instances times processes; more instances make room, fewer take idle ones first', async () => {
      const fleetId = await activeFleet();
      const fleet = () => server.controlPlane.fleets.fleet(fleetId);
      expect(fleet()?.locations[0]?.freeProcesses).toBe(2);
      await server.client.send(
        new UpdateFleetCapacityCommand({ FleetId: fleetId, MinSize: 1, MaxSize: 3, DesiredInstances: 3 }),
      );
      const capacity = async () =>
        (await server.client.send(new DescribeFleetCapacityCommand({ FleetIds: [fleetId] })))
          .FleetCapacity?.[0]?.InstanceCounts;
      await untilRead(capacity, (counts) => counts?.ACTIVE === 3);
      expect(await capacity()).toEqual({
        DESIRED: 3,
        MINIMUM: 1,
        MAXIMUM: 3,
        PENDING: 0,
        ACTIVE: 3,
        IDLE: 3,
        TERMINATING: 0,
      });
      expect(fleet()?.locations[0]?.freeProcesses).toBe(6);
      await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      expect((await capacity())?.IDLE).toBe(2);
      await server.client.send(new UpdateFleetCapacityCommand({ FleetId: fleetId, DesiredInstances: 1 }));
      expect(await capacity()).toMatchObject({ DESIRED: 1, ACTIVE: 1, IDLE: 0 });
      expect(
        (await server.client.send(new DescribeInstancesCommand({ FleetId: fleetId }))).Instances,
      ).toHaveLength(1);
      expect(fleet()?.locations[0]?.freeProcesses).toBe(1);
      await expect(
        server.client.send(new UpdateFleetCapacityCommand({ FleetId: fleetId, DesiredInstances: 9 })),
      ).rejects.toMatchObject({ name: 'InvalidRequestException' });
      await expect(
        server.client.send(new UpdateFleetCapacityCommand({ FleetId: fleetId, MaxSize: 1000 })),
      ).rejects.toMatchObject({ name: 'LimitExceededException' });
    });

    it('lets only a limited number of sessions of an instance become ACTIVE at once', async () => {
      const slow = quietScript.replace(
        'onStartGameSession() {}',
        'async onStartGameSession() { await new Promise((resolve) => setTimeout(resolve, 150)); }',
      );
      const fleetId = await createFleet(await createScript({ 'server.js': slow }), {
        RuntimeConfiguration: {
          MaxConcurrentGameSessionActivations: 1,
          ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 3 }],
        },
      });
      await reach(fleetId, 'ACTIVE');
      const location = server.controlPlane.fleets.fleet(fleetId)?.locations[0];
      expect(location?.freeProcesses).toBe(1);
      await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      await untilRead(
        async () => location?.freeProcesses,
        (free) => free === 1,
      );
      const started = [1, 2].map(() =>
        location?.start({
          GameSessionId: `arn:aws:gamelift:us-west-2::gamesession/${fleetId}/${Math.random()}`,
          FleetId: fleetId,
          MaximumPlayerSessionCount: 2,
          GameProperties: [],
        }),
      );
      await expect(started[1]).rejects.toMatchObject({ code: 'FleetCapacityExceededException' });
      await started[0];
      expect(location?.freeProcesses).toBe(1);
    });

    it('does not stop an instance whose session is protected until it ends', async () => {
      const fleetId = await activeFleet({ NewGameSessionProtectionPolicy: 'FullProtection' });
      const { GameSession } = await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      const id = GameSession?.GameSessionId ?? '';
      await untilRead(
        async () =>
          (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0]
            ?.Status,
        (status) => status === 'ACTIVE',
      );
      await server.client.send(
        new UpdateFleetCapacityCommand({ FleetId: fleetId, MinSize: 0, MaxSize: 1, DesiredInstances: 0 }),
      );
      const capacity = async () =>
        (await server.client.send(new DescribeFleetCapacityCommand({ FleetIds: [fleetId] })))
          .FleetCapacity?.[0]?.InstanceCounts;
      expect(await capacity()).toMatchObject({ DESIRED: 0, ACTIVE: 1 });
      await server.client.send(
        new TerminateGameSessionCommand({ GameSessionId: id, TerminationMode: 'FORCE_TERMINATE' }),
      );
      await untilRead(capacity, (counts) => counts?.ACTIVE === 0);
    });
  });
}
