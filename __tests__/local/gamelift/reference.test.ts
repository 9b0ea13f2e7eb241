/**
 * Statements of the API Reference about single members: each is accepted, or refused by name, never dropped.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type Caller, type Json, startCaller } from './caller';
import { duelRuleSet, makeFleet, player, scriptZip, until } from './hosted';

let caller: Caller;
beforeAll(async () => {
  caller = await startCaller({ hosting: 'none' });
});
afterAll(() => caller.close());

const refusal = async (operation: string, input: Json): Promise<string> => {
  const { status, body } = await caller.raw(operation, input);
  return status === 200 ? 'none' : `${String(body['__type'])}: ${String(body['Message'])}`;
};
const script = async (): Promise<unknown> =>
  at(await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip }), 'Script.ScriptId');
const scriptFleet = async (more: Json): Promise<Json> => ({
  Name: 'duel',
  ScriptId: await script(),
  EC2InstanceType: 'c5.large',
  RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
  ...more,
});
const buildFleet = async (build: Json, more: Json): Promise<Json> => {
  const at = { Bucket: 'b', Key: 'k', RoleArn: 'arn:aws:iam::111122223333:role/r' };
  const made = await caller.ok('CreateBuild', {
    OperatingSystem: 'AMAZON_LINUX_2023',
    StorageLocation: at,
    ...build,
  });
  const { ScriptId: _script, ...fleet } = await scriptFleet(more);
  return { ...fleet, BuildId: (made['Build'] as Json)['BuildId'] };
};
const permission = (more: Json): Json => ({
  FromPort: 1026,
  ToPort: 60000,
  IpRange: '198.51.100.0/24',
  Protocol: 'TCP',
  ...more,
});

describe('a fleet', () => {
  it.each<[string, Json, RegExp]>([
    [
      'an unknown location',
      { Locations: [{ Location: 'us-west-2' }, { Location: 'us-west-9' }] },
      /us-west-9 is not a/,
    ],
    [
      'a custom location',
      { Locations: [{ Location: 'us-west-2' }, { Location: 'custom-home' }] },
      /Anywhere/,
    ],
    [
      'a low port',
      { EC2InboundPermissions: [permission({ FromPort: 1025 })] },
      /ports of fleets with Linux are 22 and 1026-60000/,
    ],
    [
      'SSH with other ports',
      { EC2InboundPermissions: [permission({ FromPort: 22, ToPort: 23 })] },
      /1026-60000/,
    ],
    [
      'ports that end before they begin',
      { EC2InboundPermissions: [permission({ ToPort: 1025 })] },
      /ends before it begins/,
    ],
    [
      'a single address',
      { EC2InboundPermissions: [permission({ IpRange: '198.51.100.7' })] },
      /CIDR notation/,
    ],
    [
      'too many bits',
      { EC2InboundPermissions: [permission({ IpRange: '198.51.100.0/33' })] },
      /CIDR notation/,
    ],
    [
      'player gateway for a script',
      { PlayerGatewayMode: 'ENABLED' },
      /server SDK 5 or later; this fleet has a script/,
    ],
  ])('is refused with %s', async (_what, more, reason) => {
    expect(await refusal('CreateFleet', await scriptFleet(more))).toMatch(reason);
  });

  it('has the given values, and the default metric group without one', async () => {
    const { FleetAttributes } = await caller.ok(
      'CreateFleet',
      await scriptFleet({
        Locations: [{ Location: 'us-west-2' }, { Location: 'us-west-2-lax-1' }],
        EC2InboundPermissions: [permission({}), permission({ FromPort: 22, ToPort: 22 })],
      }),
    );
    expect(FleetAttributes).toMatchObject({ MetricGroups: ['default'], PlayerGatewayMode: 'DISABLED' });
    const FleetId = at(FleetAttributes, 'FleetId');
    expect(
      await refusal('UpdateFleetPortSettings', {
        FleetId,
        InboundPermissionAuthorizations: [permission({ IpRange: 'everywhere' })],
      }),
    ).toMatch(/CIDR/);
    const { InboundPermissions } = await caller.ok('DescribeFleetPortSettings', { FleetId });
    expect(InboundPermissions).toHaveLength(2);
  });

  it('of a build has player gateway with server SDK 5, required only where locations have it', async () => {
    const with5 = (more: Json) => buildFleet({ ServerSdkVersion: '5.2.0' }, more);
    expect(
      at(await caller.ok('CreateFleet', await with5({ PlayerGatewayMode: 'REQUIRED' })), 'FleetAttributes'),
    ).toMatchObject({ PlayerGatewayMode: 'REQUIRED' });
    const wide = { Locations: [{ Location: 'us-west-2' }, { Location: 'sa-east-1' }] };
    expect(await refusal('CreateFleet', await with5({ ...wide, PlayerGatewayMode: 'REQUIRED' }))).toMatch(
      /REQUIRED, and sa-east-1 has no player gateway/,
    );
    expect(await refusal('CreateFleet', await with5({ ...wide, PlayerGatewayMode: 'ENABLED' }))).toBe('none');
    expect(await refusal('CreateFleet', await buildFleet({}, { PlayerGatewayMode: 'ENABLED' }))).toMatch(
      /a build with 4\.0\.2/,
    );
  });

  it('of Windows has no SSH port', async () => {
    const windows = await buildFleet(
      { OperatingSystem: 'WINDOWS_2022' },
      { EC2InboundPermissions: [permission({ FromPort: 22, ToPort: 22 })] },
    );
    expect(await refusal('CreateFleet', windows)).toMatch(/with Windows are 1026-60000/);
  });
});

describe('a queue', () => {
  const queue = (more: Json): Json => ({ Name: `q-${Math.random().toString(36).slice(2)}`, ...more });
  it.each<[string, Json, RegExp]>([
    [
      'a policy without its maximum',
      { PlayerLatencyPolicies: [{ PolicyDurationSeconds: 5 }] },
      /needs MaximumIndividual/,
    ],
    [
      'an unknown allowed location',
      { FilterConfiguration: { AllowedLocations: ['mars-1'] } },
      /AllowedLocations names mars-1/,
    ],
    [
      'an unknown preferred location',
      { PriorityConfiguration: { LocationOrder: ['mars-1'] } },
      /LocationOrder names mars-1/,
    ],
    [
      'a repeated location',
      { PriorityConfiguration: { LocationOrder: ['us-west-2', 'us-west-2'] } },
      /names a location twice/,
    ],
  ])('is refused with %s', async (_what, more, reason) => {
    expect(await refusal('CreateGameSessionQueue', queue(more))).toMatch(reason);
  });

  it('accepts latency policies in any order, and custom locations', async () => {
    const PlayerLatencyPolicies = [
      { MaximumIndividualPlayerLatencyMilliseconds: 200 },
      { MaximumIndividualPlayerLatencyMilliseconds: 100, PolicyDurationSeconds: 5 },
    ];
    const { GameSessionQueue } = await caller.ok(
      'CreateGameSessionQueue',
      queue({ PlayerLatencyPolicies, FilterConfiguration: { AllowedLocations: ['custom-home'] } }),
    );
    expect(GameSessionQueue).toMatchObject({ PlayerLatencyPolicies });
  });
});

describe('ids inside ARNs', () => {
  const elsewhere = (arn: string): readonly string[] => [
    arn.replace(/:gamelift:[^:]*:/, ':gamelift:eu-west-1:'),
    arn.replace(/(:gamelift:[^:]*:)[^:]*:/, '$1999988887777:'),
  ];

  it('of another Region or account match no resource here', async () => {
    const { FleetAttributes } = await caller.ok('CreateFleet', await scriptFleet({}));
    const fleetArn = String(at(FleetAttributes, 'FleetArn'));
    const { Alias } = await caller.ok('CreateAlias', {
      Name: 'live',
      RoutingStrategy: { Type: 'SIMPLE', FleetId: at(FleetAttributes, 'FleetId') },
    });
    const aliasArn = String(at(Alias, 'AliasArn'));
    expect(aliasArn).toMatch(/^arn:aws:gamelift:us-west-2::alias\/alias-/);
    const { RuleSet } = await caller.ok('CreateMatchmakingRuleSet', {
      Name: 'far',
      RuleSetBody: duelRuleSet,
    });
    const { Script } = await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip });
    await caller.ok('CreateGameSessionQueue', { Name: 'far' });
    const queueArn = 'arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/far';
    const asked: readonly [string, string, string][] = [
      ['DescribeFleetPortSettings', 'FleetId', fleetArn],
      ['DescribeAlias', 'AliasId', aliasArn],
      ['DeleteMatchmakingRuleSet', 'Name', String(at(RuleSet, 'RuleSetArn'))],
      ['DescribeScript', 'ScriptId', String(at(Script, 'ScriptArn'))],
      ['DeleteGameSessionQueue', 'Name', queueArn],
    ];
    for (const [operation, member, arn] of asked) {
      for (const other of elsewhere(arn))
        expect([operation, other, await caller.fault(operation, { [member]: other })]).toEqual([
          operation,
          other,
          'NotFoundException',
        ]);
      expect([operation, await caller.fault(operation, { [member]: arn })]).toEqual([operation, 'none']);
    }
    // Earlier versions wrote aliases with their account.
    expect(
      await caller.fault('ResolveAlias', { AliasId: aliasArn.replace('::alias', ':111122223333:alias') }),
    ).toBe('none');
  });
});

describe('matchmaking', () => {
  it('has names with at least one character, and the service’s own words', async () => {
    expect(await refusal('CreateMatchmakingRuleSet', { Name: '', RuleSetBody: duelRuleSet })).toMatch(
      /^InvalidRequestException: .*'name'.* length greater than or equal to 1$/,
    );
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'twice', RuleSetBody: duelRuleSet });
    expect(await refusal('CreateMatchmakingRuleSet', { Name: 'twice', RuleSetBody: duelRuleSet })).toBe(
      'InvalidRequestException: Rule set twice already exists',
    );
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'twice',
      RuleSetName: 'twice',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 60,
      GameSessionQueueArns: ['arn:aws:gamelift:us-west-2:111122223333:gamesessionqueue/any'],
    });
    for (const id of ['w1', 'w2'])
      await caller.ok('StartMatchmaking', {
        TicketId: id,
        ConfigurationName: 'twice',
        Players: [player(id)],
      });
    await until(
      async () => at(await caller.ok('DescribeMatchmaking', { TicketIds: ['w1'] }), 'TicketList.0.Status'),
      (status) => status === 'PLACING',
    );
    expect(await refusal('StopMatchmaking', { TicketId: 'w1' })).toBe(
      'InvalidRequestException: Matchmaking ticket is in PLACING status and cannot be canceled.',
    );
  });
});

it('a build needs its operating system', async () => {
  expect(await refusal('CreateBuild', { Name: 'b' })).toBe(
    'InvalidRequestException: OperatingSystem is required: there is no default value.',
  );
});

describe('a fleet that scales to and from zero', () => {
  it('has no instance until a session is requested, and none again after a quiet period', async () => {
    const hosted = await startCaller({
      clock: 'virtual',
      controlPlane: { scalingPeriodMilliseconds: 10_000, instanceStartMilliseconds: 2_000 },
    });
    try {
      let second = 0;
      const sleep = async (seconds: number) => {
        second += seconds;
        await hosted.advance(second);
      };
      const made = makeFleet(hosted, 1);
      const creating = setInterval(() => void sleep(1).catch(() => undefined), 50);
      const { fleetId } = await made.finally(() => clearInterval(creating));
      const managed = { ZeroCapacityStrategy: 'SCALE_TO_AND_FROM_ZERO', ScaleInAfterInactivityMinutes: 5 };
      const change = (more: Json) => hosted.raw('UpdateFleetCapacity', { FleetId: fleetId, ...more });
      expect((await change({ ManagedCapacityConfiguration: managed, MinSize: 1 })).body).toMatchObject({
        __type: 'InvalidRequestException',
        Message: expect.stringContaining('MinSize cannot be set'),
      });
      await change({ ManagedCapacityConfiguration: managed });
      expect((await change({ MinSize: 1 })).status).toBe(400);
      const counts = async () =>
        at(
          await hosted.ok('DescribeFleetCapacity', { FleetIds: [fleetId] }),
          'FleetCapacity.0.InstanceCounts',
        );
      await sleep(330);
      expect(await counts()).toMatchObject({ DESIRED: 0, MINIMUM: 0, ACTIVE: 0 });
      const create = () =>
        hosted.fault('CreateGameSession', { FleetId: fleetId, MaximumPlayerSessionCount: 2 });
      expect(await create()).toBe('FleetCapacityExceededException');
      expect(await counts()).toMatchObject({ DESIRED: 1, MINIMUM: 1, PENDING: 1 });
      await sleep(3);
      expect(await counts()).toMatchObject({ ACTIVE: 1 });
      await sleep(320);
      expect(await counts()).toMatchObject({ DESIRED: 0, ACTIVE: 0 });
      await hosted.ok('StartGameSessionPlacement', {
        PlacementId: 'wakes',
        GameSessionQueueName: 'duel',
        MaximumPlayerSessionCount: 2,
      });
      await sleep(1);
      expect(await counts()).toMatchObject({ DESIRED: 1 });
      await until(
        async () => {
          await sleep(1);
          return at(
            await hosted.ok('DescribeGameSessionPlacement', { PlacementId: 'wakes' }),
            'GameSessionPlacement.Status',
          );
        },
        (status) => status === 'FULFILLED',
      );
      await sleep(3600);
      expect(await counts()).toMatchObject({ DESIRED: 1 }); // Its session continues.
    } finally {
      await hosted.close();
    }
  });
});

describe('player sessions', () => {
  it('are described by player or id with any filter; by id also with any token', async () => {
    const held = await startCaller({ hosting: 'hold' });
    try {
      await held.ok('CreateGameSessionQueue', { Name: 'q' });
      await held.ok('StartGameSessionPlacement', {
        PlacementId: 'p',
        GameSessionQueueName: 'q',
        MaximumPlayerSessionCount: 2,
        DesiredPlayerSessions: [{ PlayerId: 'ada' }],
      });
      const { gameSessionArn } = await held.hosting('FULFILLED');
      const described = async (input: Json) =>
        (await held.ok('DescribePlayerSessions', input))['PlayerSessions'] as readonly Json[];
      const [one] = await described({ GameSessionId: gameSessionArn });
      const id = one?.['PlayerSessionId'];
      expect(await described({ GameSessionId: gameSessionArn, PlayerSessionStatusFilter: 'ACTIVE' })).toEqual(
        [],
      );
      for (const PlayerSessionStatusFilter of ['ACTIVE', 'NONSENSE']) {
        expect(await described({ PlayerId: 'ada', PlayerSessionStatusFilter })).toHaveLength(1);
        expect(
          await described({ PlayerSessionId: id, PlayerSessionStatusFilter, NextToken: 'x' }),
        ).toHaveLength(1);
      }
      expect(await held.fault('DescribePlayerSessions', { PlayerId: 'ada', NextToken: 'x' })).toBe(
        'InvalidRequestException',
      );
    } finally {
      await held.close();
    }
  });
});
