import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** Terraform's lock file in the folder of a stack. */
export const lockFile = '.terraform.lock.hcl';
/** The file in the project that synth puts beside every stack as its lock file. */
export const hashesFile = 'terraform.lock.hcl';

const requiring = z.object({
  terraform: z.object({ required_providers: z.object({ aws: z.object({ version: z.string() }) }) }),
});

/**
 * Version of the AWS provider in a lock file.
 * @returns undefined when the file does not lock this provider
 */
export function lockedVersion(text: string): string | undefined {
  return /provider "[^"]*\/hashicorp\/aws" \{\s*version\s*=\s*"([^"]+)"/.exec(text)?.[1];
}

/**
 * Puts the project's hashes of the provider beside every synthesized stack, where the project has them.
 * @param root the project's folder
 * @param stacks folder of the stacks
 * @throws Error when the hashes are those of another version: `terraform init` would refuse every stack
 */
export function copyHashes(root: string, stacks: string): void {
  const hashes = path.join(root, hashesFile);
  if (!fs.existsSync(hashes)) return;
  const locked = lockedVersion(fs.readFileSync(hashes, 'utf8'));
  for (const stack of fs.readdirSync(stacks)) {
    const written = path.join(stacks, stack, 'cdk.tf.json');
    if (!fs.existsSync(written)) continue;
    const { version } = requiring.parse(JSON.parse(fs.readFileSync(written, 'utf8'))).terraform
      .required_providers.aws;
    if (locked !== version)
      throw new Error(
        `${hashesFile} holds hashes of ` +
          `${locked === undefined ? 'no AWS provider' : `AWS provider ${locked}`}, the stacks require ` +
          `${version}: run npm run provider-hashes and commit the file`,
      );
    fs.copyFileSync(hashes, path.join(stacks, stack, lockFile));
  }
}
