import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { stackParts } from '../../stacks/parts';
import { changeKindOf, parsePlan } from '../plan-summary/plan';
import { partOf, type SynthesizedStack } from '../synthesized';
import { held } from '../terraform/provider-hashes';
import { missingUpstream } from './missing-upstream';
import { rightsChange, type RightsChange } from './rights-behind';
import { resourcesHeld } from './undeclared';
import { type ProviderMirror, Terraform, TerraformFailed } from '../terraform/terraform';

/** The outcome of planning one stack. */
const stackPlan = z.strictObject({
  stack: z.string(),
  /**
   * `waiting`: it reads what another stack will have only after this deploy, so it can be planned only
   * after that one is applied. `undeclared`: it was applied, and the configuration no longer has it.
   * `behind`: it is `delivery`, and the roles of CI lack rights in AWS that it would give them. `failed`: any
   * other error.
   */
  outcome: z.enum(['planned', 'unchanged', 'waiting', 'undeclared', 'behind', 'failed']),
  /** Identifies the synthesized stack that was planned. */
  synthesized: z.string(),
  /** Identifies the planned changes: the same changes have the same digest. */
  digest: z.string().optional(),
  /** No resource of the stack is in AWS: the plan changes and loses none. */
  fresh: z.boolean().optional(),
  why: z.string().optional(),
});
const planResult = z.strictObject({ stacks: z.array(stackPlan) });
export type StackPlan = z.output<typeof stackPlan>;

/**
 * Whether nothing of an environment is in AWS: its deploy is the first one, and plans cannot see most of it.
 */
export const isEmptyEnvironment = (plans: Iterable<StackPlan>): boolean =>
  [...plans].every(({ fresh }) => fresh === true);

/** The synthesized stack as a digest; names of assets in it are of their content. */
export function synthesizedDigest({ folder }: SynthesizedStack): string {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(folder, 'cdk.tf.json')))
    .digest('hex');
}

const resultFile = 'result.json';
export const planFile = 'approved.tfplan';

/** The files of a stack in the folder of plans: the saved plan, its JSON and its text. */
function planFiles(stack: string): readonly [saved: string, json: string, text: string] {
  return [`${stack}.tfplan`, `${stack}.json`, `${stack}.txt`];
}

/** The path of a stack's saved plan in the folder of plans. */
export function savedPlan(folder: string, stack: string): string {
  return path.join(folder, planFiles(stack)[0]);
}

/** @throws Error when the folder holds no plans of this tool */
export function readPlans(folder: string): ReadonlyMap<string, StackPlan> {
  const file = path.join(folder, resultFile);
  if (!fs.existsSync(file))
    throw new Error(`${file} is missing: give the folder that npm run deploy-stacks -- plan wrote`);
  const { stacks } = planResult.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  return new Map(stacks.map((plan) => [plan.stack, plan]));
}

export interface PlanOptions {
  /** Where the plans are written; plans of this tool in it are deleted first. */
  readonly folder: string;
  readonly mirror: ProviderMirror | undefined;
  readonly progress: (line: string) => void;
  /** Stacks that the configuration does not have, but the environment may have had. */
  readonly undeclared?: readonly SynthesizedStack[];
  /**
   * Stacks that an operator deploys, `delivery`: they are planned to find what the roles of CI lack, and
   * reported when they lack something.
   */
  readonly compared?: readonly SynthesizedStack[];
}

/** Whether a file is one that this command writes: `dev-data.json`, or its own result. */
function isPlan(folder: string, name: string): boolean {
  if (name !== resultFile)
    return stackParts.some((part) => new RegExp(`^[a-z0-9]+-${part}\\.(tfplan|json|txt)$`).test(name));
  try {
    return planResult.safeParse(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))).success;
  } catch {
    return false;
  }
}

/**
 * Deletes earlier plans in the folder. A user may name any folder, so one that holds other files is refused
 * before anything is deleted.
 */
function emptyPlans(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const held = fs.readdirSync(folder);
  const other = held.find((name) => !isPlan(folder, name));
  if (other !== undefined)
    throw new Error(
      `--plans ${folder} holds ${other}, which is not a plan of this command: give a new or empty ` +
        'folder, or one that holds only plans',
    );
  for (const name of held) fs.rmSync(path.join(folder, name));
}

/**
 * Plans stacks; a stack that fails does not stop the others. Writes the saved plan, its JSON and its text,
 * and the outcome of each.
 * @param stacks in the order of deployment
 * @throws Error when the folder holds files of something else
 */
export async function planStacks(
  stacks: readonly SynthesizedStack[],
  { folder, mirror, progress, undeclared = [], compared = [] }: PlanOptions,
): Promise<readonly StackPlan[]> {
  emptyPlans(folder);
  const plans: StackPlan[] = [];
  const add = (plan: StackPlan): void => {
    progress(
      `${plan.stack}: ${plan.outcome}${plan.why === undefined ? '' : ` (${plan.why.split('\n')[0] ?? ''})`}`,
    );
    plans.push(plan);
  };
  for (const stack of compared) {
    const plan = await planStack(stack, folder, mirror, []);
    if (plan.outcome === 'behind' || plan.outcome === 'failed') add(plan);
    else {
      progress(`${stack.name}: the roles of CI have the rights of this commit`);
      for (const name of planFiles(stack.name)) fs.rmSync(path.join(folder, name), { force: true });
    }
  }
  for (const stack of stacks) add(await planStack(stack, folder, mirror, plans));
  for (const stack of undeclared) {
    const plan = await stillThere(stack);
    if (plan !== undefined) add(plan);
  }
  const recorded = isEmptyEnvironment(plans) ? plans.map(appliedUnseen) : plans;
  if (recorded !== plans) progress(`the environment has no resource in AWS: ${firstDeployWords}`);
  fs.writeFileSync(path.join(folder, resultFile), `${JSON.stringify({ stacks: recorded }, null, 2)}\n`);
  return recorded;
}

