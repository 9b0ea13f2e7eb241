import { describe, expect, it } from '@jest/globals';
import {
  CreateAliasCommand,
  CreateFleetLocationsCommand,
  CreateGameSessionCommand,
  DeleteFleetLocationsCommand,
  DescribeEC2InstanceLimitsCommand,
  DescribeFleetLocationAttributesCommand,
  DescribeFleetLocationCapacityCommand,
  DescribeFleetPortSettingsCommand,
  DescribeGameSessionsCommand,
  DescribeRuntimeConfigurationCommand,
  GetGameSessionLogUrlCommand,
  ListFleetsCommand,
  ResolveAliasCommand,
  UpdateFleetAttributesCommand,
  UpdateFleetPortSettingsCommand,
  UpdateRuntimeConfigurationCommand,
  UpdateScriptCommand,
} from '@aws-sdk/client-gamelift';
import { quietScript, region, scriptZip } from '../control-plane-server';
import { untilRead } from '../../../../support/until';
import { server, createScript, createFleet, attributes, reach, events, activeFleet } from './fleet-server';

export function changes(): void {
  describe('changing a fleet', () => {
    it('gives a new script to new sessions only', async () => {
      const say = (word: string): string =>
        quietScript.replace(
          'onStartGameSession() {}',
          `onStartGameSession() { session.getLogger().info('the word is ${word}'); }`,
        );
      const scriptId = await createScript({ 'server.js': say('first') });
      const fleetId = await createFleet(scriptId);
      await reach(fleetId, 'ACTIVE');
      const start = async (): Promise<string> => {
        const { GameSession } = await server.client.send(
          new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
        );
        const id = GameSession?.GameSessionId ?? '';
        await untilRead(
          async () =>
            (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id })))
              .GameSessions?.[0]?.Status,
          (status) => status === 'ACTIVE',
        );
        return id;
      };
      const old = await start();
      await server.client.send(
        new UpdateScriptCommand({
          ScriptId: scriptId,
          Version: '2',
          ZipFile: scriptZip({ 'server.js': say('second') }),
        }),
      );
      const fresh = await start();
      const location = server.controlPlane.fleets.fleet(fleetId)?.locations[0];
      const { readFileSync } = await import('node:fs');
      const readLog = (id: string): string => {
        const file = location?.host.logFile(id);
        return file === undefined ? '' : readFileSync(file, 'utf8');
      };
      await untilRead(
        async () => readLog(fresh),
        (text) => text.includes('the word is second'),
      );
      expect(readLog(old)).toContain('the word is first');
      expect(
        (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: old }))).GameSessions?.[0]
          ?.Status,
      ).toBe('ACTIVE');
      expect(
        (await server.client.send(new GetGameSessionLogUrlCommand({ GameSessionId: old }))).PreSignedUrl,
      ).toBeDefined();
    });

    it('reports a process that crashed in its session, and uses another for the next', async () => {
      const fleetId = await createFleet(
        await createScript({
          'server.js': quietScript.replace(
            'onStartGameSession() {}',
            'onStartGameSession() { setTimeout(() => { throw new Error("fell off the edge"); }, 20); }',
          ),
        }),
        { RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] } },
      );
      await reach(fleetId, 'ACTIVE');
      await server.client.send(
        new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
      );
      const crash = await untilRead(
        () => events(fleetId),
        (all) => all.some(({ EventCode }) => EventCode === 'SERVER_PROCESS_CRASHED'),
      );
      expect(crash.find(({ EventCode }) => EventCode === 'SERVER_PROCESS_CRASHED')?.Message).toContain(
        'fell off the edge',
      );
      await untilRead(
        async () => server.controlPlane.fleets.fleet(fleetId)?.locations[0]?.freeProcesses,
        (free) => free === 1,
      );
    });

    it('adds and removes locations', async () => {
      const fleetId = await activeFleet({ Locations: [{ Location: region }, { Location: 'eu-west-1' }] });
      const added = await server.client.send(
        new CreateFleetLocationsCommand({ FleetId: fleetId, Locations: [{ Location: 'ap-northeast-1' }] }),
      );
      expect(added.LocationStates).toEqual([{ Location: 'ap-northeast-1', Status: 'NEW' }]);
      const states = async () =>
        (
          await server.client.send(new DescribeFleetLocationAttributesCommand({ FleetId: fleetId }))
        ).LocationAttributes?.map(
          ({ LocationState }) => `${LocationState?.Location} ${LocationState?.Status}`,
        );
      await untilRead(states, (all) => all?.[2] === 'ap-northeast-1 ACTIVE');
      expect(
        server.controlPlane.fleets.fleet(fleetId)?.locations.map(({ freeProcesses }) => freeProcesses),
      ).toEqual([2, 2, 2]);
      await server.client.send(
        new DeleteFleetLocationsCommand({ FleetId: fleetId, Locations: ['eu-west-1'] }),
      );
      await untilRead(states, (all) => all?.length === 2);
      expect(await states()).toEqual([`${region} ACTIVE`, 'ap-northeast-1 ACTIVE']);
      const capacity = await server.client.send(
        new DescribeFleetLocationCapacityCommand({ FleetId: fleetId, Location: 'ap-northeast-1' }),
      );
      expect(capacity.FleetCapacity).toMatchObject({
        Location: 'ap-northeast-1',
        InstanceCounts: { ACTIVE: 1 },
      });
      await expect(
        server.client.send(new DeleteFleetLocationsCommand({ FleetId: fleetId, Locations: [region] })),
      ).rejects.toMatchObject({ name: 'InvalidRequestException' });
      await expect(
        server.client.send(
          new CreateFleetLocationsCommand({ FleetId: fleetId, Locations: [{ Location: 'ap-northeast-1' }] }),
        ),
      ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    });

    it('changes attributes, ports and the runtime configuration', async () => {
      const fleetId = await activeFleet();
      await server.client.send(
        new UpdateFleetAttributesCommand({
          FleetId: fleetId,
          Name: 'renamed',
          Description: 'd',
          NewGameSessionProtectionPolicy: 'FullProtection',
          ResourceCreationLimitPolicy: { NewGameSessionsPerCreator: 3, PolicyPeriodInMinutes: 5 },
        }),
      );
      expect(await attributes(fleetId)).toMatchObject({
        Name: 'renamed',
        Description: 'd',
        NewGameSessionProtectionPolicy: 'FullProtection',
        ResourceCreationLimitPolicy: { NewGameSessionsPerCreator: 3, PolicyPeriodInMinutes: 5 },
      });
      const udp = { FromPort: 7000, ToPort: 7010, IpRange: '10.0.0.0/8', Protocol: 'UDP' as const };
      await server.client.send(
        new UpdateFleetPortSettingsCommand({ FleetId: fleetId, InboundPermissionAuthorizations: [udp] }),
      );
      const ports = async () =>
        (await server.client.send(new DescribeFleetPortSettingsCommand({ FleetId: fleetId })))
          .InboundPermissions;
      expect(await ports()).toContainEqual(udp);
      await server.client.send(
        new UpdateFleetPortSettingsCommand({ FleetId: fleetId, InboundPermissionRevocations: [udp] }),
      );
      expect(await ports()).not.toContainEqual(udp);
      await server.client.send(
        new UpdateRuntimeConfigurationCommand({
          FleetId: fleetId,
          RuntimeConfiguration: {
            GameSessionActivationTimeoutSeconds: 30,
            ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 5 }],
          },
        }),
      );
      expect(
        (await server.client.send(new DescribeRuntimeConfigurationCommand({ FleetId: fleetId })))
          .RuntimeConfiguration,
      ).toEqual({
        GameSessionActivationTimeoutSeconds: 30,
        ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 5 }],
      });
      // The idle process of the old configuration counts until it is gone.
      await untilRead(
        async () => server.controlPlane.fleets.fleet(fleetId)?.locations[0]?.freeProcesses,
        (free) => free === 5,
      );
    });

    it('lists fleets by script and counts instances against the limits', async () => {
      const scriptId = await createScript();
      const fleetId = await createFleet(scriptId, { EC2InstanceType: 'c6g.xlarge' });
      await reach(fleetId, 'ACTIVE');
      expect((await server.client.send(new ListFleetsCommand({ ScriptId: scriptId }))).FleetIds).toEqual([
        fleetId,
      ]);
      const limits = await server.client.send(
        new DescribeEC2InstanceLimitsCommand({ EC2InstanceType: 'c6g.xlarge' }),
      );
      expect(limits.EC2InstanceLimits).toEqual([
        { EC2InstanceType: 'c6g.xlarge', CurrentInstances: 1, InstanceLimit: 20, Location: region },
      ]);
    });

    it('is found behind an alias by the registry', async () => {
      const fleetId = await activeFleet();
      const { Alias } = await server.client.send(
        new CreateAliasCommand({ Name: 'live', RoutingStrategy: { Type: 'SIMPLE', FleetId: fleetId } }),
      );
      expect(await server.client.send(new ResolveAliasCommand({ AliasId: Alias?.AliasArn }))).toMatchObject({
        FleetId: fleetId,
      });
      expect(server.controlPlane.fleets.alias(Alias?.AliasArn ?? '')).toEqual({ kind: 'fleet', fleetId });
    });
  });
}
