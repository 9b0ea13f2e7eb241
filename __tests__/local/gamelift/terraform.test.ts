/**
 * The real Terraform with the real AWS provider creates, changes, replaces and destroys GameLift resources
 * here. Needs terraform on the PATH and TURNLIFT_TERRAFORM_PLUGIN_DIR, a folder that `terraform init
 * -plugin-dir` accepts.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import {
  account,
  region,
  scriptZip,
  startControlPlane,
  type ControlPlaneServer,
} from './fleets/control-plane-server';
import { startObjectStore, type ObjectStore } from './fleets/object-store';
import { runsHere } from '../../support/runs-here';

const plugins = process.env['TURNLIFT_TERRAFORM_PLUGIN_DIR'];
const found = plugins !== undefined && fs.existsSync(plugins) && runsHere('terraform', 'version');
if (!found)
  process.stderr.write(
    '\nSKIPPED: the local GameLift was not tried with Terraform. It needs terraform on the PATH and TURNLIFT_TERRAFORM_PLUGIN_DIR (a provider mirror with hashicorp/aws).\n\n',
  );

const run = promisify(execFile);
const roleArn = `arn:aws:iam::${account}:role/script-reader`;

/** Script, fleet and alias as our own realtime stack deploys them. */
function realtimeTemplate(fleet: { readonly instanceType: string; readonly max: number }) {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: {
      Bucket: { Type: 'String' },
      ScriptKey: { Type: 'String' },
      ScriptRoleArn: { Type: 'String' },
    },
    Resources: {
      Script: {
        Type: 'AWS::GameLift::Script',
        Properties: {
          Name: 'duel',
          NodeJsVersion: '24.x',
          StorageLocation: {
            Bucket: { Ref: 'Bucket' },
            Key: { Ref: 'ScriptKey' },
            RoleArn: { Ref: 'ScriptRoleArn' },
          },
        },
      },
      Fleet: {
        Type: 'AWS::GameLift::Fleet',
        Properties: {
          Name: 'duel',
          ScriptId: { 'Fn::GetAtt': ['Script', 'Id'] },
          EC2InstanceType: fleet.instanceType,
          FleetType: 'ON_DEMAND',
          NewGameSessionProtectionPolicy: 'FullProtection',
          RuntimeConfiguration: {
            GameSessionActivationTimeoutSeconds: 60,
            ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
          },
          ApplyCapacity: 'ON_CREATE_AND_UPDATE_WITH_AUTOSCALING',
          Locations: [
            {
              Location: region,
              LocationCapacity: { MinSize: 1, MaxSize: fleet.max, DesiredEC2Instances: 1 },
            },
          ],
          ScalingPolicies: [
            {
              Name: 'buffer',
              PolicyType: 'TargetBased',
              MetricName: 'PercentAvailableGameSessions',
              TargetConfiguration: { TargetValue: 20 },
            },
          ],
        },
      },
      Alias: {
        Type: 'AWS::GameLift::Alias',
        Properties: { Name: 'duel', RoutingStrategy: { Type: 'SIMPLE', FleetId: { Ref: 'Fleet' } } },
      },
    },
    Outputs: {
      FleetId: { Value: { Ref: 'Fleet' } },
      ScriptId: { Value: { 'Fn::GetAtt': ['Script', 'Id'] } },
      AliasId: { Value: { Ref: 'Alias' } },
      AliasArn: { Value: { 'Fn::GetAtt': ['Alias', 'AliasArn'] } },
    },
  };
}

/**
 * A rule set and its configuration as our own matchmaking stack deploys them: the name contains a hash of the
 * body.
 */
