import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeGameSessionPlacementCommand,
  DescribeMatchmakingCommand,
  DescribePlayerSessionsCommand,
  SearchGameSessionsCommand,
  StartGameSessionPlacementCommand,
  StartMatchmakingCommand,
  StopGameSessionPlacementCommand,
} from '@aws-sdk/client-gamelift';
import { RealtimeClient } from '../realtime/support/client';
import { at, type Json, objectsAt, textAt } from './caller';
import { scriptZip } from './hosted';
import { untilRead } from '../../support/until';
import { fleetProcesses, startHostedSessions } from './hosted-sessions';

describe('sessions on real script processes', () => {
  let hosted: Awaited<ReturnType<typeof startHostedSessions>>;
  beforeAll(async () => {
    hosted = await startHostedSessions();
  });
  afterAll(() => hosted.close());

  it('place two tickets in one session that players can enter with their player sessions, once', async () => {
    for (const id of ['t1', 't2'])
      await hosted.client.send(
        new StartMatchmakingCommand({
          TicketId: id,
          ConfigurationName: 'duel',
          Players: [{ PlayerId: `p-${id}`, PlayerAttributes: { game: { S: 'noughts' } } }],
        }),
      );
    const tickets = await untilRead(
      async () =>
        (await hosted.client.send(new DescribeMatchmakingCommand({ TicketIds: ['t1', 't2'] }))).TicketList ??
        [],
      (list) => list.every(({ Status }) => Status === 'COMPLETED'),
    );
    expect(tickets.map(({ Players }) => Players?.[0]?.Team).sort()).toEqual(['first', 'second']);
    const [one, two] = tickets.map(({ GameSessionConnectionInfo }) => GameSessionConnectionInfo);
    expect(one?.GameSessionArn).toBe(two?.GameSessionArn);
    expect(one?.MatchedPlayerSessions).toEqual([
      { PlayerId: 'p-t1', PlayerSessionId: expect.stringMatching(/^psess-[0-9a-f-]{36}$/) },
    ]);
    const arn = one?.GameSessionArn ?? '';
    const placed = await hosted.session(arn);
    expect(placed).toMatchObject({
      Status: 'ACTIVE',
      GameSessionData: 'data of the configuration',
      GameProperties: [{ Key: 'mode', Value: 'ranked' }],
      MaximumPlayerSessionCount: 2,
      CurrentPlayerSessionCount: 2,
    });
    expect(JSON.parse(placed?.MatchmakerData ?? '')).toMatchObject({
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
      (await hosted.client.send(new DescribePlayerSessionsCommand({ PlayerSessionId: id })))
        .PlayerSessions?.[0]?.Status;
    expect(await statusOf(psess)).toBe('RESERVED');
    const url = `ws://127.0.0.1:${one?.Port}`;
    const first = await RealtimeClient.connect({ url, playerSessionId: psess });
    expect(first.loginResult?.success).toBe(true);
    await untilRead(
      () => statusOf(psess),
      (status) => status === 'ACTIVE',
    );
    const again = await RealtimeClient.connect({ url, playerSessionId: psess });
    expect(again.loginResult?.success ?? false).toBe(false);
    await again.close();
    await first.close();
    await untilRead(
      () => statusOf(psess),
      (status) => status === 'COMPLETED',
    );
    await hosted.end(arn);
  });

  it('makes a placement wait for a free process, and serves it when one is free again', async () => {
    const full: string[] = [];
    for (let index = 0; index < fleetProcesses; index += 1)
      full.push(
        await untilRead(
          () => hosted.create({ CreatorId: `creator-${index}` }).catch(() => ''),
          (id) => id !== '',
        ),
      );
    await hosted.client.send(
      new StartGameSessionPlacementCommand({
        PlacementId: 'waits',
        GameSessionQueueName: 'duel',
        MaximumPlayerSessionCount: 4,
        DesiredPlayerSessions: [{ PlayerId: 'a', PlayerData: 'of a' }],
      }),
    );
    await hosted.client.send(
      new StartGameSessionPlacementCommand({
        PlacementId: 'stopped',
        GameSessionQueueName: 'duel',
        MaximumPlayerSessionCount: 4,
      }),
    );
    const placement = async (id: string) =>
      (await hosted.client.send(new DescribeGameSessionPlacementCommand({ PlacementId: id })))
        .GameSessionPlacement;
    expect(await placement('waits')).toMatchObject({ Status: 'PENDING' });
    expect(
      (await hosted.client.send(new StopGameSessionPlacementCommand({ PlacementId: 'stopped' })))
        .GameSessionPlacement,
    ).toMatchObject({ Status: 'CANCELLED' });
    await hosted.end(full[0] ?? '');
    const placed = await untilRead(
      () => placement('waits'),
      (found) => found?.Status === 'FULFILLED',
    );
    expect(placed).toMatchObject({
      IpAddress: '127.0.0.1',
      Port: expect.any(Number),
      PlacedPlayerSessions: [{ PlayerId: 'a' }],
      GameSessionArn: expect.stringContaining(hosted.fleet.fleetId),
    });
    await expect(
      hosted.client.send(new StopGameSessionPlacementCommand({ PlacementId: 'waits' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await hosted.caller.events()).map(({ detail }) => detail['type'])).toEqual(
      expect.arrayContaining(['PlacementFulfilled', 'PlacementCancelled']),
    );
    for (const id of [...full.slice(1), placed?.GameSessionArn ?? '']) await hosted.end(id);
  });

  it('places by the queue’s filters, the players’ latency and the placement’s own options', async () => {
    const script = await hosted.caller.ok('CreateScript', {
      Name: 'wide',
      NodeJsVersion: '24.x',
      ZipFile: scriptZip,
    });
    const fleet = await hosted.caller.ok('CreateFleet', {
      Name: 'wide',
      ScriptId: textAt(script, 'Script.ScriptId'),
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
      },
      Locations: [{ Location: 'us-west-2' }, { Location: 'eu-west-1' }],
    });
    const FleetId = textAt(fleet, 'FleetAttributes.FleetId');
    const places = async () =>
      objectsAt(await hosted.caller.ok('DescribeFleetLocationAttributes', { FleetId }), 'LocationAttributes');
    await untilRead(
      places,
      (found) =>
        found.length === 2 && found.every((location) => at(location, 'LocationState.Status') === 'ACTIVE'),
    );
    await hosted.caller.ok('CreateGameSessionQueue', {
      Name: 'wide',
      TimeoutInSeconds: 60,
      Destinations: [{ DestinationArn: textAt(fleet, 'FleetAttributes.FleetArn') }],
      PlayerLatencyPolicies: [{ MaximumIndividualPlayerLatencyMilliseconds: 100 }],
    });
    let count = 0;
    const place = async (
      more: Partial<ConstructorParameters<typeof StartGameSessionPlacementCommand>[0]>,
    ) => {
      count += 1;
      await hosted.client.send(
        new StartGameSessionPlacementCommand({
          PlacementId: `wide-${count}`,
          GameSessionQueueName: 'wide',
          MaximumPlayerSessionCount: 2,
          ...more,
        }),
      );
      return untilRead(
        async () =>
          (
            await hosted.client.send(
              new DescribeGameSessionPlacementCommand({ PlacementId: `wide-${count}` }),
            )
          ).GameSessionPlacement,
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
    await hosted.caller.ok('UpdateGameSessionQueue', {
      Name: 'wide',
      PriorityConfiguration: { PriorityOrder: ['LOCATION'], LocationOrder: ['eu-west-1', 'us-west-2'] },
    });
    expect(await place(override)).toMatchObject({ GameSessionRegion: 'us-west-2' });
    for (const LocationOrder of [['us-west-2', 'us-west-2'], ['us-west-9']])
      await expect(place({ PriorityConfigurationOverride: { LocationOrder } })).rejects.toMatchObject({
        name: 'InvalidRequestException',
        message: expect.stringMatching(/names a location twice|names us-west-9, which is not a location/),
      });
    await hosted.caller.ok('UpdateGameSessionQueue', {
      Name: 'wide',
      FilterConfiguration: { AllowedLocations: ['eu-west-1'] },
    });
    expect(await place({})).toMatchObject({ GameSessionRegion: 'eu-west-1' });
    const found = await hosted.client.send(new SearchGameSessionsCommand({ FleetId, Location: 'eu-west-1' }));
    expect(found.GameSessions).toHaveLength(2);
    await hosted.caller.ok('DeleteFleet', { FleetId });
  });

  it('looks for a place in every queue of the matchmaker, in their order', async () => {
    const arn = (name: string, region = 'us-west-2'): string =>
      `arn:aws:gamelift:${region}:111122223333:gamesessionqueue/${name}`;
    await hosted.caller.ok('CreateGameSessionQueue', { Name: 'nowhere', TimeoutInSeconds: 600 });
    const several = (...GameSessionQueueArns: readonly string[]): Promise<Json> =>
      hosted.caller.ok('UpdateMatchmakingConfiguration', { Name: 'duel', GameSessionQueueArns });
    await several(arn('duel', 'eu-central-1'), arn('nowhere'), hosted.fleet.queueArn);
    const play = async (...ids: readonly string[]) => {
      for (const id of ids)
        await hosted.client.send(
          new StartMatchmakingCommand({
            TicketId: id,
            ConfigurationName: 'duel',
            Players: [{ PlayerId: `p-${id}`, PlayerAttributes: { game: { S: 'noughts' } } }],
          }),
        );
      return untilRead(
        async () =>
          (await hosted.client.send(new DescribeMatchmakingCommand({ TicketIds: [...ids] }))).TicketList ??
          [],
        (list) => list.every(({ Status }) => Status === 'COMPLETED' || Status === 'FAILED'),
      );
    };
    const [found] = await play('q1', 'q2');
    expect(found?.Status).toBe('COMPLETED');
    const placed = (await hosted.caller.events())
      .filter(({ detail }) => detail['type'] === 'PlacementFulfilled')
      .at(-1);
    expect(placed).toMatchObject({
      resources: [hosted.fleet.queueArn],
      detail: { gameSessionArn: found?.GameSessionConnectionInfo?.GameSessionArn },
    });
    await hosted.end(found?.GameSessionConnectionInfo?.GameSessionArn ?? '');
    // A queue of another Region is unknown here, under any name.
    await several(arn('duel', 'eu-central-1'));
    expect((await play('q3', 'q4')).map(({ Status, StatusReason }) => `${Status} ${StatusReason}`)).toEqual([
      'FAILED UNEXPECTED_ERROR',
      'FAILED UNEXPECTED_ERROR',
    ]);
    await several(hosted.fleet.queueArn);
  });
});
