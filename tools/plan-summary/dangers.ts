import { differing, type Values } from './comparison';
import { type Kind, type ResourceChange } from './plan';
import { policyDangers } from './policy-change';
import { type InnerChange, type TemplateResource, templateResources } from './template-change';
import { templateAttributes, templateTypes } from './watched-template';
import { type WatchedType } from './watched-type';
import { watchedDangers } from './watched-types';

/** A change that ends matches, loses data, opens access, or breaks released clients. */
export interface LoudChange {
  readonly address: string;
  readonly why: string;
}

/** @param account the account of the stack, where its configuration names it */
export function dangersOf(
  change: ResourceChange,
  kind: Kind,
  attributes: readonly string[],
  inner: readonly InnerChange[],
  account: string | undefined,
): readonly LoudChange[] {
  const { address, type } = change;
  const because = kind === 'replaced' && attributes.length > 0 ? ` because of ${attributes.join(', ')}` : '';
  const lostBecause = kind === 'destroyed' || kind === 'replaced' ? `${kind}${because}` : undefined;
  return [
    ...watchedDangers(change, kind, lostBecause, account).map((why) => ({ address, why })),
    ...policyDangers(change, account).map((why) => ({ address, why })),
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
    innerDangers(one, before[one.id], after[one.id]).map((why) => ({ address: `${address} ${one.id}`, why })),
  );
}

function innerDangers(
  { kind, properties }: InnerChange,
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): readonly string[] {
  const types = [...new Set([before, after].flatMap((one) => (one === undefined ? [] : [one.Type])))];
  const strange = types.filter((type) => templateTypes[type] === undefined);
  if (strange.length > 0)
    return [`the summary does not know what is dangerous in ${strange.join(', ')}: read its plan`];
  // Another type under the same name is another resource.
  if (before && (kind === 'destroyed' || before.Type !== after?.Type))
    return [lostInside(before.Type)].flat();
  if (!before || !after) return [];
  const watched = templateTypes[after.Type] ?? {};
  const replacing = kind === 'replaced' ? properties : [];
  return [
    ...(kind === 'replaced' ? replacedInside(after, properties) : []),
    ...memberDangers(before.Properties, after.Properties, watched, replacing),
    ...memberDangers(before.attributes ?? {}, after.attributes ?? {}, templateAttributes, []),
  ];
}

/** What is lost with a resource that is taken out of its template. */
function lostInside(type: string): readonly string[] {
  if (type === 'AWS::GameLift::Fleet')
    return [
      'the fleet is deleted, and its matches end: point its alias elsewhere in an earlier deploy and wait until it is empty',
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
    `the fleet is replaced because of ${because.join(', ')}; ${old}: rather add a second fleet and switch the alias (docs/operating.md)`,
  ];
}

function memberDangers(
  before: Values,
  after: Values,
  { harmless = [], compared = {} }: WatchedType,
  replacing: readonly string[],
): readonly string[] {
  const changed = differing(before, after);
  const strange = changed.filter(
    (name) => compared[name] === undefined && !['Tags', ...harmless, ...replacing].includes(name),
  );
  return [
    ...changed.flatMap((name) => compared[name]?.(after[name], before[name]) ?? []),
    ...(strange.length === 0
      ? []
      : [`the summary does not know what a change of ${strange.join(', ')} does: read its plan`]),
  ];
}
