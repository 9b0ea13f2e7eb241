import { fieldsOf } from '../../core/fields-of';
import { differingExactly, type PlanValues } from './comparison';
import { foreignDangers } from './foreign-accounts';
import { accountOfPlan, type ChangeKind, type Plan, type PlannedChange, writtenArguments } from './plan';
import { policyDangers } from './policy-change';
import { reviewable } from './secrets';
import { type InnerChange, templateOf, type TemplateResource } from './template-change';
import { isInPlace } from './stack-in-place';
import { sectionDangers } from './template-sections';
import { templateAttributes, templateTypes } from './watched-template';
import { type LoudChange } from './loud-change';
import { alarmVersionDangers } from './watched-versions';
import { harmlessIn, type Planned, type WatchedType } from './watched-type';
import { harmlessEverywhere, watchedDangers } from './watched-types';

export function dangersOf(
  given: PlannedChange,
  kind: ChangeKind,
  attributes: readonly string[],
  inner: readonly InnerChange[],
  plan: Plan,
): readonly LoudChange[] {
  const { address, type } = given;
  const { resource: change, dangers: secret } = reviewable(given, harmlessEverywhere);
  const account = accountOfPlan(plan);
  const because = kind === 'replaced' && attributes.length > 0 ? ` because of ${attributes.join(', ')}` : '';
  const lostBecause = kind === 'destroyed' || kind === 'replaced' ? `${kind}${because}` : undefined;
  return [
    ...secret.map((why) => ({ address, why })),
    ...watchedDangers(change, kind, lostBecause, { account, written: writtenArguments(plan, change) }).map(
      (why) => ({ address, why }),
    ),
    ...(change.deposed === undefined ? policyDangers(change, { account, inPlace: isInPlace(plan) }) : []).map(
      (why) => ({ address, why }),
    ),
    ...(type === 'aws_cloudformation_stack' ? stackDangers(change, inner, reviewed(account)) : []),
  ];
}

/** A stack whose first create failed: CloudFormation took everything back, so nothing of it is there. */
function neverCame({ action_reason: reason, change: { before } }: PlannedChange): boolean {
  return reason === 'replace_because_tainted' && Object.keys(fieldsOf(before?.['outputs'])).length === 0;
}

function stackDangers(
  resource: PlannedChange,
  inner: readonly InnerChange[],
  planned: Planned,
): readonly LoudChange[] {
  const { address, change } = resource;
  if (typeof change.after?.['template_body'] !== 'string' && change.after)
    return [{ address, why: 'its template is known only after the apply, so it cannot be reviewed' }];
  const [before, after] = [templateOf(change.before), templateOf(change.after)];
  if (change.after && Object.keys(after?.resources ?? {}).length === 0)
    return [{ address, why: 'its template cannot be read, so it cannot be reviewed' }];
  const old = neverCame(resource) ? undefined : before;
  const gone = old === undefined && before !== undefined;
  const located = (id: string, whys: readonly string[]): readonly LoudChange[] =>
    whys.map((why) => ({ address: `${address} ${id}`, why }));
  return [
    ...(after ? sectionDangers(old, after) : []).map((why) => ({ address, why })),
    ...alarmVersionDangers(address, old?.resources ?? {}, after?.resources ?? {}),
    ...(gone ? [] : inner).flatMap((one) =>
      located(one.id, innerDangers(one, before?.resources[one.id], after?.resources[one.id], planned)),
    ),
    // The resources of a replaced stack are destroyed, and then made again by the new template.
    ...(change.actions.includes('delete') ? Object.entries(after?.resources ?? {}) : []).flatMap(
      ([id, resource]) => located(id, newDangers(resource, old?.resources[id], planned)),
    ),
  ];
}