function matchmakingTemplate(distance: number) {
  const body = JSON.stringify({
    name: 'duel',
    ruleLanguageVersion: '1.0',
    playerAttributes: [{ name: 'skill', type: 'number', default: 10 }],
    teams: [
      { name: 'first', minPlayers: 1, maxPlayers: 1 },
      { name: 'second', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [
      {
        name: 'close',
        type: 'distance',
        measurements: ['avg(teams[first].players.attributes[skill])'],
        referenceValue: 'avg(teams[second].players.attributes[skill])',
        maxDistance: distance,
      },
    ],
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { QueueArn: { Type: 'String' } },
    Resources: {
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: `duel-${createHash('sha256').update(body).digest('hex').slice(0, 12)}`,
          RuleSetBody: body,
        },
      },
      Configuration: {
        Type: 'AWS::GameLift::MatchmakingConfiguration',
        Properties: {
          Name: 'dev-duel',
          FlexMatchMode: 'WITH_QUEUE',
          RuleSetName: { 'Fn::GetAtt': ['RuleSet', 'Name'] },
          GameSessionQueueArns: [{ Ref: 'QueueArn' }],
          RequestTimeoutSeconds: 120,
          AcceptanceRequired: false,
          BackfillMode: 'MANUAL',
          AdditionalPlayerCount: 0,
          NotificationTarget: `arn:aws:sns:${region}:${account}:matchmaking`,
          GameProperties: [{ Key: 'k', Value: 'v' }],
        },
      },
    },
    Outputs: {
      ConfigurationName: { Value: { Ref: 'Configuration' } },
      ConfigurationArn: { Value: { 'Fn::GetAtt': ['Configuration', 'Arn'] } },
      RuleSetArn: { Value: { 'Fn::GetAtt': ['RuleSet', 'Arn'] } },
    },
  };
}

interface Wish {
  readonly distance: number;
  readonly instanceType: string;
  readonly max: number;
  readonly key: string;
  readonly aliasText: string;
  readonly timeout: number;
}

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
    fs.writeFileSync(
      path.join(folder, 'main.tf.json'),
      JSON.stringify(
        {
          terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '~> 5.100' } } },
          provider: {
            aws: {
              region,
              access_key: 'local',
              secret_key: 'local',
              skip_credentials_validation: true,
              skip_requesting_account_id: true,
              skip_metadata_api_check: true,
              skip_region_validation: true,
              default_tags: { tags: { project: 'turnlift' } },
              endpoints: [{ gamelift: server.url, cloudformation: server.url }],
            },
          },
          resource: {
            aws_cloudformation_stack: {
              matchmaking: {
                name: 'dev-duel',
                template_body: JSON.stringify(matchmakingTemplate(wish.distance)),
                parameters: { QueueArn: '${aws_gamelift_game_session_queue.native.arn}' },
              },
              realtime: {
                name: 'dev-duel-fleet',
                template_body: JSON.stringify(realtimeTemplate(wish)),
                parameters: { Bucket: 'artifacts', ScriptKey: wish.key, ScriptRoleArn: roleArn },
              },
            },
            aws_gamelift_script: { native: { name: 'native', zip_file: path.join(folder, 'native.zip') } },
            aws_gamelift_build: {
              native: {
                name: 'native',
                operating_system: 'AMAZON_LINUX_2023',
                storage_location: { bucket: 'artifacts', key: 'build.zip', role_arn: roleArn },
              },
            },
            aws_gamelift_fleet: {
              native: {
                name: 'native',
                script_id: '${aws_gamelift_script.native.id}',
                ec2_instance_type: 'c5.large',
                description: wish.aliasText,
                runtime_configuration: {
                  server_process: [{ concurrent_executions: 1, launch_path: '/local/game/server.js' }],
                },
              },
            },
            aws_gamelift_alias: {
              native: {
                name: 'native',
                description: wish.aliasText,
                routing_strategy: { type: 'SIMPLE', fleet_id: '${aws_gamelift_fleet.native.id}' },
              },
            },
            aws_gamelift_game_session_queue: {
              native: {
                name: 'native',
                timeout_in_seconds: wish.timeout,
                destinations: [
                  '${aws_cloudformation_stack.realtime.outputs["AliasArn"]}',
                  '${aws_gamelift_alias.native.arn}',
                ],
                player_latency_policy: [
                  { maximum_individual_player_latency_milliseconds: 120, policy_duration_seconds: 30 },
                  { maximum_individual_player_latency_milliseconds: 250 },
                ],
              },
            },
          },
          output: {
            fleet: { value: '${aws_cloudformation_stack.realtime.outputs["FleetId"]}' },
            script: { value: '${aws_cloudformation_stack.realtime.outputs["ScriptId"]}' },
            alias: { value: '${aws_cloudformation_stack.realtime.outputs["AliasId"]}' },
            native_alias: { value: '${aws_gamelift_alias.native.id}' },
            native_fleet: { value: '${aws_gamelift_fleet.native.id}' },
          },
        },
        null,
        2,
      ),
    );
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
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(
        `terraform ${args.join(' ')}\n${stdout ?? ''}\n${stderr ?? ''}\n${server.log.slice(-20).join('\n')}`,
      );
    }
  };
  const apply = () => terraform('apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=10');
  /** Exit status 2 means that the plan is not empty. */
  const nothingToDo = () => terraform('plan', '-detailed-exitcode', '-input=false', '-no-color');
  const output = async (): Promise<Readonly<Record<string, string>>> => {
    const values = JSON.parse(await terraform('output', '-json')) as Readonly<
      Record<string, { value: string }>
    >;
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
