import { type EnvironmentConfig } from '../../config';
import { Names } from '../../templates/names';
import { planDestruction } from '../deploy/destroy-stacks';
import { missingUpstream } from '../deploy/missing-upstream';
import { asMarkdown } from '../plan-summary/markdown';
import { type PlanSummary, summarizePlan } from '../plan-summary/summary';
import { type SynthesizedStack } from '../synthesized';
import { type TerraformStage } from './stage';

/** Trials on an applied environment, besides applying it. */

/** A first apply waits for approval and holds the lock; a second must be refused. */
export async function holdLock(stage: TerraformStage, stack: SynthesizedStack): Promise<void> {
  const terraform = stage.terraform(stack, 'apply');
  const holder = terraform.start(['apply', '-no-color', '-input=true']);
  const ended = new Promise<void>((resolve) => holder.on('close', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('Enter a value')) resolve();
      };
      holder.stdout.on('data', hear);
      holder.stderr.on('data', hear);
      holder.on('close', () =>
        reject(new Error(`the apply that should hold the lock ended: ${output.slice(-500)}`)),
      );
    });
    const second = await terraform.run(['plan', '-input=false', '-no-color', '-lock-timeout=0s']);
    if (second.code !== 0 && /Error acquiring the state lock/.test(second.output))
      stage.report.addProved(`${stack.name}: while one apply holds the state's lock, another is refused`);
    else stage.report.addFailure(`${stack.name}: a second run was let in while the state was locked`);
  } finally {
    holder.stdin.end('no\n');
    await ended;
  }
}

/** A changed rule set, script, function and page: planned in place and applied. */
export async function changeInPlace(
  stage: TerraformStage,
  stacks: readonly SynthesizedStack[],
): Promise<void> {
  const rule = stage.workspace.changeRuleSet();
  stage.workspace.changeScript();
  stage.workspace.changePage();
  stage.workspace.changeFunction('players');
  stage.workspace.synth();
  await Promise.all(
    stacks
      .filter(({ name }) => /-(realtime|matchmaking|api|pages)$/.test(name))
      .map(async (stack) => {
        stage.override([stack]);
        const terraform = stage.terraform(stack, 'plan');
        const { changes } = await terraform.plan('rehearsal.tfplan');
        if (!changes) throw new Error(`${stack.name}: the change is not in the plan`);
        const plan = await terraform.showPlan('rehearsal.tfplan');
        await stage.keep(stack, 'change');
        const summary = summarizePlan(stack.name, plan);
        if (summary.loud.length > 0)
          throw new Error(
            `${stack.name}: the change would replace or remove: ` +
              `${summary.loud.map(({ address }) => address).join(', ')}`,
          );
        stage.report.step(asMarkdown([summary]).split('\n').slice(0, 12).join('\n'));
        await stage.terraform(stack, 'apply').apply('rehearsal.tfplan');
        await stage.checkNothingLeft(stack);
      }),
  );
  stage.report.addProved(
    `a rule set (${rule}), the script, a function and the page were changed: planned in place, ` +
      'applied, nothing lost, the second plan is empty',
  );
}

/** A stack that reads what another one has only after its apply must wait, and not fail. @returns why */
async function waiting(
  stage: TerraformStage,
  stack: SynthesizedStack,
  upstream: SynthesizedStack,
): Promise<string> {
  const { output } = await stage
    .terraform(stack, 'plan')
    .run(['plan', '-input=false', '-no-color', '-lock=false']);
  const why = missingUpstream(stack, output, [upstream.name]);
  if (why === undefined)
    throw new Error(`${stack.name} does not wait for ${upstream.name}: ${output.slice(-800)}`);
  return why;
}

/**
 * Adds fleets of a second Region, as a further destination of the queue.
 * @param destinationsOf reads a queue's destinations from GameLift
 */
export async function addSecondRegion(
  stage: TerraformStage,
  stacks: readonly SynthesizedStack[],
  region: EnvironmentConfig['region'],
  destinationsOf: (queue: string) => Promise<readonly string[]>,
): Promise<void> {
  const realtime = stacks.find(({ name }) => name.endsWith('-realtime'));
  const operations = stacks.find(({ name }) => name.endsWith('-operations'));
  if (realtime === undefined || operations === undefined)
    throw new Error('there is no realtime or no operations stack');
  stage.workspace.addRegion(region);
  stage.workspace.synth();
  stage.override(stacks);
  const why = await waiting(stage, operations, realtime);
  const terraform = stage.terraform(realtime, 'plan');
  await terraform.plan('rehearsal.tfplan');
  await stage.keep(realtime, 'second-region');
  const { loud } = summarizePlan(realtime.name, await terraform.showPlan('rehearsal.tfplan'));
  await stage.terraform(realtime, 'apply').apply('rehearsal.tfplan');
  await stage.checkNothingLeft(realtime);
  await stage.terraform(operations, 'plan').plan('rehearsal.tfplan');
  stage.report.addProved(
    `${operations.name}: waits while ${realtime.name} is not applied (${why}), and can be planned after it`,
  );
  const destinations = await destinationsOf(new Names(stage.workspace.config).queue);
  const there = destinations.filter((arn) => arn.split(':')[3] === region);
  if (there.length !== 1 || there.length === destinations.length)
    throw new Error(`the queue has the destinations ${destinations.join(', ')}`);
  stage.report.addProved(
    `${realtime.name}: fleets of ${region} were added; the queue places into both Regions ` +
      `(${destinations.length} destinations), the second plan is ` +
      `empty${loud.length === 0 ? '' : `; loud in the review: ${loud[0]?.why ?? ''}`}`,
  );
}

