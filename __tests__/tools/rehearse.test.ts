import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { environmentOf } from '../games';
import { overrideFile, writeOverrides } from '../../tools/rehearse/overrides';
import { findProjectRoot } from '../../tools/project';
import { stackFile } from '../../tools/synthesized';
import { providerMirror } from '../../tools/terraform/terraform';
import { projectFolder, type Synthesis, synthesize } from '../stacks/support/synthesis';
import { compileProgram } from '../support/compiled';

const override = z.looseObject({
  terraform: z.looseObject({
    backend: z.looseObject({ s3: z.record(z.string(), z.unknown()) }),
    required_providers: z.looseObject({ aws: z.looseObject({ version: z.string() }) }),
  }),
  provider: z.looseObject({
    aws: z.array(
      z.looseObject({
        allowed_account_ids: z.array(z.string()),
        endpoints: z.array(z.record(z.string(), z.string())),
      }),
    ),
  }),
  resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
  data: z
    .looseObject({
      terraform_remote_state: z.record(
        z.string(),
        z.looseObject({ config: z.record(z.string(), z.unknown()) }),
      ),
    })
    .optional(),
});

describe("the rehearsal's override files", () => {
  const folder = projectFolder();
  let synthesis: Synthesis;
  beforeAll(() => {
    synthesis = synthesize(folder, ['dev']);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const endpoints = {
    emulator: 'http://127.0.0.1:5000',
    account: '123456789012',
    gamelift: { api: 'http://127.0.0.1:6000', cloudformation: 'http://127.0.0.1:6000' },
    awsProviderVersion: '5.100.0',
  };
  const written = (
    stack: string,
    changes: Partial<typeof endpoints> = {},
  ): { readonly differences: readonly string[]; readonly json: z.output<typeof override> } => {
    const differences = writeOverrides(synthesis.out, stack, { ...endpoints, ...changes });
    return {
      differences,
      json: override.parse(
        JSON.parse(fs.readFileSync(path.join(synthesis.out, 'stacks', stack, overrideFile), 'utf8')),
      ),
    };
  };

  it('leave the synthesized stacks unchanged, and keep bucket, key and lock of the state', () => {
    const before = stackFile(synthesis.out, 'dev-api').text;
    const { json } = written('dev-api');
    expect(stackFile(synthesis.out, 'dev-api').text).toBe(before);
    expect(json.terraform.backend.s3).toMatchObject({
      bucket: 'turnlift-dev-state-111122223333',
      key: 'api.tfstate',
      use_lockfile: true,
      endpoints: { s3: endpoints.emulator },
      use_path_style: true,
    });
  });

  it('send GameLift and CloudFormation to the local GameLift, all other calls to the emulator', () => {
    const [provider] = written('dev-realtime').json.provider.aws;
    expect(provider?.endpoints[0]).toMatchObject({
      gamelift: 'http://127.0.0.1:6000',
      cloudformation: 'http://127.0.0.1:6000',
      dynamodb: 'http://127.0.0.1:5000',
      lambda: 'http://127.0.0.1:5000',
    });
    expect(provider?.allowed_account_ids).toEqual(['123456789012']);
  });

  it('reach the state of other stacks in the emulator too', () => {
    const states = Object.values(written('dev-operations').json.data?.terraform_remote_state ?? {});
    expect(states.map(({ config }) => config['key']).sort()).toEqual(['api.tfstate', 'realtime.tfstate']);
    for (const { config } of states)
      expect(config).toMatchObject({ endpoints: { s3: endpoints.emulator }, use_lockfile: true });
  });

  it('lower the runtime only for providers that do not know it, and say so', () => {
    const old = written('dev-api');
    expect(old.differences.join('\n')).toContain(
      'nodejs22.x here, since AWS provider 5.100.0 does not know nodejs24.x',
    );
    expect(Object.values(old.json.resource?.['aws_lambda_function'] ?? {})[0]).toMatchObject({
      runtime: 'nodejs22.x',
    });
    const current = written('dev-api', { awsProviderVersion: '6.25.0' });
    expect(current.differences.join('\n')).not.toContain('nodejs22.x');
    expect(Object.values(current.json.resource?.['aws_lambda_function'] ?? {})[0]).not.toHaveProperty(
      'runtime',
    );
  });

  it('name every resource that is left out', () => {
    const { differences, json } = written('dev-operations');
    for (const [type, ids] of Object.entries(json.resource ?? {}))
      for (const settings of Object.values(ids))
        if (settings['count'] === 0) expect(differences.join('\n')).toContain(type);
    expect(differences.join('\n')).toContain('aws_budgets_budget is left out here');
  });
});

describe('npm run rehearse', () => {
  it('reports loudly that it was skipped where there is no provider', () => {
    const { stdout, status } = spawnSync(process.execPath, [compileProgram('tools/rehearse/main.js')], {
      cwd: findProjectRoot(),
      encoding: 'utf8',
      env: { ...process.env, TURNLIFT_TERRAFORM_PLUGIN_DIR: '' },
    });
    expect(stdout).toMatch(/SKIPPED: .*; nothing was rehearsed/);
    expect(status).toBe(0);
  });

  it('refuses an environment that does not exist', () => {
    const { stderr, status } = spawnSync(
      process.execPath,
      [compileProgram('tools/rehearse/main.js'), '--env', 'qa'],
      { cwd: findProjectRoot(), encoding: 'utf8' },
    );
    expect(stderr).toContain('"qa" is not an environment');
    expect(status).toBe(1);
    expect(() => environmentOf('qa')).toThrow('"qa" is not an environment');
  });

  it('finds the newest provider of a plugin folder', () => {
    const folder = fs.mkdtempSync(path.join(findProjectRoot(), 'node_modules', '.cache', 'plugins-'));
    for (const version of ['5.9.0', '5.100.0', 'notes'])
      fs.mkdirSync(path.join(folder, 'registry.terraform.io', 'hashicorp', 'aws', version), {
        recursive: true,
      });
    expect(providerMirror(folder)).toEqual({ folder, awsVersion: '5.100.0' });
    expect(providerMirror(path.join(folder, 'nowhere'))).toBeUndefined();
    fs.rmSync(folder, { recursive: true });
  });
});
