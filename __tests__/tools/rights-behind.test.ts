import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { type EnvironmentConfig } from '../../config';
import { DeliveryStack } from '../../stacks/delivery-stack';
import { rightsBehind } from '../../tools/deploy/rights-behind';
import { stackFile } from '../../tools/synthesized';
import { environmentOf } from '../games';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-rights-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

type Arguments = Readonly<Record<string, unknown>>;
/** Arguments of each resource by `type.name`. */
type Resources = Readonly<Record<string, Arguments>>;

let synthesized = 0;
/** The resources of the delivery stack of a configuration. */
function delivery(config: EnvironmentConfig): Resources {
  const out = path.join(folder, String(synthesized++));
  const app = new App({ outdir: out });
  new DeliveryStack(app, config);
  app.synth();
  return Object.fromEntries(
    Object.entries(stackFile(out, `${config.environment}-delivery`).json.resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, given]) => [`${type}.${name}`, given] as const),
    ),
  );
}

/** The plan that turns the one into the other, as Terraform says it. */
function plan(before: Resources, after: Resources): string {
  const addresses = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: addresses.map((address) => {
      const [type = '', name = ''] = address.split('.');
      const [old, next] = [before[address], after[address]];
      const actions = old === undefined ? ['create'] : next === undefined ? ['delete'] : ['update'];
      const same = JSON.stringify(old) === JSON.stringify(next);
      return {
        address,
        mode: 'managed',
        type,
        name,
        change: { actions: same ? ['no-op'] : actions, before: old ?? null, after: next ?? null },
      };
    }),
  });
}

const dev = environmentOf('dev');
const [[fleetName, fleet] = []] = Object.entries(dev.realtime.fleets);
if (fleetName === undefined || fleet === undefined) throw new Error('dev has no fleet');
const now = delivery(dev);
const role = 'aws_iam_role.deploy';

describe('the rights of the roles of CI', () => {
  it('are complete when nothing changes, or no argument that gives a right', () => {
    expect(rightsBehind(plan(now, now))).toEqual([]);
    const tagged = Object.fromEntries(
      Object.entries(now).map(([address, given]) => [address, { ...given, tags: { team: 'other' } }]),
    );
    expect(rightsBehind(plan(now, tagged))).toEqual([]);
  });

  it.each<[string, EnvironmentConfig, RegExp]>([
    [
      'fleets of a further Region',
      {
        ...dev,
        furtherRegions: [
          {
            region: 'us-west-2',
            fleets: {
              west: { ...fleet, locations: [{ location: 'us-west-2', minimum: 1, desired: 1, maximum: 2 }] },
            },
            aliases: [{ name: 'west', active: 'west' }],
          },
        ],
      },
      /on arn:aws:\S*us-west-2/,
    ],
    [
      "a name of the API's own",
      {
        ...dev,
        api: {
          ...dev.api,
          domain: { dns: 'route53', name: 'api.games.example', hostedZoneId: 'Z0123456789' },
        },
      },
      /route53:\S+ on arn:aws:route53:::hostedzone\/Z0123456789/,
    ],
    [
      'longer sessions',
      {
        ...dev,
        delivery: { ...dev.delivery, deploySessionSeconds: dev.delivery.deploySessionSeconds + 3_600 },
      },
      /^aws_iam_role\.deploy: sessions of \d+ s$/,
    ],
    [
      'another repository',
      { ...dev, delivery: { ...dev.delivery, repository: 'ours/other' } },
      /^aws_iam_role/,
    ],
  ])('lack those for %s, and have too much, but lack nothing, on the way back', (_, config, lacking) => {
    const next = delivery(config);
    expect(rightsBehind(plan(now, next)).join('\n')).toMatch(new RegExp(lacking, 'm'));
    if (config.delivery.repository === dev.delivery.repository)
      expect(rightsBehind(plan(next, now))).toEqual([]);
  });

  it('lack a policy that is missing, is attached to another role, or cannot be compared', () => {
    const [attachment = ''] = Object.keys(now).filter((address) => /policy_attachment/.test(address));
    const { [attachment]: attached, ...without } = now;
    expect(rightsBehind(plan(without, now))).toEqual([`${attachment} is missing`]);
    expect(rightsBehind(plan(now, without))).toEqual([]);
    const elsewhere = { ...now, [attachment]: { ...attached, role: 'turnlift-dev-other' } };
    expect(rightsBehind(plan(elsewhere, now))).toEqual([`${attachment} is missing`]);
    const broken = { ...now, [role]: { ...now[role], assume_role_policy: 'not a policy' } };
    expect(rightsBehind(plan(broken, now))).toEqual([`${role}: its assume_role_policy cannot be compared`]);
  });

  it('lack what a denial still takes', () => {
    const [[address = '', given] = []] = Object.entries(now).filter(([, { policy }]) =>
      String(policy).includes('NotTheStateBucket'),
    );
    const stricter = {
      ...given,
      policy: String(given?.['policy']).replace('"s3:DeleteBucket"', '"s3:DeleteBucket","s3:PutObject"'),
    };
    expect(rightsBehind(plan({ ...now, [address]: stricter }, now))).toEqual([
      expect.stringMatching(/: s3:PutObject on arn:aws:s3:::\S+, which is denied$/),
    ]);
  });
});
