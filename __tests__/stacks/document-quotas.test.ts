import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { App } from 'cdktf';
import {
  type EnvironmentConfig,
  type EnvironmentSource,
  homeRegions,
  limits,
  parseEnvironment,
} from '../../config';
import { sessionLocations } from '../../config/limits';
import { addStackRules, StateStack, turnlift } from '../../stacks';
import { documentQuotas, documentSizes, oversized } from '../../stacks/constructs/document-quotas';
import { synthesizedStacks, stackFile } from '../../tools/synthesized';
import { backend, prod } from '../games';
import { projectFolder } from './support/synthesis';

const folder = projectFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const letters = (length: number): string => 'w'.repeat(length);
const numbered = (length: number, index: number): string => `${letters(length - 2)}${10 + index}`;

/** A webhook and a provider as long as the schema takes them together. */
const webhooks = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [
    numbered(20, index),
    { url: `https://our-game.gg/${letters(80)}`, types: ['your-turn' as const], delaySeconds: 900 },
  ]),
);
const providers = {
  [letters(20)]: { kind: 'google' as const, audiences: Array.from({ length: 7 }, () => letters(255)) },
};

/** Everything as large as the schema takes it, in one Region or in all. */
function largest(prefix: { project: string; environment: string }, everywhere: boolean): EnvironmentConfig {
  const [home = 'us-east-1', ...others] = [...homeRegions].sort((a, b) => b.length - a.length);
  const [fleet] = Object.values(prod.realtime.fleets);
  if (fleet === undefined) throw new Error('prod has no fleet');
  const hosting = (region: (typeof homeRegions)[number], count: number): EnvironmentSource['realtime'] => ({
    ...prod.realtime,
    fleets: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        numbered(20, index),
        {
          ...fleet,
          locations: [...(index === 0 ? sessionLocations : [region])].map((location) => ({
            location,
            minimum: 1,
            desired: 1,
            maximum: 9,
          })),
        },
      ]),
    ),
    aliases: Array.from({ length: count }, (_, index) => ({
      name: numbered(32, index),
      active: numbered(20, index),
    })),
  });
  return parseEnvironment('largest', {
    ...prod,
    ...prefix,
    region: home,
    leastLocations: 1,
    realtime: hosting(home, everywhere ? 3 : limits.queueDestinations),
    furtherRegions: everywhere
      ? others.map((region) => {
          const { fleets, aliases } = hosting(region, 1);
          return { region, fleets, aliases };
        })
      : [],
    identity: { reservedNames: Array.from({ length: 36 }, () => letters(32)), providers },
    webhooks,
    api: {
      ...prod.api,
      allowedOrigins: [],
      originSecretSha256: '0f'.repeat(32),
      domain: { dns: 'route53', name: `${letters(60)}.gg`, hostedZoneId: `Z${'A'.repeat(31)}` },
    },
    site: { domain: { dns: 'route53', name: `${letters(59)}x.gg`, hostedZoneId: `Z${'B'.repeat(31)}` } },
    delivery: { ...prod.delivery, repository: `${letters(39)}/${letters(100)}` },
  });
}

const configurations = {
  // Bucket names leave this much where they name a Region.
  'every Region': largest({ project: letters(20), environment: letters(4) }, true),
  'the longest names': largest({ project: letters(20), environment: letters(12) }, false),
};

/** Documents of a fixed, small size, and those that may have gigabytes. */
const unlimited = ['aws_lambda_invocation input', 'aws_sqs_queue redrive_policy', 'aws_s3_object content'];

describe.each(Object.entries(configurations))('the largest configuration, with %s', (what, config) => {
  const out = path.join(folder, what.replaceAll(' ', '-'));
  turnlift(new App({ outdir: out }), folder, backend, [config]).synth();
  const stacks = synthesizedStacks(out).map(({ name }) => stackFile(out, name));

  it('has only documents that AWS takes', () => {
    const sizes = stacks.flatMap(({ json }) => documentSizes(json.resource));
    expect(new Set(sizes.map(({ quota }) => quota))).toEqual(new Set(documentQuotas));
    expect(
      sizes
        .filter(({ quota, size }) => size > quota.max)
        .map(({ address, quota, size }) => `${address}: ${quota.what} has ${size}`),
    ).toEqual([]);
  });

  it('has no document without a quota', () => {
    const measured = new Set([
      ...documentQuotas.map(({ type, argument }) => `${type} ${argument ?? ''}`),
      ...unlimited,
    ]);
    const documents = stacks.flatMap(({ json }) =>
      Object.entries(json.resource).flatMap(([type, named]) =>
        Object.values(named).flatMap((resource) =>
          Object.entries(resource)
            .filter(([, value]) => typeof value === 'string' && (/^[{[]/.test(value) || value.length > 500))
            .map(([argument]) => `${type} ${argument}`),
        ),
      ),
    );
    expect(documents.length).toBeGreaterThan(60);
    expect([...new Set(documents)].filter((document) => !measured.has(document))).toEqual([]);
  });
});

describe('a document that is too large', () => {
  const inline = (role: string, length: number): Record<string, unknown> => ({
    role,
    policy: letters(length),
  });

  it('is reported with its place, its quota and what to do', () => {
    expect(oversized('dev', { aws_iam_policy: { big: { policy: letters(6_145) } } })).toEqual([
      'game/environments/dev.ts: the managed policy (aws_iam_policy.big) has 6145, 6144 are allowed: ' +
        'split its statements into two policies (stacks/constructs/delivery-rights.ts)',
    ]);
    expect(oversized('dev', { aws_iam_policy: { big: { policy: letters(6_144) } } })).toEqual([]);
  });

  it('may be the sum of a role, and counts what only the deploy knows', () => {
    const two = (second: string, length: number): readonly string[] =>
      oversized('dev', { aws_iam_role_policy: { a: inline('r', 10_000), b: inline(second, length) } });
    expect(two('r', 240)).toEqual([]);
    expect(two('r', 241)).toHaveLength(1);
    expect(two('other', 10_240)).toEqual([]);
    const unknown = { role: 'r', policy: `\${aws_dynamodb_table.t.stream_arn}${letters(10_100)}` };
    expect(oversized('dev', { aws_iam_role_policy: { unknown } })).toHaveLength(1);
  });

  it('stops synth', () => {
    const app = new App({ outdir: path.join(folder, 'too-large') });
    const stack = new StateStack(app, configurations['the longest names']);
    new IamPolicy(stack, 'big', { name: 'big', policy: JSON.stringify(letters(6_200)) });
    addStackRules(app);
    expect(() => app.synth()).toThrow(
      /the managed policy \(aws_iam_policy\.big\) has 6202, 6144 are allowed/,
    );
  });
});
