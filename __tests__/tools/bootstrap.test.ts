import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bootstrapState } from '../../tools/terraform/bootstrap';
import { Terraform, terraformVersion } from '../../tools/terraform/terraform';

/**
 * Terraform itself, with backends that need no cloud: `inmem` cannot outlive a command, so a folder stands in
 * for the bucket. The rehearsal covers the rest of S3: the missing bucket, the lock.
 */
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-bootstrap-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));
const withTerraform = terraformVersion() === undefined ? it.skip : it;

function stack(name: string, value: string): Terraform {
  const folder = path.join(scratch, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'cdk.tf.json'),
    JSON.stringify({
      terraform: { backend: { local: { path: path.join(scratch, `${name}.bucket.tfstate`) } } },
      resource: { terraform_data: { bucket: { input: value } } },
      output: { 'state-bucket': { value: '${terraform_data.bucket.output}' } },
    }),
  );
  return new Terraform(folder, undefined);
}

describe('bootstrapping the state (skipped where terraform is not on the PATH)', () => {
  withTerraform('applies missing resources, then changes nothing, then applies changes', async () => {
    const keep = path.join(scratch, 'keep');
    expect(await bootstrapState(stack('a', 'one'), keep, () => undefined)).toBe('updated');
    expect(await bootstrapState(stack('a', 'one'), keep, () => undefined)).toBe('unchanged');
    expect(await bootstrapState(stack('a', 'two'), keep, () => undefined)).toBe('updated');
    expect(await stack('a', 'two').outputs()).toEqual({ 'state-bucket': 'two' });
  });

  withTerraform('continues where an earlier one ended: local state that was never moved', async () => {
    const keep = path.join(scratch, 'interrupted');
    const terraform = stack('b', 'one');
    // An earlier run made the bucket and died before it moved the state.
    fs.mkdirSync(keep, { recursive: true });
    fs.writeFileSync(
      path.join(terraform.folder, 'zzz_bootstrap_override.tf.json'),
      JSON.stringify({
        terraform: { backend: { local: { path: path.join(keep, 'state-bucket.tfstate') } } },
      }),
    );
    await terraform.init('-reconfigure');
    await terraform.plan('p');
    await terraform.apply('p');
    const said: string[] = [];
    expect(await bootstrapState(terraform, keep, (line) => said.push(line))).toBe('resumed');
    expect(said[0]).toContain('continuing an earlier bootstrap');
    expect(fs.readdirSync(keep)).toEqual([]);
    expect(fs.readdirSync(terraform.folder)).not.toContain('zzz_bootstrap_override.tf.json');
    expect(fs.readFileSync(path.join(scratch, 'b.bucket.tfstate'), 'utf8')).toContain('terraform_data');
    expect(await bootstrapState(terraform, keep, () => undefined)).toBe('unchanged');
  });

  withTerraform("passes on Terraform's output when it fails", async () => {
    const terraform = stack('c', '${nothing.here}');
    await expect(bootstrapState(terraform, path.join(scratch, 'failing'), () => undefined)).rejects.toThrow(
      /terraform (plan|init) failed:\nError: Reference to undeclared resource/,
    );
  });
});
