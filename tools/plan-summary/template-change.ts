import * as z from 'zod';
import { fieldsOf } from '../../core/fields-of';
import { parseJson } from '../../core/json';
import { type PlanValues } from './comparison';
import { type ChangeKind, type PlannedChange } from './plan';

/**
 * The changes inside an aws_cloudformation_stack: Terraform only shows a changed text, but a reviewer must
 * see a replaced fleet.
 */

const resource = z
  .looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ Type, Properties, ...attributes }): TemplateResource => ({ Type, Properties, attributes }));
const parameter = z.looseObject({ Default: z.unknown().optional() });
const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), parameter).default({}),
});

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: PlanValues;
  /** The attributes beside the properties, such as `DeletionPolicy`. */
  readonly attributes?: PlanValues;
}
export type TemplateResources = Readonly<Record<string, TemplateResource>>;

export interface PlannedTemplate {
  readonly resources: TemplateResources;
  /** The sections beside the resources, such as `Mappings`; `Parameters` without their defaults. */
  readonly sections: PlanValues;
}

export interface InnerChange {
  readonly id: string;
  readonly type: string;
  readonly kind: 'created' | 'changed' | 'replaced' | 'destroyed';
  /** Properties and attributes that differ; the ones that cause the replacement, if it is one. */
  readonly properties: readonly string[];
}

/**
 * Properties whose change makes CloudFormation create a new resource, for the types in this project's
 * templates. (A test compares the list with AWS's resource schema.)
 */
export const replacing: Readonly<Record<string, readonly string[]>> = {
  'AWS::GameLift::Fleet': [
    'BuildId',
    'CertificateConfiguration',
    'ComputeType',
    'EC2InstanceType',
    'FleetType',
    'InstanceRoleARN',
    'InstanceRoleCredentialsProvider',
    'LogPaths',
    'PeerVpcAwsAccountId',
    'PeerVpcId',
    'PlayerGatewayMode',
    'PlayerGatewayConfiguration',
    'ScriptId',
    'ServerLaunchParameters',
    'ServerLaunchPath',
  ],
  'AWS::GameLift::Script': ['NodeJsVersion'],
  'AWS::GameLift::Alias': [],
  'AWS::GameLift::MatchmakingRuleSet': ['Name', 'RuleSetBody'],
  'AWS::GameLift::MatchmakingConfiguration': ['Name'],
  'AWS::CodeDeploy::Application': ['ApplicationName', 'ComputePlatform'],
  'AWS::CodeDeploy::DeploymentGroup': ['ApplicationName', 'DeploymentGroupName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
};

/** The resources of a stack's template, with parameters resolved; empty when there are none. */
export function templateResources(attributes: PlannedChange['change']['before']): TemplateResources {
  return templateOf(attributes)?.resources ?? {};
}

/**
 * A stack's template with its parameters resolved: those of the stack, or else their defaults.
 * @returns undefined when there is none, or it cannot be read
 */
export function templateOf(attributes: PlannedChange['change']['before']): PlannedTemplate | undefined {
  const body = attributes?.['template_body'];
  const parsed = typeof body === 'string' ? template.safeParse(parseJson(body)) : undefined;
  if (!parsed?.success) return undefined;
  const { Resources, Parameters, ...sections } = parsed.data;
  const values = new Map([
    ...Object.entries(Parameters).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default] as const],
    ),
    ...Object.entries(fieldsOf(attributes?.['parameters'])),
  ]);
  const declared = Object.entries(Parameters).map(([name, { Default: _, ...rest }]) => [name, rest] as const);
  return {
    resources: Object.fromEntries(
      Object.entries(Resources).map(([id, { Type, Properties, attributes }]) => [
        id,
        {
          Type,
          Properties: fieldsOf(resolved(Properties, values)),
          attributes: fieldsOf(resolved(attributes, values)),
        },
      ]),
    ),
    sections: fieldsOf(resolved({ ...sections, Parameters: Object.fromEntries(declared) }, values)),
  };
}

