/** `npm run bootstrap-state`: creates the bucket that holds Terraform's state. Safe to repeat. */
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../core/message-of';
import { exampleLines } from '../config';
import { environmentNames, environmentOf } from '../definition/environments';
import backend from '../game';
import { hashesFile, newApp, StateStack } from '../stacks';
import { findProjectRoot } from './project';
import { synthesizedStacks } from './synthesized';
import { bootstrapState } from './terraform/bootstrap';
import { providerMirror, requireTerraform, Terraform } from './terraform/terraform';

async function main(): Promise<void> {
  const program = new Command('bootstrap-state')
    .description(
      "Makes the S3 bucket of an environment's Terraform state, with credentials from the environment " +
        '(AWS_PROFILE, SSO, …). Safe to repeat.',
    )
    .requiredOption('--env <name>', `the environment: ${environmentNames(backend).join(', ')}`);
  const { env } = program.parse().opts<{ env: string }>();
  requireTerraform();
  const config = environmentOf(backend, env);
  const [example] = exampleLines(findProjectRoot(), config);
  if (example !== undefined) throw new Error(example);
  const folder = path.join(findProjectRoot(), '.turnlift', 'bootstrap', env);
  const app = newApp(findProjectRoot(), path.join(folder, 'cdktf.out'));
  new StateStack(app, config);
  app.synth();
  const [stack] = synthesizedStacks(path.join(folder, 'cdktf.out'), env);
  if (stack === undefined) throw new Error(`nothing was synthesized for ${env}`);
  const terraform = new Terraform(stack.folder, providerMirror(process.env['TURNLIFT_TERRAFORM_PLUGIN_DIR']));
  const outcome = await bootstrapState(terraform, folder, (line) => process.stderr.write(`  ${line}\n`));
  const said = {
    created: 'was made and holds its own state',
    resumed: 'was made by an earlier run; its state is in it now',
    unchanged: 'is there and as it should be',
    updated: 'was there and is up to date now',
  } as const;
  const { bucket } = await terraform
    .outputs()
    .then((outputs) => ({ bucket: outputs['state-bucket'] ?? 'the state bucket' }));
  // The hashes are the project's, so the first environment brings them for all.
  const next = fs.existsSync(path.join(findProjectRoot(), hashesFile))
    ? ''
    : 'npm run provider-hashes, then ';
  process.stdout.write(
    `${pc.green('✓')} ${bucket} ${said[outcome]}; next: ${next}npx cdktf deploy '${env}-delivery' ` +
      '(docs/deploying.md)\n',
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`bootstrap-state failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
