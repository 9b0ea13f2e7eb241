/** The schema of a resource type's properties: types, replacement, and conversion of given values. */
import { canonicalJson } from '../../../core/json';
import { isMap, type TemplateValue, type ValueMap } from './template';

/** The type of a property in CloudFormation's resource schemas. */
export type PropertyType =
  | { readonly kind: 'string'; readonly oneOf?: readonly string[] }
  | { readonly kind: 'integer' | 'number' | 'boolean' }
  | { readonly kind: 'list'; readonly of: PropertyType }
  | { readonly kind: 'object'; readonly properties: PropertyTable };

/** The declaration of one property of a resource type. */
export interface Property {
  readonly type: PropertyType;
  readonly required?: true;
  /** A change needs a new resource ("Update requires: Replacement" in the CloudFormation reference). */
  readonly replaces?: true;
}

/** The properties of a resource type by name; others are refused. */
export type PropertyTable = Readonly<Record<string, Property>>;

export const string: PropertyType = { kind: 'string' };
export const integer: PropertyType = { kind: 'integer' };
export const double: PropertyType = { kind: 'number' };
export const boolean: PropertyType = { kind: 'boolean' };
export const oneOf = (...values: string[]): PropertyType => ({ kind: 'string', oneOf: values });
export const listOf = (of: PropertyType): PropertyType => ({ kind: 'list', of });
export const object = (properties: PropertyTable): PropertyType => ({ kind: 'object', properties });
export const tags: Property = {
  type: listOf(object({ Key: { type: string, required: true }, Value: { type: string, required: true } })),
};

/** Properties that do not fit their type: this fails the resource, not the request, as in the service. */
export class PropertyError extends Error {
  constructor(logicalId: string, problems: readonly string[]) {
    super(`Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`);
    this.name = 'PropertyError';
  }
}

/**
 * Converts evaluated properties by the table: text becomes numbers and booleans where the type requires it.
 * @throws PropertyError listing every problem as `#/path: …`
 */
export function fit(logicalId: string, table: PropertyTable, given: ValueMap): Record<string, TemplateValue> {
  const problems: string[] = [];
  const fitted = fitObject(table, given, '#', problems);
  if (problems.length > 0) throw new PropertyError(logicalId, problems);
  return fitted;
}

function fitObject(
  table: PropertyTable,
  given: ValueMap,
  at: string,
  problems: string[],
): Record<string, TemplateValue> {
  const fitted: Record<string, TemplateValue> = {};
  for (const name of Object.keys(given))
    if (!Object.hasOwn(table, name)) problems.push(`${at}: extraneous key [${name}] is not permitted`);
  for (const [name, property] of Object.entries(table)) {
    const value = given[name];
    if (value === undefined || value === null) {
      if (property.required) problems.push(`${at}: required key [${name}] not found`);
    } else fitted[name] = fitValue(property.type, value, `${at}/${name}`, problems);
  }
  return fitted;
}

function foundType(value: TemplateValue): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (isMap(value)) return 'JSONObject';
  if (typeof value === 'string') return 'String';
  return typeof value === 'number' ? 'Number' : 'Boolean';
}

function fitValue(type: PropertyType, value: TemplateValue, at: string, problems: string[]): TemplateValue {
  const wrong = (expected: string): TemplateValue => {
    problems.push(`${at}: expected type: ${expected}, found: ${foundType(value)}`);
    return null;
  };
  switch (type.kind) {
    case 'string': {
      if (value === null || typeof value === 'object') return wrong('String');
      const text = String(value);
      if (type.oneOf && !type.oneOf.includes(text))
        problems.push(
          `${at}: #: only 1 subschema matches out of 2: ${text} is not a valid enum value ` +
            `(${type.oneOf.join(', ')})`,
        );
      return text;
    }
    case 'integer':
    case 'number': {
      const parsed =
        typeof value === 'number'
          ? value
          : typeof value === 'string' && value.trim() !== ''
            ? Number(value)
            : Number.NaN;
      return Number.isFinite(parsed) && (type.kind === 'number' || Number.isInteger(parsed))
        ? parsed
        : wrong(type.kind === 'integer' ? 'Integer' : 'Number');
    }
    case 'boolean': {
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' ? false : wrong('Boolean');
    }
    case 'list':
      return Array.isArray(value)
        ? value.map((item: TemplateValue, index) => fitValue(type.of, item, `${at}/${index}`, problems))
        : wrong('JSONArray');
    case 'object':
      return isMap(value) ? fitObject(type.properties, value, at, problems) : wrong('JSONObject');
  }
}

/** Names of the properties whose values differ; order of keys does not count. */
export function changedProperties(before: ValueMap, after: ValueMap): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  );
}

/** The changed properties that need a new resource. */
export const replacingProperties = (table: PropertyTable, changed: readonly string[]): string[] =>
  changed.filter((name) => table[name]?.replaces);

/** JSON with sorted keys: equal text is equal value. */
export function canonical(value: TemplateValue | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}
