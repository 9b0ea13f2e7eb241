import { parsePolicy, type PolicyStatement } from '../policy/evaluate';
import { type ResourceChange } from './plan';

/** Attributes that hold a policy of IAM, and those of them that say who may take a role on. */
const policyAttributes = ['policy', 'policy_document', 'assume_role_policy', 'access_policy'] as const;
const trustAttribute = 'assume_role_policy';

/** A right: one action on one resource for one principal, under conditions. */
type Right = string;

/** @returns why people must look: rights that are new, trust that changes, or a policy that cannot be read */
export function policyDangers({ change }: ResourceChange): readonly string[] {
  const { before, after } = change;
  if (!after) return [];
  const dangers = policyAttributes.flatMap((attribute) => {
    const [old, next] = [before?.[attribute], after[attribute]];
    if (attributeUnknown(change.after_unknown, attribute))
      return before ? [`${attribute} is known only after the apply, so nobody can review it`] : [];
    if (typeof next !== 'string' || old === next) return [];
    return attributeDangers(attribute, typeof old === 'string' ? old : undefined, next);
  });
  const [boundary, nextBoundary] = [before?.['permissions_boundary'], after['permissions_boundary']];
  if (before && typeof boundary === 'string' && boundary !== '' && boundary !== nextBoundary)
    dangers.push(`the permissions boundary changes from ${boundary} to ${String(nextBoundary ?? 'none')}`);
  return dangers;
}

function attributeUnknown(unknown: unknown, attribute: string): boolean {
  return (
    unknown !== null &&
    typeof unknown === 'object' &&
    Object.entries(unknown).some(([name, value]) => name === attribute && value === true)
  );
}

function attributeDangers(attribute: string, old: string | undefined, next: string): readonly string[] {
  const [before, after] = [statementsOf(old), statementsOf(next)];
  if (after === undefined) return [`${attribute} cannot be read as a policy`];
  if (old !== undefined && before === undefined) return [`${attribute} could not be read as a policy before`];
  const known = new Set((before ?? []).flatMap(rights));
  const added = after.flatMap(rights).filter((right) => !known.has(right));
  const kept = new Set(
    after.filter(({ Effect }) => Effect === 'Deny').map((denial) => JSON.stringify(denial)),
  );
  const lifted = (before ?? []).filter(
    (denial) => denial.Effect === 'Deny' && !kept.has(JSON.stringify(denial)),
  );
  const dangers: string[] = [];
  // A new role has all its rights anew: only those are loud that no review would let through unseen.
  const telling = old === undefined ? added.filter(isSweeping) : added;
  if (telling.length > 0)
    dangers.push(
      `${attribute === trustAttribute ? 'trust' : attribute} ${old === undefined ? 'allows' : 'allows more'}: ${some(telling)}`,
    );
  if (old !== undefined && attribute === trustAttribute && added.length === 0)
    dangers.push('trust changes: fewer may take the role on');
  if (lifted.length > 0)
    dangers.push(`${attribute} denies less: ${some(lifted.flatMap(({ Action }) => Action))}`);
  return dangers;
}

function statementsOf(text: string | undefined): readonly PolicyStatement[] | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}

function rights({ Effect, Action, Resource, Principal, Condition }: PolicyStatement): readonly Right[] {
  if (Effect !== 'Allow') return [];
  const whom = Principal === undefined ? '' : ` to ${JSON.stringify(Principal)}`;
  const when =
    Condition === undefined
      ? ['']
      : Object.entries(Condition).flatMap(([operator, keys]) =>
          Object.entries(keys).flatMap(([key, values]) =>
            values.map((value) => ` when ${key} ${operator} ${value}`),
          ),
        );
  return Action.flatMap((action) =>
    (Resource ?? ['']).flatMap((resource) =>
      when.map((condition) => `${action}${resource === '' ? '' : ` on ${resource}`}${whom}${condition}`),
    ),
  );
}

/** A wildcard over actions, a principal that is anybody, or a subject that any repository has. */
function isSweeping(right: Right): boolean {
  return (
    /(^|:)\*( |$)/.test(right.split(' on ')[0] ?? '') ||
    / to ("\*"|\{[^}]*"\*"\})/.test(right) ||
    /:sub \w+ repo:\*/.test(right)
  );
}

/** The first of a list, and how many more there are. */
function some(texts: readonly string[]): string {
  const most = 5;
  const shown = texts.slice(0, most).map((text) => (text.length > 200 ? `${text.slice(0, 199)}…` : text));
  return `${shown.join('; ')}${texts.length > most ? `; and ${texts.length - most} more` : ''}`;
}
