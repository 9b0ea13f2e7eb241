import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { type EnvironmentConfig, locationsOf } from '../../config';
import { turnlift } from '../../stacks';
import { deployRights, planRights, statementsIn } from '../../stacks/constructs/delivery-rights';
import { policy } from '../../stacks/constructs/policy';
import { Names } from '../../templates';
import { decide, parsePolicy } from '../../tools/policy/evaluate';
import { type StackFile, stackFile } from '../../tools/synthesized';
import { backend, environmentOf } from '../games';
import { only, parsedJson, projectFolder, resources } from './support/synthesis';

const prod = environmentOf('prod');
const [, blue] = Object.entries(prod.realtime.fleets)[0] ?? [];
if (blue === undefined) throw new Error('prod has no fleet');
const config: EnvironmentConfig = {
  ...prod,
  furtherRegions: [
    {
      region: 'us-west-2',
      fleets: {
        west: {
          ...blue,
          locations: [
            { location: 'us-west-2', minimum: 1, desired: 1, maximum: 4 },
            { location: 'me-south-1', minimum: 1, desired: 1, maximum: 4 },
          ],
        },
      },
      aliases: [{ name: 'west', active: 'west' }],
    },
  ],
};
const folder = projectFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const out = path.join(folder, 'cdktf.out');
turnlift(new App({ outdir: out }), folder, backend, [config]).synth();
const realtime = stackFile(out, 'prod-realtime');
const operations = stackFile(out, 'prod-operations');

/** Resources that a provider of the Region makes. */
const inWest = (stack: StackFile, type: string): ReadonlyArray<Record<string, unknown>> =>
  Object.values(resources(stack, type)).filter(({ provider }) => provider === 'aws.us-west-2');

describe('fleets of another Region', () => {
  it('have their script beside them, and read the tables of the home', () => {
    const [bucket] = inWest(realtime, 'aws_s3_bucket');
    expect(bucket?.['bucket']).toBe('turnlift-prod-artifacts-us-west-2-444455556666');
    const [object] = inWest(realtime, 'aws_s3_object');
    const home = Object.values(resources(realtime, 'aws_s3_object')).find(
      ({ provider }) => provider === undefined,
    );
    expect(object?.['key']).toBe(home?.['key']);
    const [stack] = inWest(realtime, 'aws_cloudformation_stack');
    const { Resources } = Object(parsedJson(stack?.['template_body']));
    expect(Object.keys(Resources).sort()).toEqual(['AliasWest', 'FleetWest', 'ScriptWest']);
    const launch: string = Resources.FleetWest.Properties.RuntimeConfiguration.ServerProcesses[0].Parameters;
    expect(launch).toContain('eu-west-1');
    expect(launch).not.toContain('us-west-2');
    const reader = Object.values(resources(realtime, 'aws_iam_role_policy'))
      .map((one) => String(one['policy']))
      .find((text) => text.includes('s3:GetObject'));
    expect(reader).toContain('arn:aws:s3:::turnlift-prod-artifacts-us-west-2-444455556666/realtime-server/*');
  });

  it("are destinations of the home's queue, after its own, and locations of matches", () => {
    expect(only(realtime, 'aws_gamelift_game_session_queue')['destinations']).toEqual([
      expect.stringMatching(/fleets_stack.*AliasArnSpot\}$/),
      expect.stringMatching(/fleets_stack.*AliasArnOnDemand\}$/),
      expect.stringMatching(/fleets-us-west-2_stack.*AliasArnWest\}$/),
    ]);
    expect(locationsOf(config)).toEqual([...locationsOf(prod), 'me-south-1', 'us-west-2'].sort());
  });

  it('have alarms in the Region of their metrics', () => {
    const alarms = inWest(operations, 'aws_cloudwatch_metric_alarm');
    expect(alarms.map((alarm) => alarm['alarm_name']).sort()).toEqual([
      'turnlift-prod-fleet-west-crashes',
      'turnlift-prod-fleet-west-crashes-in-me-south-1',
      'turnlift-prod-fleet-west-full',
      'turnlift-prod-fleet-west-full-in-me-south-1',
    ]);
    for (const alarm of alarms)
      expect(alarm['alarm_actions']).toEqual([expect.stringMatching(/aws_sns_topic\.alarms-us-west-2\.arn/)]);
    expect(inWest(operations, 'aws_sns_topic')).toHaveLength(1);
    expect(inWest(operations, 'aws_sns_topic_subscription')).toHaveLength(1);
    const { widgets } = Object(parsedJson(only(operations, 'aws_cloudwatch_dashboard')['dashboard_body']));
    const regions = widgets.map(({ properties }: { properties: { title: string; region: string } }) =>
      properties.title.endsWith(', us-west-2') ? properties.region : 'home',
    );
    expect(regions.filter((region: string) => region === 'us-west-2')).toHaveLength(5);
  });

  it('give the roles of CI their Region too, and no other', () => {
    const may = (role: typeof deployRights, action: string, resource: string): string =>
      decide(parsePolicy(policy(...statementsIn(role(config, new Names(config))))), { action, resource });
    const stack = (region: string): string =>
      `arn:aws:cloudformation:${region}:444455556666:stack/turnlift-prod-fleets/1`;
    expect(may(deployRights, 'cloudformation:UpdateStack', stack('us-west-2'))).toBe('allowed');
    expect(may(deployRights, 'cloudformation:UpdateStack', stack('us-east-2'))).toBe('not allowed');
    expect(may(planRights, 'cloudformation:DescribeStacks', stack('us-west-2'))).toBe('allowed');
    // Whether the account has enabled the Region of a location, GameLift asks with the caller's rights.
    const enabled = { action: 'ec2:DescribeRegions', resource: '*' };
    expect(may(deployRights, enabled.action, enabled.resource)).toBe('allowed');
    const home = statementsIn(deployRights(prod, new Names(prod)));
    expect(decide(parsePolicy(policy(...home)), enabled)).toBe('not allowed');
    const bucket = 'arn:aws:s3:::turnlift-prod-artifacts-us-west-2-444455556666/realtime-server/a.zip';
    expect(may(deployRights, 's3:PutObject', bucket)).toBe('allowed');
  });
});
