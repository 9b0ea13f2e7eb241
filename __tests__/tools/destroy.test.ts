import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  destroyEnvironment,
  type DestroyMeans,
  type DestroyOutcome,
  type DestroyScope,
} from '../../tools/deploy/destroy';
import { stacksIn } from '../../tools/deploy/destroy-command';
import { destructionIn, destructionOrder } from '../../tools/deploy/destroy-stacks';
import { fleetLines, fleetsLeft } from '../../tools/deploy/fleets-left';
import { planStacks } from '../../tools/deploy/plan-stacks';
import { resourcesHeld, undeclaredStacks } from '../../tools/deploy/undeclared';
import { findProjectRoot } from '../../tools/project';
import { synthesizedStacks, stackFile, type SynthesizedStack } from '../../tools/synthesized';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';
import { environmentOf } from '../games';
import { type Caller, type Json, startCaller } from '../local/gamelift/caller';
import { scriptZip, sdk } from '../local/gamelift/hosted';
import { applyStacks, destroyedParts, type Part, Protected, writeStacks } from './support/local-stacks';

const dev = environmentOf('dev');
const installed = terraformVersion() !== undefined;

(installed ? describe : describe.skip)('deploy-stacks destroy (skipped without terraform)', () => {
  let folder: string;
  let said: string[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-destroy-'));
    said = [];
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const applied = (only?: readonly Part[]) => applyStacks(folder, only);
  const order = () => destroyedParts(folder);
  const destroy = (
    stacks: readonly SynthesizedStack[],
    yes: string | undefined,
    means: Partial<DestroyMeans> = {},
    scope: DestroyScope = 'all',
  ): Promise<DestroyOutcome> =>
    destroyEnvironment(
      { config: dev, stacks, scope, ...(yes === undefined ? {} : { yes }) },
      {
        terraformOf: ({ folder: at }) => new Terraform(at, undefined),
        fleetsLeft: () => Promise.resolve([]),
        signInBy: () => Promise.resolve([]),
        say: (line) => said.push(line),
        progress: () => undefined,
        ...means,
      },
    );

  it('destroys what nothing else reads first and delivery last, and finds nothing later', async () => {
    const stacks = await applied();
    expect(await destroy(stacks, 'dev')).toBe('gone');
    const [first, second, ...rest] = order();
    expect([first, second]).toEqual(['operations', 'api']);
    expect([...rest.slice(0, 2)].sort()).toEqual(['data', 'site']);
    expect(rest.slice(2)).toEqual(['delivery']);
    expect(said.slice(1, 5)).toEqual([
      '  1. dev-operations (1)',
      '  2. dev-api (1)',
      '  3. dev-data (1), dev-site (1)',
      '  4. dev-delivery (1)',
    ]);
    expect(said.join('\n')).toContain('Stays: dev-state: the bucket turnlift-dev-state-111122223333');
    said = [];
    expect(await destroy(stacks, 'dev')).toBe('gone');
    expect(said[0]).toMatch(/^nothing of dev-delivery, .* is there to destroy$/);
    expect(order()).toHaveLength(5);
  });

  it('continues after a failure with what is left, and never destroys what is still read', async () => {
    const stacks = await applied(['delivery', 'data', 'site', 'api']);
    fs.writeFileSync(path.join(folder, 'block-api'), '');
    expect(await destroy(stacks, 'dev')).toBe('left');
    expect(order()).toEqual([]);
    expect(said.join('\n')).toMatch(/dev-api failed: terraform apply failed/);
    expect(said.join('\n')).toMatch(/not touched, .*: dev-delivery, dev-data, dev-site\n/);
    fs.rmSync(path.join(folder, 'block-api'));
    expect(await destroy(stacks, 'dev')).toBe('gone');
    expect(order()[0]).toBe('api');
    expect([...order()].sort()).toEqual(['api', 'data', 'delivery', 'site']);
  });

  it("changes nothing unless the environment's name is given, and nothing speaks against it", async () => {
    const stacks = await applied(['data']);
    const answering = (answer: string): Partial<DestroyMeans> => ({ ask: () => Promise.resolve(answer) });
    expect(await destroy(stacks, undefined)).toBe('refused');
    expect(said.at(-1)).toBe('not confirmed, nothing was changed: confirm with --yes dev');
    expect(await destroy(stacks, 'prod', answering('dev'))).toBe('refused');
    expect(await destroy(stacks, undefined, answering('dev-data'))).toBe('refused');
    expect(said.at(-1)).toBe('not confirmed, nothing was changed: "dev-data" is not dev');
    expect(await destroy(stacks, 'dev', { signInBy: () => Promise.resolve(['staging']) })).toBe('refused');
    expect(said.at(-1)).toMatch(/CI of staging signs in by .*: destroy staging with --delivery first$/);
    const terraformOf = ({ folder: at }: SynthesizedStack): Terraform => new Protected(at, undefined);
    expect(await destroy(stacks, 'dev', { terraformOf })).toBe('refused');
    expect(said.at(-1)).toMatch(
      /aws_dynamodb_table\.players are protected: set data\.deletionProtection: false in game\/.*\/dev\.ts/,
    );
    expect(order()).toEqual([]);
    expect(await destroy(stacks, undefined, answering('dev\n'))).toBe('gone');
    expect(order()).toEqual(['data']);
  });

  it('leaves delivery unless it is asked for, and state always', () => {
    const [all, site] = [writeStacks(folder), writeStacks(folder, ['site'])];
    const state = { name: 'dev-state', folder: '', dependencies: [] };
    const named = (scope: DestroyScope): readonly string[] =>
      stacksIn(scope, [state, ...all.filter(({ name }) => name !== 'dev-site')], site).map(
        ({ name }) => name,
      );
    expect(named('undeclared')).toEqual(['dev-site']);
    expect(named('deployed')).toEqual(['dev-site', 'dev-data', 'dev-api', 'dev-operations']);
    expect(named('all')).toEqual(['dev-site', 'dev-delivery', 'dev-data', 'dev-api', 'dev-operations']);
  });

  it('is named by a plan when the configuration no longer has a stack', async () => {
    const [data, site] = await applied(['data', 'site']);
    if (data === undefined || site === undefined) throw new Error('two stacks were written');
    expect(await resourcesHeld(site)).toBe(1);
    const silent = { mirror: undefined, progress: () => undefined };
    const given = { ...silent, folder: path.join(folder, 'plans'), undeclared: [site] };
    const plan = async (): Promise<readonly string[]> =>
      (await planStacks([data], given)).map(({ stack, outcome, why }) => [stack, outcome, why].join(' '));
    expect(await plan()).toEqual([
      'dev-data unchanged ',
      expect.stringMatching(
        /^dev-site undeclared its 1 resources stay .*npm run deploy-stacks -- destroy --env dev --undeclared/,
      ),
    ]);
    // The rest of the environment stays as it is, so nothing is said of it.
    const unasked = { fleetsLeft: () => Promise.reject(new Error('fleets are not of these stacks')) };
    expect(await destroy([site], 'dev', unasked, 'undeclared')).toBe('gone');
    expect(order()).toEqual(['site']);
    expect(said.join('\n')).not.toMatch(/dev-state|dev-delivery/);
    expect(await destroy([], 'dev', unasked, 'undeclared')).toBe('gone');
    expect(said.at(-1)).toBe('dev: its configuration has every stack that there can be');
    expect(await plan()).toEqual(['dev-data unchanged ']);
    fs.writeFileSync(path.join(folder, 'site.tfstate'), 'not a state');
    expect((await plan())[1]).toMatch(/^dev-site failed /);
  });

  it('needs only the provider and the state of a resource that no file has any more', async () => {
    const at = path.join(folder, 'orphan');
    fs.mkdirSync(at);
    const put = (json: object): void =>
      fs.writeFileSync(path.join(at, 'main.tf.json'), JSON.stringify({ ...json }));
    const provider = { terraform: [{ alias: 'us-west-2' }] };
    put({ provider, resource: { terraform_data: { a: { provider: 'terraform.us-west-2' } } } });
    const terraform = new Terraform(at, undefined);
    await terraform.init();
    await terraform.run(['apply', '-auto-approve', '-no-color']);
    // As after the removal of a Region: this is why stacks keep the providers of Regions.
    put({});
    await expect(terraform.plan('plan', '-destroy')).rejects.toThrow(/Provider configuration not present/);
    put({ provider });
    expect((await terraform.plan('plan', '-destroy')).changes).toBe(true);
  });
});

describe('stacks that the configuration does not have', () => {
  let root: string;
  beforeAll(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-undeclared-'));
    fs.copyFileSync(path.join(findProjectRoot(), 'package.json'), path.join(root, 'package.json'));
  });
  afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
  const declared = (...names: readonly string[]): readonly SynthesizedStack[] =>
    names.map((name) => ({ name, folder: '', dependencies: [] }));

  it('are found by the list of all parts, with the place of their state and providers of all Regions', () => {
    const all = ['state', 'delivery', 'data', 'realtime', 'matchmaking', 'api', 'operations'];
    const found = undeclaredStacks(
      root,
      environmentOf('staging'),
      declared(...all.map((part) => `staging-${part}`)),
    );
    expect(found.map(({ name }) => name)).toEqual(['staging-site', 'staging-pages']);
    const { json } = stackFile(path.join(root, '.turnlift', 'undeclared', 'staging'), 'staging-site');
    expect(json.terraform['backend']).toMatchObject({
      s3: { bucket: 'turnlift-staging-state-111122223333', key: 'site.tfstate', region: 'eu-west-1' },
    });
    expect(json.resource).toEqual({});
    const regions = (json.provider['aws'] ?? []).map(({ alias }) => alias ?? 'home');
    expect(regions).toEqual(expect.arrayContaining(['home', 'us-east-1', 'us-west-2']));
    // The stacks that they read are not known: they are destroyed before all that they may have read.
    const orders = destructionOrder(
      [...declared('staging-data', 'staging-api'), ...found].map((stack) => ({ stack })),
    ).map((group) => group.map(({ stack }) => stack.name).join());
    expect(orders).toEqual(['staging-pages', 'staging-api,staging-site', 'staging-data']);
  });

  it('are none where all parts are declared', () => {
    const names = 'state delivery data realtime matchmaking site api pages operations'
      .split(' ')
      .map((part) => `dev-${part}`);
    const stacks = Object.fromEntries(
      names.map((name) => [name, { name, workingDirectory: name, dependencies: [] }]),
    );
    fs.writeFileSync(path.join(root, 'manifest.json'), JSON.stringify({ stacks }));
    expect(undeclaredStacks(root, dev, synthesizedStacks(root, 'dev'))).toEqual([]);
  });
});

