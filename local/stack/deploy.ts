import { type Stacks } from '../gamelift';

/** A CloudFormation stack as it should be. */
export interface WantedStack {
  readonly name: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const done: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE']);
/** From these nothing leads on: the stack is deleted, and made anew. */
const dead: ReadonlySet<string> = new Set([
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_FAILED',
  'DELETE_FAILED',
  'REVIEW_IN_PROGRESS',
]);

/**
 * Brings a stack of the local CloudFormation to what is wanted, and waits for it: makes it, updates it in
 * place, or leaves it as it is. What an earlier run left half-way is ended first.
 * @returns the stack's outputs
 * @throws Error with CloudFormation's own reasons when the stack does not come about
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

/** Deletes a stack with all that it made, if it exists. @throws Error when something stays */
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
  return `the local CloudFormation stack ${name} is ${stack.status}: ${reasons.join(' | ') || (stack.statusReason ?? 'no reason was given')}`;
}
