import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { exampleLines, exampleSettings, type EnvironmentConfig } from '../../config';
import { synthesize } from '../../stacks';
import { findProjectRoot } from '../../tools/project';
import { stackFile } from '../../tools/synthesized';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';
import { backend, environmentOf } from '../games';
import { projectFolder } from '../stacks/support/synthesis';

const prod = environmentOf('prod');
/** A project with the environments of these tests. */
const folder = projectFolder();
beforeAll(() => {
  fs.mkdirSync(path.join(folder, 'game', 'environments'), { recursive: true });
  fs.copyFileSync(
    path.join(findProjectRoot(), '__tests__', 'games', 'environments.ts'),
    path.join(folder, 'game', 'environments', 'shared.ts'),
  );
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
/** The production environment whose every line was edited. */
const own: EnvironmentConfig = {
  ...prod,
  account: '987654321098',
  api: { ...prod.api, allowedOrigins: ['https://play.our-game.gg'] },
  site: { domain: { dns: 'route53', name: 'play.our-game.gg', hostedZoneId: 'Z08A2B3C4D5E6F' } },
  operations: { ...prod.operations, alarmEmail: 'oncall@our-game.gg' },
  delivery: {
    ...prod.delivery,
    repository: 'our-game/backend',
    repositoryIds: { owner: '9', repository: '77' },
  },
};

describe('settings that are examples', () => {
  it('are found wherever they stand; an edited environment has none', () => {
    expect(exampleSettings(own)).toEqual([]);
    const changed = (config: Partial<EnvironmentConfig>): readonly string[] =>
      exampleSettings({ ...own, ...config }).map(({ setting }) => setting);
    for (const account of ['012345678901', '111122223333', '123456789012', '444455556666', '000000000000'])
      expect(changed({ account })).toEqual(['account']);
    for (const repository of [
      'example/turnlift',
      'OWNER/NAME',
      'owner/name',
      'your-org/your-game',
      'my-org/my-game',
      'your-org/your-repo',
      'your-username/turnlift',
      'octo-org/octo-repo',
      'our-studio/our-game',
      'me/NAME',
      'me/your-project',
    ])
      expect(changed({ delivery: { ...own.delivery, repository } })).toEqual(['delivery.repository']);
    expect(
      changed({ delivery: { ...own.delivery, repositoryIds: { owner: '0', repository: '00' } } }),
    ).toEqual(['delivery.repositoryIds.owner', 'delivery.repositoryIds.repository']);
    for (const origin of ['https://play.example.com', 'https://example.org', 'http://x.test:8080'])
      expect(changed({ api: { ...own.api, allowedOrigins: [origin] } })).toEqual(['api.allowedOrigins']);
    for (const origin of [
      'https://play.your-company.com',
      'https://yourdomain.gg:8443',
      'https://domain.com',
    ])
      expect(changed({ api: { ...own.api, allowedOrigins: [origin] } })).toEqual(['api.allowedOrigins']);
    for (const origin of ['https://counterexample.com', 'https://your-turn.gg', 'https://subdomain.gg', '*'])
      expect(changed({ api: { ...own.api, allowedOrigins: [origin] } })).toEqual([]);
    const zone = { dns: 'route53' as const, hostedZoneId: 'Z08A2B3C4D5E6F' };
    expect(changed({ site: { domain: { ...zone, name: 'play.example.com' } } })).toEqual([
      'site.domain.name',
    ]);
    expect(changed({ api: { ...own.api, domain: { ...zone, name: 'api.example.org' } } })).toEqual([
      'api.domain.name',
    ]);
    for (const hostedZoneId of ['Z0123456789ABC', 'Z1234567890ABC', 'ZXXXXXXXXXXXX', 'ZEXAMPLE12345'])
      expect(changed({ site: { domain: { ...zone, hostedZoneId, name: 'play.our-game.gg' } } })).toEqual([
        'site.domain.hostedZoneId',
      ]);
    const certified = (account: string, id: string): readonly string[] =>
      changed({
        site: {
          domain: {
            dns: 'elsewhere',
            name: 'play.our-game.gg',
            certificateArn: `arn:aws:acm:us-east-1:${account}:certificate/${id}`,
          },
        },
      });
    const id = '0a1b2c3d-1111-2222-3333-444455556666';
    expect(certified('987654321098', id)).toEqual([]);
    for (const [account, example] of [
      ['111122223333', id],
      // The values of the shipped file after its account was replaced.
      ['987654321098', 'write-your-own'],
      ['987654321098', '12345678-1234-1234-1234-123456789012'],
      ['987654321098', 'x'],
      ['987654321098', 'abc'],
    ] as const)
      expect(certified(account, example)).toEqual(['site.domain.certificateArn']);
    for (const alarmEmail of ['a@example.net', 'oncall@EXAMPLE.com', 'you@your-company.com'])
      expect(changed({ operations: { ...own.operations, alarmEmail } })).toEqual(['operations.alarmEmail']);
  });

  it('are found in identity providers, the origins of keys included', () => {
    const provider = (fields: { readonly issuer?: string; readonly keyOrigins?: string[] }) =>
      exampleSettings({
        ...own,
        identity: {
          ...own.identity,
          providers: {
            id: {
              kind: 'oidc',
              issuer: 'https://id.our-game.gg',
              audiences: ['the-game'],
              keyOrigins: [],
              ...fields,
            },
          },
        },
      }).map(({ setting }) => setting);
    expect(provider({})).toEqual([]);
    expect(provider({ issuer: 'https://id.example.com' })).toEqual(['identity.providers.id.issuer']);
    expect(provider({ keyOrigins: ['https://keys.our-game.gg', 'https://keys.example.com'] })).toEqual([
      'identity.providers.id.keyOrigins',
    ]);
  });

  it('are not what only looks like one', () => {
    for (const repository of [
      ...['acme/your-turn', 'acme/name', 'Owner-of-games/backend', 'my-orgs/my-game'],
      ...['your-own/backend', 'acme/your-game-server'],
    ])
      expect(exampleSettings({ ...own, delivery: { ...own.delivery, repository } })).toEqual([]);
    const audience = (id: string) =>
      exampleSettings({
        ...own,
        identity: { ...own.identity, providers: { google: { kind: 'google', audiences: [id] } } },
      }).map(({ setting }) => setting);
    for (const id of [
      // Okta, Entra, Apple, Google.
      ...['0oa4q3k8f2XyZabcd5d7', '0a1b2c3d-1111-2222-3333-444455556666', 'com.acme.your-turn'],
      ...['407408718192-a1b2c3.apps.googleusercontent.com', 'acme-client-id', 'com.counterexample.game'],
    ])
      expect({ id, found: audience(id) }).toEqual({ id, found: [] });
    for (const id of [
      ...['com.example.game', 'YOUR-CLIENT-ID', 'your_client_id', 'client-id'],
      ...[
        '1234567890-abc.apps.googleusercontent.com',
        '000000-example.apps.googleusercontent.com',
        '00000000-0000-0000-0000-000000000000',
      ],
    ])
      expect({ id, found: audience(id) }).toEqual({ id, found: ['identity.providers.google.audiences'] });
  });

  it('are what documents and messages show: a copied one is refused', () => {
    const root = findProjectRoot();
    const texts = ['docs', 'config'].flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(md|ts|mjs)$/.test(file))
        .map((file) => fs.readFileSync(path.join(root, folder, file), 'utf8')),
    );
    const shown = (pattern: RegExp): readonly string[] => [
      ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([match]) => match))),
    ];
    // Names of the game that the texts use as an example.
    const hosts = shown(/\b(?:[a-z0-9-]+\.)*our-[a-z]+\.[a-z]{2,}\b/g);
    const zones = shown(/\bZ[0-9][A-Z0-9]{9,}\b/g);
    expect(hosts.length).toBeGreaterThan(3);
    expect(zones.length).toBeGreaterThan(0);
    for (const host of hosts)
      expect({
        host,
        found: exampleSettings({ ...own, api: { ...own.api, allowedOrigins: [`https://${host}`] } }),
      }).toMatchObject({ found: [{ setting: 'api.allowedOrigins' }] });
    for (const hostedZoneId of zones)
      expect({
        hostedZoneId,
        found: exampleSettings({
          ...own,
          site: { domain: { dns: 'route53', name: 'play.our-game.gg', hostedZoneId } },
        }),
      }).toMatchObject({ found: [{ setting: 'site.domain.hostedZoneId' }] });
  });

  it('are reported with the file and the line to edit', () => {
    const lines = exampleLines(folder, prod);
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      const [, file = '', number = '', value = ''] =
        /^([\w/.-]+):(\d+): .* is the example (\S+): write your own$/.exec(line) ?? [];
      const text = fs.readFileSync(path.join(folder, file), 'utf8').split('\n')[Number(number) - 1];
      expect({ line, found: text?.includes(value) }).toEqual({ line, found: true });
    }
  });
});

