import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateAliasCommand,
  CreateFleetCommand,
  CreateFleetLocationsCommand,
  CreateGameSessionCommand,
  CreateScriptCommand,
  DeleteFleetCommand,
  DeleteFleetLocationsCommand,
  DescribeEC2InstanceLimitsCommand,
  DescribeFleetAttributesCommand,
  DescribeFleetCapacityCommand,
  DescribeFleetEventsCommand,
  DescribeFleetLocationAttributesCommand,
  DescribeFleetLocationCapacityCommand,
  DescribeFleetPortSettingsCommand,
  DescribeFleetUtilizationCommand,
  DescribeGameSessionsCommand,
  DescribeInstancesCommand,
  DescribeRuntimeConfigurationCommand,
  GetGameSessionLogUrlCommand,
  ListFleetsCommand,
  ResolveAliasCommand,
  TerminateGameSessionCommand,
  UpdateFleetAttributesCommand,
  UpdateFleetCapacityCommand,
  UpdateFleetPortSettingsCommand,
  UpdateRuntimeConfigurationCommand,
  UpdateScriptCommand,
  type CreateFleetCommandInput,
  type FleetAttributes,
} from '@aws-sdk/client-gamelift';
import { VirtualClock } from '../../../../local/gamelift/task-clock';
import {
  quietScript,
  region,
  scriptZip,
  startControlPlane,
  until,
  type ControlPlaneServer,
} from './control-plane-server';

let server: ControlPlaneServer;
beforeAll(async () => {
  server = await startControlPlane();
});
afterAll(async () => {
  await server.close();
});

async function createScript(files?: Readonly<Record<string, string>>): Promise<string> {
  const { Script } = await server.client.send(
    new CreateScriptCommand({ Name: 'duel', NodeJsVersion: '24.x', ZipFile: scriptZip(files) }),
  );
  return Script?.ScriptId ?? '';
}

async function createFleet(ScriptId: string, more: Partial<CreateFleetCommandInput> = {}): Promise<string> {
  const { FleetAttributes } = await server.client.send(
    new CreateFleetCommand({
      Name: 'duel',
      ScriptId,
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
      },
      ...more,
    }),
  );
  return FleetAttributes?.FleetId ?? '';
}

const attributes = async (fleetId: string): Promise<FleetAttributes | undefined> =>
  (await server.client.send(new DescribeFleetAttributesCommand({ FleetIds: [fleetId] })))
    .FleetAttributes?.[0];
const reach = (fleetId: string, status: string) =>
  until(
    () => attributes(fleetId),
    (fleet) => fleet?.Status === status,
  );
const events = async (fleetId: string) =>
  (await server.client.send(new DescribeFleetEventsCommand({ FleetId: fleetId }))).Events ?? [];
const codes = async (fleetId: string) => (await events(fleetId)).map(({ EventCode }) => EventCode);

async function activeFleet(more: Partial<CreateFleetCommandInput> = {}): Promise<string> {
  const fleetId = await createFleet(await createScript(), more);
  await reach(fleetId, 'ACTIVE');
  return fleetId;
}

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
    const session = await until(
      async () =>
        (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0],
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
    await until(
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
    await until(
      () => attributes(fleetId),
      (fleet) => fleet === undefined,
    );
  });

  it('ends in ERROR with the script’s own words when it throws while loading', async () => {
    const fleetId = await createFleet(
      await createScript({ 'server.js': 'throw new Error("the moon is missing");' }),
    );
    await reach(fleetId, 'ERROR');
    const failure = (await events(fleetId)).find(({ EventCode }) => EventCode === 'FLEET_ACTIVATION_FAILED');
    expect(failure?.Message).toContain('the moon is missing');
  });

  it('with its own certificate gives players a name', async () => {
    const fleetId = await activeFleet({ CertificateConfiguration: { CertificateType: 'GENERATED' } });
    const { GameSession } = await server.client.send(
      new CreateGameSessionCommand({ FleetId: fleetId, MaximumPlayerSessionCount: 2 }),
    );
    const session = await until(
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

  it('becomes ACTIVE on a clock that only the test advances, and without hosting too, then without processes', async () => {
    const clock = new VirtualClock(0, (error) => {
      throw error;
    });
    const still = await startControlPlane({
      clock,
      hosting: 'none',
      settings: { fleetStepMilliseconds: 60_000 },
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

describe('capacity', () => {
  it('is instances times processes; more instances make room, fewer take idle ones first', async () => {
    const fleetId = await activeFleet();
    const fleet = () => server.controlPlane.fleets.fleet(fleetId);
    expect(fleet()?.locations[0]?.freeProcesses).toBe(2);
    await server.client.send(
      new UpdateFleetCapacityCommand({ FleetId: fleetId, MinSize: 1, MaxSize: 3, DesiredInstances: 3 }),
    );
    const capacity = async () =>
      (await server.client.send(new DescribeFleetCapacityCommand({ FleetIds: [fleetId] }))).FleetCapacity?.[0]
        ?.InstanceCounts;
    await until(capacity, (counts) => counts?.ACTIVE === 3);
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
    await until(
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
    await until(
      async () =>
        (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0]
          ?.Status,
      (status) => status === 'ACTIVE',
    );
    await server.client.send(
      new UpdateFleetCapacityCommand({ FleetId: fleetId, MinSize: 0, MaxSize: 1, DesiredInstances: 0 }),
    );
    const capacity = async () =>
      (await server.client.send(new DescribeFleetCapacityCommand({ FleetIds: [fleetId] }))).FleetCapacity?.[0]
        ?.InstanceCounts;
    expect(await capacity()).toMatchObject({ DESIRED: 0, ACTIVE: 1 });
    await server.client.send(
      new TerminateGameSessionCommand({ GameSessionId: id, TerminationMode: 'FORCE_TERMINATE' }),
    );
    await until(capacity, (counts) => counts?.ACTIVE === 0);
  });
});

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
      await until(
        async () =>
          (await server.client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0]
            ?.Status,
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
    const logged = (id: string): string => {
      const file = location?.host.logFile(id);
      return file === undefined ? '' : readFileSync(file, 'utf8');
    };
    await until(
      async () => logged(fresh),
      (text) => text.includes('the word is second'),
    );
    expect(logged(old)).toContain('the word is first');
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
    const crash = await until(
      () => events(fleetId),
      (all) => all.some(({ EventCode }) => EventCode === 'SERVER_PROCESS_CRASHED'),
    );
    expect(crash.find(({ EventCode }) => EventCode === 'SERVER_PROCESS_CRASHED')?.Message).toContain(
      'fell off the edge',
    );
    await until(
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
      ).LocationAttributes?.map(({ LocationState }) => `${LocationState?.Location} ${LocationState?.Status}`);
    await until(states, (all) => all?.[2] === 'ap-northeast-1 ACTIVE');
    expect(
      server.controlPlane.fleets.fleet(fleetId)?.locations.map(({ freeProcesses }) => freeProcesses),
    ).toEqual([2, 2, 2]);
    await server.client.send(new DeleteFleetLocationsCommand({ FleetId: fleetId, Locations: ['eu-west-1'] }));
    await until(states, (all) => all?.length === 2);
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
    await until(
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
