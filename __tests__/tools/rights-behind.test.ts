import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { type EnvironmentConfig } from '../../config';
import { DeliveryStack } from '../../stacks/delivery-stack';
import { rightsChange } from '../../tools/deploy/rights-behind';
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

/** The plan from one set of resources to another, in the form of `terraform show -json`. */
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

const lackingFor = (before: Resources, after: Resources): readonly string[] =>
  rightsChange(plan(before, after)).lacking;

const dev = environmentOf('dev');
const [[fleetName, fleet] = []] = Object.entries(dev.realtime.fleets);
if (fleetName === undefined || fleet === undefined) throw new Error('dev has no fleet');
const now = delivery(dev);
const role = 'aws_iam_role.deploy';

describe('the rights of the roles of CI', () => {
  it('are complete when nothing changes, or no argument that gives a right', () => {
    expect(lackingFor(now, now)).toEqual([]);
    const tagged = Object.fromEntries(
      Object.entries(now).map(([address, given]) => [address, { ...given, tags: { team: 'other' } }]),
    );
    expect(lackingFor(now, tagged)).toEqual([]);
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
    const { lacking: lacks, taken } = rightsChange(plan(now, next));
    expect(lacks.join('\n')).toMatch(new RegExp(lacking, 'm'));
    const changes = config.delivery.repository === dev.delivery.repository ? [] : lacks;
    expect(taken).toHaveLength(changes.length);
    expect(lackingFor(next, now)).toHaveLength(changes.length);
  });

  it('lack those of a policy that is missing, is attached to another role, or cannot be compared', () => {
    const [attachment = ''] = Object.keys(now).filter((address) => /policy_attachment/.test(address));
    const { [attachment]: attached, ...without } = now;
    const holder = String(attached?.['role']);
    expect(lackingFor(without, now).every((right) => right.startsWith(`${holder}: `))).toBe(true);
    expect(lackingFor(without, now)).not.toEqual([]);
    const elsewhere = { ...now, [attachment]: { ...attached, role: 'turnlift-dev-other' } };
    expect(lackingFor(elsewhere, now)).toEqual(lackingFor(without, now));
    const broken = { ...now, [role]: { ...now[role], assume_role_policy: 'not a policy' } };
    expect(lackingFor(broken, now)).toEqual([`${role}: its trust cannot be compared`]);
    const { [role]: _role, ...withoutRole } = now;
    expect(lackingFor(withoutRole, now)).toEqual([`${role} is missing`]);
    const bounded = { ...now, [role]: { ...now[role], permissions_boundary: 'arn:aws:iam::1:policy/b' } };
    expect(lackingFor(bounded, now)).toEqual([
      `${role}: what its boundary arn:aws:iam::1:policy/b keeps from it`,
    ]);
  });

  const policyOf = (address: string): { readonly Statement: readonly object[] } =>
    JSON.parse(String(now[address]?.['policy']));
  const withPolicy = (resources: Resources, address: string, Statement: readonly object[]): Resources => ({
    ...resources,
    [address]: { ...resources[address], policy: JSON.stringify({ Version: '2012-10-17', Statement }) },
  });

  it('lack nothing where statements move within a role, are split, or say the same otherwise', () => {
    const [one = '', other = ''] = Object.keys(now).filter((address) =>
      address.startsWith('aws_iam_policy.deploy-rights_'),
    );
    const [moved, ...rest] = policyOf(one).Statement;
    if (moved === undefined) throw new Error(`${one} has no statement`);
    const elsewhere = withPolicy(withPolicy(now, one, rest), other, [...policyOf(other).Statement, moved]);
    expect(rightsChange(plan(elsewhere, now))).toEqual({ lacking: [], taken: [] });
    const [roles = ''] = Object.keys(now).filter((address) =>
      address.startsWith('aws_iam_policy.deploy-rights_roles'),
    );
    const split = policyOf(roles).Statement.flatMap((statement) => {
      const text = JSON.stringify(statement);
      const [, values = ''] = /"iam:PassedToService":\[([^\]]+)\]/.exec(text) ?? [];
      return values === ''
        ? [statement]
        : values.split(',').map((value): object => JSON.parse(text.replace(`[${values}]`, value)));
    });
    expect(split.length).toBeGreaterThan(policyOf(roles).Statement.length);
    expect(lackingFor(withPolicy(now, roles, split), now)).toEqual([]);
    const otherwise = JSON.parse(
      JSON.stringify(policyOf(roles).Statement).replaceAll('"StringEquals"', '"StringLike"'),
    );
    expect(lackingFor(withPolicy(now, roles, otherwise), now)).toEqual([]);
  });

  it('lack a further value of a condition, also where its key contains the word Not', () => {
    const [address = ''] = Object.keys(now).filter((one) => one.startsWith('aws_iam_policy.deploy-rights_'));
    const tagged = (...values: readonly string[]): Resources =>
      withPolicy(now, address, [
        {
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: ['arn:aws:sqs:*:*:q'],
          Condition: { StringEquals: { 'aws:ResourceTag/Do Not Delete': values } },
        },
      ]);
    expect(lackingFor(tagged('a'), tagged('a', 'b')).join()).toContain('sqs:SendMessage');
    expect(lackingFor(tagged('a', 'b'), tagged('a'))).toEqual([]);
  });

  it('say what a commit takes away when it needs others', () => {
    const zone = (hostedZoneId: string): Resources =>
      delivery({
        ...dev,
        api: { ...dev.api, domain: { dns: 'route53', name: 'api.games.example', hostedZoneId } },
      });
    const { lacking, taken } = rightsChange(plan(zone('Z0000000001'), zone('Z0000000002')));
    expect(lacking.join()).toContain('hostedzone/Z0000000002');
    expect(taken.join()).toContain('hostedzone/Z0000000001');
  });

  it('lack what a denial still takes', () => {
    const [[address = '', given] = []] = Object.entries(now).filter(([, { policy }]) =>
      String(policy).includes('NotTheStateBucket'),
    );
    const stricter = {
      ...given,
      policy: String(given?.['policy']).replace('"s3:DeleteBucket"', '"s3:DeleteBucket","s3:PutObject"'),
    };
    expect(lackingFor({ ...now, [address]: stricter }, now)).toEqual([
      expect.stringMatching(/: s3:PutObject on arn:aws:s3:::\S+, which is denied$/),
    ]);
  });
});
