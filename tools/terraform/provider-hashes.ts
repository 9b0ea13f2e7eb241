import fs from 'node:fs';
import path from 'node:path';
import { lockFile } from '../../stacks';
import { type Terraform, TerraformFailed } from './terraform';

/** Platforms on which people and CI plan and deploy. */
export const deployPlatforms = [
  'linux_amd64',
  'linux_arm64',
  'darwin_amd64',
  'darwin_arm64',
  'windows_amd64',
] as const;

/**
 * The hashes of the provider that a stack requires, for several platforms.
 * @param terraform in the folder of a synthesized stack
 * @param source a folder of packed or unpacked providers (`-fs-mirror`); undefined: the registry, whose
 *   signature Terraform checks
 * @returns the text of a lock file
 * @throws TerraformFailed when a platform's package is not found or not signed
 */
export async function providerHashes(
  terraform: Terraform,
  platforms: readonly string[],
  source: string | undefined,
): Promise<string> {
  const lock = path.join(terraform.folder, lockFile);
  // Without this, the hashes of an earlier version would stay beside the new ones.
  fs.rmSync(lock, { force: true });
  const run = await terraform.run([
    'providers',
    'lock',
    '-no-color',
    ...(source === undefined ? [] : [`-fs-mirror=${source}`]),
    ...platforms.map((platform) => `-platform=${platform}`),
  ]);
  if (run.code !== 0) throw new TerraformFailed('providers lock', run);
  return fs.readFileSync(lock, 'utf8');
}

/** Options of `terraform init` with which a stack's lock file is obeyed and never extended. */
export function held(folder: string): readonly string[] {
  return fs.existsSync(path.join(folder, lockFile)) ? ['-lockfile=readonly'] : [];
}
