import { dangersOf } from './dangers';
import { type LoudChange } from './loud-change';
import { besideChanges } from './beside-changes';
import { driftOf } from './drift';
import { driftDangers } from './drift-dangers';
import { type FleetCost, fleetCosts } from './fleet-cost';
import { type ProviderPlace } from './provider-place';
import { type ChangeKind, changeKindOf, parsePlan, type Plan, type PlannedChange } from './plan';
import { ruleSetChange, type RuleSetChange } from './rule-diff';
import { withoutSecretValues } from './secrets';
import { withKeptParameters } from './stack-parameters';
import { type InnerChange, stackChanges, templateResources } from './template-change';

export interface SummaryLine {
  readonly address: string;
  readonly kind: ChangeKind;
  /** Attributes that differ, or that force the replacement. */
  readonly attributes: readonly string[];
  /** The changes inside a CloudFormation stack. */
  readonly inner: readonly InnerChange[];
}

export interface PlanSummary {
  readonly stack: string;
  readonly lines: readonly SummaryLine[];
  readonly loud: readonly LoudChange[];
  /** One per matchmaking whose rule set changes. */
  readonly ruleSets: readonly RuleSetChange[];
  /** Fleets whose cost changes. */
  readonly costs: readonly FleetCost[];
  /** Besides the changes: drifted, moved, imported and forgotten resources, and changed outputs. */
  readonly notes: readonly string[];
  /** The plan is incomplete. */
  readonly incomplete: boolean;
}

/**
 * Reads a plan into the form that reviewers see.
 * @param stack name of the stack, for headings
 * @param text output of `terraform show -json PLANFILE`
 * @param place of the environment's configuration, where it is known
 * @throws Error when it is not a plan
 */
export function summarizePlan(stack: string, text: string, place?: ProviderPlace): PlanSummary {
  const lines: SummaryLine[] = [];
  const loud: LoudChange[] = [];
  const costs: FleetCost[] = [];
  const ruleSets: RuleSetChange[] = [];
  const plan = withoutSecretValues(withKeptParameters(parsePlan(text)));
  for (const change of plan.resource_changes) {
    const kind = changeKindOf(change);
    if (kind === undefined) continue;
    const line = {
      address: change.address,
      kind,
      attributes: attributesOf(change),
      inner: stackChanges(change, kind),
    };
    lines.push(line);
    loud.push(...dangersOf(change, kind, line.attributes, line.inner, plan));
    if (change.type !== 'aws_cloudformation_stack') continue;
    const [before, after] = [templateResources(change.change.before), templateResources(change.change.after)];
    const ruleSet = ruleSetChange(before, after);
    if (ruleSet !== undefined) ruleSets.push(ruleSet);
    const kept = line.inner
      .filter(
        ({ id, kind: change }) =>
          change === 'replaced' && after[id]?.attributes?.['UpdateReplacePolicy'] === 'Retain',
      )
      .map(({ id }) => id);
    costs.push(...fleetCosts(before, after, new Set(kept)));
  }
  return {
    stack,
    lines,
    loud: [...besideChanges(plan, place), ...loud, ...deferredDangers(plan), ...driftDangers(plan)],
    costs,
    ruleSets,
    notes: notesOf(plan),
    incomplete: plan.errored === true || plan.complete === false || plan.deferred_changes.length > 0,
  };
}

/**
 * The changes that a later plan will show as well: by approving this configuration, a reviewer approves of
 * them.
 */
function deferredDangers(plan: Plan): readonly LoudChange[] {
  return plan.deferred_changes.flatMap(({ resource_change: change }) => {
    const kind = change && changeKindOf(change);
    if (change === undefined || kind === undefined) return [];
    const dangers = dangersOf(change, kind, attributesOf(change), stackChanges(change, kind), plan);
    return dangers.map(({ address, why }) => ({ address, why: `by a later plan: ${why}` }));
  });
}

/** Names only: values of outputs may be secret. */
function notesOf({
  resource_changes: changes,
  resource_drift: drift,
  output_changes: outputs,
  deferred_changes: deferred,
}: Plan): readonly string[] {
  const moved = changes.flatMap(({ address, previous_address: from }) =>
    from === undefined || from === address ? [] : [`\`${from}\` moves to \`${address}\``],
  );
  const imported = changes
    .filter(({ change }) => change.importing)
    .map(
      ({ address, change }) =>
        `\`${address}\` is taken over from what is there ` +
        `(\`${(change.importing?.id ?? 'by its id').replaceAll('`', "'")}\`)`,
    );
  const changed = Object.entries(outputs)
    .filter(([, { actions }]) => !actions.includes('no-op'))
    .map(([name, { actions }]) => `output \`${name}\`: ${actions.join(', ')}`);
  const later = deferred.map(
    ({ reason, resource_change: one }) =>
      `${one === undefined ? 'a change' : `\`${one.address}\``} is left to a later plan ` +
      `(${reason.replaceAll('_', ' ')})`,
  );
  return [...driftOf(drift), ...moved, ...imported, ...later, ...changed];
}

function attributesOf({ change, deposed }: PlannedChange): readonly string[] {
  if (deposed !== undefined) return ['an old copy (deposed); the copy in use stays'];
  if (change.replace_paths !== undefined && change.replace_paths.length > 0)
    return [...new Set(change.replace_paths.map((path) => path.join('.')))];
  const { before, after } = change;
  if (!before || !after) return [];
  const unknown =
    change.after_unknown !== null && typeof change.after_unknown === 'object'
      ? Object.entries(change.after_unknown)
          .filter(([, value]) => value === true || (Array.isArray(value) && value.includes(true)))
          .map(([name]) => name)
      : [];
  const known = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) =>
      name !== 'tags_all' &&
      !unknown.includes(name) &&
      JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return [...known, ...unknown.map((name) => `${name} (known after apply)`)].sort();
}
