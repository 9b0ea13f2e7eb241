/**
 * `npm run deploy-stacks -- plan|apply|destroy`: plans an environment's stacks for review, applies exactly
 * the reviewed plans, and takes an environment down. `cdktf deploy` is not used because it plans in the
 * moment that it applies, without a review.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { messageOf } from '../../core/message-of';
import { environmentOf } from '../../definition/environments';
import { deployedParts, hashesFile } from '../../stacks';
import backend from '../../game';
import { findProjectRoot } from '../project';
import { partOf, type SynthesizedStack } from '../synthesized';
import { providerMirror, requireTerraform } from '../terraform/terraform';
import { applyStacks } from './apply-stacks';
import { destroyCommand, destroyHelp, type DestroyOptions } from './destroy-command';
import { planStacks } from './plan-stacks';
import { stacksToPlan, synthesizedFolder } from './stacks-to-plan';
import { undeclaredStacks } from './undeclared';

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
  return stacks.filter((stack) => deployedParts.some((part) => part === partOf(stack)));
}

async function plan(options: PlanOptions): Promise<void> {
  const given = options.stacks === undefined ? undefined : path.resolve(options.stacks);
  const stacks = stacksToPlan(findProjectRoot(), backend, options.env, given);
  if (!fs.existsSync(path.join(findProjectRoot(), hashesFile)))
    progress(
      `${hashesFile} is missing: the provider is held to its version, not to its hashes. npm run ` +
        'provider-hashes writes it',
    );
  const deploys = options.deployed === true;
  const plans = await planStacks(deploys ? deployed(stacks) : stacks, {
    folder: path.resolve(options.plans),
    mirror,
    progress,
    undeclared: undeclaredStacks(findProjectRoot(), environmentOf(backend, options.env), stacks),
    compared: deploys ? stacks.filter((stack) => partOf(stack) === 'delivery') : [],
  });
  // A pull request may be ahead of the roles; a deploy may not.
  const refused = plans.filter(({ outcome }) => outcome === 'failed' || (deploys && outcome === 'behind'));
  for (const { stack, why } of refused) process.stderr.write(`${stack}: ${why ?? 'failed'}\n`);
  if (refused.length > 0) process.exitCode = 1;
  for (const { stack, why } of plans.filter(({ outcome }) => outcome === 'undeclared'))
    process.stderr.write(`WARNING: ${stack} is not in the configuration any more: ${why ?? ''}\n`);
}

async function apply(options: ApplyOptions): Promise<void> {
  const stacks = deployed(
    stacksToPlan(findProjectRoot(), backend, options.env, path.resolve(options.stacks)),
  );
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
  "Plans an environment's stacks for review, applies exactly what was reviewed, and takes an " +
    'environment down.',
);
// Before anything is changed: plan deletes the plans of before.
program.hook('preAction', requireTerraform);
program
  .command('plan')
  .description('synthesizes and plans every stack, and fails when one of them fails')
  .requiredOption('--env <name>', 'the environment')
  .option('--stacks <folder>', 'plan what was synthesized there before; default: synthesize now')
  .option('--plans <folder>', 'where the plans go: a new or empty folder, or one of earlier plans', 'plans')
  .option(
    '--deployed',
    'only the stacks that CI deploys, not state and delivery; fails when the roles of CI lack rights ' +
      'of this commit',
  )
  .action(plan);
program
  .command('apply')
  .description('applies the plans that were approved; refuses when they are stale')
  .requiredOption('--env <name>', 'the environment')
  .option('--stacks <folder>', 'what was planned', synthesizedFolder(findProjectRoot()))
  .option('--plans <folder>', 'the plans that were approved', 'plans')
  .option(
    '--first-deploy',
    'continue a first deploy that ended halfway: also apply stacks that were never applied and could ' +
      'not be planned',
  )
  .action(apply);
program
  .command('destroy')
  .description('takes an environment down, or the stacks that its configuration no longer has')
  .requiredOption('--env <name>', 'the environment')
  .option('--stacks <folder>', 'destroy what was synthesized there before; default: synthesize now')
  .addOption(
    new Option('--undeclared', 'only stacks that the configuration no longer has').conflicts('delivery'),
  )
  .option('--delivery', 'also the roles of CI, after everything else')
  .option('--yes <name>', "the environment's name, in place of the answer")
  .addHelpText('after', destroyHelp)
  .action(async (options: DestroyOptions) => {
    process.exitCode = await destroyCommand(findProjectRoot(), backend, mirror, options);
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`deploy-stacks failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
