import fs from 'node:fs';
import path from 'node:path';
import { type Terraform, TerraformFailed } from './terraform';

/**
 * The state bucket holds the state of the stack that creates it. The first time there is no bucket, so the
 * stack is applied with local state, which is then moved into the bucket. Safe to repeat, also after an
 * interruption: existing steps are recognized.
 */

// Terraform merges override files in alphabetical order: this one is last.
const overrideFile = 'zzz_bootstrap_override.tf.json';
export type Bootstrapped = 'created' | 'resumed' | 'unchanged' | 'updated';

/**
 * @param terraform in the folder of the synthesized state stack
 * @param keep folder that outlives synthesis, for the local state between the two steps
 * @throws TerraformFailed
 */
export async function bootstrapState(
  terraform: Terraform,
  keep: string,
  progress: (line: string) => void,
): Promise<Bootstrapped> {
  const override = path.join(terraform.folder, overrideFile);
  const localState = path.join(keep, 'state-bucket.tfstate');
  fs.rmSync(override, { force: true });
  const interrupted = fs.existsSync(localState);
  if (!interrupted && (await bucketIsThere(terraform))) {
    const { changes } = await terraform.plan('bootstrap.tfplan');
    if (!changes) return 'unchanged';
    await terraform.apply('bootstrap.tfplan');
    return 'updated';
  }
  progress(
    interrupted
      ? 'continuing an earlier bootstrap that did not end'
      : 'there is no state bucket yet: making it with local state',
  );
  fs.mkdirSync(keep, { recursive: true });
  fs.rmSync(path.join(terraform.folder, '.terraform', 'terraform.tfstate'), { force: true });
  try {
    fs.writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: localState } } } }));
    await terraform.init('-reconfigure');
    await terraform.plan('bootstrap.tfplan');
    await terraform.apply('bootstrap.tfplan');
  } finally {
    fs.rmSync(override, { force: true });
  }
  progress('moving the state into the bucket');
  await terraform.init('-migrate-state', '-force-copy');
  const { changes, run } = await terraform.plan('bootstrap.tfplan');
  if (changes) throw new TerraformFailed('plan (after moving the state)', run);
  fs.rmSync(localState, { force: true });
  fs.rmSync(`${localState}.backup`, { force: true });
  return interrupted ? 'resumed' : 'created';
}

/**
 * Initializes a stack.
 * @returns false when the bucket of its state does not exist
 * @throws TerraformFailed
 */
export async function bucketIsThere(terraform: Terraform, ...extra: readonly string[]): Promise<boolean> {
  try {
    await terraform.init('-reconfigure', ...extra);
    return true;
  } catch (error) {
    if (error instanceof TerraformFailed && /bucket .*does not exist|NoSuchBucket/i.test(error.run.output))
      return false;
    throw error;
  }
}
