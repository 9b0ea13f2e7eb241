import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  DescribeFleetAttributesCommand,
  DescribeFleetLocationCapacityCommand,
  DescribeGameSessionQueuesCommand,
  DescribeMatchmakingConfigurationsCommand,
  DescribeMatchmakingRuleSetsCommand,
  DescribeRuntimeConfigurationCommand,
  DescribeScriptCommand,
  GameLiftClient,
  ListScriptsCommand,
} from '@aws-sdk/client-gamelift';
import { type CommonConfig } from '../../../config';
import { type Backend, defineBackend } from '../../../definition';
import { createLocalGameLift, type LocalGameLift } from '../../../local/gamelift';
import { ArtifactBucket } from '../../../local/stack/artifact-bucket';
import { provision, type Provisioned } from '../../../local/stack/provision';
import { laptopShape, type ShapeWishes } from '../../../local/stack/shape';
import { Names } from '../../../templates';
import { backend } from '../../games';
import { laptop } from '../../games/environments';
import { noughts } from '../../games/noughts';
import duel from '../../games/rule-sets/duel.json';
import { quietScript, scriptZip } from '../gamelift/fleets/control-plane-server';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-provision-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const zip = path.join(folder, 'script.zip');
const build = (text: string): void => fs.writeFileSync(zip, scriptZip({ 'server.js': text }));
const shapeOf = (wishes: ShapeWishes = {}): CommonConfig => laptopShape(backend, wishes).config;
const bucket = new ArtifactBucket(new Names(shapeOf()).artifactBucket, zip);
const prodBucket = new ArtifactBucket(new Names(shapeOf({ environment: 'prod' })).artifactBucket, zip);

