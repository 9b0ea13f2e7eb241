import { type FleetCost, fleetCosts } from './fleet-cost';
import { type Kind, kindOf, parsePlan, type ResourceChange } from './plan';
import { ruleSetChange, type RuleSetChange } from './rule-diff';
import { innerChanges, type InnerChange, templateResources } from './template-change';

export interface SummaryLine {
  readonly address: string;
  readonly kind: Kind;
  /** Attributes that differ, or that force the replacement. */
  readonly attributes: readonly string[];
  /** What happens inside a CloudFormation stack. */
  readonly inner: readonly InnerChange[];
}

/** A change that ends matches or loses data. */
export interface LoudChange {
  readonly address: string;
  readonly why: string;
}

export interface PlanSummary {
  readonly stack: string;
  readonly lines: readonly SummaryLine[];
  readonly loud: readonly LoudChange[];
  readonly ruleSet?: RuleSetChange;
  /** Fleets whose cost changes. */
  readonly costs: readonly FleetCost[];
}

/** Resources that hold what cannot be made again, and what is lost with them. */
const holdsData: Readonly<Record<string, string>> = {
  aws_dynamodb_table:
    'all rows of the table are lost (point-in-time recovery restores into a new table: docs/operating.md)',
  aws_s3_bucket: 'everything in the bucket is lost',
  aws_secretsmanager_secret: 'the signing keys are lost: every player has to sign in again',
};

/**
 * Reads a plan for people.
 * @param stack name of the stack, for headings
 * @param text output of `terraform show -json PLANFILE`
 * @throws Error when it is no plan
 */
export function summarizePlan(stack: string, text: string): PlanSummary {
  const lines: SummaryLine[] = [];
  const loud: LoudChange[] = [];
  const costs: FleetCost[] = [];
  let ruleSet: RuleSetChange | undefined;
  for (const change of parsePlan(text).resource_changes) {
    const kind = kindOf(change);
    if (kind === undefined) continue;
    const line = {
      address: change.address,
      kind,
      attributes: attributesOf(change),
      inner: innerOf(change, kind),
    };
    lines.push(line);
    loud.push(...loudOf(change, line));
    if (change.type !== 'aws_cloudformation_stack') continue;
    const [before, after] = [templateResources(change.change.before), templateResources(change.change.after)];
    ruleSet = ruleSetChange(before, after) ?? ruleSet;
    costs.push(...fleetCosts(before, after));
  }
  return { stack, lines, loud, costs, ...(ruleSet === undefined ? {} : { ruleSet }) };
}

function attributesOf({ change }: ResourceChange): readonly string[] {
  if (change.replace_paths !== undefined && change.replace_paths.length > 0)
    return [...new Set(change.replace_paths.map((path) => path.join('.')))];
  const { before, after } = change;
  if (!before || !after) return [];
  const unknown =
    change.after_unknown !== null && typeof change.after_unknown === 'object'
      ? Object.entries(change.after_unknown)
          .filter(([, value]) => value === true || (Array.isArray(value) && value.includes(true)))
          .map(([name]) => name)
      : [];
  const known = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) =>
      name !== 'tags_all' &&
      !unknown.includes(name) &&
      JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return [...known, ...unknown.map((name) => `${name} (known after apply)`)].sort();
}

function innerOf({ type, change }: ResourceChange, kind: Kind): readonly InnerChange[] {
  if (type !== 'aws_cloudformation_stack') return [];
  const before = templateResources(change.before);
  // A stack that is replaced loses everything in it before the new one comes.
  if (kind === 'replaced')
    return Object.entries(before).map(([id, { Type }]) => ({
      id,
      type: Type,
      kind: 'destroyed',
      properties: [],
    }));
  return innerChanges(before, templateResources(change.after));
}

function loudOf(
  { address, type }: ResourceChange,
  { kind, attributes, inner }: SummaryLine,
): readonly LoudChange[] {
  const loud: LoudChange[] = [];
  const gone = kind === 'destroyed' || kind === 'replaced';
  const because = kind === 'replaced' && attributes.length > 0 ? ` because of ${attributes.join(', ')}` : '';
  const lost = holdsData[type];
  if (gone && lost !== undefined) loud.push({ address, why: `${kind}${because}: ${lost}` });
  if (gone && type === 'aws_gamelift_fleet')
    loud.push({ address, why: `${kind}${because}: its matches end` });
  for (const { id, type: innerType, kind: innerKind, properties } of inner) {
    if (innerType !== 'AWS::GameLift::Fleet') continue;
    if (innerKind === 'destroyed')
      loud.push({
        address: `${address} ${id}`,
        why: 'the fleet is deleted, and its matches end: point its alias elsewhere in an earlier deploy and wait until it is empty',
      });
    if (innerKind === 'replaced')
      loud.push({
        address: `${address} ${id}`,
        why: `the fleet is replaced because of ${properties.join(', ')}; the old one stays, costs, and is not managed any more: rather add a second fleet and switch the alias (docs/operating.md)`,
      });
  }
  return loud;
}