describe('an environment with examples', () => {
  const hashesOf = (version: string): string =>
    `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "${version}"\n  constraints = ` +
    `"${version}"\n  hashes = [\n    "h1:one=",\n  ]\n}\n`;
  const hashes = hashesOf('6.25.0');
  const out = path.join(folder, 'cdktf.out');
  const stack = (name: string, ...file: readonly string[]): string => path.join(out, 'stacks', name, ...file);
  beforeAll(() => {
    for (const [file, text] of [
      [stack('qa-data', 'cdk.tf.json'), '{}'],
      [stack('dev-data', '.terraform', 'provider'), 'downloaded'],
      [path.join(folder, 'terraform.lock.hcl'), hashes],
    ] as const) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    synthesize(folder, out, backend, [own, environmentOf('dev')]);
  });

  it('is written beside what Terraform downloaded, with hashes of the provider, without old stacks', () => {
    expect(fs.readFileSync(stack('dev-data', '.terraform', 'provider'), 'utf8')).toBe('downloaded');
    expect(fs.readFileSync(stack('dev-data', '.terraform.lock.hcl'), 'utf8')).toBe(hashes);
    expect(fs.existsSync(stack('qa-data', 'cdk.tf.json'))).toBe(false);
  });

  it('is refused if the hashes are of another version of the provider, or missing', () => {
    const file = path.join(folder, 'terraform.lock.hcl');
    const written = fs.readFileSync(file);
    for (const [text, found] of [
      [hashesOf('5.100.0'), 'AWS provider 5.100.0'],
      ['', 'no AWS provider'],
    ] as const) {
      fs.writeFileSync(file, text);
      expect(() => synthesize(folder, path.join(folder, 'refused.out'), backend, [own])).toThrow(
        `terraform.lock.hcl holds hashes of ${found}, the stacks require 6.25.0: run npm run ` +
          'provider-hashes and commit the file',
      );
    }
    fs.writeFileSync(file, written);
  });

  it('carries the refusal in every stack; an environment without examples has none', () => {
    for (const part of ['state', 'delivery', 'data', 'realtime', 'matchmaking', 'api', 'operations']) {
      expect(stackFile(out, `dev-${part}`).json.output['settings']).toMatchObject({
        precondition: { error_message: expect.stringMatching(/:\d+: account is the example 111122223333/) },
      });
      expect(stackFile(out, `prod-${part}`).json.output).not.toHaveProperty('settings');
    }
  });

  (terraformVersion() === undefined ? it.skip : it)(
    'is refused by terraform itself, with the line to edit (skipped where it is not installed)',
    async () => {
      const { settings } = stackFile(out, 'dev-data').json.output;
      const alone = path.join(folder, 'alone');
      fs.mkdirSync(alone);
      fs.writeFileSync(path.join(alone, 'main.tf.json'), JSON.stringify({ output: { settings } }));
      const terraform = new Terraform(alone, undefined);
      await terraform.init();
      const run = await terraform.run(['plan', '-input=false', '-no-color']);
      expect(run.code).toBe(1);
      expect(run.output.replace(/[│\s]+/g, ' ')).toMatch(
        /shared\.ts:\d+: account is the example 111122223333: write your own/,
      );
    },
    60_000,
  );
});

describe('cdktf.json', () => {
  it('lets the cdktf CLI run main.ts through the build, so that it never deploys stale code', () => {
    const { app } = JSON.parse(fs.readFileSync(path.join(findProjectRoot(), 'cdktf.json'), 'utf8'));
    expect(app).toBe('node tools/run.mjs main.js');
  });
});
