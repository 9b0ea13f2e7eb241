import { fieldsOf } from '../../core/fields-of';
import { differing, same, type PlanValues } from './comparison';
import { foreignDangers } from './foreign-accounts';
import { type ChangeKind, type PlannedChange, unknownUntilApply } from './plan';
import { policyAttributes } from './policy-change';
import { tagDangers } from './tag-dangers';
import { accessTypes } from './watched-access';
import { alarmTypes } from './watched-alarms';
import { keptTypes } from './watched-kept';
import { pageTypes } from './watched-page';
import { harmlessIn, type Planned, reasonsIn, routine, type WatchedType } from './watched-type';
import { workTypes } from './watched-work';

/**
 * Every type in the stacks, with what is dangerous in it. A type that is not here is loud whenever it is
 * made, changed, deleted or forgotten.
 */
const watchedTypes: Readonly<Record<string, WatchedType>> = {
  ...accessTypes,
  ...alarmTypes,
  ...keptTypes,
  ...pageTypes,
  ...workTypes,
};

/** Arguments that many types have, by why a change of them is routine. */
const reasonsEverywhere: Readonly<Record<string, readonly string[]>> = {
  [routine.people]: ['description', 'comment'],
  [routine.tags]: ['tags', 'tags_all'],
  'it is how long Terraform waits for the service': ['timeouts'],
};

export const harmlessEverywhere: readonly string[] = Object.values(reasonsEverywhere).flat();

/** Those, and the arguments that policy-change.ts compares for all types. */
const everywhere = [...harmlessEverywhere, ...policyAttributes, 'permissions_boundary'];

/** The arguments of a type that may change quietly, each with its reason. */
export function routineArguments(type: string): ReadonlyMap<string, string> {
  return reasonsIn(reasonsEverywhere, watchedTypes[type]?.harmless);
}

/** The arguments of a type that are compared: those in which a danger can be found. */
export function comparedArguments(type: string): readonly string[] {
  const { compared = {}, together } = watchedTypes[type] ?? {};
  return [...Object.keys(compared), ...(together?.of ?? [])];
}

/** The effects of a change that must not be overlooked, besides those of its policies. */
export function watchedDangers(
  resource: PlannedChange,
  kind: ChangeKind,
  lostBecause: string | undefined,
  plan: Pick<Planned, 'account' | 'written'>,
): readonly string[] {
  const { type, change } = resource;
  const { before, after } = change;
  if (kind === 'forgotten')
    return ['it is not managed any more: it stays in AWS and costs, and no plan shows its changes'];
  const watched = watchedTypes[type];
  if (watched === undefined) return [`the summary does not know what is dangerous in ${type}: read its plan`];
  const planned = {
    ...plan,
    unknown: (argument: string) => unknownUntilApply(resource, argument),
    later: (argument: string): unknown => fieldsOf(change.after_unknown)[argument],
  };
  if (resource.deposed !== undefined)
    return watched.holds === undefined
      ? []
      : [`an old copy (deposed) is deleted, with ${watched.holds} in it`];
  const lost =
    watched.lost ?? watched.lostOf?.(before ?? {}) ?? (kind === 'destroyed' ? watched.ended : undefined);
  // A resource that was deleted by hand is only made again.
  const again = change.actions.includes('create') ? watched.whenReplaced : undefined;
  const dangers = [
    ...(lostBecause === undefined ? [] : [lost, again])
      .filter((why) => why !== undefined)
      .map((why) => `${lostBecause}: ${why}`),
    ...(before && after ? argumentDangers(resource, watched, before, after, planned) : []),
    ...(before && after ? tagDangers(type, before, after, planned.unknown) : []),
    ...(after ? (watched.together?.dangers(after, before ?? undefined, planned) ?? []) : []),
  ];
  const names = Object.keys(after ?? {}).filter((name) => !comparedElsewhere.includes(name));
  return [...dangers, ...foreignDangers(names, after ?? {}, before ?? {}, plan.account, dangers)];
}

/** Policies and templates are read statement by statement, and resource by resource. */
const comparedElsewhere = [...policyAttributes, 'template_body', 'parameters'];

function argumentDangers(
  resource: PlannedChange,
  watched: WatchedType,
  before: PlanValues,
  after: PlanValues,
  planned: Planned,
): readonly string[] {
  const { lost = watched.whenReplaced, compared = {}, together } = watched;
  // The losses by a replacement are listed already.
  const replacing =
    lost === undefined ? [] : (resource.change.replace_paths ?? []).map(([name]) => String(name));
  const changed = [
    ...differing(before, after),
    // Unset is not false where the service's default is true, which only a comparison knows.
    ...Object.keys(compared).filter((name) => after[name] === false && (before[name] ?? '') === ''),
  ].filter((name) => !planned.unknown(name));
  const known = [...everywhere, ...harmlessIn(watched), ...(together?.of ?? []), ...replacing];
  const strange = changed.filter((name) => compared[name] === undefined && !known.includes(name));
  return [
    ...changed.flatMap((name) => compared[name]?.(after[name], before[name]) ?? []),
    ...(strange.length === 0
      ? []
      : [`the summary does not know what a change of ${strange.join(', ')} does: read its plan`]),
    ...unreviewed(watched, replacing, before, planned),
  ];
}

/**
 * Arguments whose new value is known only after the apply. The provider fills in by itself what the
 * configuration does not give.
 */
function unreviewed(
  watchedType: WatchedType,
  replacing: readonly string[],
  before: PlanValues,
  { unknown, written }: Planned,
): readonly string[] {
  const { harmlessUnknown = [], compared = {}, together } = watchedType;
  const watched = [...Object.keys(compared), ...(together?.of ?? [])];
  const quiet = [...everywhere, ...harmlessIn(watchedType), ...harmlessUnknown, ...replacing];
  const names = [...new Set([...watched, ...(written ?? [])])]
    .filter((name) => unknown(name) && !quiet.includes(name) && (written?.has(name) ?? true))
    // Nothing was there that a value could take away, unless its argument is one that the summary does not
    // know.
    .filter((name) => !watched.includes(name) || !same(before[name], undefined))
    .sort();
  return names.length === 0
    ? []
    : [
        `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} known only after the apply, so the ` +
          'change cannot be reviewed',
      ];
}
