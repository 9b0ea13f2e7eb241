import { type Stacks } from '../gamelift';

/** The desired state of a CloudFormation stack. */
export interface WantedStack {
  readonly name: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const done: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE']);
/** From these statuses an update is impossible: the stack is deleted, and created again. */
const dead: ReadonlySet<string> = new Set([
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_FAILED',
  'DELETE_FAILED',
  'REVIEW_IN_PROGRESS',
]);

/**
 * Brings a stack of the local CloudFormation to the desired state, and waits for it: creates it, updates it
 * in place, or leaves it unchanged. An unfinished deployment of an earlier run is completed first.
 * @returns the stack's outputs
 * @throws Error with CloudFormation's own reasons when the deployment fails
 */
export async function deployStack(
  stacks: Stacks,
  { name, templateBody, parameters }: WantedStack,
): Promise<Readonly<Record<string, string>>> {
  await stacks.settled(name);
  if (dead.has(stacks.find(name)?.status ?? '')) await deleteStack(stacks, name);
  const request = {
    stackName: name,
    templateBody,
    usePreviousTemplate: false,
    parameters: Object.entries(parameters).map(([key, value]) => ({ key, value, usePrevious: false })),
    capabilities: [],
    notificationArns: [],
    onFailure: 'ROLLBACK' as const,
  };
  if (stacks.find(name) === undefined) stacks.create(request);
  else if (stacks.isChanged(request)) stacks.update(request);
  else return outputsOf(stacks, name);
  await stacks.settled(name);
  const stack = stacks.get(name);
  if (!done.has(stack.status)) throw new Error(failureOf(name, stack));
  return outputsOf(stacks, name);
}

function outputsOf(stacks: Stacks, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(stacks.get(name).outputs.map(({ key, value }) => [key, value]));
}

/** Deletes a stack with all its resources, if it exists. @throws Error when a resource remains */
export async function deleteStack(stacks: Stacks, name: string): Promise<void> {
  const stack = stacks.find(name);
  if (stack === undefined) return;
  stacks.remove(name, new Set());
  await stacks.settled(stack.stackId);
  if (stack.status !== 'DELETE_COMPLETE') throw new Error(failureOf(name, stack));
}

function failureOf(name: string, stack: ReturnType<Stacks['get']>): string {
  const reasons = stack.events
    .filter(({ status, reason }) => status.endsWith('_FAILED') && reason !== undefined)
    .slice(-3)
    .map(({ logicalId, reason }) => `${logicalId}: ${reason ?? ''}`);
  return (
    `the local CloudFormation stack ${name} is ${stack.status}: ` +
    `${reasons.join(' | ') || (stack.statusReason ?? 'no reason was given')}`
  );
}
