/**
 * The real Terraform with the real AWS provider creates, changes, replaces and destroys GameLift resources
 * here. Needs terraform on the PATH and TURNLIFT_TERRAFORM_PLUGIN_DIR, a folder that `terraform init
 * -plugin-dir` accepts.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeFleetAttributesCommand,
  DescribeMatchmakingConfigurationsCommand,
  DescribeMatchmakingRuleSetsCommand,
  DescribeScriptCommand,
  ListFleetsCommand,
  ListTagsForResourceCommand,
  ResolveAliasCommand,
} from '@aws-sdk/client-gamelift';
import { type ControlPlaneServer, scriptZip, startControlPlane } from './fleets/control-plane-server';
import { startObjectStore, type ObjectStore } from './fleets/object-store';
import * as z from 'zod/mini';
import { at, parseText } from '../../support/json-values';
import { runsHere } from '../../support/runs-here';
import { rootModule, type Wish } from './terraform-module';

const plugins = process.env['TURNLIFT_TERRAFORM_PLUGIN_DIR'];
const found = plugins !== undefined && fs.existsSync(plugins) && runsHere('terraform', 'version');
if (!found)
  process.stderr.write(
    '\nSKIPPED: the local GameLift was not tried with Terraform. It needs terraform on the PATH and ' +
      'TURNLIFT_TERRAFORM_PLUGIN_DIR (a provider mirror with hashicorp/aws).\n\n',
  );

const run = promisify(execFile);
const outputs = z.record(z.string(), z.object({ value: z.string() }));
describe('a root module with every GameLift resource', () => {
  // The provider starts take five minutes, so this runs only where the workflow asks for everything. The
  // rehearsal always applies.
  const asked = process.env['TURNLIFT_CI_EVERYTHING'] === '1';
  const it_ = found && asked ? it : it.skip;
  let server: ControlPlaneServer;
  let store: ObjectStore;
  let folder: string;

  beforeAll(async () => {
    if (!found) return;
    store = await startObjectStore();
    store.objects.set('artifacts/script/1.zip', scriptZip());
    store.objects.set('artifacts/script/2.zip', scriptZip({ 'more.js': '' }));
    server = await startControlPlane({ settings: { s3Endpoint: store.url } });
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-terraform-'));
    fs.writeFileSync(path.join(folder, 'native.zip'), scriptZip());
  });
  afterAll(async () => {
    if (!found) return;
    await server.close();
    await store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const write = (wish: Wish): void => {
    const module = rootModule(wish, server.url, path.join(folder, 'native.zip'));
    fs.writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(module, null, 2));
  };
  const terraform = async (...args: string[]): Promise<string> => {
    const { AWS_PROFILE: _profile, ...environment } = process.env;
    try {
      const { stdout } = await run('terraform', args, {
        cwd: folder,
        env: { ...environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' },
        maxBuffer: 50_000_000,
      });
      return stdout;
    } catch (error) {
      const said = [at(error, 'stdout'), at(error, 'stderr'), ...server.log.slice(-20)];
      throw new Error(`terraform ${args.join(' ')}\n${said.join('\n')}`);
    }
  };
  const apply = () => terraform('apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=10');
  /** Exit status 2 means that the plan is not empty. */
  const nothingToDo = () => terraform('plan', '-detailed-exitcode', '-input=false', '-no-color');
  const output = async (): Promise<Readonly<Record<string, string>>> => {
    const values = parseText(outputs, await terraform('output', '-json'));
    return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));
  };
  const first: Wish = {
    distance: 100,
    instanceType: 'c5.large',
    max: 3,
    key: 'script/1.zip',
    aliasText: 'first',
    timeout: 60,
  };

  it_(
    'creates all of it, and a second plan is empty',
    async () => {
      write(first);
      await terraform('init', '-input=false', '-no-color', `-plugin-dir=${plugins ?? ''}`);
      await apply();
      await nothingToDo();
      const { fleet = '', alias = '', native_alias = '', native_fleet = '' } = await output();
      const attributes = (await server.client.send(new DescribeFleetAttributesCommand({ FleetIds: [fleet] })))
        .FleetAttributes?.[0];
      expect(attributes).toMatchObject({
        Status: 'ACTIVE',
        NewGameSessionProtectionPolicy: 'FullProtection',
      });
      expect((await server.client.send(new ResolveAliasCommand({ AliasId: alias }))).FleetId).toBe(fleet);
      expect((await server.client.send(new ResolveAliasCommand({ AliasId: native_alias }))).FleetId).toBe(
        native_fleet,
      );
      expect(
        (await server.client.send(new ListTagsForResourceCommand({ ResourceARN: attributes?.FleetArn })))
          .Tags,
      ).toEqual([{ Key: 'project', Value: 'turnlift' }]);
      expect(server.controlPlane.fleets.fleet(fleet)?.locations[0]?.freeProcesses).toBe(2);
    },
    400_000,
  );

  it_(
    'changes script, capacity, descriptions and timeout in place',
    async () => {
      const before = await output();
      write({ ...first, key: 'script/2.zip', max: 5, aliasText: 'second', timeout: 90, distance: 150 });
      const said = await apply();
      expect(said).toContain('0 added, 5 changed, 0 destroyed');
      expect(await output()).toEqual(before);
      const ruleSets = (await server.client.send(new DescribeMatchmakingRuleSetsCommand({}))).RuleSets ?? [];
      expect(ruleSets.map(({ RuleSetBody }) => /"maxDistance":(\d+)/.exec(RuleSetBody ?? '')?.[1])).toEqual([
        '150',
      ]);
      expect(
        (await server.client.send(new DescribeMatchmakingConfigurationsCommand({ Names: ['dev-duel'] })))
          .Configurations?.[0]?.RuleSetName,
      ).toBe(ruleSets[0]?.RuleSetName);
      expect(
        (await server.client.send(new DescribeScriptCommand({ ScriptId: before['script'] }))).Script
          ?.StorageLocation?.Key,
      ).toBe('script/2.zip');
    },
    400_000,
  );

  it_(
    'replaces the fleet for another instance type, with the alias switched before the old one is removed',
    async () => {
      const before = await output();
      write({
        ...first,
        key: 'script/2.zip',
        max: 5,
        aliasText: 'second',
        timeout: 90,
        distance: 150,
        instanceType: 'c6g.large',
      });
      await apply();
      const after = await output();
      expect(after['fleet']).not.toBe(before['fleet']);
      expect(after['alias']).toBe(before['alias']);
      expect((await server.client.send(new ResolveAliasCommand({ AliasId: after['alias'] }))).FleetId).toBe(
        after['fleet'],
      );
      expect((await server.client.send(new ListFleetsCommand({}))).FleetIds).not.toContain(before['fleet']);
      await nothingToDo();
    },
    400_000,
  );

  it_(
    'destroys all of it',
    async () => {
      await terraform('destroy', '-auto-approve', '-input=false', '-no-color');
      expect((await server.client.send(new ListFleetsCommand({}))).FleetIds).toEqual([]);
    },
    400_000,
  );
});
