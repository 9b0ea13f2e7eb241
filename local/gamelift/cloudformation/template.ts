/** Reads CloudFormation templates. */
import { maxTemplateBytes } from '../../../templates/template';
import { validationError } from './errors';
import { parseText } from './template-text';

/** A JSON value of a template; functions such as Ref are objects with one key. */
export type TemplateValue = null | boolean | number | string | readonly TemplateValue[] | ValueMap;

/** An object of a template. */
export interface ValueMap {
  readonly [key: string]: TemplateValue;
}

/** The effect of a stack's deletion on a resource (CloudFormation guide, "DeletionPolicy attribute"). */
export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** A parameter as the template declares it. Its default is a text, as in the API. */
export interface TemplateParameter {
  readonly type: string;
  readonly default?: string;
  readonly description?: string;
  readonly noEcho: boolean;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
}

/** A resource as the template declares it. */
export interface ParsedResource {
  readonly type: string;
  readonly properties: ValueMap;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

/** An output as the template declares it. */
export interface TemplateOutput {
  readonly value: TemplateValue;
  readonly description?: string;
  readonly exportName?: TemplateValue;
  readonly condition?: string;
}

/** A parsed template. Functions such as Ref are not resolved yet. */
export interface ParsedTemplate {
  readonly description?: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly mappings: ValueMap;
  readonly conditions: ValueMap;
  readonly resources: Readonly<Record<string, ParsedResource>>;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

const sections = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
]);
const resourceKeys = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
]);

export const isList = (value: TemplateValue | undefined): value is readonly TemplateValue[] =>
  Array.isArray(value);
export const isMap = (value: unknown): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param body the template's text, JSON or YAML, at most 51,200 bytes
 * @returns the template; its references are not checked yet (see `checkReferences`)
 * @throws CloudFormationError ValidationError, with the service's own message
 */