/** The dangers of a resource that is made. @param before the resource of this name that goes */
function newDangers(
  after: TemplateResource,
  before: TemplateResource | undefined,
  planned: Planned,
): readonly string[] {
  const watched = templateTypes[after.Type];
  if (watched === undefined) return before?.Type === after.Type ? [] : [unknownTypes([after.Type])];
  const dangers = watched.together?.dangers(after.Properties, before?.Properties, planned) ?? [];
  return [...dangers, ...foreignAccounts(after.Properties, before?.Properties, planned, dangers)];
}

/** Properties that name another account. */
function foreignAccounts(
  is: PlanValues,
  was: PlanValues | undefined,
  { account }: Planned,
  dangers: readonly string[],
): readonly string[] {
  return foreignDangers(Object.keys(is), is, was ?? {}, account, dangers);
}

const unknownTypes = (types: readonly string[]): string =>
  `the summary does not know what is dangerous in ${types.join(', ')}: read its plan`;

/** A template is planned as it is written: nothing in it is known later, or left to a provider. */
const reviewed = (account: string | undefined): Planned => ({
  account,
  written: undefined,
  unknown: () => false,
  later: () => undefined,
});

function innerDangers(
  { kind, properties }: InnerChange,
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
  planned: Planned,
): readonly string[] {
  const types = [...new Set([before, after].flatMap((one) => (one === undefined ? [] : [one.Type])))];
  const strange = types.filter((type) => templateTypes[type] === undefined);
  if (strange.length > 0) return [unknownTypes(strange)];
  // Another type under the same name is another resource.
  if (before && (kind === 'destroyed' || before.Type !== after?.Type))
    return [lostInside(before.Type)].flat();
  if (!after) return [];
  if (!before) return newDangers(after, undefined, planned);
  const watched = templateTypes[after.Type] ?? {};
  const replacing = kind === 'replaced' ? properties : [];
  const dangers = [
    ...(watched.together?.dangers(after.Properties, before.Properties, planned) ?? []),
    ...(kind === 'replaced' ? replacedInside(after, properties) : []),
    ...memberDangers(before.Properties, after.Properties, watched, replacing),
    ...memberDangers(before.attributes ?? {}, after.attributes ?? {}, templateAttributes, []),
  ];
  return [...dangers, ...foreignAccounts(after.Properties, before.Properties, planned, dangers)];
}

/** The losses with a resource that is taken out of its template. */
function lostInside(type: string): readonly string[] {
  if (type === 'AWS::GameLift::Fleet')
    return [
      'the fleet is deleted, and its matches end: point its alias elsewhere in an earlier deploy and ' +
        'wait until it is empty',
    ];
  const lost = templateTypes[type]?.lost;
  return lost === undefined ? [] : [`destroyed: ${lost}`];
}

function replacedInside(
  { Type, attributes }: TemplateResource,
  because: readonly string[],
): readonly string[] {
  if (Type !== 'AWS::GameLift::Fleet') {
    const lost = templateTypes[Type]?.lost;
    return lost === undefined ? [] : [`replaced: ${lost}`];
  }
  const old =
    attributes?.['UpdateReplacePolicy'] === 'Retain'
      ? 'the old one stays, costs, and is not managed any more'
      : 'the old one is deleted, and its matches end';
  return [
    `the fleet is replaced because of ${because.join(', ')}; ${old}: rather add a second fleet and ` +
      'switch the alias (docs/operating.md)',
  ];
}

function memberDangers(
  before: PlanValues,
  after: PlanValues,
  watched: WatchedType,
  replacing: readonly string[],
): readonly string[] {
  const { compared = {}, together } = watched;
  const changed = differingExactly(before, after);
  const known = ['Tags', ...harmlessIn(watched), ...(together?.of ?? []), ...replacing];
  const strange = changed.filter((name) => compared[name] === undefined && !known.includes(name));
  return [
    ...changed.flatMap((name) => compared[name]?.(after[name], before[name]) ?? []),
    ...(strange.length === 0
      ? []
      : [`the summary does not know what a change of ${strange.join(', ')} does: read its plan`]),
  ];
}
