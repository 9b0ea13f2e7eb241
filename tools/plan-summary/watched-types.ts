import { differing, same, type Values } from './comparison';
import { type Kind, type ResourceChange, unknownUntilApply } from './plan';
import { policyAttributes } from './policy-change';
import { accessTypes } from './watched-access';
import { pageTypes } from './watched-page';
import { type Planned, type WatchedType } from './watched-type';
import { workTypes } from './watched-work';

/**
 * Every type in the stacks, with what is dangerous in it. A type that is not here is loud whenever it is made,
 * changed, deleted or forgotten.
 */
const watchedTypes: Readonly<Record<string, WatchedType>> = { ...accessTypes, ...pageTypes, ...workTypes };

/** Arguments without an effect, and those that policy-change.ts compares for all types. */
const everywhere = ['description', 'comment', 'tags', 'tags_all', 'timeouts', 'permissions_boundary'];

/** The arguments of a type that are compared: those in which a danger can be told. */
export function comparedArguments(type: string): readonly string[] {
  const { compared = {}, together } = watchedTypes[type] ?? {};
  return [...Object.keys(compared), ...(together?.of ?? [])];
}

/** What a change does that must not be overlooked, besides what its policies say. */
export function watchedDangers(
  resource: ResourceChange,
  kind: Kind,
  lostBecause: string | undefined,
  plan: Pick<Planned, 'account' | 'written'>,
): readonly string[] {
  const { type, change } = resource;
  const { before, after } = change;
  if (kind === 'forgotten')
    return ['it is managed no more: it stays in AWS and costs, and no plan tells of its changes'];
  const watched = watchedTypes[type];
  if (watched === undefined) return [`the summary does not know what is dangerous in ${type}: read its plan`];
  const planned = { ...plan, unknown: (argument: string) => unknownUntilApply(resource, argument) };
  if (resource.deposed !== undefined)
    return watched.holds === undefined
      ? []
      : [`an old copy (deposed) is deleted, with ${watched.holds} in it`];
  const lost = watched.lost ?? (kind === 'destroyed' ? watched.ended : undefined);
  return [
    ...(lostBecause === undefined || lost === undefined ? [] : [`${lostBecause}: ${lost}`]),
    ...(before && after ? argumentDangers(resource, watched, before, after, planned) : []),
    ...(after ? (watched.together?.dangers(after, before ?? undefined, planned) ?? []) : []),
  ];
}

function argumentDangers(
  resource: ResourceChange,
  watched: WatchedType,
  before: Values,
  after: Values,
  planned: Planned,
): readonly string[] {
  const { lost, harmless = [], compared = {}, together } = watched;
  // What a replacement loses is told already.
  const replacing =
    lost === undefined ? [] : (resource.change.replace_paths ?? []).map(([name]) => String(name));
  const changed = [
    ...differing(before, after),
    // Unset is not false where the service's default is true, which only a comparison knows.
    ...Object.keys(compared).filter((name) => after[name] === false && (before[name] ?? '') === ''),
  ].filter((name) => !planned.unknown(name));
  const known = [...everywhere, ...policyAttributes, ...harmless, ...(together?.of ?? []), ...replacing];
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
  { harmless = [], harmlessUnknown = [], compared = {}, together }: WatchedType,
  replacing: readonly string[],
  before: Values,
  { unknown, written }: Planned,
): readonly string[] {
  const watched = [...Object.keys(compared), ...(together?.of ?? [])];
  const quiet = [...everywhere, ...policyAttributes, ...harmless, ...harmlessUnknown, ...replacing];
  const names = [...new Set([...watched, ...(written ?? [])])]
    .filter((name) => unknown(name) && !quiet.includes(name) && (written?.has(name) ?? true))
    // Nothing was there that a value could take away, unless its argument is one that the summary does not know.
    .filter((name) => !watched.includes(name) || !same(before[name], undefined))
    .sort();
  return names.length === 0
    ? []
    : [
        `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} known only after the apply, so the change cannot be reviewed`,
      ];
}
