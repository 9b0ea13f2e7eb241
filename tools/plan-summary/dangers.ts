import * as z from 'zod';
import { type Kind, type ResourceChange } from './plan';
import { policyDangers } from './policy-change';
import { type InnerChange, replacing, templateResources, type TemplateResources } from './template-change';
import { watchedDangers } from './watched-types';

/** A change that ends matches, loses data, opens access, or breaks released clients. */
export interface LoudChange {
  readonly address: string;
  readonly why: string;
}

/** What is permanently lost with a resource inside a CloudFormation stack. */
const lostInside: Readonly<Record<string, string>> = {
  'AWS::GameLift::MatchmakingConfiguration':
    'open tickets are lost, and players who look for a match meanwhile are refused',
  'AWS::GameLift::Alias': 'the queue has one destination less',
  'AWS::Lambda::Alias': 'what calls the function finds nothing until it is there again',
};

export function dangersOf(
  change: ResourceChange,
  kind: Kind,
  attributes: readonly string[],
  inner: readonly InnerChange[],
): readonly LoudChange[] {
  const { address, type } = change;
  const because = kind === 'replaced' && attributes.length > 0 ? ` because of ${attributes.join(', ')}` : '';
  const lostBecause = kind === 'destroyed' || kind === 'replaced' ? `${kind}${because}` : undefined;
  return [
    ...watchedDangers(change, lostBecause).map((why) => ({ address, why })),
    ...policyDangers(change).map((why) => ({ address, why })),
    ...(type === 'aws_cloudformation_stack' ? stackDangers(change, inner) : []),
  ];
}

/** A stack whose first create failed: CloudFormation took everything back, so nothing of it is there. */
function neverCame({ action_reason: reason, change: { before } }: ResourceChange): boolean {
  return reason === 'replace_because_tainted' && Object.keys(Object(before?.['outputs'])).length === 0;
}

function stackDangers(resource: ResourceChange, inner: readonly InnerChange[]): readonly LoudChange[] {
  const { address, change } = resource;
  if (typeof change.after?.['template_body'] !== 'string' && change.after)
    return [{ address, why: 'its template is known only after the apply, so it cannot be reviewed' }];
  const [before, after] = [templateResources(change.before), templateResources(change.after)];
  if (change.after && Object.keys(after).length === 0)
    return [{ address, why: 'its template cannot be read, so it cannot be reviewed' }];
  if (neverCame(resource)) return [];
  return inner.flatMap((one) =>
    innerDangers(one, before, after).map((why) => ({ address: `${address} ${one.id}`, why })),
  );
}

function innerDangers(
  { id, type, kind, properties }: InnerChange,
  before: TemplateResources,
  after: TemplateResources,
): readonly string[] {
  const gone = kind === 'destroyed' || kind === 'replaced';
  if (replacing[type] === undefined)
    return kind === 'destroyed'
      ? []
      : [`the summary does not know what is dangerous in ${type}: read its plan`];
  if (type !== 'AWS::GameLift::Fleet') {
    const lost = lostInside[type];
    return gone && lost !== undefined ? [`${kind}: ${lost}`] : [];
  }
  if (kind === 'destroyed')
    return [
      'the fleet is deleted, and its matches end: point its alias elsewhere in an earlier deploy and wait until it is empty',
    ];
  if (kind === 'replaced')
    return [
      `the fleet is replaced because of ${properties.join(', ')}; the old one stays, costs, and is not managed any more: rather add a second fleet and switch the alias (docs/operating.md)`,
    ];
  return kind === 'changed' ? fleetDangers(before[id]?.Properties ?? {}, after[id]?.Properties ?? {}) : [];
}

const fleet = z.looseObject({
  NewGameSessionProtectionPolicy: z.string().optional(),
  Locations: z
    .array(
      z.looseObject({
        Location: z.string(),
        LocationCapacity: z
          .looseObject({
            MinSize: z.number().optional(),
            MaxSize: z.number().optional(),
            DesiredEC2Instances: z.number().optional(),
          })
          .default({}),
      }),
    )
    .default([]),
});

function fleetDangers(before: object, after: object): readonly string[] {
  const [old, next] = [fleet.safeParse(before), fleet.safeParse(after)];
  if (!old.success || !next.success) return [];
  const places = new Map(next.data.Locations.map((place) => [place.Location, place.LocationCapacity]));
  const dangers = old.data.Locations.flatMap(({ Location, LocationCapacity }) => {
    const capacity = places.get(Location);
    if (capacity === undefined) return [`the location ${Location} is removed, and its matches end`];
    if ((LocationCapacity.MaxSize ?? 0) > 0 && capacity.MaxSize === 0)
      return [`the capacity of ${Location} goes to zero: no match is placed there any more`];
    const sleeps = ({ MinSize, DesiredEC2Instances }: typeof capacity): boolean =>
      (MinSize ?? 0) === 0 && DesiredEC2Instances === 0;
    const awake = (LocationCapacity.MinSize ?? 0) > 0 && (capacity.MinSize ?? 0) === 0;
    return awake || (sleeps(capacity) && !sleeps(LocationCapacity))
      ? [`the capacity of ${Location} may go to zero: matches wait minutes for a machine, or find none`]
      : [];
  });
  if (
    old.data.NewGameSessionProtectionPolicy === 'FullProtection' &&
    next.data.NewGameSessionProtectionPolicy !== 'FullProtection'
  )
    dangers.push('new matches are not protected any more: scaling down ends them');
  return dangers;
}
