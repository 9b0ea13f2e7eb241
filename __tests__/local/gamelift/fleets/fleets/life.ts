import { describe, expect, it } from '@jest/globals';
import {
  CreateFleetCommand,
  CreateGameSessionCommand,
  CreateScriptCommand,
  DeleteFleetCommand,
  DescribeFleetUtilizationCommand,
  DescribeGameSessionsCommand,
  type CreateFleetCommandInput,
} from '@aws-sdk/client-gamelift';
import { VirtualClock } from '../../../../../local/gamelift/task-clock';
import { scriptZip, startControlPlane } from '../control-plane-server';
import { untilRead } from '../../../../support/until';
import {
  server,
  createScript,
  createFleet,
  attributes,
  reach,
  events,
  codes,
  activeFleet,
} from './fleet-server';

export function life(): void {
  describe('the life of a fleet', () => {
    it('goes through every status to ACTIVE, hosts a session of its script, and is deleted', async () => {
      const scriptId = await createScript();
      const fleetId = await createFleet(scriptId);
      expect(fleetId).toMatch(/^fleet-[0-9a-f-]{36}$/);
      await reach(fleetId, 'ACTIVE');
      expect(await codes(fleetId)).toEqual([
        'FLEET_CREATED',
        'FLEET_STATE_DOWNLOADING',
        'FLEET_STATE_VALIDATING',
        'FLEET_STATE_BUILDING',
        'FLEET_STATE_ACTIVATING',
        'FLEET_STATE_ACTIVE',
      ]);

      const { GameSession } = await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      const id = GameSession?.GameSessionId ?? '';
      const session = await untilRead(
        async () =>
          (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id })))
            .GameSessions?.[0],
        (found) => found?.Status === 'ACTIVE',
      );
      expect(session?.Port).toBeGreaterThan(0);
      const { FleetUtilization } = await server.client.send(
        new DescribeFleetUtilizationCommand({ FleetIds: [fleetId] }),
      );
      expect(FleetUtilization?.[0]).toMatchObject({
        ActiveGameSessionCount: 1,
        ActiveServerProcessCount: 2,
        MaximumPlayerSessionCount: 2,
      });

      await server.client.send(new DeleteFleetCommand({ FleetId: fleetId }));
      await untilRead(
        () => attributes(fleetId),
        (fleet) => fleet === undefined,
      );
      const ended = (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id })))
        .GameSessions?.[0];
      expect(ended?.Status).toBe('TERMINATED');
    });

    it('cannot be deleted on its way to ACTIVE', async () => {
      const fleetId = await createFleet(await createScript());
      await expect(server.client.send(new DeleteFleetCommand({ FleetId: fleetId }))).rejects.toMatchObject({
        name: 'InvalidRequestException',
        message: expect.stringContaining(`Cannot delete fleet ${fleetId} that is in status of `),
      });
      await reach(fleetId, 'ACTIVE');
    });

    it('ends in ERROR when the launch path is not in the zip, and lists the files of the zip', async () => {
      const fleetId = await createFleet(await createScript(), {
        RuntimeConfiguration: {
          ServerProcesses: [{ LaunchPath: '/local/game/missing.js', ConcurrentExecutions: 1 }],
        },
      });
      await reach(fleetId, 'ERROR');
      const failure = (await events(fleetId)).find(
        ({ EventCode }) => EventCode === 'FLEET_VALIDATION_LAUNCH_PATH_NOT_FOUND',
      );
      expect(failure?.Message).toContain(
        '/local/game/missing.js is not in the script; its zip holds server.js',
      );
      await server.client.send(new DeleteFleetCommand({ FleetId: fleetId }));
      await untilRead(
        () => attributes(fleetId),
        (fleet) => fleet === undefined,
      );
    });

    it('ends in ERROR with the script’s own words when it throws while loading', async () => {
      const fleetId = await createFleet(
        await createScript({ 'server.js': 'throw new Error("the moon is missing");' }),
      );
      await reach(fleetId, 'ERROR');
      const failure = (await events(fleetId)).find(
        ({ EventCode }) => EventCode === 'FLEET_ACTIVATION_FAILED',
      );
      expect(failure?.Message).toContain('the moon is missing');
    });

    it('with its own certificate gives players a name', async () => {
      const fleetId = await activeFleet({ CertificateConfiguration: { CertificateType: 'GENERATED' } });
      const { GameSession } = await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      const session = await untilRead(
        async () =>
          (
            await server.client.send(
              new DescribeGameSessionsCommand({ GameSessionId: GameSession?.GameSessionId }),
            )
          ).GameSessions?.[0],
        (found) => found?.Status === 'ACTIVE',
      );
      expect(session).toMatchObject({ DnsName: 'localhost', IpAddress: '127.0.0.1' });
    });

    it('becomes ACTIVE on a clock of the test, without hosting too, then without processes', async () => {
      const clock = new VirtualClock(0, (error) => {
        throw error;
      });
      const still = await startControlPlane({
        clock,
        hosting: 'none',
        settings: { fleetStepMs: 60_000 },
      });
      try {
        const { Script } = await still.client.send(
          new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip() }),
        );
        const { FleetAttributes } = await still.client.send(
          new CreateFleetCommand({
            Name: 'still',
            ScriptId: Script?.ScriptId,
            EC2InstanceType: 'c5.large',
            RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
          }),
        );
        const fleet = () => still.controlPlane.fleets.fleet(FleetAttributes?.FleetId ?? '');
        const statuses: (string | undefined)[] = [fleet()?.status];
        for (let minute = 1; minute <= 5; minute += 1) {
          await clock.advanceTo(minute * 60_000);
          statuses.push(fleet()?.status);
        }
        // There is no wait between ACTIVATING and ACTIVE.
        expect(statuses).toEqual(['NEW', 'DOWNLOADING', 'VALIDATING', 'BUILDING', 'ACTIVE', 'ACTIVE']);
        expect(fleet()?.locations[0]?.freeProcesses).toBe(0);
      } finally {
        await still.close();
      }
    });

    it.each<[string, Partial<CreateFleetCommandInput>, string]>([
      [
        'a script that does not exist',
        { ScriptId: 'script-00000000-0000-4000-8000-000000000000' },
        'NotFoundException',
      ],
      [
        'a build and a script',
        { BuildId: 'build-00000000-0000-4000-8000-000000000000' },
        'InvalidRequestException',
      ],
      ['a missing runtime configuration', { RuntimeConfiguration: undefined }, 'InvalidRequestException'],
      [
        'locations without the home Region',
        { Locations: [{ Location: 'eu-west-1' }] },
        'InvalidRequestException',
      ],
      [
        'more processes than an instance runs',
        {
          RuntimeConfiguration: {
            ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 51 }],
          },
        },
        'LimitExceededException',
      ],
      [
        'a launch path outside the game',
        {
          RuntimeConfiguration: {
            ServerProcesses: [{ LaunchPath: '/etc/server.js', ConcurrentExecutions: 1 }],
          },
        },
        'InvalidRequestException',
      ],
    ])('refuses %s', async (_what, more, fault) => {
      await expect(createFleet(await createScript(), more)).rejects.toMatchObject({ name: fault });
    });
  });
}
