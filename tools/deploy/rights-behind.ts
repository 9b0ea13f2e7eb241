import { kindOf, parsePlan, type ResourceChange } from '../plan-summary/plan';
import { policyAttributes } from '../plan-summary/policy-change';
import { addedRights } from '../plan-summary/rights';

/** Arguments of an attachment: where one of them differs, the policy is attached nowhere that it has to be. */
const attachmentArguments = ['role', 'policy_arn'];

/**
 * What the roles of CI lack in AWS that the planned commit gives them: a deploy that needs it would end in
 * AccessDenied, halfway. A plan that only takes rights away returns nothing: the deploy before it may still
 * need them, such as those to remove the fleets of a Region.
 * @param json `terraform show -json` of the plan of `delivery`
 * @returns one line for each right
 */
export function rightsBehind(json: string): readonly string[] {
  return parsePlan(json).resource_changes.flatMap((change) => {
    const kind = kindOf(change);
    if (kind === undefined || kind === 'destroyed' || kind === 'forgotten') return [];
    return kind === 'created' ? [`${change.address} is missing`] : lacking(change);
  });
}

function lacking({ address, type, change: { before, after } }: ResourceChange): readonly string[] {
  const policies = policyAttributes.flatMap((attribute) => {
    const [old, next] = [before?.[attribute], after?.[attribute]];
    if (old === next) return [];
    const added =
      typeof next === 'string' ? addedRights(typeof old === 'string' ? old : undefined, next) : undefined;
    return (
      added?.map((right) => `${address}: ${right}`) ?? [`${address}: its ${attribute} cannot be compared`]
    );
  });
  const [sessions, longer] = [before?.['max_session_duration'], after?.['max_session_duration']];
  return [
    ...policies,
    ...(type === 'aws_iam_role_policy_attachment' &&
    attachmentArguments.some((name) => before?.[name] !== after?.[name])
      ? [`${address} is missing`]
      : []),
    ...(typeof longer === 'number' && typeof sessions === 'number' && longer > sessions
      ? [`${address}: sessions of ${longer} s`]
      : []),
  ];
}
