import { fieldsOf } from '../../core/fields-of';
import { operatorParts } from '../../stacks';
import { parsePlan, type Plan } from '../plan-summary/plan';
import { type LoudChange } from '../plan-summary/loud-change';
import { summarizePlan } from '../plan-summary/summary';
import { partOf, type SynthesizedStack } from '../synthesized';
import { bucketIsThere } from '../terraform/bootstrap';
import { held } from '../terraform/provider-hashes';
import { interruption } from '../terraform/interruption';
import { type Terraform } from '../terraform/terraform';

/** The saved plan of a destruction, in the stack's folder. */
export const destroyPlan = 'destroy.tfplan';

/** The resources that a plan destroys. */
export interface Destruction {
  /** Number of resources. */
  readonly resources: number;
  /** The data that is lost for good. */
  readonly lost: readonly LoudChange[];
  /** Addresses of tables that AWS refuses to delete. */
  readonly protected: readonly string[];
  /** The resources that AWS keeps after the destruction, one line each. */
  readonly kept: readonly string[];
  /** Ids of the fleets in its templates. */
  readonly fleetIds: readonly string[];
}

/** A stack that has resources in AWS, and the plan to destroy them. */
export interface DoomedStack extends Destruction {
  readonly stack: SynthesizedStack;
  readonly terraform: Terraform;
}

/**
 * Reads the plan of a destruction.
 * @param name of the stack
 * @param json output of `terraform show -json PLANFILE`
 */
export function destructionIn(name: string, json: string): Destruction {
  const destroyed = parsePlan(json).resource_changes.filter(({ change }) =>
    change.actions.includes('delete'),
  );
  return {
    resources: destroyed.length,
    lost: summarizePlan(name, json).loud,
    protected: destroyed
      .filter(({ change }) => change.before?.['deletion_protection_enabled'] === true)
      .map(({ address }) => address),
    kept: destroyed.flatMap(keptBy),
    fleetIds: destroyed.flatMap(({ change }) =>
      Object.values(fieldsOf(change.before?.['outputs'])).filter(
        (value): value is string => typeof value === 'string' && value.startsWith('fleet-'),
      ),
    ),
  };
}

/** Plans at the same time: each starts a provider, which takes half a gigabyte. */
const plansAtOnce = 3;

/**
 * Plans the destruction of stacks; nothing is changed. A stack whose state is empty is left out: it was never
 * applied, or an earlier destruction took it down.
 * @param terraformOf Terraform in the folder of a stack
 * @throws TerraformFailed when a stack cannot be planned
 */
export async function planDestruction(
  stacks: readonly SynthesizedStack[],
  terraformOf: (stack: SynthesizedStack) => Terraform,
  progress: (line: string) => void,
): Promise<readonly DoomedStack[]> {
  const doomed: DoomedStack[] = [];
  for (let at = 0; at < stacks.length; at += plansAtOnce) {
    const some = stacks.slice(at, at + plansAtOnce);
    const planned = await Promise.all(some.map((stack) => planOne(stack, terraformOf(stack), progress)));
    doomed.push(...planned.filter((one) => one !== undefined));
  }
  return doomed;
}

async function planOne(
  stack: SynthesizedStack,
  terraform: Terraform,
  progress: (line: string) => void,
): Promise<DoomedStack | undefined> {
  const there = await bucketIsThere(terraform, ...held(stack.folder));
  if (!there || ((await terraform.resourceCount()) ?? 0) === 0) {
    progress(`${stack.name}: has no resources`);
    return undefined;
  }
  await terraform.plan(destroyPlan, '-destroy', '-lock-timeout=5m');
  const destruction = destructionIn(stack.name, await terraform.showPlan(destroyPlan));
  progress(`${stack.name}: ${destruction.resources} resources`);
  return { stack, terraform, ...destruction };
}

/** The part of a deleted resource that the service keeps. */
function keptBy({ type, address, change: { before } }: Plan['resource_changes'][number]): readonly string[] {
  const days = before?.['recovery_window_in_days'];
  if (type === 'aws_secretsmanager_secret' && typeof days === 'number' && days > 0)
    return [
      `${address}: Secrets Manager holds the secret and its name for ${days} days, free of charge; ` +
        'the environment can be deployed again after that, or after aws secretsmanager restore-secret ' +
        'and terraform import',
    ];
  const [recovery]: readonly unknown[] = [before?.['point_in_time_recovery']].flat();
  return type === 'aws_dynamodb_table' && fieldsOf(recovery)['enabled'] === true
    ? [`${address}: DynamoDB keeps a backup of its last state for 35 days, free of charge`]
    : [];
}

/**
 * Stacks in the order of their destruction. Those of a group read none of each other, and nothing that is
 * left reads them. `delivery` is the last: IAM does not delete its boundary while a role has it.
 */
export function destructionOrder<Doomed extends Pick<DoomedStack, 'stack'>>(
  doomed: readonly Doomed[],
): ReadonlyArray<readonly Doomed[]> {
  const groups: Array<readonly Doomed[]> = [];
  let left = doomed;
  while (left.length > 0) {
    const group = removable(left);
    if (group.length === 0) throw new Error('the stacks read each other in a circle');
    groups.push(group);
    left = left.filter((one) => !group.includes(one));
  }
  return groups;
}

/** Stacks that nothing which is left reads. */
function removable<Doomed extends Pick<DoomedStack, 'stack'>>(left: readonly Doomed[]): readonly Doomed[] {
  const operators = left.filter(isOperators);
  return (operators.length === left.length ? operators : left.filter((one) => !isOperators(one))).filter(
    ({ stack }) => !left.some((other) => other.stack.dependencies.includes(stack.name)),
  );
}

function isOperators({ stack }: Pick<DoomedStack, 'stack'>): boolean {
  return operatorParts.some((part) => part === partOf(stack));
}

export interface Destroyed {
  readonly destroyed: readonly string[];
  /** Stacks that could not be destroyed, and why. */
  readonly failed: ReadonlyMap<string, unknown>;
  /** Stacks that were not touched, since a stack that failed reads them, or since a signal arrived. */
  readonly left: readonly string[];
}

/**
 * Destroys exactly what was planned: Terraform refuses a saved plan when the state has changed. A stack that
 * fails does not stop those that do not depend on it. Can be repeated until nothing is left.
 */
export async function destroyStacks(
  doomed: readonly DoomedStack[],
  progress: (line: string) => void,
): Promise<Destroyed> {
  const destroyed: string[] = [];
  const failed = new Map<string, unknown>();
  let left = doomed;
  for (;;) {
    const group = removable(left).filter(({ stack }) => !failed.has(stack.name));
    if (group.length === 0 || interruption() !== undefined) break;
    await Promise.all(
      group.map(async ({ stack: { name }, terraform }) => {
        try {
          progress(`${name}: destroying`);
          await terraform.apply(destroyPlan);
          destroyed.push(name);
          progress(`${name}: destroyed`);
        } catch (error) {
          failed.set(name, error);
          progress(`${name}: failed`);
        }
      }),
    );
    left = left.filter(({ stack }) => !destroyed.includes(stack.name));
  }
  return {
    destroyed,
    failed,
    left: left.map(({ stack }) => stack.name).filter((name) => !failed.has(name)),
  };
}