describe('the plan of a destruction', () => {
  const recorded = fs.readFileSync(
    path.join(findProjectRoot(), '__tests__', 'tools', 'fixtures', 'plans', 'dev-data.tables-dropped.json'),
    'utf8',
  );

  it('lists what is lost, what is protected, and what the service keeps', () => {
    const open = destructionIn('dev-data', recorded);
    expect(open.lost).toHaveLength(open.resources);
    expect(open.lost[0]?.why).toMatch(/^destroyed: all rows of the table are lost/);
    expect(open.protected).toEqual([]);
    expect(open.kept.join('\n')).toContain('aws_dynamodb_table.players: DynamoDB keeps a backup');
    expect(open.kept.join('\n')).not.toContain('aws_dynamodb_table.tickets');
    const prod = recorded.replaceAll(
      '"deletion_protection_enabled":false',
      '"deletion_protection_enabled":true',
    );
    expect(destructionIn('dev-data', prod).protected).toHaveLength(open.resources);
  });

  it('knows the fleets of its templates, and the days for which a secret is held', () => {
    const change = (type: string, before: object): object => ({
      address: `${type}.a`,
      mode: 'managed',
      type,
      name: 'a',
      change: { actions: ['delete'], before, after: null },
    });
    const { fleetIds, kept } = destructionIn(
      'dev-api',
      JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          change('aws_cloudformation_stack', {
            outputs: { FleetIdBlue: 'fleet-1', AliasIdOnDemand: 'alias-1' },
            template_body: '{"Resources":{"FleetBlue":{"Type":"AWS::GameLift::Fleet"}}}',
          }),
          change('aws_secretsmanager_secret', { recovery_window_in_days: 30 }),
          change('aws_secretsmanager_secret', { recovery_window_in_days: 0 }),
        ],
      }),
    );
    expect(fleetIds).toEqual(['fleet-1']);
    expect(kept).toEqual([expect.stringContaining('holds the secret and its name for 30 days')]);
  });
});