/**
 * Plans that are never applied: the summary must warn about a replaced fleet and lost tables, and show the
 * cost of more instances.
 */
export async function reviewLoudPlans(
  stage: TerraformStage,
  stacks: readonly SynthesizedStack[],
): Promise<void> {
  const realtime = stacks.find(({ name }) => name.endsWith('-realtime'));
  const data = stacks.find(({ name }) => name.endsWith('-data'));
  if (realtime === undefined || data === undefined) throw new Error('there is no realtime or no data stack');
  const summaryOf = async (
    stack: SynthesizedStack,
    what: string,
    ...extra: readonly string[]
  ): Promise<PlanSummary> => {
    stage.override([stack]);
    await stage.terraform(stack, 'plan').plan('rehearsal.tfplan', ...extra);
    await stage.keep(stack, what);
    return summarizePlan(stack.name, await stage.terraform(stack, 'plan').showPlan('rehearsal.tfplan'));
  };
  stage.workspace.synth((fleet) => ({ ...fleet, instanceType: 'c5.xlarge' }));
  const [replaced, dropped] = await Promise.all([
    summaryOf(realtime, 'fleet-replaced'),
    summaryOf(data, 'tables-dropped', '-destroy'),
  ]);
  stage.workspace.synth((fleet) => ({
    ...fleet,
    locations: fleet.locations.map((place) => ({
      ...place,
      desired: place.desired + 1,
      maximum: place.maximum + 2,
    })),
  }));
  const grown = await summaryOf(realtime, 'fleet-grown');
  await blueGreen(stage, () => summaryOf(realtime, 'blue-green'));
  stage.workspace.synth();
  stage.override([realtime, data]);
  if (replaced.loud.length === 0) throw new Error('a replaced fleet was not loud');
  if (grown.loud.length > 0 || grown.costs.length === 0)
    throw new Error('more machines should be a cost, not a danger');
  if (dropped.loud.length === 0) throw new Error('dropped tables were not loud');
  stage.report.addProved(
    `the plan summary is loud about a replaced fleet (${replaced.loud[0]?.why.split(';')[0] ?? ''}) ` +
      `and ${dropped.loud.length} dropped tables, and names the cost of more machines`,
  );
}

/** A second fleet and the switch to it must only be a cost; the removal of the old fleet is loud. */
async function blueGreen(stage: TerraformStage, planned: () => Promise<PlanSummary>): Promise<void> {
  const { workspace } = stage;
  const before = workspace.config;
  const summaryWith = async (oldFleet: 'kept' | 'removed'): Promise<PlanSummary> => {
    workspace.config = before;
    workspace.switchToGreen(oldFleet);
    workspace.synth();
    return planned();
  };
  try {
    const [switched, removed] = [await summaryWith('kept'), await summaryWith('removed')];
    const inner = switched.lines.flatMap((line) => line.inner.map(({ id, kind }) => `${id} ${kind}`));
    if (switched.loud.length > 0 || switched.costs.length === 0 || !inner.includes('FleetGreen created'))
      throw new Error(`a second fleet and the switch to it should be a cost, not a danger: ${inner.join()}`);
    const [danger] = removed.loud;
    if (danger === undefined) throw new Error('the removal of the old fleet was not loud');
    stage.report.addProved(
      'a fleet beside the old one and the switch of the alias are planned in place ' +
        `(${inner.join(', ')}); the removal of the old fleet is loud: ${danger.why.split(':')[0] ?? ''}`,
    );
  } finally {
    workspace.config = before;
  }
}

/** Protected tables must refuse to be destroyed; then the protection is removed, as documented. */
export async function tryProtection(
  stage: TerraformStage,
  stacks: readonly SynthesizedStack[],
): Promise<void> {
  const data = stacks.find(({ name }) => name.endsWith('-data'));
  if (data === undefined) throw new Error('there is no data stack');
  const [doomed] = await planDestruction(
    [data],
    () => stage.terraform(data, 'destroy'),
    () => undefined,
  );
  if (doomed === undefined || doomed.protected.length === 0)
    throw new Error('the plan of the destruction does not say that tables are protected');
  const run = await stage
    .terraform(data, 'destroy')
    .run(['apply', '-destroy', '-auto-approve', '-input=false', '-no-color']);
  if (run.code === 0) throw new Error('tables with deletion protection were destroyed');
  stage.workspace.unprotect();
  stage.workspace.synth();
  stage.override(stacks);
  await stage.terraform(data, 'plan').plan('rehearsal.tfplan');
  await stage.terraform(data, 'apply').apply('rehearsal.tfplan');
  stage.report.addProved(
    `${data.name}: protected tables refuse to be destroyed, until a deploy takes the protection off`,
  );
}