const firstDeployWords = 'the first deploy of an environment applies stacks that wait, too, unseen';

function appliedUnseen(plan: StackPlan): StackPlan {
  return plan.outcome === 'waiting'
    ? { ...plan, why: `${plan.why ?? 'it waits'}; ${firstDeployWords}` }
    : plan;
}

/** @returns undefined when nothing of the stack is in AWS */
async function stillThere(stack: SynthesizedStack): Promise<StackPlan | undefined> {
  const plan = { stack: stack.name, synthesized: synthesizedDigest(stack) };
  try {
    const resources = await resourcesHeld(stack);
    const [environment = ''] = stack.name.split('-');
    return resources === 0
      ? undefined
      : {
          ...plan,
          outcome: 'undeclared',
          why:
            `its ${resources} resources stay in AWS and cost; take them down with npm run deploy-stacks ` +
            `-- destroy --env ${environment} --undeclared, or declare it again`,
        };
  } catch (error) {
    if (!(error instanceof TerraformFailed)) throw error;
    return { ...plan, outcome: 'failed', why: error.message };
  }
}

async function planStack(
  stack: SynthesizedStack,
  folder: string,
  mirror: ProviderMirror | undefined,
  before: readonly StackPlan[],
): Promise<StackPlan> {
  const terraform = new Terraform(stack.folder, mirror);
  const planned = { stack: stack.name, synthesized: synthesizedDigest(stack) };
  try {
    await terraform.init(...held(stack.folder));
    // The plan role cannot write the lock, and a plan changes nothing, so it runs without the lock.
    const { changes } = await terraform.plan(planFile, '-lock=false');
    const json = await terraform.showPlan(planFile);
    const [, jsonFile, textFile] = planFiles(stack.name);
    fs.writeFileSync(path.join(folder, jsonFile), json);
    fs.writeFileSync(path.join(folder, textFile), await terraform.showPlanText(planFile));
    fs.copyFileSync(path.join(stack.folder, planFile), savedPlan(folder, stack.name));
    const rights = partOf(stack) === 'delivery' ? rightsChange(json) : undefined;
    return {
      ...planned,
      digest: digestOf(json),
      fresh: holdsNothing(json),
      ...(rights !== undefined && rights.lacking.length > 0
        ? { outcome: 'behind', why: behind(stack, rights) }
        : { outcome: changes ? 'planned' : 'unchanged' }),
    };
  } catch (error) {
    if (!(error instanceof TerraformFailed)) throw error;
    const changing = before.filter(({ outcome }) => outcome === 'planned' || outcome === 'waiting');
    const missing = missingUpstream(
      stack,
      error.run.output,
      changing.map((plan) => plan.stack),
    );
    return missing === undefined
      ? { ...planned, outcome: 'failed', why: error.message }
      : {
          ...planned,
          outcome: 'waiting',
          why: `it reads ${missing}`,
          fresh: (await terraform.resourceCount()) === undefined,
        };
  }
}

const priorState = z.object({
  prior_state: z
    .object({
      values: z
        .object({
          root_module: z.object({ resources: z.array(z.object({ mode: z.string() })).optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Whether a plan begins without any resource. Its state may hold what it has read. @param json of a plan */
function holdsNothing(json: string): boolean {
  const { prior_state: state } = priorState.parse(JSON.parse(json));
  return (state?.values?.root_module?.resources ?? []).every(({ mode }) => mode !== 'managed');
}

/** How to continue, and the first rights that are lacking. */
function behind({ name }: SynthesizedStack, { lacking, taken }: RightsChange): string {
  const how =
    taken.length === 0
      ? `an operator deploys it first: npx cdktf deploy ${name}`
      : `but it also takes rights away that its own deploy may need (${some(taken)}): add in one commit ` +
        'and take away in the next, or deploy this one by hand (docs/deploying.md, "Rights first")';
  return (
    `the roles of CI lack rights that this commit gives them, ${taken.length === 0 ? 'so ' : ''}${how}. ` +
    `Lacking: ${some(lacking)}`
  );
}

function some(texts: readonly string[]): string {
  const shown = 5;
  const more = texts.length > shown ? `; and ${texts.length - shown} more` : '';
  return `${texts.slice(0, shown).join('; ')}${more}`;
}

/** The changes of a plan as a digest: what a reviewer approved. @param json `terraform show -json` */
export function digestOf(json: string): string {
  const changes = parsePlan(json)
    .resource_changes.filter((one) => changeKindOf(one) !== undefined)
    .map(({ address, change: { actions, before, after, after_unknown: unknown } }) => ({
      address,
      actions,
      before,
      after,
      unknown,
    }));
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex');
}
