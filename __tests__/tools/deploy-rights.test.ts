import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stackParts } from '../../stacks/parts';
import { findProjectRoot } from '../../tools/project';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';
import { compileProgram } from '../support/compiled';

/** Real Terraform on the stacks of `dev`, of which `delivery` alone holds something: a right. */
const installed = terraformVersion() !== undefined;

(installed ? describe : describe.skip)('deploy-stacks (skipped where terraform is not installed)', () => {
  let folder: string;
  const stackFolder = (part: string): string => path.join(folder, 'stacks', `dev-${part}`);
  const plans = (): string => path.join(folder, 'plans');

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-deploy-'));
    for (const part of stackParts) {
      fs.mkdirSync(stackFolder(part), { recursive: true });
      fs.writeFileSync(
        path.join(stackFolder(part), 'cdk.tf.json'),
        JSON.stringify({
          terraform: { backend: { local: { path: path.join(folder, `${part}.tfstate`) } } },
          ...(part === 'delivery' ? { resource: { terraform_data: { right: { input: 'given' } } } } : {}),
        }),
      );
    }
    const stacks = stackParts.map((part) => [
      `dev-${part}`,
      { name: `dev-${part}`, workingDirectory: `stacks/dev-${part}`, dependencies: [] },
    ]);
    fs.writeFileSync(
      path.join(folder, 'manifest.json'),
      JSON.stringify({ stacks: Object.fromEntries(stacks) }),
    );
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const plan = (...options: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
    spawnSync(
      process.execPath,
      [
        ...[compileProgram('tools/deploy/main.js'), 'plan', '--env', 'dev', '--stacks', folder],
        ...['--plans', plans(), ...options],
      ],
      { cwd: findProjectRoot(), encoding: 'utf8' },
    );

  it('refuses a deploy while the roles of CI lack rights, and says so of a pull request', async () => {
    const message =
      /dev-delivery: .*: npx cdktf deploy dev-delivery\. Lacking: terraform_data\.right is missing/;
    const refused = plan('--deployed');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(message);
    const pullRequest = plan();
    expect(pullRequest.status).toBe(0);
    expect(pullRequest.stderr).toMatch(message);
    await new Terraform(stackFolder('delivery'), undefined).run(['apply', '-auto-approve', '-no-color']);
    const deploy = plan('--deployed');
    expect(deploy.status).toBe(0);
    expect(deploy.stderr).toContain('dev-delivery: the roles of CI have the rights of this commit');
    // The plans are those of what is applied.
    expect(fs.readdirSync(plans()).filter((name) => /delivery|state/.test(name))).toEqual([]);
  }, 300_000);
});
