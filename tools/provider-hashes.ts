/**
 * `npm run provider-hashes`: writes terraform.lock.hcl, by which Terraform holds the provider to its hashes.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../core/message-of';
import { environmentNames, environmentOf } from '../definition/environments';
import backend from '../game';
import { hashesFile, lockedVersion, synthesize } from '../stacks';
import { findProjectRoot } from './project';
import { synthesizedStacks } from './synthesized';
import { deployPlatforms, providerHashes } from './terraform/provider-hashes';
import { requireTerraform, Terraform } from './terraform/terraform';

interface Options {
  readonly platform: readonly string[];
  readonly mirror?: string;
}

async function main(): Promise<void> {
  const program = new Command('provider-hashes')
    .description(
      'Asks the registry for the hashes of the AWS provider and writes terraform.lock.hcl. Commit ' +
        'that file: synth puts it beside every stack.',
    )
    .option('--platform <names...>', 'where you and CI run Terraform', [...deployPlatforms])
    .option('--mirror <folder>', 'a folder of providers, in place of the registry');
  const { platform, mirror } = program.parse().opts<Options>();
  requireTerraform();
  const [environment] = environmentNames(backend);
  if (environment === undefined) throw new Error('the backend has no environment');
  const root = findProjectRoot();
  const file = path.join(root, hashesFile);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-provider-hashes-'));
  try {
    // All stacks require the same provider, so the first one stands for all.
    fs.cpSync(path.join(root, 'build'), path.join(folder, 'build'), { recursive: true });
    synthesize(folder, path.join(folder, 'cdktf.out'), backend, [environmentOf(backend, environment)]);
    const [stack] = synthesizedStacks(path.join(folder, 'cdktf.out'), environment);
    if (stack === undefined) throw new Error(`nothing was synthesized for ${environment}`);
    process.stderr.write(`  ${platform.length} platforms, some 150 MB each from the registry …\n`);
    const text = await providerHashes(new Terraform(stack.folder, undefined), platform, mirror);
    const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
    process.stdout.write(
      `${pc.green('✓')} ${hashesFile} ${before === text ? 'is as it was' : 'is written'}: AWS ` +
        `provider ${lockedVersion(text) ?? 'unknown'}; next: commit it\n`,
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`provider-hashes failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