describe('fleets that no stack holds', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startCaller({ hosting: 'none' });
  });
  afterAll(() => caller.close());

  it('are those of the environment, with the cost of a machine; unknown Regions are reported', async () => {
    const fleet = async (Name: string): Promise<string> => {
      const { Script } = await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip });
      const { FleetAttributes } = await caller.ok('CreateFleet', {
        Name,
        ScriptId: Object(Script)['ScriptId'],
        EC2InstanceType: 'c5.large',
        RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
      });
      const attributes: Json = { ...Object(FleetAttributes) };
      return String(attributes['FleetId']);
    };
    const [managed, retired] = [await fleet('turnlift-dev-blue'), await fleet('turnlift-dev-blue')];
    await fleet('turnlift-staging-blue');
    const search = {
      prefix: 'turnlift-dev-',
      managed: [managed],
      regions: ['us-west-2'],
      clientOf: () => sdk(caller.gamelift.url),
    };
    const left = await fleetsLeft(search);
    expect(left).toEqual([
      { region: 'us-west-2', fleetId: retired, name: 'turnlift-dev-blue', monthly: expect.closeTo(86.87, 1) },
    ]);
    expect(fleetLines(left)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^fleet ${retired} \\(turnlift-dev-blue, us-west-2\\).*about \\$87 a month for each machine`,
        ),
      ),
    ]);
    expect(await fleetsLeft({ ...search, managed: [managed, retired] })).toEqual([]);
    const unreachable = await fleetsLeft({ ...search, clientOf: () => sdk('http://127.0.0.1:9') });
    expect(fleetLines([...unreachable, ...unreachable])).toEqual([
      expect.stringMatching(/^fleets of us-west-2, us-west-2 are not known: /),
    ]);
  });
});