async function startStack(
  dataFolder?: string,
  objects = bucket,
): Promise<{ readonly local: LocalGameLift; readonly client: GameLiftClient; close(): Promise<void> }> {
  const local = await createLocalGameLift({
    region: objects === bucket ? 'us-east-1' : 'eu-west-1',
    account: '000000000000',
    hosting: 'local',
    controlPlane: { objects, warmProcesses: 1 },
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
  const client = new GameLiftClient({
    endpoint: local.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    local,
    client,
    async close() {
      client.destroy();
      await local.close();
    },
  };
}
type Started = Awaited<ReturnType<typeof startStack>>;

const said: string[] = [];
function provisionStack(
  { local, client }: Started,
  config = shapeOf(),
  definition: Backend = backend,
  objects = bucket,
): Promise<Provisioned> {
  said.length = 0;
  return provision({
    gamelift: client,
    stacks: local.stacks,
    config,
    backend: definition,
    script: objects.script(),
    progress: (line) => said.push(line),
  });
}
const configurationsOf = async ({ client }: Started) =>
  (await client.send(new DescribeMatchmakingConfigurationsCommand({}))).Configurations ?? [];
const fleetsOf = async ({ client }: Started) =>
  ((await client.send(new DescribeFleetAttributesCommand({}))).FleetAttributes ?? []).filter(
    ({ Status }) => Status !== 'DELETING' && Status !== 'TERMINATED',
  );

describe('the laptop is provisioned by the templates of the cloud', () => {
  const data = path.join(folder, 'data');
  let gamelift: Started;
  let first: Provisioned;
  beforeAll(async () => {
    build(quietScript);
    gamelift = await startStack(data);
    first = await provisionStack(gamelift);
  });
  afterAll(() => gamelift.close());

  it('with a configuration for each matchmaking, its times and its acceptance', async () => {
    expect(first.matchmakingConfigurations).toEqual({
      duel: 'turnlift-laptop-duel',
      casual: 'turnlift-laptop-casual',
      trio: 'turnlift-laptop-trio',
    });
    const configurations = await configurationsOf(gamelift);
    expect(
      configurations.map(({ Name, AcceptanceRequired, AcceptanceTimeoutSeconds, RequestTimeoutSeconds }) => [
        Name,
        AcceptanceRequired,
        AcceptanceTimeoutSeconds,
        RequestTimeoutSeconds,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['turnlift-laptop-duel', false, undefined, 600],
        ['turnlift-laptop-casual', true, 20, 45],
        ['turnlift-laptop-trio', false, undefined, 600],
      ]),
    );
    for (const { Name, RuleSetName } of configurations)
      expect(RuleSetName).toMatch(new RegExp(`^${Name ?? ''}-[0-9a-f]{12}$`));
    const { GameSessionQueues: [queue] = [] } = await gamelift.client.send(
      new DescribeGameSessionQueuesCommand({ Names: [first.queue] }),
    );
    expect(queue).toMatchObject({ TimeoutInSeconds: 600, Destinations: [{}] });
  });

  it('again after a restart: equal resources are unchanged', async () => {
    await gamelift.close();
    gamelift = await startStack(data);
    const stacks = gamelift.local.stacks.all().map(({ name, updatedAt }) => [name, updatedAt]);
    expect(await provisionStack(gamelift)).toEqual(first);
    expect(gamelift.local.stacks.all().map(({ name, updatedAt }) => [name, updatedAt])).toEqual(stacks);
    expect(said).toEqual(['queue and matchmaking']);
  });

  it('with a changed script and capacity in place: the fleet stays', async () => {
    build(`${quietScript}\n// changed`);
    expect(await provisionStack(gamelift, shapeOf({ capacity: 60 }))).toEqual(first);
    expect(said[0]).toMatch(/^script changed: running matches end on the old code/);
    const { Scripts = [] } = await gamelift.client.send(new ListScriptsCommand({}));
    expect(Scripts).toHaveLength(1);
    const { Script } = await gamelift.client.send(
      new DescribeScriptCommand({ ScriptId: Scripts[0]?.ScriptId }),
    );
    expect(Script?.StorageLocation?.Key).toBe(bucket.script().key);
    const { RuntimeConfiguration } = await gamelift.client.send(
      new DescribeRuntimeConfigurationCommand({ FleetId: first.fleetId }),
    );
    expect(RuntimeConfiguration?.ServerProcesses?.[0]?.ConcurrentExecutions).toBe(30);
    const { FleetCapacity } = await gamelift.client.send(
      new DescribeFleetLocationCapacityCommand({ FleetId: first.fleetId, Location: 'us-east-1' }),
    );
    expect(FleetCapacity?.InstanceCounts).toMatchObject({ MAXIMUM: 2 });
  });

  it('with a changed rule set under a new name, changed times, and without the dropped parts', async () => {
    const ruleSetOf = async (): Promise<string | undefined> =>
      (await configurationsOf(gamelift)).find(({ Name }) => Name === 'turnlift-laptop-duel')?.RuleSetName;
    const before = await ruleSetOf();
    const changed = defineBackend({
      games: [noughts],
      matchmaking: {
        duel: { ruleSet: { ...duel, expansions: [] }, games: ['noughts'], acceptanceSeconds: 7 },
      },
      environments: { laptop },
    });
    await provisionStack(gamelift, shapeOf(), changed);
    const configurations = await configurationsOf(gamelift);
    expect(configurations.map(({ Name }) => Name)).toEqual(['turnlift-laptop-duel']);
    expect(configurations[0]).toMatchObject({ AcceptanceRequired: true, AcceptanceTimeoutSeconds: 7 });
    expect(await ruleSetOf()).not.toBe(before);
    const { RuleSets = [] } = await gamelift.client.send(new DescribeMatchmakingRuleSetsCommand({}));
    expect(RuleSets.map(({ RuleSetName }) => RuleSetName)).toEqual([await ruleSetOf()]);
  });

  it('with a change that replaces the fleet: the old one is removed', async () => {
    const secure = await provisionStack(gamelift, shapeOf({ tls: true }));
    expect(secure.fleetId).not.toBe(first.fleetId);
    expect((await fleetsOf(gamelift)).map(({ FleetId, Status }) => [FleetId, Status])).toEqual([
      [secure.fleetId, 'ACTIVE'],
    ]);
    expect(secure.aliasId).toBe(first.aliasId);
  });
});

describe('the shape of production', () => {
  it('has all its locations, fleets and aliases', async () => {
    build(quietScript);
    const gamelift = await startStack(undefined, prodBucket);
    try {
      const config = shapeOf({ environment: 'prod' });
      const made = await provisionStack(gamelift, config, backend, prodBucket);
      expect(made.queue).toBe('turnlift-prod-matches');
      expect((await fleetsOf(gamelift)).map(({ Name, FleetType }) => [Name, FleetType]).sort()).toEqual([
        ['turnlift-prod-blue', 'ON_DEMAND'],
        ['turnlift-prod-spot-blue', 'SPOT'],
      ]);
      const { GameSessionQueues: [queue] = [] } = await gamelift.client.send(
        new DescribeGameSessionQueuesCommand({ Names: [made.queue] }),
      );
      expect(queue?.Destinations).toHaveLength(2);
      expect(queue?.PlayerLatencyPolicies).toEqual([
        { MaximumIndividualPlayerLatencyMilliseconds: 120, PolicyDurationSeconds: 20 },
        { MaximumIndividualPlayerLatencyMilliseconds: 300 },
      ]);
    } finally {
      await gamelift.close();
    }
  });
});

describe('a script that does not load', () => {
  it("ends the start with the fleet's own words, and the next start with a good one succeeds", async () => {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-provision-broken-'));
    let gamelift = await startStack(data);
    try {
      build("throw new Error('no such luck');");
      await expect(provisionStack(gamelift)).rejects.toThrow(/turnlift-laptop-fleets is .*no such luck/s);
      await gamelift.close();
      gamelift = await startStack(data);
      build(quietScript);
      await provisionStack(gamelift);
      expect((await fleetsOf(gamelift)).map(({ Status }) => Status)).toEqual(['ACTIVE']);
    } finally {
      await gamelift.close();
      fs.rmSync(data, { recursive: true, force: true });
    }
  });
});
