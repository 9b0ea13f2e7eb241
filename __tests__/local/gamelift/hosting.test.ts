import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateGameSessionCommand,
  CreatePlayerSessionCommand,
  CreatePlayerSessionsCommand,
  DescribeGameSessionDetailsCommand,
  DescribePlayerSessionsCommand,
  GetGameSessionLogUrlCommand,
  SearchGameSessionsCommand,
  TerminateGameSessionCommand,
  UpdateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { unzipSync } from 'fflate';
import { RealtimeClient } from '../realtime/support/client';
import { untilRead } from '../../support/until';
import { startHostedSessions } from './hosted-sessions';

describe('sessions on real script processes', () => {
  let hosted: Awaited<ReturnType<typeof startHostedSessions>>;
  beforeAll(async () => {
    hosted = await startHostedSessions();
  });
  afterAll(() => hosted.close());

  it('report to their owner what a script writes to its console, with session and log file', async () => {
    const id = await hosted.create({ CreatorId: 'talker' });
    const heard = await untilRead(
      () => Promise.resolve(hosted.said.find(({ gameSessionId }) => gameSessionId === id)),
      (one) => one !== undefined,
    );
    expect(heard).toMatchObject({
      by: 'console',
      text: `plays ${id}`,
      logFile: expect.stringMatching(/\.log$/),
    });
    await hosted.end(id);
  });

  it('creates, finds, updates and ends sessions directly, within the capacity of the fleet', async () => {
    const ids = [
      await hosted.create({
        Name: 'alpha',
        CreatorId: 'carol',
        GameProperties: [{ Key: 'map', Value: 'north' }],
        IdempotencyToken: 'token-1',
      }),
      await hosted.create({
        Name: 'beta',
        CreatorId: 'dora',
        GameProperties: [{ Key: 'map', Value: 'south' }],
        MaximumPlayerSessionCount: 5,
      }),
    ];
    const same = await hosted.client.send(
      new CreateGameSessionCommand({
        FleetId: hosted.fleet.fleetId,
        MaximumPlayerSessionCount: 2,
        Name: 'alpha',
        CreatorId: 'carol',
        GameProperties: [{ Key: 'map', Value: 'north' }],
        IdempotencyToken: 'token-1',
      }),
    );
    expect(same.GameSession?.GameSessionId).toBe(ids[0]);
    await expect(
      hosted.create({ Name: 'other', CreatorId: 'carol', IdempotencyToken: 'token-1' }),
    ).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    await expect(hosted.create({ CreatorId: 'carol' })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    await expect(hosted.create()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('CreatorId is required'),
    });
    ids.push(await hosted.create({ AliasId: hosted.fleet.aliasId, FleetId: undefined, CreatorId: 'eve' }));
    await expect(hosted.create({ CreatorId: 'finn' })).rejects.toMatchObject({
      name: 'FleetCapacityExceededException',
    });

    const search = async (
      FilterExpression: string,
      SortExpression?: string,
    ): Promise<readonly (string | undefined)[]> =>
      (
        (
          await hosted.client.send(
            new SearchGameSessionsCommand({
              FleetId: hosted.fleet.fleetId,
              FilterExpression,
              SortExpression,
            }),
          )
        ).GameSessions ?? []
      ).map(({ GameSessionId }) => GameSessionId);
    expect(await search("gameSessionName = 'alpha' OR maximumSessions >= 5", 'maximumSessions DESC')).toEqual(
      [ids[1], ids[0]],
    );
    expect(await search("gameSessionProperties.map = 'north' AND hasAvailablePlayerSessions = true")).toEqual(
      [ids[0]],
    );
    await hosted.client.send(
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
      hosted.client.send(new CreatePlayerSessionCommand({ GameSessionId: ids[0] ?? '', PlayerId: 'z' })),
    ).rejects.toMatchObject({ name: 'GameSessionFullException' });
    const listed = await hosted.client.send(
      new DescribePlayerSessionsCommand({ GameSessionId: ids[0] ?? '', Limit: 1 }),
    );
    expect(listed.PlayerSessions).toMatchObject([
      { PlayerId: 'x', PlayerData: 'data of x', Status: 'RESERVED' },
    ]);
    expect(
      (
        await hosted.client.send(
          new DescribePlayerSessionsCommand({ GameSessionId: ids[0] ?? '', NextToken: listed.NextToken }),
        )
      ).PlayerSessions?.map(({ PlayerId }) => PlayerId),
    ).toEqual(['y']);

    const updated = await hosted.client.send(
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
      hosted.client.send(new CreatePlayerSessionCommand({ GameSessionId: ids[1] ?? '', PlayerId: 'z' })),
    ).rejects.toMatchObject({ name: 'InvalidGameSessionStatusException' });
    expect(
      (await hosted.client.send(new DescribeGameSessionDetailsCommand({ GameSessionId: ids[1] })))
        .GameSessionDetails,
    ).toMatchObject([{ ProtectionPolicy: 'FullProtection' }]);

    const { PreSignedUrl = '' } = await hosted.client.send(
      new GetGameSessionLogUrlCommand({ GameSessionId: ids[0] ?? '' }),
    );
    const logs = unzipSync(new Uint8Array(await (await fetch(PreSignedUrl)).arrayBuffer()));
    expect(Object.keys(logs)).toEqual(['token-1.log']);
    expect(Buffer.from(logs['token-1.log'] ?? []).toString()).toContain(`started ${ids[0]}`);
    const polite = await hosted.client.send(
      new TerminateGameSessionCommand({
        GameSessionId: ids[2] ?? '',
        TerminationMode: 'TRIGGER_ON_PROCESS_TERMINATE',
      }),
    );
    expect(polite.GameSession).toMatchObject({
      Status: 'TERMINATING',
      StatusReason: 'TRIGGERED_ON_PROCESS_TERMINATE',
    });
    await hosted.end(ids[0] ?? '');
    await hosted.end(ids[1] ?? '');
    await expect(
      hosted.client.send(
        new TerminateGameSessionCommand({ GameSessionId: ids[0] ?? '', TerminationMode: 'FORCE_TERMINATE' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidGameSessionStatusException' });
    await hosted.end(ids[2] ?? '').catch(() => undefined);
    await untilRead(
      () => hosted.session(ids[2] ?? ''),
      (found) => found?.Status === 'TERMINATED',
    );
  });

  it('ends the session of a script process that dies', async () => {
    const id = await untilRead(
      () => hosted.create({ CreatorId: 'victim' }).catch(() => ''),
      (found) => found !== '',
    );
    const { PlayerSession } = await hosted.client.send(
      new CreatePlayerSessionCommand({ GameSessionId: id, PlayerId: 'killer' }),
    );
    const killer = await RealtimeClient.connect({
      url: `ws://127.0.0.1:${PlayerSession?.Port}`,
      playerSessionId: PlayerSession?.PlayerSessionId ?? '',
    });
    await untilRead(
      async () =>
        (
          await hosted.client.send(
            new DescribePlayerSessionsCommand({ PlayerSessionId: PlayerSession?.PlayerSessionId }),
          )
        ).PlayerSessions?.[0]?.Status,
      (status) => status === 'ACTIVE',
    );
    killer.event(1, 'die', true);
    await untilRead(
      () => hosted.session(id),
      (found) => found?.Status === 'TERMINATED',
    );
    expect(
      (
        await hosted.client.send(
          new DescribePlayerSessionsCommand({ PlayerSessionId: PlayerSession?.PlayerSessionId }),
        )
      ).PlayerSessions?.[0]?.Status,
    ).toBe('COMPLETED');
  });
});
