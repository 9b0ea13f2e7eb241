import { changeKindOf, parsePlan, type PlannedChange } from '../plan-summary/plan';
import { addedRights, statementsOf } from '../plan-summary/rights';
import { type PolicyStatement } from '../policy/evaluate';

type Values = PlannedChange['change']['before'];
/** A resource on the two sides of a comparison; undefined where it is not. */
interface Sides {
  readonly address: string;
  readonly type: string;
  readonly from: Values;
  readonly to: Values;
}

/** The permissions of the roles of CI that a plan of `delivery` changes. */
export interface RightsChange {
  /**
   * The permissions that they lack in AWS: a deploy that needs one would end in AccessDenied, halfway. One
   * line for each.
   */
  readonly lacking: readonly string[];
  /**
   * The permissions that the plan takes away. The deploy may still need them, such as to remove the fleets of
   * a Region, so they alone do not stop one.
   */
  readonly taken: readonly string[];
}

/** @param json `terraform show -json` of the plan of `delivery` */
export function rightsChange(json: string): RightsChange {
  const changes = parsePlan(json).resource_changes.filter(({ mode }) => mode === 'managed');
  const sides = changes.map(({ address, type, change }): Sides => ({
    address,
    type,
    from: change.before,
    to: change.after,
  }));
  if (changes.every((change) => changeKindOf(change) === undefined)) return { lacking: [], taken: [] };
  return {
    lacking: gained(sides),
    taken: gained(sides.map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }))),
  };
}

/** The permissions that `to` gives and `from` does not. */
function gained(sides: readonly Sides[]): readonly string[] {
  return [...documentRights(sides), ...sides.flatMap(otherRights)];
}

/**
 * Rights of policies, role by role: a statement that moves from one policy of a role to another gives
 * nothing. A policy that is attached to no role, such as the boundary of others, stands for itself.
 */
function documentRights(sides: readonly Sides[]): readonly string[] {
  const policies = sides.filter(({ type }) => type === 'aws_iam_policy');
  const [before, after] = (['from', 'to'] as const).map((side) => byHolder(policies, sides, side));
  return [...(after ?? [])].flatMap(([holder, statements]) => {
    if (statements === 'unreadable') return [`${holder}: a policy cannot be compared`];
    const had = before?.get(holder) ?? [];
    if (had === 'unreadable') return [`${holder}: a policy in AWS cannot be compared`];
    return addedRights(had, statements).map((right) => `${holder}: ${right}`);
  });
}

type Held = readonly PolicyStatement[] | 'unreadable';

/** The statements of all policies by the role that they are attached to, or by their own name. */
function byHolder(
  policies: readonly Sides[],
  sides: readonly Sides[],
  side: 'from' | 'to',
): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const policy of policies) {
    const { name, policy: text } = policy[side] ?? {};
    if (typeof name !== 'string') continue;
    const holder = roleWith(name, sides, side) ?? name;
    const own = typeof text === 'string' ? statementsOf(text) : undefined;
    const known = held.get(holder) ?? [];
    held.set(holder, known === 'unreadable' || own === undefined ? 'unreadable' : [...known, ...own]);
  }
  return held;
}

function roleWith(policy: string, sides: readonly Sides[], side: 'from' | 'to'): string | undefined {
  for (const attachment of sides) {
    const { role, policy_arn: arn } = attachment[side] ?? {};
    if (attachment.type !== 'aws_iam_role_policy_attachment' || typeof arn !== 'string') continue;
    if (typeof role === 'string' && arn.endsWith(`/${policy}`)) return role;
  }
  return undefined;
}

/** Everything else that keeps a role from its rights: itself, its trust, its sessions, its boundary. */
function otherRights({ address, type, from, to }: Sides): readonly string[] {
  if (!to) return [];
  switch (type) {
    case 'aws_iam_role':
      return from ? roleRights(address, from, to) : [`${address} is missing`];
    case 'aws_iam_openid_connect_provider': {
      const clients = [from?.['client_id_list'], to['client_id_list']].map((list) =>
        Array.isArray(list) ? list.map(String) : [],
      );
      const [before = [], after = []] = clients;
      return after.filter((client) => !before.includes(client)).map((client) => `${address}: ${client}`);
    }
    case 'aws_iam_policy':
    case 'aws_iam_role_policy_attachment':
      return [];
    default:
      return from ? [] : [`${address} is missing`];
  }
}

function roleRights(address: string, from: NonNullable<Values>, to: NonNullable<Values>): readonly string[] {
  const [trust, next] = [from['assume_role_policy'], to['assume_role_policy']].map((text) =>
    typeof text === 'string' ? statementsOf(text) : undefined,
  );
  const trusted =
    trust === undefined || next === undefined
      ? [`${address}: its trust cannot be compared`]
      : addedRights(trust, next).map((right) => `${address}: ${right}`);
  const [sessions, longer] = [from['max_session_duration'], to['max_session_duration']];
  const [boundary, nextBoundary] = [from['permissions_boundary'], to['permissions_boundary']];
  return [
    ...trusted,
    ...(typeof longer === 'number' && typeof sessions === 'number' && longer > sessions
      ? [`${address}: sessions of ${longer} s`]
      : []),
    ...(typeof boundary === 'string' && boundary !== '' && boundary !== nextBoundary
      ? [`${address}: what its boundary ${boundary} keeps from it`]
      : []),
  ];
}
