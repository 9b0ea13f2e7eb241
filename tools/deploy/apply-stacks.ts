import fs from 'node:fs';
import path from 'node:path';
import { type SynthesizedStack } from '../synthesized';
import { held } from '../terraform/provider-hashes';
import { type ProviderMirror, Terraform } from '../terraform/terraform';
import { ApplyEnded, NotApproved } from './apply-ended';
import {
  digestOf,
  isEmptyEnvironment,
  planFile,
  readPlans,
  savedPlan,
  type StackPlan,
  synthesizedDigest,
} from './plan-stacks';

export interface ApplyOptions {
  /** Folder with the approved plans, written by `planStacks`. */
  readonly plans: string;
  readonly mirror: ProviderMirror | undefined;
  /**
   * Continues a first deploy that ended halfway: also applies stacks that could not be planned for the
   * approval, if they were never applied themselves. An empty environment needs no word for it.
   */
  readonly firstDeploy: boolean;
  readonly progress: (line: string) => void;
}

export interface Applied {
  /** Stacks that were changed. */
  readonly applied: readonly string[];
  /** Stacks that are left for the next round: they wait, or they depend on one that does. */
  readonly left: readonly string[];
}

/**
 * Applies exactly the approved changes. A stack that reads no stack applied in this run gets the saved plan
 * itself, which Terraform refuses when the state has changed. A stack that reads one is planned again, since
 * those values may have changed, and is applied only when its changes equal the approved ones. A stack that
 * waits is left, with those that depend on it: after this round it can be planned, and be approved.
 * @param stacks in the order of deployment
 * @throws NotApproved when nothing was applied; ApplyEnded later, stacks that were applied stay applied
 */
export async function applyStacks(
  stacks: readonly SynthesizedStack[],
  { plans: folder, mirror, firstDeploy, progress }: ApplyOptions,
): Promise<Applied> {
  const plans = plansOf(stacks, folder);
  const first = firstDeploy || isEmptyEnvironment(plans.map(({ plan }) => plan));
  const applied: string[] = [];
  const left: string[] = [];
  for (const [index, { stack, plan }] of plans.entries()) {
    const after = stack.dependencies.find((name) => left.includes(name));
    const unseen = plan.outcome === 'waiting' && !(first && plan.fresh === true);
    if (unseen || after !== undefined) {
      left.push(stack.name);
      progress(
        `${stack.name}: left for the next round, since ` +
          `${after === undefined ? (plan.why ?? 'it waits') : `${after} is left`}`,
      );
      continue;
    }
    try {
      const changed = await applyOne(stack, plan, new Terraform(stack.folder, mirror), folder, applied);
      if (changed) applied.push(stack.name);
      progress(`${stack.name}: ${changed ? 'applied' : 'nothing to do'}`);
    } catch (error) {
      const untouched = [...left, ...plans.slice(index + 1).map((one) => one.stack.name)];
      throw new ApplyEnded(stack, applied, untouched, error);
    }
  }
  return { applied, left };
}

interface Approved {
  readonly stack: SynthesizedStack;
  readonly plan: StackPlan;
}

/** The stacks with their plans. @throws NotApproved when one of them cannot be applied */
function plansOf(stacks: readonly SynthesizedStack[], folder: string): readonly Approved[] {
  const plans = readPlans(folder);
  return stacks.map((stack) => {
    const { name } = stack;
    const plan = plans.get(name);
    if (plan === undefined) throw new NotApproved(`${name} has no plan in ${folder}: plan again`);
    if (plan.outcome === 'failed')
      throw new NotApproved(`${name}: its plan failed, so nothing is applied: ${plan.why ?? ''}`);
    if (plan.synthesized !== synthesizedDigest(stack))
      throw new NotApproved(`${name} was synthesized again since its plan, and differs: plan again`);
    return { stack, plan };
  });
}

/** @returns whether the stack had changes */
async function applyOne(
  stack: SynthesizedStack,
  plan: StackPlan,
  terraform: Terraform,
  folder: string,
  applied: readonly string[],
): Promise<boolean> {
  const reads = stack.dependencies.filter((name) => applied.includes(name));
  const ready =
    plan.outcome === 'waiting' || reads.length > 0
      ? await planAgain(stack, plan, terraform, reads)
      : await prepareApproved(stack, plan, terraform, folder);
  if (ready) await terraform.apply(planFile);
  return ready;
}

async function prepareApproved(
  stack: SynthesizedStack,
  plan: StackPlan,
  terraform: Terraform,
  folder: string,
): Promise<boolean> {
  if (plan.outcome === 'unchanged') return false;
  fs.copyFileSync(savedPlan(folder, stack.name), path.join(stack.folder, planFile));
  await terraform.init(...held(stack.folder));
  if (digestOf(await terraform.showPlan(planFile)) !== plan.digest)
    throw new NotApproved(`the saved plan is not the approved plan`);
  return true;
}

async function planAgain(
  stack: SynthesizedStack,
  plan: StackPlan,
  terraform: Terraform,
  reads: readonly string[],
): Promise<boolean> {
  await terraform.init(...held(stack.folder));
  const { changes } = await terraform.plan(planFile, '-lock-timeout=5m');
  if (!changes) return false;
  if (plan.outcome === 'waiting' || digestOf(await terraform.showPlan(planFile)) === plan.digest) return true;
  throw new NotApproved(
    `applying ${reads.join(' and ')} changed what it reads, so its plan is not the approved plan`,
  );
}
