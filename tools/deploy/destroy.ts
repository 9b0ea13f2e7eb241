import { type EnvironmentConfig } from '../../config';
import { messageOf } from '../../core/message-of';
import { Names } from '../../templates';
import { type SynthesizedStack } from '../synthesized';
import { interruption } from '../terraform/interruption';
import { type Terraform } from '../terraform/terraform';
import { destroyStacks, destructionOrder, type DoomedStack, planDestruction } from './destroy-stacks';
import { fleetLines, type FleetLeft } from './fleets-left';

/**
 * `undeclared`: only stacks that the configuration no longer has. `deployed`: also all that CI deploys.
 * `all`: also `delivery`.
 */
export type DestroyScope = 'undeclared' | 'deployed' | 'all';

export interface DestroyRequest {
  readonly config: EnvironmentConfig;
  /** The stacks to destroy, those that the configuration no longer has included. */
  readonly stacks: readonly SynthesizedStack[];
  readonly scope: DestroyScope;
  /** The name of the environment, given in place of an answer. */
  readonly yes?: string;
}

export interface DestroyMeans {
  readonly terraformOf: (stack: SynthesizedStack) => Terraform;
  /** Asks the person for a line; absent where there is no terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Fleets of the environment that no stack holds. @param managed ids of those that stacks hold */
  readonly fleetsLeft: (managed: readonly string[]) => Promise<readonly FleetLeft[]>;
  /** Names of environments whose CI signs in by the provider that `delivery` holds. */
  readonly signInBy: () => Promise<readonly string[]>;
  readonly say: (line: string) => void;
  readonly progress: (line: string) => void;
}

/**
 * `gone`: nothing is left of what was asked. `left`: something is; run it again. `refused`: nothing changed.
 */
export type DestroyOutcome = 'gone' | 'left' | 'refused';

/**
 * Destroys stacks of an environment: plans, shows what is lost and what stays, asks, and then destroys what
 * was planned, those first that no other reads. Can be repeated after a failure.
 * @throws TerraformFailed when a stack cannot be planned; nothing is changed then
 */
export async function destroyEnvironment(
  { config, stacks, scope, yes }: DestroyRequest,
  { terraformOf, ask, fleetsLeft, signInBy, say, progress }: DestroyMeans,
): Promise<DestroyOutcome> {
  const { environment } = config;
  const doomed = await planDestruction(stacks, terraformOf, progress);
  const fleets =
    scope === 'undeclared' ? [] : fleetLines(await fleetsLeft(doomed.flatMap(({ fleetIds }) => fleetIds)));
  if (doomed.length === 0) {
    say(
      stacks.length === 0
        ? `${environment}: its configuration has every stack that there can be`
        : `nothing of ${stacks.map(({ name }) => name).join(', ')} is there to destroy`,
    );
    for (const line of fleets) say(`Stays: ${line}`);
    return 'gone';
  }
  const stays = [...keptLines(config, scope), ...doomed.flatMap(({ kept }) => kept), ...fleets];
  const refusal = await refusalOf(config, doomed, scope === 'all' ? signInBy : () => Promise.resolve([]));
  if (refusal !== undefined) {
    say(`refused, nothing was changed: ${refusal}`);
    return 'refused';
  }
  for (const line of planLines(config, doomed, stays)) say(line);
  const answer = yes ?? (await ask?.(`Type ${environment} to destroy it: `));
  if (answer?.trim() !== environment) {
    say(
      answer === undefined
        ? `not confirmed, nothing was changed: confirm with --yes ${environment}`
        : `not confirmed, nothing was changed: ${JSON.stringify(answer.trim())} is not ${environment}`,
    );
    return 'refused';
  }
  const { destroyed, failed, left } = await destroyStacks(doomed, progress);
  say(`destroyed: ${destroyed.join(', ') || 'none'}`);
  for (const [name, error] of failed) say(`${name} failed: ${messageOf(error)}`);
  if (left.length > 0) say(`not touched, since ${reasonLeft()}: ${left.join(', ')}`);
  if (failed.size > 0 || left.length > 0) {
    say('correct the cause and run the same command again: it continues with what is left');
    return 'left';
  }
  for (const line of stays) say(`Stays: ${line}`);
  return 'gone';
}

function reasonLeft(): string {
  const signal = interruption();
  return signal === undefined
    ? 'a stack that failed reads them or has to go first'
    : `the command was interrupted by ${signal}`;
}

async function refusalOf(
  { environment }: EnvironmentConfig,
  doomed: readonly DoomedStack[],
  signInBy: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  const tables = doomed.flatMap((one) => one.protected);
  if (tables.length > 0)
    return (
      `${tables.join(', ')} are protected: set data.deletionProtection: false in ` +
      `game/environments/${environment}.ts, deploy ${environment}-data, then destroy`
    );
  const users = await signInBy();
  return users.length > 0
    ? `CI of ${users.join(', ')} signs in by GitHub's provider, which ${environment}-delivery holds: ` +
        `destroy ${users.map((name) => `${name} with --delivery`).join(', ')} first`
    : undefined;
}

function planLines(
  { environment, account, region }: EnvironmentConfig,
  doomed: readonly DoomedStack[],
  stays: readonly string[],
): readonly string[] {
  const resources = doomed.reduce((sum, one) => sum + one.resources, 0);
  const order = destructionOrder(doomed).map(
    (group, index) =>
      `  ${index + 1}. ${group.map(({ stack, resources: count }) => `${stack.name} (${count})`).join(', ')}`,
  );
  return [
    `${environment} in account ${account}, ${region}: ${doomed.length} stacks with ${resources} ` +
      'resources would be destroyed, in this order:',
    ...order,
    'Lost for good:',
    ...lostLines(doomed),
    ...stays.map((line) => `Stays: ${line}`),
  ];
}

/** The losses, each reason once. */
function lostLines(doomed: readonly DoomedStack[]): readonly string[] {
  const addresses = new Map<string, string[]>();
  for (const { address, why } of doomed.flatMap(({ lost }) => lost))
    addresses.set(why, [...(addresses.get(why) ?? []), address]);
  return [...addresses].map(([why, [first = '', ...more]]) => {
    return (
      `  ${first}${more.length === 0 ? '' : ` and ${more.length} more`}: ` +
      `${why.replace(/^destroyed: /, '')}`
    );
  });
}

/** Stacks that are kept, and what they cost. */
function keptLines(config: EnvironmentConfig, scope: DestroyScope): readonly string[] {
  const { environment } = config;
  const { stateBucket } = new Names(config);
  const delivery =
    `${environment}-delivery: the roles of CI and the boundary, free of charge; --delivery destroys it ` +
    'too';
  const state =
    `${environment}-state: the bucket ${stateBucket} with the states and their old versions of 90 days, ` +
    'cents a month; empty and delete it by hand when nothing else is left';
  switch (scope) {
    case 'undeclared':
      return [];
    case 'deployed':
      return [delivery, state];
    case 'all':
      return [state];
  }
}
