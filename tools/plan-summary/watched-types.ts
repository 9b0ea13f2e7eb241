import { differing } from './comparison';
import { type Kind, type ResourceChange, unknownUntilApply } from './plan';
import { policyAttributes } from './policy-change';
import { accessTypes } from './watched-access';
import { type WatchedType } from './watched-type';
import { workTypes } from './watched-work';

/**
 * Every type in the stacks, with what is dangerous in it. A type that is not here is loud whenever it is made,
 * changed, deleted or forgotten.
 */
const watchedTypes: Readonly<Record<string, WatchedType>> = { ...accessTypes, ...workTypes };

/** Arguments without an effect, and those that policy-change.ts compares for all types. */
const everywhere = ['description', 'comment', 'tags', 'tags_all', 'timeouts', 'permissions_boundary'];

/** What a change does that must not be overlooked, besides what its policies say. */
export function watchedDangers(
  resource: ResourceChange,
  kind: Kind,
  lostBecause: string | undefined,
  account: string | undefined,
): readonly string[] {
  const { type, change } = resource;
  const { before, after } = change;
  if (kind === 'forgotten')
    return ['it is managed no more: it stays in AWS and costs, and no plan tells of its changes'];
  const watched = watchedTypes[type];
  if (watched === undefined) return [`the summary does not know what is dangerous in ${type}: read its plan`];
  const lost = watched.lost ?? (kind === 'destroyed' ? watched.ended : undefined);
  const unknown = (argument: string): boolean => unknownUntilApply(resource, argument);
  return [
    ...(lostBecause === undefined || lost === undefined ? [] : [`${lostBecause}: ${lost}`]),
    ...(before && after ? argumentDangers(resource, watched, before, after) : []),
    ...(after ? (watched.together?.dangers(after, before ?? undefined, { account, unknown }) ?? []) : []),
  ];
}

function argumentDangers(
  resource: ResourceChange,
  { lost, harmless = [], compared = {}, together }: WatchedType,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  // What a replacement loses is told already.
  const replacing =
    lost === undefined ? [] : (resource.change.replace_paths ?? []).map(([name]) => String(name));
  const changed = differing(before, after).filter((name) => !unknownUntilApply(resource, name));
  const known = [...everywhere, ...policyAttributes, ...harmless, ...(together?.of ?? []), ...replacing];
  const strange = changed.filter((name) => compared[name] === undefined && !known.includes(name));
  return [
    ...changed.flatMap((name) => compared[name]?.(after[name], before[name]) ?? []),
    ...(strange.length === 0
      ? []
      : [`the summary does not know what a change of ${strange.join(', ')} does: read its plan`]),
  ];
}
