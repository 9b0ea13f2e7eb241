/**
 * `npm run deploy-stacks -- plan|apply`: plans an environment's stacks for review, and applies exactly the
 * reviewed plans. `cdktf deploy` is not used because it plans in the moment that it applies, without a
 * review.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { hashesFile } from '../../stacks';
import { deployedParts } from '../../stacks/constructs/delivery-rights';
import backend from '../../game';
import { projectRoot } from '../project';
import { type SynthesizedStack } from '../synthesized';
import { providerMirror } from '../terraform/terraform';
import { applyStacks } from './apply-stacks';
import { planStacks } from './plan-stacks';
import { stacksToPlan, synthesizedFolder } from './stacks-to-plan';

interface PlanOptions {
  readonly env: string;
  readonly stacks?: string;
  readonly plans: string;
  readonly deployed?: true;
}
interface ApplyOptions {
  readonly env: string;
  readonly stacks: string;
  readonly plans: string;
  readonly firstDeploy?: true;
}

const mirror = providerMirror(process.env['TURNLIFT_TERRAFORM_PLUGIN_DIR']);
const progress = (line: string): void => void process.stderr.write(`  ${line}\n`);

function deployed(stacks: readonly SynthesizedStack[]): readonly SynthesizedStack[] {
  return stacks.filter(({ name }) => deployedParts.some((part) => name.endsWith(`-${part}`)));
}

async function plan(options: PlanOptions): Promise<void> {
  const given = options.stacks === undefined ? undefined : path.resolve(options.stacks);
  const stacks = stacksToPlan(projectRoot(), backend, options.env, given);
  if (!fs.existsSync(path.join(projectRoot(), hashesFile)))
    progress(
      `${hashesFile} is missing: the provider is held to its version, not to its hashes. npm run provider-hashes writes it`,
    );
  const plans = await planStacks(
    options.deployed === true ? deployed(stacks) : stacks,
    path.resolve(options.plans),
    mirror,
    progress,
  );
  const failed = plans.filter(({ outcome }) => outcome === 'failed');
  for (const { stack, why } of failed) process.stderr.write(`${stack}: ${why ?? 'failed'}\n`);
  if (failed.length > 0) process.exitCode = 1;
}

async function apply(options: ApplyOptions): Promise<void> {
  const stacks = deployed(stacksToPlan(projectRoot(), backend, options.env, path.resolve(options.stacks)));
  const { applied, left } = await applyStacks(stacks, {
    plans: path.resolve(options.plans),
    mirror,
    firstDeploy: options.firstDeploy === true,
    progress,
  });
  process.stdout.write(
    applied.length === 0 ? 'nothing to do\n' : `${applied.length} stacks applied: ${applied.join(', ')}\n`,
  );
  if (left.length > 0)
    process.stdout.write(`left: ${left.join(', ')}; they can be planned now: plan, review and apply again\n`);
}

const program = new Command('deploy-stacks').description(
  "Plans an environment's stacks for review, and applies exactly what was reviewed.",
);
program
  .command('plan')
  .description('synthesizes and plans every stack, and fails when one of them fails')
  .requiredOption('--env <name>', 'the environment')
  .option('--stacks <folder>', 'plan what was synthesized there before; default: synthesize now')
  .option('--plans <folder>', 'where the plans go', 'plans')
  .option('--deployed', 'only the stacks that CI deploys, not state and delivery')
  .action(plan);
program
  .command('apply')
  .description('applies the plans that were approved; refuses when they are stale')
  .requiredOption('--env <name>', 'the environment')
  .option('--stacks <folder>', 'what was planned', synthesizedFolder(projectRoot()))
  .option('--plans <folder>', 'the plans that were approved', 'plans')
  .option('--first-deploy', 'also apply stacks that could not be planned before what they read was applied')
  .action(apply);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`deploy-stacks failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
