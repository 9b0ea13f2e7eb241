import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateGameSessionCommand,
  CreatePlayerSessionCommand,
  CreatePlayerSessionsCommand,
  DescribeGameSessionDetailsCommand,
  DescribeGameSessionPlacementCommand,
  DescribeGameSessionsCommand,
  DescribeMatchmakingCommand,
  DescribePlayerSessionsCommand,
  type GameLiftClient,
  GetGameSessionLogUrlCommand,
  SearchGameSessionsCommand,
  StartGameSessionPlacementCommand,
  StartMatchmakingCommand,
  StopGameSessionPlacementCommand,
  TerminateGameSessionCommand,
  UpdateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { unzipSync } from 'fflate';
import { type ScriptSaid } from '../../../local/realtime/hosting';
import { RealtimeClient } from '../realtime/support/client';
import { type Caller, type Json, startCaller } from './caller';
import { duelRuleSet, makeFleet, scriptZip, sdk, until } from './hosted';

const fleetProcesses = 3;

describe('sessions on real script processes', () => {
  let caller: Caller;
  let client: GameLiftClient;
  let fleet: Awaited<ReturnType<typeof makeFleet>>;
  const open: string[] = [];
  const said: ScriptSaid[] = [];

  beforeAll(async () => {
    caller = await startCaller({ said: (one) => said.push(one) });
    client = sdk(caller.gamelift.url);
    fleet = await makeFleet(caller, fleetProcesses, {
      ResourceCreationLimitPolicy: { NewGameSessionsPerCreator: 1, PolicyPeriodInMinutes: 10 },
    });
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'duel', RuleSetBody: duelRuleSet });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'duel',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 60,
      GameSessionQueueArns: [fleet.queueArn],
      GameProperties: [{ Key: 'mode', Value: 'ranked' }],
      GameSessionData: 'data of the configuration',
    });
  });
  afterAll(async () => {
    client.destroy();
    await caller.close();
  });

  const session = async (id: string) =>
    (await client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0];
  const end = async (id: string): Promise<void> => {
    await client.send(
      new TerminateGameSessionCommand({ GameSessionId: id, TerminationMode: 'FORCE_TERMINATE' }),
    );
    await until(
      () => session(id),
      (found) => found?.Status === 'TERMINATED',
    );
  };
  const create = async (
    more: Partial<ConstructorParameters<typeof CreateGameSessionCommand>[0]> = {},
  ): Promise<string> => {
    const { GameSession } = await client.send(
      new CreateGameSessionCommand({ FleetId: fleet.fleetId, MaximumPlayerSessionCount: 2, ...more }),
    );
    const id = GameSession?.GameSessionId ?? '';
    // Known at once, with its connection once it is ACTIVE (API Reference, CreateGameSession).
    expect(GameSession).toMatchObject({ Status: 'ACTIVATING', FleetId: fleet.fleetId });
    expect(GameSession?.Port).toBeUndefined();
    expect(
      await until(
        () => session(id),
        (found) => found?.Status === 'ACTIVE',
      ),
    ).toMatchObject({ IpAddress: '127.0.0.1', DnsName: 'localhost', Port: expect.any(Number) });
    open.push(id);
    return id;
  };

  it('report to their owner what a script writes to its console, with session and log file', async () => {
    const id = await create({ CreatorId: 'talker' });
    const heard = await until(
      () => Promise.resolve(said.find(({ gameSessionId }) => gameSessionId === id)),
      (one) => one !== undefined,
    );
    expect(heard).toMatchObject({
      by: 'console',
      text: `plays ${id}`,
      logFile: expect.stringMatching(/\.log$/),
    });
    await end(id);
  });

  it('place two tickets in one session that players can enter with their player sessions, once', async () => {
    for (const id of ['t1', 't2'])
      await client.send(
        new StartMatchmakingCommand({
          TicketId: id,
          ConfigurationName: 'duel',
          Players: [{ PlayerId: `p-${id}`, PlayerAttributes: { game: { S: 'noughts' } } }],
        }),
      );
    const tickets = await until(
      async () =>
        (await client.send(new DescribeMatchmakingCommand({ TicketIds: ['t1', 't2'] }))).TicketList ?? [],
      (list) => list.every(({ Status }) => Status === 'COMPLETED'),
    );
    expect(tickets.map(({ Players }) => Players?.[0]?.Team).sort()).toEqual(['first', 'second']);
    const [one, two] = tickets.map(({ GameSessionConnectionInfo }) => GameSessionConnectionInfo);
    expect(one?.GameSessionArn).toBe(two?.GameSessionArn);
    expect(one?.MatchedPlayerSessions).toEqual([
      { PlayerId: 'p-t1', PlayerSessionId: expect.stringMatching(/^psess-[0-9a-f-]{36}$/) },
    ]);
    const arn = one?.GameSessionArn ?? '';
    const hosted = await session(arn);
    expect(hosted).toMatchObject({
      Status: 'ACTIVE',
      GameSessionData: 'data of the configuration',
      GameProperties: [{ Key: 'mode', Value: 'ranked' }],
      MaximumPlayerSessionCount: 2,
      CurrentPlayerSessionCount: 2,
    });
    expect(JSON.parse(hosted?.MatchmakerData ?? '')).toMatchObject({
      teams: [
        {
          name: 'first',
          players: [{ attributes: { game: { attributeType: 'STRING', valueAttribute: 'noughts' } } }],
        },
        { name: 'second' },
      ],
    });

    const psess = one?.MatchedPlayerSessions?.[0]?.PlayerSessionId ?? '';
    const statusOf = async (id: string) =>
      (await client.send(new DescribePlayerSessionsCommand({ PlayerSessionId: id }))).PlayerSessions?.[0]
        ?.Status;
    expect(await statusOf(psess)).toBe('RESERVED');
    const url = `ws://127.0.0.1:${one?.Port}`;
    const first = await RealtimeClient.connect({ url, playerSessionId: psess });
    expect(first.loginResult?.success).toBe(true);
    await until(
      () => statusOf(psess),
      (status) => status === 'ACTIVE',
    );
    const again = await RealtimeClient.connect({ url, playerSessionId: psess });
    expect(again.loginResult?.success ?? false).toBe(false);
    await again.close();
    await first.close();
    await until(
      () => statusOf(psess),
      (status) => status === 'COMPLETED',
    );
    await end(arn);
  });

  it('creates, finds, updates and ends sessions directly, within the capacity of the fleet', async () => {
    const ids = [
      await create({
        Name: 'alpha',
        CreatorId: 'carol',
        GameProperties: [{ Key: 'map', Value: 'north' }],
        IdempotencyToken: 'token-1',
      }),
      await create({
        Name: 'beta',
        CreatorId: 'dora',
        GameProperties: [{ Key: 'map', Value: 'south' }],
        MaximumPlayerSessionCount: 5,
      }),
    ];
    const same = await client.send(
      new CreateGameSessionCommand({
        FleetId: fleet.fleetId,
        MaximumPlayerSessionCount: 2,
        Name: 'alpha',
        CreatorId: 'carol',
        GameProperties: [{ Key: 'map', Value: 'north' }],
        IdempotencyToken: 'token-1',
      }),
    );
    expect(same.GameSession?.GameSessionId).toBe(ids[0]);
    await expect(
      create({ Name: 'other', CreatorId: 'carol', IdempotencyToken: 'token-1' }),
    ).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    await expect(create({ CreatorId: 'carol' })).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('CreatorId is required'),
    });
    ids.push(await create({ AliasId: fleet.aliasId, FleetId: undefined, CreatorId: 'eve' }));
    await expect(create({ CreatorId: 'finn' })).rejects.toMatchObject({
      name: 'FleetCapacityExceededException',
    });

    const search = async (
      FilterExpression: string,
      SortExpression?: string,
    ): Promise<readonly (string | undefined)[]> =>
      (
        (
          await client.send(
            new SearchGameSessionsCommand({ FleetId: fleet.fleetId, FilterExpression, SortExpression }),
          )
        ).GameSessions ?? []
      ).map(({ GameSessionId }) => GameSessionId);
    expect(await search("gameSessionName = 'alpha' OR maximumSessions >= 5", 'maximumSessions DESC')).toEqual(
      [ids[1], ids[0]],
    );
    expect(await search("gameSessionProperties.map = 'north' AND hasAvailablePlayerSessions = true")).toEqual(
      [ids[0]],
    );
    await client.send(
      new CreatePlayerSessionsCommand({
        GameSessionId: ids[0] ?? '',
        PlayerIds: ['x', 'y'],
        PlayerDataMap: { x: 'data of x' },
      }),
    );
    expect(await search("gameSessionProperties.map = 'north' AND hasAvailablePlayerSessions = true")).toEqual(
      [],
    );
    await expect(
      client.send(new CreatePlayerSessionCommand({ GameSessionId: ids[0] ?? '', PlayerId: 'z' })),
    ).rejects.toMatchObject({ name: 'GameSessionFullException' });
    const listed = await client.send(
      new DescribePlayerSessionsCommand({ GameSessionId: ids[0] ?? '', Limit: 1 }),
    );
    expect(listed.PlayerSessions).toMatchObject([
      { PlayerId: 'x', PlayerData: 'data of x', Status: 'RESERVED' },
    ]);
    expect(
      (
        await client.send(
          new DescribePlayerSessionsCommand({ GameSessionId: ids[0] ?? '', NextToken: listed.NextToken }),
        )
      ).PlayerSessions?.map(({ PlayerId }) => PlayerId),
    ).toEqual(['y']);

    const updated = await client.send(
      new UpdateGameSessionCommand({
        GameSessionId: ids[1] ?? '',
        PlayerSessionCreationPolicy: 'DENY_ALL',
        ProtectionPolicy: 'FullProtection',
        GameProperties: [{ Key: 'map', Value: 'east' }],
      }),
    );
    expect(updated.GameSession).toMatchObject({
      PlayerSessionCreationPolicy: 'DENY_ALL',
      GameProperties: [{ Key: 'map', Value: 'east' }],
    });
    await expect(
      client.send(new CreatePlayerSessionCommand({ GameSessionId: ids[1] ?? '', PlayerId: 'z' })),
    ).rejects.toMatchObject({ name: 'InvalidGameSessionStatusException' });
    expect(
      (await client.send(new DescribeGameSessionDetailsCommand({ GameSessionId: ids[1] })))
        .GameSessionDetails,
    ).toMatchObject([{ ProtectionPolicy: 'FullProtection' }]);

    const { PreSignedUrl = '' } = await client.send(
      new GetGameSessionLogUrlCommand({ GameSessionId: ids[0] ?? '' }),
    );
    const logs = unzipSync(new Uint8Array(await (await fetch(PreSignedUrl)).arrayBuffer()));
    expect(Object.keys(logs)).toEqual(['token-1.log']);
    expect(Buffer.from(logs['token-1.log'] ?? []).toString()).toContain(`started ${ids[0]}`);
    const polite = await client.send(
      new TerminateGameSessionCommand({
        GameSessionId: ids[2] ?? '',
        TerminationMode: 'TRIGGER_ON_PROCESS_TERMINATE',
      }),
    );
    expect(polite.GameSession).toMatchObject({
      Status: 'TERMINATING',
      StatusReason: 'TRIGGERED_ON_PROCESS_TERMINATE',
    });
    await end(ids[0] ?? '');
    await end(ids[1] ?? '');
    await expect(
      client.send(
        new TerminateGameSessionCommand({ GameSessionId: ids[0] ?? '', TerminationMode: 'FORCE_TERMINATE' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidGameSessionStatusException' });
    await end(ids[2] ?? '').catch(() => undefined);
    await until(
      () => session(ids[2] ?? ''),
      (found) => found?.Status === 'TERMINATED',
    );
  });

  it('makes a placement wait for a free process, and serves it when one is free again', async () => {
    const full: string[] = [];
    for (let index = 0; index < fleetProcesses; index += 1)
      full.push(
        await until(
          () => create({ CreatorId: `creator-${index}` }).catch(() => ''),
          (id) => id !== '',
        ),
      );
    await client.send(
      new StartGameSessionPlacementCommand({
        PlacementId: 'waits',
        GameSessionQueueName: 'duel',
        MaximumPlayerSessionCount: 4,
        DesiredPlayerSessions: [{ PlayerId: 'a', PlayerData: 'of a' }],
      }),
    );
    await client.send(
      new StartGameSessionPlacementCommand({
        PlacementId: 'stopped',
        GameSessionQueueName: 'duel',
        MaximumPlayerSessionCount: 4,
      }),
    );
    const placement = async (id: string) =>
      (await client.send(new DescribeGameSessionPlacementCommand({ PlacementId: id }))).GameSessionPlacement;
    expect(await placement('waits')).toMatchObject({ Status: 'PENDING' });
    expect(
      (await client.send(new StopGameSessionPlacementCommand({ PlacementId: 'stopped' })))
        .GameSessionPlacement,
    ).toMatchObject({ Status: 'CANCELLED' });
    await end(full[0] ?? '');
    const placed = await until(
      () => placement('waits'),
      (found) => found?.Status === 'FULFILLED',
    );
    expect(placed).toMatchObject({
      IpAddress: '127.0.0.1',
      Port: expect.any(Number),
      PlacedPlayerSessions: [{ PlayerId: 'a' }],
      GameSessionArn: expect.stringContaining(fleet.fleetId),
    });
    await expect(
      client.send(new StopGameSessionPlacementCommand({ PlacementId: 'waits' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await caller.events()).map(({ detail }) => detail['type'])).toEqual(
      expect.arrayContaining(['PlacementFulfilled', 'PlacementCancelled']),
    );
    for (const id of [...full.slice(1), placed?.GameSessionArn ?? '']) await end(id);
  });

  it('places by the queue’s filters, the players’ latency and the placement’s own options', async () => {
    const { Script } = await caller.ok('CreateScript', {
      Name: 'wide',
      NodeJsVersion: '24.x',
      ZipFile: scriptZip,
    });
    const { FleetAttributes } = await caller.ok('CreateFleet', {
      Name: 'wide',
      ScriptId: (Script as Json)['ScriptId'],
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
      },
      Locations: [{ Location: 'us-west-2' }, { Location: 'eu-west-1' }],
    });
    const { FleetId, FleetArn } = FleetAttributes as { readonly FleetId: string; readonly FleetArn: string };
    const places = async () =>
      (await caller.ok('DescribeFleetLocationAttributes', { FleetId }))['LocationAttributes'] as readonly {
        readonly LocationState: Json;
      }[];
    await until(
      places,
      (found) =>
        found.length === 2 && found.every(({ LocationState }) => LocationState['Status'] === 'ACTIVE'),
    );
    await caller.ok('CreateGameSessionQueue', {
      Name: 'wide',
      TimeoutInSeconds: 60,
      Destinations: [{ DestinationArn: FleetArn }],
      PlayerLatencyPolicies: [{ MaximumIndividualPlayerLatencyMilliseconds: 100 }],
    });
    let count = 0;
    const place = async (
      more: Partial<ConstructorParameters<typeof StartGameSessionPlacementCommand>[0]>,
    ) => {
      count += 1;
      await client.send(
        new StartGameSessionPlacementCommand({
          PlacementId: `wide-${count}`,
          GameSessionQueueName: 'wide',
          MaximumPlayerSessionCount: 2,
          ...more,
        }),
      );
      return until(
        async () =>
          (await client.send(new DescribeGameSessionPlacementCommand({ PlacementId: `wide-${count}` })))
            .GameSessionPlacement,
        (found) => found?.Status === 'FULFILLED',
      );
    };
    const latency = (west: number, europe: number) => [
      { PlayerId: 'a', RegionIdentifier: 'us-west-2', LatencyInMilliseconds: west },
      { PlayerId: 'a', RegionIdentifier: 'eu-west-1', LatencyInMilliseconds: europe },
    ];
    const nearer = await place({ PlayerLatencies: latency(90, 20) });
    expect(nearer).toMatchObject({
      GameSessionRegion: 'eu-west-1',
      GameSessionArn: expect.stringMatching(
        new RegExp(`^arn:aws:gamelift:us-west-2::gamesession/${FleetId}/eu-west-1/`),
      ),
    });
    expect(await place({ PlayerLatencies: latency(30, 120) })).toMatchObject({
      GameSessionRegion: 'us-west-2',
    });
    const override = { PriorityConfigurationOverride: { LocationOrder: ['us-west-2'] } };
    await expect(place(override)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('queues that prioritize LOCATION first'),
    });
    await caller.ok('UpdateGameSessionQueue', {
      Name: 'wide',
      PriorityConfiguration: { PriorityOrder: ['LOCATION'], LocationOrder: ['eu-west-1', 'us-west-2'] },
    });
    expect(await place(override)).toMatchObject({ GameSessionRegion: 'us-west-2' });
    for (const LocationOrder of [['us-west-2', 'us-west-2'], ['us-west-9']])
      await expect(place({ PriorityConfigurationOverride: { LocationOrder } })).rejects.toMatchObject({
        name: 'InvalidRequestException',
        message: expect.stringMatching(/names a location twice|names us-west-9, which is not a location/),
      });
    await caller.ok('UpdateGameSessionQueue', {
      Name: 'wide',
      FilterConfiguration: { AllowedLocations: ['eu-west-1'] },
    });
    expect(await place({})).toMatchObject({ GameSessionRegion: 'eu-west-1' });
    const found = await client.send(new SearchGameSessionsCommand({ FleetId, Location: 'eu-west-1' }));
    expect(found.GameSessions).toHaveLength(2);
    await caller.ok('DeleteFleet', { FleetId });
  });

  it('looks for a place in every queue of the matchmaker, in their order', async () => {
    const arn = (name: string, region = 'us-west-2'): string =>
      `arn:aws:gamelift:${region}:111122223333:gamesessionqueue/${name}`;
    await caller.ok('CreateGameSessionQueue', { Name: 'nowhere', TimeoutInSeconds: 600 });
    const several = (...GameSessionQueueArns: readonly string[]): Promise<Json> =>
      caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', GameSessionQueueArns });
    await several(arn('duel', 'eu-central-1'), arn('nowhere'), fleet.queueArn);
    const play = async (...ids: readonly string[]) => {
      for (const id of ids)
        await client.send(
          new StartMatchmakingCommand({
            TicketId: id,
            ConfigurationName: 'duel',
            Players: [{ PlayerId: `p-${id}`, PlayerAttributes: { game: { S: 'noughts' } } }],
          }),
        );
      return until(
        async () =>
          (await client.send(new DescribeMatchmakingCommand({ TicketIds: [...ids] }))).TicketList ?? [],
        (list) => list.every(({ Status }) => Status === 'COMPLETED' || Status === 'FAILED'),
      );
    };
    const [found] = await play('q1', 'q2');
    expect(found?.Status).toBe('COMPLETED');
    const placed = (await caller.events())
      .filter(({ detail }) => detail['type'] === 'PlacementFulfilled')
      .at(-1);
    expect(placed).toMatchObject({
      resources: [fleet.queueArn],
      detail: { gameSessionArn: found?.GameSessionConnectionInfo?.GameSessionArn },
    });
    await end(found?.GameSessionConnectionInfo?.GameSessionArn ?? '');
    // A queue of another Region is unknown here, under any name.
    await several(arn('duel', 'eu-central-1'));
    expect((await play('q3', 'q4')).map(({ Status, StatusReason }) => `${Status} ${StatusReason}`)).toEqual([
      'FAILED UNEXPECTED_ERROR',
      'FAILED UNEXPECTED_ERROR',
    ]);
    await several(fleet.queueArn);
  });

  it('ends the session of a script process that dies', async () => {
    const id = await until(
      () => create({ CreatorId: 'victim' }).catch(() => ''),
      (found) => found !== '',
    );
    const { PlayerSession } = await client.send(
      new CreatePlayerSessionCommand({ GameSessionId: id, PlayerId: 'killer' }),
    );
    const killer = await RealtimeClient.connect({
      url: `ws://127.0.0.1:${PlayerSession?.Port}`,
      playerSessionId: PlayerSession?.PlayerSessionId ?? '',
    });
    await until(
      async () =>
        (
          await client.send(
            new DescribePlayerSessionsCommand({ PlayerSessionId: PlayerSession?.PlayerSessionId }),
          )
        ).PlayerSessions?.[0]?.Status,
      (status) => status === 'ACTIVE',
    );
    killer.event(1, 'die', true);
    await until(
      () => session(id),
      (found) => found?.Status === 'TERMINATED',
    );
    expect(
      (
        await client.send(
          new DescribePlayerSessionsCommand({ PlayerSessionId: PlayerSession?.PlayerSessionId }),
        )
      ).PlayerSessions?.[0]?.Status,
    ).toBe('COMPLETED');
  });
});