/** The changes inside a CloudFormation stack; none for any other resource. */
export function stackChanges({ type, change }: PlannedChange, kind: ChangeKind): readonly InnerChange[] {
  if (type !== 'aws_cloudformation_stack') return [];
  const before = templateResources(change.before);
  // A replaced stack loses all its resources before the new one exists.
  if (kind === 'replaced')
    return Object.entries(before).map(([id, { Type }]) => ({
      id,
      type: Type,
      kind: 'destroyed',
      properties: [],
    }));
  return innerChanges(before, templateResources(change.after));
}

/** The changes between two templates. A reference to a replaced resource counts as a changed value. */
export function innerChanges(before: TemplateResources, after: TemplateResources): readonly InnerChange[] {
  const changes = new Map<string, InnerChange>();
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  // A fleet depends on its script, so the search repeats until no further resource is replaced.
  for (let found = true; found;) {
    found = false;
    for (const id of ids) {
      const change = changeOf(id, before[id], after[id], changes);
      if (change === undefined || changes.get(id)?.kind === change.kind) continue;
      changes.set(id, change);
      found = true;
    }
  }
  return [...changes.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function changeOf(
  id: string,
  before: TemplateResources[string] | undefined,
  after: TemplateResources[string] | undefined,
  others: ReadonlyMap<string, InnerChange>,
): InnerChange | undefined {
  if (before === undefined || after === undefined) {
    const type = (before ?? after)?.Type ?? '';
    return { id, type, kind: before === undefined ? 'created' : 'destroyed', properties: [] };
  }
  const [old, next] = [membersOf(before), membersOf(after)];
  const differing = [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .sort()
    .filter((name) => !same(old[name], next[name]) || refersToReplaced(after.Properties[name], others));
  if (differing.length === 0 && before.Type === after.Type) return undefined;
  const causes = differing.filter((name) => replacing[after.Type]?.includes(name));
  const replaced = before.Type !== after.Type || causes.length > 0;
  return {
    id,
    type: after.Type,
    kind: replaced ? 'replaced' : 'changed',
    properties: replaced ? causes : differing,
  };
}

/** Properties and the attributes beside them, whose names CloudFormation keeps apart. */
const membersOf = ({ Properties, attributes }: TemplateResource): PlanValues => ({
  ...attributes,
  ...Properties,
});

function refersToReplaced(value: unknown, others: ReadonlyMap<string, InnerChange>): boolean {
  return referencesIn(value).some((target) => others.get(target)?.kind === 'replaced');
}

/** The names of resources and parameters that a value of a template refers to. */
export function referencesIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => [
    ...targetsOf(key, member),
    ...referencesIn(member),
  ]);
}

/** The resources that a function of a template names. */
function targetsOf(name: string, argument: unknown): readonly string[] {
  const [text]: readonly unknown[] = [argument].flat();
  if (typeof text !== 'string') return [];
  switch (name) {
    case 'Ref':
      return [text];
    case 'Fn::GetAtt':
      return [text.replace(/\..*$/, '')];
    case 'Fn::Sub':
      return [...text.matchAll(/\$\{([^!.}]+)/g)].map(([, target = '']) => target);
    default:
      return [];
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function resolved(value: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((member) => resolved(member, parameters));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'Ref' && typeof only[1] === 'string' && parameters.has(only[1]))
    return parameters.get(only[1]);
  if (entries.length === 1 && only?.[0] === 'Fn::Sub') return { 'Fn::Sub': filledIn(only[1], parameters) };
  return Object.fromEntries(entries.map(([key, member]) => [key, resolved(member, parameters)]));
}

/** The text of an `Fn::Sub`, alone or before its own values, with the parameters in it. */
function filledIn(argument: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(argument)) {
    const parts: readonly unknown[] = argument;
    const [text, own, ...more] = parts;
    return [filledIn(text, parameters), resolved(own, parameters), ...more];
  }
  if (typeof argument !== 'string') return argument;
  return argument.replace(/\$\{(\w+)\}/g, (written, name: string) => {
    const value = parameters.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : written;
  });
}
