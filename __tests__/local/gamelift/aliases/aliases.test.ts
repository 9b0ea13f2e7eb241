import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateAliasCommand,
  CreateBuildCommand,
  CreateFleetCommand,
  CreateGameSessionCommand,
  CreateScriptCommand,
  DeleteAliasCommand,
  DescribeAliasCommand,
  ListAliasesCommand,
  ListTagsForResourceCommand,
  RequestUploadCredentialsCommand,
  ResolveAliasCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  type CreateAliasCommandInput,
} from '@aws-sdk/client-gamelift';
import {
  account,
  region,
  scriptZip,
  startControlPlane,
  type ControlPlaneServer,
} from '../fleets/control-plane-server';
import { textAt } from '../../../support/json-values';
import { untilRead } from '../../../support/until';

let server: ControlPlaneServer;
let fleetId = '';
beforeAll(async () => {
  server = await startControlPlane();
  const { Script } = await server.client.send(
    new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip() }),
  );
  const { FleetAttributes } = await server.client.send(
    new CreateFleetCommand({
      Name: 'f',
      ScriptId: Script?.ScriptId,
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 2 }] },
    }),
  );
  fleetId = FleetAttributes?.FleetId ?? '';
  await untilRead(
    async () => server.controlPlane.fleets.fleet(fleetId)?.status,
    (status) => status === 'ACTIVE',
  );
});
afterAll(async () => {
  await server.close();
});
const create = (
  RoutingStrategy: CreateAliasCommandInput['RoutingStrategy'],
  more: Partial<CreateAliasCommandInput> = {},
) => server.client.send(new CreateAliasCommand({ Name: 'live', RoutingStrategy, ...more }));

describe('aliases', () => {
  it('lead to a fleet, by id or ARN, until they are terminal', async () => {
    const { Alias } = await create({ Type: 'SIMPLE', FleetId: fleetId }, { Description: 'where players go' });
    expect(Alias).toMatchObject({
      Name: 'live',
      Description: 'where players go',
      RoutingStrategy: { Type: 'SIMPLE', FleetId: fleetId },
      AliasArn: `arn:aws:gamelift:${region}::alias/${Alias?.AliasId ?? ''}`,
    });
    for (const AliasId of [Alias?.AliasId, Alias?.AliasArn])
      expect((await server.client.send(new ResolveAliasCommand({ AliasId }))).FleetId).toBe(fleetId);
    expect(
      (
        await server.client.send(
          new CreateGameSessionCommand({ AliasId: Alias?.AliasId, MaximumPlayerSessionCount: 2 }),
        )
      ).GameSession?.FleetId,
    ).toBe(fleetId);
    await server.client.send(
      new UpdateAliasCommand({
        AliasId: Alias?.AliasId,
        RoutingStrategy: { Type: 'TERMINAL', Message: 'We moved.' },
      }),
    );
    const refusal = { name: 'TerminalRoutingStrategyException', message: 'We moved.' };
    await expect(
      server.client.send(new ResolveAliasCommand({ AliasId: Alias?.AliasId })),
    ).rejects.toMatchObject(refusal);
    await expect(
      server.client.send(
        new CreateGameSessionCommand({ AliasId: Alias?.AliasId, MaximumPlayerSessionCount: 2 }),
      ),
    ).rejects.toMatchObject(refusal);
    expect(
      (await server.client.send(new ListAliasesCommand({ RoutingStrategyType: 'SIMPLE' }))).Aliases,
    ).toEqual([]);
    await server.client.send(new DeleteAliasCommand({ AliasId: Alias?.AliasId }));
    await expect(
      server.client.send(new DescribeAliasCommand({ AliasId: Alias?.AliasId })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it.each<[string, CreateAliasCommandInput['RoutingStrategy']]>([
    [
      'a fleet that does not exist',
      { Type: 'SIMPLE', FleetId: 'fleet-00000000-0000-4000-8000-000000000000' },
    ],
    ['SIMPLE without a fleet', { Type: 'SIMPLE' }],
    ['SIMPLE with a message', { Type: 'SIMPLE', FleetId: 'f', Message: 'm' }],
    ['TERMINAL without a message', { Type: 'TERMINAL' }],
    ['no type', { Message: 'm' }],
  ])('refuse %s', async (_what, strategy) => {
    await expect(create(strategy)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('tags', () => {
  it('are on every resource that has an ARN here, also on queues', async () => {
    const { output } = await server.call({
      operation: 'CreateGameSessionQueue',
      protocol: 'json',
      requestId: 'r',
      input: () => ({ Name: 'q', Tags: [{ Key: 'a', Value: '1' }] }),
    });
    expect(output).toBeDefined();
    const ResourceARN = `arn:aws:gamelift:${region}:${account}:gamesessionqueue/q`;
    await server.client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }));
    await server.client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
    expect((await server.client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
      { Key: 'b', Value: '2' },
    ]);
    await expect(
      server.client.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}x` })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(
      server.client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'aws:x', Value: '' }] })),
    ).rejects.toMatchObject({ name: 'TaggingFailedException' });
  });
});

describe('tags that are refused', () => {
  it.each([
    [
      'a key twice',
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    ],
    ['a reserved key', [{ Key: 'aws:a', Value: '1' }]],
    ['too many', Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))],
  ])('create no resource: %s', async (_what, Tags) => {
    const listed = async (
      operation: 'ListAliases' | 'ListScripts' | 'ListBuilds' | 'ListFleets',
    ): Promise<unknown> =>
      (await server.call({ operation, protocol: 'json', requestId: 'r', input: () => ({}) })).output;
    const all = async (): Promise<unknown> => [
      await listed('ListAliases'),
      await listed('ListScripts'),
      await listed('ListBuilds'),
      await listed('ListFleets'),
    ];
    const before = await all();
    const refused = { name: 'TaggingFailedException' };
    await expect(create({ Type: 'TERMINAL', Message: 'm' }, { Tags })).rejects.toMatchObject(refused);
    await expect(
      server.client.send(new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip(), Tags })),
    ).rejects.toMatchObject(refused);
    await expect(
      server.client.send(new CreateBuildCommand({ OperatingSystem: 'AMAZON_LINUX_2023', Tags })),
    ).rejects.toMatchObject(refused);
    const scripts = await server.call({
      operation: 'ListScripts',
      protocol: 'json',
      requestId: 'r',
      input: () => ({}),
    });
    await expect(
      server.client.send(
        new CreateFleetCommand({
          Name: 'f',
          ScriptId: textAt(scripts.output, 'Scripts.0.ScriptId'),
          EC2InstanceType: 'c5.large',
          RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
          Tags,
        }),
      ),
    ).rejects.toMatchObject(refused);
    expect(await all()).toEqual(before);
  });
});

describe('builds', () => {
  it('that came from S3 are READY and accept no upload', async () => {
    const { Build } = await server.client.send(
      new CreateBuildCommand({
        OperatingSystem: 'AMAZON_LINUX_2023',
        StorageLocation: { Bucket: 'b', Key: 'k', RoleArn: `arn:aws:iam::${account}:role/r` },
      }),
    );
    expect(Build?.Status).toBe('READY');
    await expect(
      server.client.send(new RequestUploadCredentialsCommand({ BuildId: Build?.BuildId })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});