export function parseTemplate(body: string): ParsedTemplate {
  const size = Buffer.byteLength(body);
  if (size > maxTemplateBytes)
    throw validationError(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must " +
        `have length less than or equal to ${maxTemplateBytes}`,
    );
  const root = parseText(body);
  if (!isMap(root)) throw validationError('Template format error: unsupported structure.');
  const strange = Object.keys(root).filter((key) => !sections.has(key));
  if (strange.length > 0)
    throw validationError(`Invalid template property or properties [${strange.join(', ')}]`);
  if (root['Transform'] !== undefined)
    throw validationError(
      `Template format error: Transform ${JSON.stringify(root['Transform'])} is not supported by the ` +
        'local CloudFormation: give it the transformed template.',
    );
  if (root['Rules'] !== undefined)
    throw validationError('Template format error: Rules are not supported by the local CloudFormation.');
  const resources = section(root, 'Resources');
  if (Object.keys(resources).length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.');
  return {
    ...optional('description', text(root['Description'])),
    parameters: mapEntries(section(root, 'Parameters'), parameter),
    mappings: section(root, 'Mappings'),
    conditions: section(root, 'Conditions'),
    resources: mapEntries(resources, resource),
    outputs: mapEntries(section(root, 'Outputs'), output),
  };
}

function section(root: ValueMap, name: string): ValueMap {
  const value = root[name];
  if (value === undefined) return {};
  if (!isMap(value)) throw validationError(`Template format error: ${name} must be an object.`);
  return value;
}

function mapEntries<Entry>(
  from: ValueMap,
  read: (name: string, value: ValueMap) => Entry,
): Record<string, Entry> {
  const entries: Record<string, Entry> = {};
  for (const [name, value] of Object.entries(from)) {
    if (!isMap(value)) throw validationError(`Template format error: [${name}] must be an object.`);
    if (!/^[a-zA-Z0-9]{1,255}$/.test(name))
      throw validationError(`Template format error: name ${name} is non alphanumeric.`);
    entries[name] = read(name, value);
  }
  return entries;
}

function parameter(name: string, value: ValueMap): TemplateParameter {
  const type = text(value['Type']);
  if (type === undefined)
    throw validationError(`Template format error: Every Parameters object must contain a Type member.`);
  if (!/^(String|Number|CommaDelimitedList|List<Number>|AWS::\S+|List<AWS::\S+>)$/.test(type))
    throw validationError(`Template format error: Unrecognized parameter type: ${type}`);
  const allowed = value['AllowedValues'];
  return {
    type,
    noEcho: value['NoEcho'] === true || value['NoEcho'] === 'true',
    ...optional('default', scalarText(value['Default'])),
    ...optional('description', text(value['Description'])),
    ...optional('constraintDescription', text(value['ConstraintDescription'])),
    ...optional('allowedPattern', text(value['AllowedPattern'])),
    ...optional('allowedValues', isList(allowed) ? allowed.map((item) => scalarText(item) ?? '') : undefined),
    ...optional('minLength', number(name, 'MinLength', value)),
    ...optional('maxLength', number(name, 'MaxLength', value)),
    ...optional('minValue', number(name, 'MinValue', value)),
    ...optional('maxValue', number(name, 'MaxValue', value)),
  };
}

function resource(name: string, value: ValueMap): ParsedResource {
  const strange = Object.keys(value).find((key) => !resourceKeys.has(key));
  if (strange !== undefined) throw validationError(`Invalid template resource property '${strange}'`);
  const type = text(value['Type']);
  if (type === undefined)
    throw validationError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    );
  const properties = value['Properties'] ?? {};
  if (!isMap(properties))
    throw validationError(`Template format error: [/Resources/${name}/Properties] must be an object.`);
  const after = value['DependsOn'] ?? [];
  const dependsOn = (Array.isArray(after) ? after : [after]).map((item: TemplateValue) => {
    if (typeof item !== 'string')
      throw validationError(`Template format error: DependsOn must be a string or list of strings.`);
    return item;
  });
  return {
    type,
    properties,
    dependsOn,
    ...optional('condition', text(value['Condition'])),
    deletionPolicy: policy(name, 'DeletionPolicy', value),
    updateReplacePolicy: policy(name, 'UpdateReplacePolicy', value),
  };
}

function policy(
  name: string,
  key: 'DeletionPolicy' | 'UpdateReplacePolicy',
  value: ValueMap,
): DeletionPolicy {
  const chosen = value[key] ?? 'Delete';
  if (chosen === 'Delete' || chosen === 'Retain') return chosen;
  if (chosen === 'RetainExceptOnCreate' && key === 'DeletionPolicy') return chosen;
  throw validationError(
    `Template error: ${key} of resource ${name} must be Delete or Retain (these resource types have ` +
      'no snapshots).',
  );
}

function output(name: string, value: ValueMap): TemplateOutput {
  if (value['Value'] === undefined)
    throw validationError(
      `Template format error: Every Outputs member must contain a Value object: ${name}.`,
    );
  const exported = value['Export'];
  return {
    value: value['Value'],
    ...optional('description', text(value['Description'])),
    ...optional('condition', text(value['Condition'])),
    ...optional('exportName', isMap(exported) ? exported['Name'] : undefined),
  };
}

const text = (value: TemplateValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
const scalarText = (value: TemplateValue | undefined): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);

function number(name: string, key: string, value: ValueMap): number | undefined {
  const given = scalarText(value[key]);
  if (given === undefined) return undefined;
  const parsed = Number(given);
  if (!Number.isFinite(parsed))
    throw validationError(`Template format error: ${key} of parameter ${name} must be a number.`);
  return parsed;
}

/** `{ key: value }`, or an empty object for undefined, so that absent and undefined are the same. */
export function optional<Key extends string, Kept>(key: Key, value: Kept | undefined): { [K in Key]?: Kept } {
  const entry: { [K in Key]?: Kept } = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}
