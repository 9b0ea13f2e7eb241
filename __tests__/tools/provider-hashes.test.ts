import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lockedVersion } from '../../stacks';
import { held, providerHashes } from '../../tools/terraform/provider-hashes';
import { providerMirror, Terraform, terraformVersion } from '../../tools/terraform/terraform';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-provider-hashes-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));
const mirror = providerMirror(process.env['TURNLIFT_TERRAFORM_PLUGIN_DIR']);
const withProvider = terraformVersion() === undefined || mirror === undefined ? it.skip : it;

describe('hashes of the provider (skipped without terraform and TURNLIFT_TERRAFORM_PLUGIN_DIR)', () => {
  withProvider(
    'are written once, and Terraform then accepts no other provider',
    async () => {
      const { folder, awsVersion } = mirror ?? { folder: '', awsVersion: '' };
      const [platform = ''] = fs.readdirSync(
        path.join(folder, 'registry.terraform.io', 'hashicorp', 'aws', awsVersion),
      );
      const stack = path.join(scratch, 'stack');
      fs.mkdirSync(stack);
      fs.writeFileSync(
        path.join(stack, 'cdk.tf.json'),
        JSON.stringify({
          terraform: { required_providers: { aws: { source: 'aws', version: awsVersion } } },
        }),
      );
      const lock = path.join(stack, '.terraform.lock.hcl');
      // The hashes of an earlier version must not stay.
      fs.writeFileSync(
        lock,
        'provider "registry.terraform.io/hashicorp/aws" {\n  version = "1.0.0"\n  hashes = ["h1:old="]\n}\n',
      );
      const terraform = new Terraform(stack, mirror);
      expect(held(scratch)).toEqual([]);
      const text = await providerHashes(terraform, [platform], folder);
      expect(lockedVersion(text)).toBe(awsVersion);
      const [hash = ''] = /h1:[A-Za-z0-9+/]{43}=/.exec(text) ?? [];
      expect(hash).not.toBe('');
      expect(text).not.toContain('old');

      expect(held(stack)).toEqual(['-lockfile=readonly']);
      await terraform.init(...held(stack));
      expect(fs.readFileSync(lock, 'utf8')).toBe(text);

      fs.writeFileSync(lock, text.replace(hash, `h1:${'A'.repeat(43)}=`));
      fs.rmSync(path.join(stack, '.terraform'), { recursive: true, force: true });
      await expect(terraform.init(...held(stack))).rejects.toThrow(/checksum|lock file/);
      await expect(providerHashes(terraform, ['plan9_amd64'], folder)).rejects.toThrow(
        'is not available for plan9_amd64',
      );
    },
    120_000,
  );
});
