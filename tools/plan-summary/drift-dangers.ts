import { fieldsOf } from '../../core/fields-of';
import { differing, list, type PlanValues, without } from './comparison';
import { dangersOf } from './dangers';
import { type LoudChange } from './loud-change';
import { writtenElsewhere } from './drift';
import { changeKindOf, type Plan, type PlannedChange } from './plan';
import { policyAttributes } from './policy-change';
import { stackChanges } from './template-change';
import { comparedArguments } from './watched-types';

/**
 * Drift that the plan does not revert, such as a change in the AWS console. It is not among the changes of
 * the plan, and no later plan shows it. Changes that the plan reverts are listed only as drift.
 */
export function driftDangers(plan: Plan): readonly LoudChange[] {
  return plan.resource_drift.flatMap((drift) => {
    if (drift.deposed !== undefined) return [];
    const planned = plan.resource_changes.find(
      ({ address, mode, deposed }) =>
        address === drift.address && mode === 'managed' && deposed === undefined,
    );
    return [...lastingDangers(drift, planned, plan), ...attachedByHand(drift, plan)].map(
      ({ address, why }) => ({
        address,
        why: `it was changed outside of Terraform since the last deploy: ${why}`,
      }),
    );
  });
}

function lastingDangers(
  drift: PlannedChange,
  planned: PlannedChange | undefined,
  plan: Plan,
): readonly LoudChange[] {
  const { before, after } = drift.change;
  const kind = changeKindOf(drift);
  if (!before || kind === undefined) return [];
  if (kind === 'destroyed') {
    const comes = planned?.change.after ?? null;
    const change = { ...drift.change, after: comes, after_unknown: planned?.change.after_unknown };
    const again = comes === null ? 'destroyed' : 'replaced';
    const gone = { ...drift, change };
    return dangersOf(gone, again, [], stackChanges(gone, again), plan);
  }
  // A resource that the plan destroys is listed by itself.
  if (!after || (planned && !planned.change.after)) return [];
  const end = planned?.change.after ?? after;
  const watched = [...comparedArguments(drift.type), ...policyAttributes, 'permissions_boundary'];
  const names = differing(before, after).filter(
    (name) => watched.includes(name) && !(writtenElsewhere[drift.type] ?? []).includes(name),
  );
  if (names.length === 0) return [];
  const was = { ...end, ...Object.fromEntries(names.map((name) => [name, before[name]])) };
  const after_unknown = planned?.change.after_unknown;
  const change = { ...drift.change, before: was, after: end, after_unknown };
  return dangersOf({ ...drift, change }, 'changed', names, [], plan);
}

/**
 * Policies of a role that do not come from a resource of the plan. The role's own attributes list the
 * policies of other resources as well.
 */
function attachedByHand(
  { type, address, change: { before, after } }: PlannedChange,
  plan: Plan,
): readonly LoudChange[] {
  if (type !== 'aws_iam_role' || !before || !after) return [];
  const given = (of: string, argument: string): readonly string[] =>
    plan.resource_changes
      .flatMap(({ type: one, change }) => (one === of ? [change.before, change.after] : []))
      .flatMap((values) => (values?.['role'] === after['name'] ? [String(values?.[argument])] : []));
  const arns = without(after['managed_policy_arns'], before['managed_policy_arns']);
  const names = without(namesOf(after), namesOf(before));
  return [
    ...without(arns, given('aws_iam_role_policy_attachment', 'policy_arn')).map(
      (arn) => `a managed policy is attached: ${arn}`,
    ),
    ...without(names, given('aws_iam_role_policy', 'name')).map((name) => `it has a further policy: ${name}`),
  ].map((why) => ({ address, why }));
}

/** The names of the policies that are written in a role. */
const namesOf = ({ inline_policy: policies }: PlanValues): readonly string[] =>
  list(Array.isArray(policies) ? policies.map((policy: unknown) => fieldsOf(policy)['name'] ?? '') : []);
